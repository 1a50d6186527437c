"""Migrations beside people who work: a lock that does not come soon is let go of, so that nobody queues up behind it.

An `ALTER TABLE` that waits keeps everybody out who comes after it, readers too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import sleep

from psycopg.errors import LockNotAvailable
from sqlalchemy.exc import OperationalError

LOCK_TIMEOUT = "2s"
GAPS = (1, 2, 4, 8, 15, 30, 60)  # seconds between two tries


def try_again(migrate: Callable[[], None], say: Callable[[str], None], gaps: Sequence[float] = GAPS) -> None:
    """Migrate, again after each gap while a lock does not come; after the last one OperationalError is raised."""
    for gap in gaps:
        try:
            return migrate()
        except OperationalError as error:
            if not isinstance(error.orig, LockNotAvailable):
                raise
            say(f"A table is in use, nothing was changed: the migration is tried again in {gap:g} s.")
            sleep(gap)
    migrate()
