"""Claiming time: one claim on an artist at a time, so that two never wait on each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from psycopg.errors import DeadlockDetected
from sqlalchemy import Table, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError

from studio.bookings.errors import BookingConflict, refusal
from studio.extensions import db
from studio.lib import sql
from studio.lib.current import current

LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
LOCK_ALL = text("SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest(cast(:keys AS text[])) AS key")


def claim(artist_ids: Iterable[UUID], change: Callable[[], None]) -> None:
    """Run `change` and flush it in a savepoint, holding the artists' claim locks until the transaction ends.

    Raises BookingConflict or InvalidBooking, with nothing changed and the transaction usable; OperationalError when the
    lock does not come in the transaction's time: nobody knows then whether the slot is taken.
    Without the lock, clients on one slot deadlock inside the exclusion constraint and stall for seconds.
    """
    keys = keys_of(artist_ids)

    def attempt() -> None:
        with db.session.begin_nested():
            lock(keys)
            change()
            db.session.flush()

    run_or_refuse(attempt)


def claim_new(insert: str, values: Mapping[str, Any]) -> None:
    """Insert one booking by `insert`, one of `claiming_insert`: the claim lock of `values["claim"]`, the judgement of
    the constraints and the savepoint around both in one round trip.

    Raises BookingConflict (taken, or the same id twice) or InvalidBooking, with nothing changed and the transaction
    usable.
    """
    run_or_refuse(lambda: insert_in_savepoint(insert, values))


def insert_in_savepoint(insert: str, values: Mapping[str, Any]) -> None:
    with sql.in_session(insert) as driver:
        try:
            with driver.pipeline():
                driver.execute("SAVEPOINT claim")
                inserted = driver.execute(insert, values)
                driver.execute("RELEASE SAVEPOINT claim")
        except psycopg.Error:
            if not driver.closed:
                driver.execute("ROLLBACK TO SAVEPOINT claim")
            raise
    if inserted.fetchone() is None:
        raise BookingConflict("This time is already booked.")


def claiming_insert(table: Table) -> str:
    """The statement that takes the claim lock %(claim)s, then inserts one row of `table` from values by column
    name. It returns nothing when a constraint is in the way.

    The lock comes first: a subquery with a volatile function is never optimised away.
    """
    types = {column.name: column.type.compile(postgresql.dialect()) for column in table.c}
    values = ", ".join(f"%({name})s::{type_}" for name, type_ in types.items())
    return (
        f"INSERT INTO {table.name} ({', '.join(types)}) SELECT {values} FROM (SELECT "  # noqa: S608
        "pg_advisory_xact_lock(hashtextextended(%(claim)s, 0))"
        ") AS claimed ON CONFLICT DO NOTHING RETURNING id"
    )


def run_or_refuse(attempt: Callable[[], None]) -> None:
    """Run `attempt`, once more after a deadlock. Raises the BookingRefused that a refusal of the database comes to."""
    try:
        return attempt()
    except DBAPIError as error:
        if not isinstance(error.orig, DeadlockDetected):
            raise refusal(error) or error from error
    try:
        attempt()
    except DBAPIError as error:
        raise refusal(error) or error from error


def lock(keys: Iterable[str]) -> None:
    for key in keys:
        db.session.execute(LOCK, {"key": key})


def keys_of(artist_ids: Iterable[UUID]) -> list[str]:
    """The names of the locks, in the one order everybody takes them in; none inside `unserialised`."""
    return sorted(key for artist in set(artist_ids) if (key := claim_key(artist)))


def claim_key(artist_id: UUID) -> str | None:
    """The name of an artist's claim lock; None takes no lock, inside `unserialised`."""
    return None if db.session.info.get("unserialised") else f"{current.tenant.id}:{artist_id}"


def claim_ahead(artist_ids: Iterable[UUID]) -> None:
    """Take the claim locks of several artists before the first claim: two that do so never deadlock.

    Raises OperationalError, which ends the transaction, when somebody else holds one for longer than it waits.
    """
    db.session.execute(LOCK_ALL, {"keys": keys_of(artist_ids)})


@contextmanager
def unserialised() -> Iterator[None]:
    """Claims inside the block take no locks: for a transaction that is rolled back, and may claim a million times."""
    db.session.info["unserialised"] = True
    try:
        yield
    finally:
        db.session.info.pop("unserialised", None)
