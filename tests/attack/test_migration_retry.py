"""A migration does not wait in the door: it lets go of what it cannot have, and comes again."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Timer

import psycopg
import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy.exc import OperationalError

from studio.config import ROOT, Settings
from studio.lib.resilience import migration_retry
from studio.lib.resilience.migration_retry import try_again

FOLDER = str(ROOT / "migrations")


@pytest.fixture
def previous(app: Flask) -> Iterator[None]:
    """A database of the revision before."""
    downgrade(FOLDER, "-1")
    yield
    upgrade(FOLDER)


def test_a_migration_beside_a_long_transaction_is_made_when_that_ends(
    app: Flask, settings: Settings, previous: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(migration_retry, "LOCK_TIMEOUT", "200ms")
    url = settings.database_url.replace("+psycopg", "")
    with psycopg.connect(url) as reading, psycopg.connect(url, autocommit=True) as other:
        for (table,) in other.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
            if table != "alembic_version":
                reading.execute(f"SELECT 1 FROM {table} LIMIT 1")
        timer = Timer(0.6, reading.rollback)
        timer.start()
        upgrade(FOLDER)
        timer.join()
    assert "A table is in use, nothing was changed: the migration is tried again in 1 s." in capsys.readouterr().err


def test_what_is_wrong_otherwise_is_not_tried_again() -> None:
    def broken() -> None:
        raise OperationalError("x", None, psycopg.OperationalError("no connection"))

    said: list[str] = []
    with pytest.raises(OperationalError):
        try_again(broken, said.append, gaps=(0, 0))
    assert said == []


def test_it_is_given_up_after_the_last_gap() -> None:
    def locked() -> None:
        raise OperationalError("x", None, psycopg.errors.LockNotAvailable("timeout"))

    said: list[str] = []
    with pytest.raises(OperationalError):
        try_again(locked, said.append, gaps=(0, 0))
    assert len(said) == 2
