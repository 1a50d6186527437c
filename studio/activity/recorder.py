"""Recording events: noted while a transaction runs, numbered and written with its commit."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction
from uuid_utils.compat import uuid7

from studio.extensions import db
from studio.lib.current import current
from studio.lib.db import BoundarySession, Statement, utcnow


class Subject(Protocol):
    """What events can be about. `version` counts its changes from 1."""

    id: Any
    version: Any

    def state(self) -> dict[str, Any]: ...


class Actor(Protocol):
    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...


@dataclass
class Pending:
    """Events of the open transaction that have no number yet."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    marks: WeakKeyDictionary[SessionTransaction, int] = field(default_factory=WeakKeyDictionary)


def record(
    kind: str, subject: Subject, by: Actor | None, changes: dict[str, list[Any]] | None = None, note: str = ""
) -> None:
    """Note that `kind` happened to `subject`; numbered and written when the transaction commits."""
    row = {
        "tenant_id": current.tenant.id,
        "id": uuid7(),
        "kind": kind,
        "subject_id": subject.id,
        "version": subject.version,
        "actor_id": by.id if by else None,
        "actor_name": by.name if by else "Studio",
        "at": utcnow(),
        "request_id": current.request_id,
        "note": note,
        "changes": changes or {},
        "state": subject.state(),
    }
    session = db.session()
    if not session.in_transaction():
        session.begin()  # so that there is something to commit, or to roll back
    pending(session).rows.append(row)


def pending(session: Session) -> Pending:
    return session.info.setdefault("events", Pending())


def plain(value: Any) -> Any:
    """A column's value as JSON keeps it: instants in UTC ISO 8601, money as a decimal string."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value


WRITE = """
    WITH numbered AS (UPDATE tenants SET event_seq = event_seq + %(count)s WHERE id = %(tenant)s RETURNING event_seq)
    INSERT INTO events (tenant_id, id, seq, kind, subject_id, version, actor_id, actor_name, at, request_id, note,
                        changes, state)
    SELECT %(tenant)s, e.id, numbered.event_seq - %(count)s + e.nth, e.kind, e.subject_id, e.version, e.actor_id,
           e.actor_name, e.at, e.request_id, e.note, e.changes, e.state
    FROM numbered, jsonb_to_recordset(cast(%(rows)s AS jsonb)) AS e(
        id uuid, nth int, kind text, subject_id uuid, version int, actor_id uuid, actor_name text, at timestamptz,
        request_id text, note text, changes jsonb, state jsonb)
"""
AT_ONCE = 1000  # events in one statement


def numbered(waiting: list[dict[str, Any]]) -> dict[str, Any]:
    rows = [{**row, "nth": nth} for nth, row in enumerate(waiting, 1)]
    return {"tenant": current.tenant.id, "count": len(rows), "rows": json.dumps(rows, default=plain)}


def event_statements(session: Session) -> list[Statement]:
    """The statements that number and write what was recorded, for `BoundarySession.commit`.

    The tenant's row is the last lock taken, held only for the commit: so `seq` has no gaps and never runs ahead of
    what is visible.
    """
    waiting = pending(session).rows
    statements: list[Statement] = [
        (WRITE, numbered(waiting[first : first + AT_ONCE])) for first in range(0, len(waiting), AT_ONCE)
    ]
    if statements:
        waiting.clear()
        session.info["kick"] = current.tenant.id  # see activity.notifier
    return statements


BoundarySession.before_commit.append(event_statements)


class UnwrittenEvents(RuntimeError):
    """A transaction with recorded events is being committed past `db.session.commit()`: they would be lost."""


@event.listens_for(Session, "before_commit")
def refuse_to_lose_events(session: Session) -> None:
    if pending(session).rows and not session.in_nested_transaction():
        raise UnwrittenEvents("Commit with db.session.commit(), which writes the recorded events.")


@event.listens_for(Session, "after_transaction_create")
def mark_savepoint(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        pending(session).marks[transaction] = len(pending(session).rows)


@event.listens_for(Session, "after_soft_rollback")
def forget_what_did_not_happen(session: Session, transaction: SessionTransaction) -> None:
    """A savepoint rolled back takes its events with it; a transaction takes them all.

    A failed flush is a transaction of its own inside: what it rolls back is the savepoint around it.
    """
    while not transaction.nested and transaction.parent:
        transaction = transaction.parent
    waiting = pending(session)
    del waiting.rows[waiting.marks.get(transaction, 0) :]


@event.listens_for(Session, "after_transaction_end")
def forget_all(session: Session, transaction: SessionTransaction) -> None:
    """Whatever ended the transaction: nothing of it waits for the next one."""
    if transaction.parent is None:
        pending(session).rows.clear()
