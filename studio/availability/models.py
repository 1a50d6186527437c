"""What says when somebody works: patterns that hold from a day on, time blocks, and the studio's own holidays."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from studio.activity.mixins import Removable
from studio.activity.recorder import Actor, record
from studio.artists.models import Artist
from studio.availability.patterns import WorkingPattern, as_lists, from_lists
from studio.availability.requests import APPROVED, DECLINED, REQUESTED, STATUSES, AlreadyAnswered
from studio.availability.working_time import KINDS
from studio.extensions import db
from studio.lib.db import Base, Tenanted, utcnow

MOST_BLOCKS = 500  # time blocks of an artist
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

    @classmethod
    def of_studio(cls) -> list[EffectivePattern]:
        """The studio's, then those of departments by name, in the order in which they begin."""
        found = db.session.scalars(select(cls).where(cls.artist_id.is_(None), cls.removed_at.is_(None)))
        return sorted(found, key=lambda each: (each.department or "", each.effective_from))


class TooManyBlocks(Exception):
    """An artist has at most MOST_BLOCKS time blocks."""

    def __init__(self) -> None:
        super().__init__(_("An artist has at most %(most)d time blocks. Remove some that are over.", most=MOST_BLOCKS))


class TimeBlock(Removable, Tenanted, Base):
    """An artist's own time: hours they offer besides their pattern, or do not work.

    Whole days of the artist's, or hours whose clock is that of `zone`; `rule` says how they come again. The note is for
    schedulers and the artist. Only what is approved counts: an artist may have to ask for it.
    """

    __tablename__ = "time_blocks"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "artist_id"], ["artists.tenant_id", "artists.id"]),
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
        CheckConstraint(BLOCK_SPAN, name="span"),
        CheckConstraint("length(note) <= 500 AND length(rule) <= 200", name="text"),
        CheckConstraint(f"status IN {STATUSES!r}", name="status"),
        CheckConstraint("length(reason) <= 500", name="reason"),
        Index("ix_time_blocks_artist", "tenant_id", "artist_id"),
        Index(
            "ix_time_blocks_requests", "tenant_id",
            postgresql_where=text("removed_at IS NULL AND status = 'requested'"),
        ),
    )  # fmt: skip

    artist_id: Mapped[UUID]
    kind: Mapped[str]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]  # included
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    zone: Mapped[str]
    rule: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default=APPROVED, server_default=APPROVED)
    requested_by: Mapped[UUID | None]  # the member it is of, who wrote it; None when somebody else did for them
    requested_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="", server_default="")  # of who approved or declined it
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    SUBJECT = "time_block"
    LOGGED = (
        "artist_id", "kind", "starts_on", "ends_on", "starts_at", "ends_at", "zone", "rule", "note", "status",
        "requested_by", "requested_at", "decided_by", "decided_at", "reason", "removed_at", "version",
    )  # fmt: skip

    @classmethod
    def add(cls, by: Actor | None, artist: Artist, kind: str, **columns: Any) -> TimeBlock:
        """With `starts_on` and `ends_on`, or `starts_at` and `ends_at`; by the artist's clock, unless told another.
        Raises TooManyBlocks."""
        cls.require_room(artist)
        return cls.insert(by, artist_id=artist.id, kind=kind, **{"zone": artist.zone, **columns})

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last of them; of hours, by their own clock."""
        if self.starts_on and self.ends_on:
            return self.starts_on, self.ends_on
        start, end = (at.astimezone(ZoneInfo(self.zone)).date() for at in (self.starts_at, self.ends_at) if at)
        return start, end

    @classmethod
    def request(cls, by: Actor, artist: Artist, kind: str, now: datetime, **columns: Any) -> TimeBlock:
        """Asked for by the artist: it counts when it is approved. Raises TooManyBlocks."""
        cls.require_room(artist)
        asked = {"status": REQUESTED, "requested_by": by.id, "requested_at": now}
        block = cls(artist_id=artist.id, kind=kind, **{"zone": artist.zone, **columns, **asked})
        db.session.add(block)
        db.session.flush()
        record("time_block.requested", block, by)
        return block

    def request_again(self, by: Actor, now: datetime, **columns: Any) -> None:
        """Changed by the artist: it waits for an answer once more."""
        asked = {"status": REQUESTED, "requested_by": by.id, "requested_at": now}
        undecided = {"decided_by": None, "decided_at": None, "reason": ""}
        self.change("time_block.requested", by, **columns, **asked, **undecided)

    def approve(self, by: Actor | None, now: datetime, reason: str = "") -> None:
        """It counts from now on. Raises AlreadyAnswered for what was declined; nothing happens to what counts."""
        self.decide("time_block.approved", APPROVED, by, now, reason)

    def decline(self, by: Actor | None, now: datetime, reason: str) -> None:
        """Raises AlreadyAnswered for what was approved; nothing happens to what was declined."""
        self.decide("time_block.declined", DECLINED, by, now, reason)

    def decide(self, kind: str, status: str, by: Actor | None, now: datetime, reason: str) -> None:
        if self.status == status:
            return
        if self.status != REQUESTED:
            raise AlreadyAnswered(self.status)
        decided = {"status": status, "decided_by": by.id if by else None, "decided_at": now, "reason": reason}
        self.change(kind, by, **decided)  # the reason is a column: not all who hear of it may read it

    def withdraw(self, by: Actor, now: datetime) -> None:
        """Taken back by who asked for it."""
        if not self.removed_at:
            self.change("time_block.withdrawn", by, removed_at=now)

    @classmethod
    def require_room(cls, artist: Artist) -> None:
        """Whoever reads the schedule waits for all of them to be worked out. Raises TooManyBlocks."""
        mine = select(func.count()).where(cls.artist_id == artist.id, cls.removed_at.is_(None))
        if (db.session.scalar(mine) or 0) >= MOST_BLOCKS:
            raise TooManyBlocks

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
