"""Claiming time: one claim on an artist at a time, so that two never wait on each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from psycopg.errors import DeadlockDetected
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from studio.bookings.refusals import refusal
from studio.extensions import db
from studio.lib.current import current

PATIENCE = "5s"  # a claim that waits longer, say for an import's preview, is refused instead of hanging
LOCK = text("SELECT set_config('lock_timeout', :patience, true), pg_advisory_xact_lock(hashtextextended(:key, 0))")
LOCK_ALL = text("SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest(cast(:keys AS text[])) AS key")


def claim(artist_ids: Iterable[UUID], change: Callable[[], None]) -> None:
    """Run `change` and flush it in a savepoint, holding the artists' claim locks until the transaction ends.

    Raises BookingConflict or InvalidBooking, with nothing changed and the transaction usable.
    Without the lock, clients on one slot deadlock inside the exclusion constraint and stall for seconds.
    """
    keys = keys_of(artist_ids)
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
        lock(keys)
        change()
        db.session.flush()


def lock(keys: Iterable[str]) -> None:
    if not db.session.info.get("unserialised"):
        for key in keys:
            db.session.execute(LOCK, {"key": key, "patience": PATIENCE})


def keys_of(artist_ids: Iterable[UUID]) -> list[str]:
    """The names of the locks, in the one order everybody takes them in."""
    return sorted(f"{current.tenant.id}:{artist}" for artist in set(artist_ids))


def claim_ahead(artist_ids: Iterable[UUID]) -> None:
    """Take the claim locks of several artists before the first claim: two that do so never deadlock."""
    if not db.session.info.get("unserialised"):
        db.session.execute(LOCK_ALL, {"keys": keys_of(artist_ids)})


@contextmanager
def unserialised() -> Iterator[None]:
    """Claims inside the block take no locks: for a transaction that is rolled back, and may claim a million times."""
    db.session.info["unserialised"] = True
    try:
        yield
    finally:
        db.session.info.pop("unserialised", None)
