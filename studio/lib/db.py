"""What every table shares: naming, the tenant in every key, and the tenant set on every transaction."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, ForeignKey, MetaData, Text, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, SessionTransaction, mapped_column, registry
from uuid_utils.compat import uuid7

from studio.lib.current import current

First = tuple[str, Mapping[str, Any]]
SET_TENANT = "SELECT set_config('app.tenant_id', %s, true)"
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


# Rows stay readable after the commit: the boundary commits last, and jobs report on what they did.
db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False})


class Tenanted:
    """A row of one tenant: `PRIMARY KEY (tenant_id, id)`; row-level security hides it from every other."""

    tenant_id: Mapped[UUID] = mapped_column(
        ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True, default=lambda: current.tenant.id
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)


@event.listens_for(Session, "after_begin")
def tell_the_database_who_asks(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    """Row-level security reads `app.tenant_id`; it lives exactly as long as the transaction, savepoints included."""
    if current.has_tenant and not transaction.nested:
        session.info["rows"] = act_for(current.tenant.id, connection, session.info.pop("first", None))


def act_for(tenant_id: UUID, connection: Connection, first: First | None = None) -> list[Any]:
    """The rest of the transaction belongs to this tenant. Sent in one packet with BEGIN: every request pays for it.

    The rows of the `first` statement, if there is one, come back in the same round trip.
    """
    driver: Any = connection.connection.driver_connection
    with driver.pipeline():
        driver.execute(SET_TENANT, (str(tenant_id),))
        return driver.execute(*first).fetchall() if first else []
