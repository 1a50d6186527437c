"""Feeds: secret addresses that a calendar outside reads bookings from. Only the hash of the secret is stored."""

from __future__ import annotations

import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from studio.accounts.identity import Member, TenantInfo, tenant_and_member
from studio.accounts.models import AboveYou, Membership, digest, member_left
from studio.activity import audit
from studio.extensions import db
from studio.lib.current import current
from studio.lib.db import Base, Tenanted, utcnow
from studio.lib.sql import read_alone
from studio.projects.models import Project
from studio.saved_views.models import SavedView

MINE, PROJECT, VIEW = KINDS = ("mine", "project", "view")
MOST = 20  # of one member
RANDOM = 32  # bytes of a secret, after the tenant's 16
SECRET = re.compile(r"[A-Za-z0-9_-]{64}")
SEEN_EVERY = timedelta(hours=1)  # how stale "last read" may be
OPEN = """
SELECT f.id AS feed_id, f.kind, f.project_id, f.view_id, f.last_read_at,
       m.id AS membership_id, m.role, u.id AS user_id, u.name AS user_name, u.email, u.zone AS user_zone,
       u.locale AS user_locale, t.id AS tenant_id, t.slug, t.name AS tenant_name, t.zone AS tenant_zone, t.currency,
       t.locale AS tenant_locale, t.hold_days, t.event_seq
FROM feeds f
JOIN tenants t ON t.id = f.tenant_id
JOIN memberships m ON m.tenant_id = f.tenant_id AND m.id = f.member_id AND m.removed_at IS NULL
JOIN users u ON u.id = m.user_id
WHERE f.tenant_id = %s AND f.secret_hash = %s AND f.revoked_at IS NULL
"""


class TooMany(Exception):
    """A member has as many feeds as they can have."""


class Feed(Tenanted, Base):
    """A member's own: of their bookings, of those of a project, or of those of a saved view. What it shows is what its
    member may see at the time it is read."""

    __tablename__ = "feeds"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["memberships.tenant_id", "memberships.id"]),
        ForeignKeyConstraint(["tenant_id", "project_id"], ["projects.tenant_id", "projects.id"]),
        ForeignKeyConstraint(["tenant_id", "view_id"], ["saved_views.tenant_id", "saved_views.id"]),
        UniqueConstraint("tenant_id", "secret_hash"),
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
        CheckConstraint(
            "(kind = 'project') = (project_id IS NOT NULL) AND (kind = 'view') = (view_id IS NOT NULL)", name="subject"
        ),
        Index("ix_feeds_tenant_id_member_id", "tenant_id", "member_id"),
    )

    member_id: Mapped[UUID]
    kind: Mapped[str]
    project_id: Mapped[UUID | None]
    view_id: Mapped[UUID | None]
    secret_hash: Mapped[bytes]
    hint: Mapped[str]  # the last four characters of its secret, to tell one from another
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    last_read_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    @classmethod
    def make(cls, by: Member, subject: Project | SavedView | None = None) -> tuple[Feed, str]:
        """A feed of `subject`, or of one's own bookings, and its secret. Raises AboveYou, TooMany."""
        if subject is not None and not by.can("feeds.studio"):
            raise AboveYou
        if cls.count_of(by) >= MOST:
            raise TooMany
        secret = new_secret()
        ids = {"project_id": None, "view_id": None} | subject_id(subject)
        kind = PROJECT if ids["project_id"] else VIEW if ids["view_id"] else MINE
        feed = cls(id=uuid7(), member_id=by.id, kind=kind, secret_hash=digest(secret), hint=secret[-4:], **ids)
        db.session.add(feed)
        db.session.flush()
        audit.note("feed.made", feed.id, subject.name if subject else by.name, kind=kind)
        return feed, secret

    @classmethod
    def of(cls, member: Member) -> list[Feed]:
        """A member's own that were not revoked, the newest first."""
        mine = select(cls).where(cls.member_id == member.id, cls.revoked_at.is_(None))
        return list(db.session.scalars(mine.order_by(cls.created_at.desc(), cls.id.desc())))

    @classmethod
    def found(cls, id: UUID, member: Member) -> Feed | None:
        """The member's own feed; None for what is somebody else's, or revoked."""
        feed = db.session.get(cls, (current.tenant.id, id))
        return feed if feed and feed.member_id == member.id and feed.revoked_at is None else None

    @classmethod
    def count_of(cls, member: Member) -> int:
        mine = select(func.count()).where(cls.member_id == member.id, cls.revoked_at.is_(None))
        return db.session.scalar(mine) or 0

    def revoke(self, now: datetime) -> None:
        """Nothing is read there any more."""
        if self.revoked_at is None:
            audit.note("feed.revoked", self.id, names([self])[self.id] or current.member.name, kind=self.kind)
            self.revoked_at = now
            db.session.flush()


def subject_id(subject: Project | SavedView | None) -> dict[str, Any]:
    if subject is None:
        return {}
    return {"project_id": subject.id} if isinstance(subject, Project) else {"view_id": subject.id}


def names(feeds: Iterable[Feed]) -> dict[UUID, str]:
    """What each feed is of: the name of a project or a view, "" for one's own bookings. Two queries at most."""
    feeds = list(feeds)
    named: dict[UUID | None, str] = {}
    for model, ids in (
        (Project, [feed.project_id for feed in feeds if feed.project_id]),
        (SavedView, [feed.view_id for feed in feeds if feed.view_id]),
    ):
        rows: Any = db.session.execute(select(model.id, model.name).where(model.id.in_(ids))) if ids else ()
        named |= {row.id: row.name for row in rows}
    return {feed.id: named.get(feed.project_id or feed.view_id, "") for feed in feeds}


class OpenedFeed(NamedTuple):
    """Whose feed a secret opens, and what it is of."""

    id: UUID
    kind: str
    project_id: UUID | None
    view_id: UUID | None
    last_read_at: datetime | None
    tenant: TenantInfo
    member: Member

    def note_reading(self, now: datetime) -> None:
        """That it is used; not every time, as calendars read every few minutes."""
        if self.last_read_at is None or now - self.last_read_at > SEEN_EVERY:
            db.session.execute(update(Feed).where(Feed.id == self.id).values(last_read_at=now))


def opened_by(secret: str) -> OpenedFeed | None:
    """The feed of a secret, with whoever it belongs to as they are now; None when it is nobody's or revoked, or its
    member left."""
    tenant_id = tenant_in(secret)
    rows = read_alone(OPEN, (tenant_id, digest(secret)), tenant_id) if tenant_id else []
    if not rows:
        return None
    row, (tenant, member) = rows[0], tenant_and_member(rows[0])
    return OpenedFeed(row.feed_id, row.kind, row.project_id, row.view_id, row.last_read_at, tenant, member)


def new_secret() -> str:
    """It carries its tenant, as every key begins with the tenant."""
    return urlsafe_b64encode(current.tenant.id.bytes + secrets.token_bytes(RANDOM)).decode()


def tenant_in(secret: str) -> UUID | None:
    if not SECRET.fullmatch(secret):
        return None
    return UUID(bytes=urlsafe_b64decode(secret)[:16])


@member_left.connect
def take_back(membership: Membership, now: datetime) -> None:
    """Their feeds stay dead, even if they come back."""
    db.session.execute(
        update(Feed).where(Feed.member_id == membership.id, Feed.revoked_at.is_(None)).values(revoked_at=now)
    )
