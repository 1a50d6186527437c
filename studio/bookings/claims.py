"""Claiming time: one claim on an artist at a time, so that two never wait on each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from psycopg.errors import DeadlockDetected
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from studio.bookings.refusals import refusal
from studio.extensions import db
from studio.lib.current import current

LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")


def claim(artist_ids: Iterable[UUID], change: Callable[[], None]) -> None:
    """Run `change` and flush it in a savepoint, holding the artists' claim locks until the transaction ends.

    Raises BookingConflict or InvalidBooking, with nothing changed and the transaction usable.
    Without the lock, clients on one slot deadlock inside the exclusion constraint and stall for seconds.
    """
    keys = sorted(f"{current.tenant.id}:{artist}" for artist in set(artist_ids))
    try:
        attempt(keys, change)
    except DBAPIError as error:
        if not isinstance(error.orig, DeadlockDetected):
            raise refusal(error) or error from error
        retry(keys, change)


def retry(keys: list[str], change: Callable[[], None]) -> None:
    try:
        attempt(keys, change)
    except DBAPIError as error:
        raise refusal(error) or error from error


def attempt(keys: list[str], change: Callable[[], None]) -> None:
    with db.session.begin_nested():
        if not db.session.info.get("unserialised"):
            for key in keys:
                db.session.execute(LOCK, {"key": key})
        change()
        db.session.flush()
