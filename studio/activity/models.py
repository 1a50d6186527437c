"""The event log: append-only, gap-free per tenant."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from studio.extensions import db
from studio.lib.db import Base, Tenanted


class Event(Tenanted, Base):
    """Something that happened. `seq` counts within the tenant, without gaps, in commit order."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("tenant_id", "seq"),
        Index("ix_events_tenant_id_subject_id_seq", "tenant_id", "subject_id", "seq"),
        Index("ix_events_tenant_id_at", "tenant_id", "at"),
    )

    seq: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str]  # "booking.placed"
    subject_id: Mapped[UUID]
    version: Mapped[int] = mapped_column()
    actor_id: Mapped[UUID | None]  # the membership; None is Studio itself
    actor_name: Mapped[str]
    at: Mapped[datetime]
    request_id: Mapped[str]
    note: Mapped[str]  # the reason given, if any
    changes: Mapped[dict[str, Any]] = mapped_column(JSONB)  # {"field": [before, after]}
    state: Mapped[dict[str, Any]] = mapped_column(JSONB)  # the subject after it

    @classmethod
    def history(cls, subject_id: UUID) -> list[Event]:
        """What happened to one subject, oldest first."""
        return list(db.session.scalars(select(cls).where(cls.subject_id == subject_id).order_by(cls.seq)))
