"""Saved views: a name for what is asked of the calendar or of the artists, for oneself or for the whole studio."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, func, or_, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from studio.accounts.identity import Member
from studio.extensions import db
from studio.lib.current import current
from studio.lib.db import Base, Tenanted, utcnow
from studio.lib.text.search import by_name

MOST = 100  # of one member
PAGES = SCHEDULE, ARTISTS = ("schedule", "artists")  # whose addresses can be saved


class SavedView(Tenanted, Base):
    """A private view is its member's alone; a shared one is everybody's to use, its member's and the admins' to change.

    `params` are those of an address of its `page`; of the calendar without a date, it opens on whatever day it is.
    """

    __tablename__ = "saved_views"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["memberships.tenant_id", "memberships.id"]),
        Index(
            "uq_saved_views_name",
            "tenant_id",
            "member_id",
            text("lower(name)"),
            unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
        CheckConstraint("length(name) BETWEEN 1 AND 80", name="name"),
        CheckConstraint(f"page IN {PAGES!r}", name="page"),
    )

    member_id: Mapped[UUID]
    name: Mapped[str]
    shared: Mapped[bool]
    page: Mapped[str] = mapped_column(default=SCHEDULE)
    params: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    removed_at: Mapped[datetime | None]

    @classmethod
    def save(cls, by: Member, name: str, shared: bool, params: dict[str, Any], page: str = SCHEDULE) -> SavedView:
        """A new view. Raises IntegrityError (uq_saved_views_name) when `by` has one of that name."""
        view = cls(member_id=by.id, name=name, shared=shared and may_share(by), params=params, page=page)
        db.session.add(view)
        db.session.flush()
        return view

    @classmethod
    def seen_by(cls, member: Member, page: str = SCHEDULE) -> list[SavedView]:
        """Their own and the shared ones of a page, by name."""
        seen = select(cls).where(
            cls.removed_at.is_(None), cls.page == page, or_(cls.shared, cls.member_id == member.id)
        )
        return sorted(db.session.scalars(seen), key=by_name)

    @classmethod
    def found(cls, id: UUID | str, member: Member, page: str | None = None) -> SavedView | None:
        """The view, if there is one that this member may see; of this page, where one is asked for."""
        view = db.session.get(cls, (current.tenant.id, UUID(str(id))))
        return view if view and view.visible_to(member) and page in (None, view.page) else None

    @classmethod
    def count_of(cls, member: Member) -> int:
        mine = select(func.count()).where(cls.member_id == member.id, cls.removed_at.is_(None))
        return db.session.scalar(mine) or 0

    def visible_to(self, member: Member) -> bool:
        return self.removed_at is None and (self.shared or self.member_id == member.id)

    def may_change(self, member: Member) -> bool:
        """Whoever made it; and of a shared one, who runs the studio."""
        if self.member_id == member.id:
            return not self.shared or may_share(member)
        return self.shared and member.can("tenant.write")

    def change(self, by: Member, name: str, shared: bool, params: dict[str, Any] | None = None) -> None:
        """Another name or audience, or other `params`. What an admin changes of somebody else's stays shared."""
        mine = self.member_id == by.id
        self.name, self.shared = name, (shared and may_share(by)) if mine else self.shared
        if params is not None:
            self.params = params
        db.session.flush()

    def remove(self, now: datetime) -> None:
        self.removed_at = now
        db.session.flush()


def may_share(member: Member) -> bool:
    return member.can("views.share")
