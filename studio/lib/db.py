"""What every table shares: naming, the tenant in every key, and the tenant set on every transaction."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar, cast
from uuid import UUID

import psycopg
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, DateTime, ForeignKey, MetaData, Text, Uuid, bindparam, event, exc, text
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    SessionTransaction,
    mapped_column,
    registry,
    with_loader_criteria,
)
from uuid_utils.compat import uuid7

from studio.lib.current import current
from studio.lib.resilience.timeouts import opening
from studio.lib.resilience.unavailable import INTERNAL

Statement = tuple[str, Mapping[str, Any]]  # with %(name)s, and its values
ACROSS = {"across_tenants": True}  # an execution option
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def utcnow() -> datetime:
    return datetime.now(UTC)


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: DateTime(timezone=True), str: Text()},
    )


@contextmanager
def as_sqlalchemy(statement: str) -> Iterator[None]:
    """What psycopg raises inside, raised as SQLAlchemy's own error of the same kind."""
    try:
        yield
    except psycopg.DataError as error:
        raise exc.DataError(statement, None, cast(Any, error)) from error
    except psycopg.IntegrityError as error:
        raise exc.IntegrityError(statement, None, cast(Any, error)) from error
    except (psycopg.OperationalError, *INTERNAL) as error:
        raise exc.OperationalError(statement, None, cast(Any, error)) from error


class BoundarySession(FlaskSession):
    """The session of a request, a job or a command. `commit` is the one way its transaction ends well."""

    before_commit: ClassVar[list[Callable[[Session], list[Statement]]]] = []

    def commit(self) -> None:
        """COMMIT, after the statements that `before_commit` gives for it; they travel with the COMMIT, so that nobody
        waits for the rows they lock while a packet is under way."""
        if self.in_nested_transaction():
            raise RuntimeError("A savepoint is open: what is inside it cannot be committed alone.")
        statements = [statement for more in self.before_commit for statement in more(self)]
        if statements:
            self.flush()
            self.commit_with(statements)
        super().commit()  # after a COMMIT there is nothing left for the driver to do: the session ends its transaction

    def commit_with(self, statements: Sequence[Statement]) -> None:
        """In one packet. A connection that is lost is given up, so that the session can roll back."""
        connection = self.connection()
        driver: Any = connection.connection.driver_connection
        try:
            with as_sqlalchemy("COMMIT"), driver.pipeline():
                for statement in statements:
                    driver.execute(*statement)
                driver.commit()
        except exc.OperationalError as error:
            if driver.closed:
                give_up(connection, error)
            raise


def give_up(connection: Any, error: BaseException) -> None:
    """Of a connection that was lost nothing can be rolled back. Those in the pool were made to the same server as it:
    they are let go of as well, or each of them would cost somebody their request."""
    connection.invalidate(error)
    db.engine.dispose()


# Rows stay readable after the commit: the boundary commits last, and jobs report on what they did.
OPTIONS = {"class_": BoundarySession, "expire_on_commit": False}
db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options=OPTIONS)


class Tenanted:
    """A row of one tenant: `PRIMARY KEY (tenant_id, id)`; row-level security hides it from every other."""

    tenant_id: Mapped[UUID] = mapped_column(
        ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True, default=lambda: current.tenant.id
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)


ACTING = bindparam("acting_tenant", callable_=lambda: current.tenant.id, type_=Uuid())
MINE = with_loader_criteria(Tenanted, lambda table: table.tenant_id == ACTING, include_aliases=True)


@event.listens_for(Session, "do_orm_execute")
def keep_to_the_tenant(state: ORMExecuteState) -> None:
    """Every statement of the ORM says itself whose rows it is about, those of its joins and subqueries too: row-level
    security is then the second to say so, and the planner knows the tenant. `ACROSS` asks for one's own of all tenants.
    """
    if current.has_tenant and not state.is_column_load and not state.execution_options.get("across_tenants"):
        state.statement = state.statement.options(MINE)


@event.listens_for(Session, "after_begin")
def tell_the_database_who_asks(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    """Row-level security reads `app.tenant_id` and `app.user_id`; they live exactly as long as the transaction,
    savepoints included. So do the times that PostgreSQL gives us."""
    if not transaction.nested:
        tenant_id = current.tenant.id if current.has_tenant else None
        session.info["rows"] = act_for(tenant_id, connection, session.info.pop("first", None))


def act_for(tenant_id: UUID | None, connection: Connection, first: Statement | None = None) -> list[Any]:
    """The rest of the transaction belongs to this tenant. Sent in one packet with BEGIN: every request pays for it.

    The rows of the `first` statement, if there is one, come back in the same round trip.
    """
    driver: Any = connection.connection.driver_connection
    try:
        with as_sqlalchemy("BEGIN"), driver.pipeline():
            driver.execute(*opening(tenant_id))
            return driver.execute(*first).fetchall() if first else []
    except exc.OperationalError as error:
        if driver.closed:
            give_up(connection, error)
        raise


def act_as(user_id: UUID | None) -> None:
    """The rest of the request is this user's: their own account and sessions may be read and changed. For whoever has
    just proven who they are, or signs up."""
    db.session.flush()  # what is written so far is whoever acted until now
    current.set_user(user_id)
    db.session.execute(text("SELECT set_config('app.user_id', :user, true)"), {"user": str(user_id or "")})
