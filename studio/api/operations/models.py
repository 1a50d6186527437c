"""Answers kept for a day, so that a request sent again is answered again, and not done again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from studio.extensions import db
from studio.lib.db import Base, Tenanted


class IdempotencyRecord(Tenanted, Base):
    """What a member's Idempotency-Key was used for. `status` is 0 while the request is under way."""

    __tablename__ = "kept_answers"
    __table_args__ = (
        UniqueConstraint("tenant_id", "member_id", "key"),
        Index("ix_kept_answers_tenant_id_created_at", "tenant_id", "created_at"),
    )

    member_id: Mapped[UUID]  # or a service's: its token
    key: Mapped[str]
    fingerprint: Mapped[bytes]  # of the method, address, conditions and body
    status: Mapped[int]
    headers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    body: Mapped[bytes]
    created_at: Mapped[datetime]


def forget_old_answers() -> None:
    """The current tenant's answers older than a day. A function of the owner's does it: the app deletes nothing."""
    db.session.execute(text("SELECT forget_kept_answers()"))
