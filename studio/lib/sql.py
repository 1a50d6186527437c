"""Statements written out in SQL and sent to psycopg as they are, in as few round trips as can be.

Values are named `%(name)s`, and `%(tenant)s` is the acting tenant. What psycopg raises is raised as SQLAlchemy's own
DataError, IntegrityError and OperationalError, so that callers and the request boundary know one kind of each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import exc

from studio.lib.current import current
from studio.lib.db import as_sqlalchemy, db, give_up
from studio.lib.resilience.timeouts import opening

Values = Mapping[str, Any] | Sequence[Any]


def read(statement: str, values: Mapping[str, Any]) -> list[Any]:
    """The acting tenant's rows, as named tuples.

    A request that has begun to write reads in its own transaction. Any other needs none: the tenant's setting and the
    statement travel in one packet, and are one transaction of the server's.
    """
    session, all_values = db.session(), {"tenant": current.tenant.id, **values}
    if not session.in_transaction():
        return read_alone(statement, all_values, current.tenant.id)
    with in_session(statement) as driver:
        return fetch(driver, statement, all_values)


def read_several(*statements: str, values: Mapping[str, Any]) -> list[list[tuple[Any, ...]]]:
    """The acting tenant's rows of several statements that know the same values, sent in one packet; plain tuples.

    Each statement sees what was committed when it began: what others refer to is better read last.
    """
    session, all_values = db.session(), {"tenant": current.tenant.id, **values}
    if session.in_transaction():
        with in_session(statements[0]) as driver, driver.pipeline():
            return fetch_several(driver, statements, all_values)
    with as_sqlalchemy(statements[0]), borrowed() as connection, connection.pipeline():
        connection.execute(*opening(current.tenant.id))
        return fetch_several(connection, statements, all_values)


def fetch_several(connection: Any, statements: Sequence[str], values: Values) -> list[list[tuple[Any, ...]]]:
    cursors = [connection.execute(statement, values) for statement in statements]
    return [cursor.fetchall() for cursor in cursors]


def read_alone(statement: str, values: Values = (), tenant_id: UUID | None = None) -> list[Any]:
    """The rows of one statement on a connection of its own, outside any transaction: for this tenant, or for none."""
    with as_sqlalchemy(statement), borrowed() as connection, connection.pipeline():
        connection.execute(*opening(tenant_id))
        return fetch(connection, statement, values)


@contextmanager
def borrowed() -> Iterator[Any]:
    """psycopg's connection of one that is taken from the pool, in no transaction."""
    taken = db.engine.raw_connection()
    connection: Any = taken.driver_connection
    try:
        connection.autocommit = True
        yield connection
    except psycopg.OperationalError as error:
        give_up(taken, error) if connection.closed else taken.invalidate(error)
        raise
    finally:
        if taken.is_valid:
            connection.autocommit = False
        taken.close()


def begin_with(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement that begins the transaction, in the round trip of its BEGIN; or of one more in a
    transaction that has begun. Plain tuples: two of its columns may have the same name."""
    session = db.session()
    if session.in_transaction():
        with in_session(statement) as driver:
            return driver.execute(statement, values).fetchall()
    with as_sqlalchemy(statement):
        session.info["first"] = statement, values
        session.connection()
        return session.info.pop("rows")


@contextmanager
def in_session(statement: str) -> Iterator[Any]:
    """psycopg's connection of the session's open transaction. One that is lost is given up, so that the session can
    roll back."""
    connection = db.session.connection()
    driver: Any = connection.connection.driver_connection
    try:
        with as_sqlalchemy(statement):
            yield driver
    except exc.OperationalError as error:
        if driver.closed:
            give_up(connection, error)
        raise


def fetch(connection: Any, statement: str, values: Values) -> list[Any]:
    with connection.cursor(row_factory=namedtuple_row) as cursor:
        return list(cursor.execute(statement, values).fetchall())
