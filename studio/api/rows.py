"""Reading plain rows: one statement, one round trip, nothing kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from flask_babel import lazy_gettext
from psycopg import Connection, DataError
from psycopg import OperationalError as PsycopgOperationalError
from psycopg.rows import namedtuple_row
from sqlalchemy.exc import OperationalError

from studio.api.http.problems import INVALID, Problem
from studio.extensions import db
from studio.lib.current import current

AS_TENANT = "SELECT set_config('app.tenant_id', %s, true)"


def read(statement: str, values: Mapping[str, Any]) -> list[Any]:
    """The rows of a statement as named tuples; `%(tenant)s` in it is the tenant.

    A request that has begun to write reads in its own transaction. Any other needs none: the tenant's setting and the
    statement travel in one packet, and are one transaction of the server's.
    """
    session, asked = db.session(), {"tenant": current.tenant.id, **values}
    try:
        if session.in_transaction():
            return rows_of(cast(Any, session.connection().connection.driver_connection), statement, asked)
        return alone(statement, asked)
    except DataError:
        raise Problem(INVALID, lazy_gettext("A value is outside what can be kept.")) from None


def alone(statement: str, asked: Mapping[str, Any]) -> list[Any]:
    borrowed = db.engine.raw_connection()
    connection: Any = borrowed.driver_connection
    try:
        connection.autocommit = True
        with connection.pipeline():
            connection.execute(AS_TENANT, (str(asked["tenant"]),))
            return rows_of(connection, statement, asked)
    except PsycopgOperationalError as error:
        borrowed.invalidate(error)
        raise OperationalError(statement, None, error) from error
    finally:
        if borrowed.is_valid:
            connection.autocommit = False
        borrowed.close()


def rows_of(connection: Connection[Any], statement: str, asked: Mapping[str, Any]) -> list[Any]:
    with connection.cursor(row_factory=namedtuple_row) as cursor:
        return list(cursor.execute(cast(Any, statement), asked).fetchall())
