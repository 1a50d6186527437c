"""One kind of failure: what is needed does not answer now, and nothing is wrong with what was asked."""

from __future__ import annotations

from psycopg import errors
from redis import RedisError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

RETRY_AFTER = {"Retry-After": "5"}
# psycopg calls them internal errors: a transaction idle for too long, and a database that is a copy for the moment.
INTERNAL = (errors.IdleInTransactionSessionTimeout, errors.TransactionTimeout, errors.ReadOnlySqlTransaction)


class NoShare(Exception):
    """One studio already uses as much of this process as one may."""


def is_unavailable(error: BaseException) -> bool:
    """Whether the same request may work later: no connection, no lock or no answer in time, a full disk, no share."""
    if isinstance(error, OperationalError | NoConnection | RedisError | NoShare):
        return True
    return isinstance(error, DBAPIError) and (error.connection_invalidated or isinstance(error.orig, INTERNAL))
