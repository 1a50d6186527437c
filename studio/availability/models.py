"""What says when somebody works: patterns that hold from a day on, time blocks, and the studio's own holidays."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from studio.activity.mixins import Removable
from studio.activity.recorder import Actor
from studio.artists.models import Artist
from studio.availability.patterns import WorkingPattern, as_lists, from_lists
from studio.availability.working_time import KINDS
from studio.extensions import db
from studio.lib.db import Base, Tenanted, utcnow

ALIVE = text("removed_at IS NULL")
BLOCK_SPAN = (
    "(starts_on <= ends_on AND starts_at IS NULL AND ends_at IS NULL) IS TRUE"
    " OR (starts_at < ends_at AND isfinite(starts_at) AND isfinite(ends_at)"
    " AND starts_on IS NULL AND ends_on IS NULL) IS TRUE"
)


class EffectivePattern(Removable, Tenanted, Base):
    """A working pattern from a day on: an artist's; a department's, for all in it who have none; or, of neither, the
    studio's, for everybody else."""

    __tablename__ = "working_patterns"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "artist_id"], ["artists.tenant_id", "artists.id"]),
        Index(
            "uq_working_patterns_effective_from", "tenant_id", "artist_id", "department", "effective_from",
            unique=True, postgresql_nulls_not_distinct=True, postgresql_where=ALIVE,
        ),
        CheckConstraint("artist_id IS NULL OR department IS NULL", name="whose"),
        CheckConstraint("jsonb_array_length(weeks) BETWEEN 1 AND 4", name="weeks"),
    )  # fmt: skip

    artist_id: Mapped[UUID | None]
    department: Mapped[str | None]
    effective_from: Mapped[date]
    weeks: Mapped[list[Any]] = mapped_column(JSONB)  # of seven lists of ["09:00", "13:00"], Monday first
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    SUBJECT = "working_pattern"
    LOGGED = ("artist_id", "department", "effective_from", "weeks", "removed_at", "version")

    @classmethod
    def add(
        cls, by: Actor | None, effective_from: date, pattern: WorkingPattern, artist: Artist | None = None,
        department: str | None = None,
    ) -> EffectivePattern:  # fmt: skip
        """Raises IntegrityError (uq_working_patterns_effective_from) when another begins on that day."""
        return cls.insert(
            by, artist_id=artist.id if artist else None, department=department, effective_from=effective_from,
            weeks=as_lists(pattern),
        )  # fmt: skip

    def revise(self, by: Actor | None, effective_from: date, pattern: WorkingPattern) -> None:
        """Raises IntegrityError (uq_working_patterns_effective_from) when another begins on that day."""
        self.edit(by, effective_from=effective_from, weeks=as_lists(pattern))

    @property
    def pattern(self) -> WorkingPattern:
        return from_lists(self.weeks, self.effective_from)

    @classmethod
    def of_artist(cls, artist: Artist) -> list[EffectivePattern]:
        """Their own, in the order in which they begin."""
        mine = select(cls).where(cls.artist_id == artist.id, cls.removed_at.is_(None)).order_by(cls.effective_from)
        return list(db.session.scalars(mine))


class TimeBlock(Removable, Tenanted, Base):
    """An artist's own time: hours they offer besides their pattern, or do not work.

    Whole days of the artist's, or hours whose clock is that of `zone`; `rule` says how they come again. The note is for
    schedulers and the artist.
    """

    __tablename__ = "time_blocks"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "artist_id"], ["artists.tenant_id", "artists.id"]),
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
        CheckConstraint(BLOCK_SPAN, name="span"),
        CheckConstraint("length(note) <= 500 AND length(rule) <= 200", name="text"),
        Index("ix_time_blocks_artist", "tenant_id", "artist_id"),
    )

    artist_id: Mapped[UUID]
    kind: Mapped[str]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]  # included
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    zone: Mapped[str]
    rule: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    SUBJECT = "time_block"
    LOGGED = (
        "artist_id", "kind", "starts_on", "ends_on", "starts_at", "ends_at", "zone", "rule", "note", "removed_at",
        "version",
    )  # fmt: skip

    @classmethod
    def add(cls, by: Actor | None, artist: Artist, kind: str, **columns: Any) -> TimeBlock:
        """With `starts_on` and `ends_on`, or `starts_at` and `ends_at`; by the artist's clock, unless told another."""
        return cls.insert(by, artist_id=artist.id, kind=kind, **{"zone": artist.zone, **columns})

    @classmethod
    def of_artist(cls, artist: Artist) -> list[TimeBlock]:
        mine = select(cls).where(cls.artist_id == artist.id, cls.removed_at.is_(None))
        return sorted(db.session.scalars(mine), key=lambda block: (str(block.starts_on or block.starts_at), block.id))


class StudioHoliday(Removable, Tenanted, Base):
    """A day off the whole studio has besides its region's holidays; or `worked`, one of those it does not have."""

    __tablename__ = "studio_holidays"
    __table_args__ = (
        Index("uq_studio_holidays_day", "tenant_id", "day", unique=True, postgresql_where=ALIVE),
        CheckConstraint("length(name) <= 120 AND (worked OR length(name) > 0)", name="name"),
    )

    day: Mapped[date]
    name: Mapped[str] = mapped_column(default="")
    worked: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    SUBJECT = "studio_holiday"
    LOGGED = ("day", "name", "worked", "removed_at", "version")

    @classmethod
    def alive(cls) -> list[StudioHoliday]:
        return list(db.session.scalars(select(cls).where(cls.removed_at.is_(None)).order_by(cls.day)))
