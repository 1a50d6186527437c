"""The audit log of a studio: who came in or tried to, and who changed what others may, from where.

It is no part of the log of events: those are numbered without gaps, told to pages, programs and webhooks, and kept for
good. These hold addresses of people, wake nobody, are for owners and admins, and are forgotten after a year.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from studio.activity.recorder import Actor, plain
from studio.extensions import db
from studio.lib.current import current
from studio.lib.db import Base, Tenanted, utcnow
from studio.lib.pagination import Page

SIZE = 50


class AuditEvent(Tenanted, Base):
    """Something an owner may ask about later. `details` holds plain values; a pair is before and after."""

    __tablename__ = "audit_events"
    __table_args__ = (
        CheckConstraint("kind ~ '^[a-z]+[.][a-z_]+$'", name="kind"),
        Index("ix_audit_events_tenant_id_at", "tenant_id", "at", "id"),
    )

    at: Mapped[datetime]
    kind: Mapped[str]  # "member.role_changed"
    actor_id: Mapped[UUID | None]  # the membership or the service's token; None for a stranger, and for Studio itself
    actor_name: Mapped[str]
    subject_id: Mapped[UUID | None]
    subject_name: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
    address: Mapped[str]  # the client's; "" for jobs and commands
    agent: Mapped[str]
    request_id: Mapped[str]


def note(kind: str, subject_id: UUID | None, subject_name: str, by: Actor | None = None, /, **details: Any) -> None:
    """In the acting studio, written with the open transaction. Whoever acts did it, unless `by` says otherwise."""
    actor, client = by or current.member, current.client
    db.session.add(
        AuditEvent(
            at=utcnow(), kind=kind, actor_id=actor.id if actor else None, actor_name=actor.name if actor else "Studio",
            subject_id=subject_id, subject_name=subject_name, address=client.address, agent=client.agent,
            request_id=current.request_id, details={name: plain_values(value) for name, value in details.items()},
        )
    )  # fmt: skip


def plain_values(value: Any) -> Any:
    return [plain_values(each) for each in value] if isinstance(value, list | tuple) else plain(value)


NOTE_OF_USER = text("SELECT audit_user(:user, :name, :kind, :by_user, :at, :address, :agent, :request)")


def note_of_user(kind: str, user: Actor | None, by_user: bool = True) -> None:
    """In every studio the user belongs to, written with the open transaction: they have no studio while they sign in.

    What a stranger did to them is not `by_user`. Of a failed sign-in at an address nobody has, or somebody without a
    studio, only when and from where is kept: it costs as much as any other, and what was typed may be a password.
    """
    db.session.flush()  # a membership that was just made
    client = current.client
    db.session.execute(NOTE_OF_USER, {
        "user": user.id if user else None, "name": user.name if user else "", "kind": kind, "by_user": by_user,
        "at": utcnow(), "address": client.address, "agent": client.agent, "request": current.request_id,
    })  # fmt: skip


def listed(subjects: Collection[str], number: int) -> Page[AuditEvent]:
    """A page of the acting studio's, the newest first; of these subjects ("member" of "member.removed"), or of all."""
    mine = select(AuditEvent)
    if subjects:
        mine = mine.where(func.split_part(AuditEvent.kind, ".", 1).in_(subjects))
    total = db.session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    pages = max(1, -(-total // SIZE))
    number = min(max(number, 1), pages)
    newest = mine.order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
    return Page(db.session.scalars(newest.offset((number - 1) * SIZE).limit(SIZE)).all(), number, pages, total)


def forget_old() -> None:
    """What is older than a year. A function of the owner's does it: the app deletes nothing."""
    db.session.execute(text("SELECT forget_audit_events()"))
