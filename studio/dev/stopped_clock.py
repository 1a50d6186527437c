"""Studio on a day that never ends, for pictures of it: `gunicorn "studio.dev.stopped_clock:app()"`."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from flask import Flask

from studio import create_app
from studio.lib import clock, db

NOW = datetime(2026, 11, 25, 10, 20, tzinfo=UTC)  # a Wednesday


class Stopped(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return NOW.astimezone(tz)


def stop() -> None:
    """Have this process read NOW from every clock of Studio's."""
    clock.datetime = db.datetime = Stopped  # type: ignore[misc]


def app() -> Flask:
    stop()
    return create_app()
