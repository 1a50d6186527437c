"""How long PostgreSQL lets a transaction of ours run, wait for a lock, and stand idle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

import click
from flask import current_app

from studio.lib.current import current

WHO = "set_config('app.tenant_id', %(tenant_id)s, true), set_config('app.user_id', %(user_id)s, true)"
TIMES = (
    "set_config('statement_timeout', %(statement)s, true), set_config('lock_timeout', %(lock)s, true), "
    "set_config('idle_in_transaction_session_timeout', %(idle)s, true)"
)


class DatabaseTimeouts(NamedTuple):
    """Seconds. Each is at least a millisecond: 0 would be no limit for PostgreSQL."""

    statement: float
    lock: float  # less than a statement's: whoever waits for a lock is told what it was
    idle: float  # between two statements of a transaction

    def settings(self) -> dict[str, str]:
        return {name: f"{max(1, round(1000 * seconds))}ms" for name, seconds in self._asdict().items()}


def current_timeouts() -> DatabaseTimeouts:
    """Those of a server are short, because somebody waits; those of a command, the worker of jobs included, long."""
    settings = current_app.config["SETTINGS"]
    is_command = click.get_current_context(silent=True) is not None
    found: DatabaseTimeouts = settings.job_timeouts if is_command else settings.request_timeouts
    return found


def opening(tenant_id: UUID | None) -> tuple[str, Mapping[str, Any]]:
    """The statement that begins a transaction, for a tenant or for none, and for whoever acts. What it sets ends with
    the transaction, so it is good behind a pooler that hands out connections by the transaction."""
    who = {"tenant_id": str(tenant_id or ""), "user_id": str(current.user_id or "")}
    return f"SELECT {WHO}, {TIMES}", {**current_timeouts().settings(), **who}
