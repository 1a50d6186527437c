"""Artists: the bookable people of a tenant."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Numeric, event, select, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from studio.activity.mixins import Archivable
from studio.activity.recorder import Actor, record
from studio.artists.rates import rates_of
from studio.artists.search_columns import Searchable
from studio.extensions import db
from studio.lib.current import current
from studio.lib.db import Base, Tenanted, utcnow
from studio.lib.hues import HUES, hue_for
from studio.lib.money import Money
from studio.lib.text.names import Named, name_key

EMPLOYMENTS = STAFF, FREELANCE, PLACEHOLDER = ("staff", "freelance", "placeholder")


class Artist(Searchable, Named, Archivable, Tenanted, Base):
    """A bookable person; `member_id` when they can also sign in. Rates are per hour, in `currency`."""

    __tablename__ = "artists"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["memberships.tenant_id", "memberships.id"]),
        Index("uq_artists_name", "tenant_id", "name_key", unique=True, postgresql_where=text("archived_at IS NULL")),
        Index("ix_artists_member", "tenant_id", "member_id", postgresql_where=text("member_id IS NOT NULL")),
        CheckConstraint("hourly_rate >= 0", name="hourly_rate"),
        CheckConstraint(f"hue IN {HUES!r}", name="hue"),
        CheckConstraint("length(name) BETWEEN 1 AND 120", name="name"),
        CheckConstraint(f"employment IN {EMPLOYMENTS!r}", name="employment"),
    )

    pronouns: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default="")  # "Senior compositor"
    other_roles: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)  # what they can be booked as besides
    employment: Mapped[str] = mapped_column(default=STAFF)
    department: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    emergency_contact: Mapped[str] = mapped_column(default="")  # for those who may edit artists, and for themselves
    notes: Mapped[str] = mapped_column(default="")  # for those who may edit artists
    links: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    photo: Mapped[str] = mapped_column(default="")  # the name of its files; see photos.py
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    skill_levels: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)  # 1 to 5, of some of the skills
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    zone: Mapped[str]
    holiday_region: Mapped[str | None]  # None: the studio's
    hourly_rate: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    currency: Mapped[str]
    custom: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)  # values of custom fields, by their keys
    hue: Mapped[str]
    member_id: Mapped[UUID | None]
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    __mapper_args__ = {"version_id_col": version}

    SUBJECT = "artist"
    LOGGED = (
        "name", "pronouns", "role", "other_roles", "department", "employment", "city", "email", "phone",
        "emergency_contact", "notes", "links", "photo", "skills", "skill_levels", "tags", "zone", "holiday_region",
        "hourly_rate", "currency", "custom", "hue", "member_id", "archived_at", "version",
    )  # fmt: skip

    @classmethod
    def add(cls, by: Actor | None, name: str, **details: Any) -> Artist:
        """A new artist. Raises IntegrityError (uq_artists_name) when the name is taken."""
        tenant = current.tenant
        defaults = {"zone": tenant.zone, "currency": tenant.currency, "hue": hue_for(name)}
        artist = cls(name=name, **{**defaults, **details})
        db.session.add(artist)
        db.session.flush()
        record("artist.added", artist, by)
        return artist

    @classmethod
    def named(cls, name: str) -> Artist | None:
        """The active artist of this name, whatever its case."""
        return db.session.scalar(select(cls).where(cls.name_key == name_key(name), cls.archived_at.is_(None)))

    def rate_on(self, day: date) -> Money | None:
        """What an hour costs on a day."""
        return rates_of([self])[str(self.id)].on(day)

    @classmethod
    def of_member(cls, member_id: UUID) -> list[Artist]:
        """The active artists a member is; mostly one, or none."""
        mine = select(cls).where(cls.member_id == member_id, cls.archived_at.is_(None))
        return list(db.session.scalars(mine.order_by(cls.name, cls.id)))


@event.listens_for(Artist, "before_insert")
@event.listens_for(Artist, "before_update")
def keep_searchable(_mapper: object, _connection: object, artist: Artist) -> None:
    artist.keep_searchable()
