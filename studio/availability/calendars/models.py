"""Calendars subscribed from outside, and when they say that an artist is busy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, func, insert, select, text, update
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from studio.activity.recorder import Actor, record
from studio.artists.models import Artist
from studio.availability.calendars.sandbox import AHEAD, Busy, Reading
from studio.availability.models import Removable
from studio.extensions import db
from studio.lib.db import Base, Tenanted, utcnow
from studio.lib.encryption import seal, unseal

MOST = 5  # calendars of an artist
EVERY, SELDOM = timedelta(minutes=30), timedelta(hours=12)  # between two readings; at most, of one that fails
AFRESH = timedelta(hours=20)  # after which it is read whole, changed or not: the months ahead have moved on
DOUBLINGS = 6
SOON = timedelta(minutes=2)  # in which a worker that was asked to read it has begun, or never will


class TooMany(Exception):
    """An artist has at most MOST calendars."""


class SubscribedCalendar(Removable, Tenanted, Base):
    """An artist's calendar elsewhere: at an address, or in a file that was uploaded.

    The address is a secret, as whoever knows it reads the calendar; only its `host` is shown. An upload is kept until
    it is read. What an entry is called is kept only with `titles`. A `problem` is why it could not be read the last
    time; the busy times are those of the last time it could.
    """

    __tablename__ = "subscribed_calendars"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "artist_id"], ["artists.tenant_id", "artists.id"]),
        CheckConstraint("length(name) BETWEEN 1 AND 120 AND length(host) <= 255", name="text"),
        CheckConstraint("address IS NULL OR upload IS NULL", name="source"),
        Index("ix_subscribed_calendars_artist", "tenant_id", "artist_id"),
        Index(
            "ix_subscribed_calendars_due", "tenant_id", "due_at",
            postgresql_where=text("removed_at IS NULL AND due_at IS NOT NULL"),
        ),
    )  # fmt: skip

    artist_id: Mapped[UUID]
    name: Mapped[str]
    host: Mapped[str] = mapped_column(default="")  # "" of a file
    titles: Mapped[bool] = mapped_column(default=False)
    address: Mapped[bytes | None] = mapped_column(deferred=True)  # sealed
    upload: Mapped[bytes | None] = mapped_column(deferred=True)  # sealed
    etag: Mapped[str] = mapped_column(default="")
    modified: Mapped[str] = mapped_column(default="")
    zone: Mapped[str] = mapped_column(default="")  # by whose clock times without a zone were read
    tried_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]  # what is known is from then
    whole_at: Mapped[datetime | None]  # when it was read whole, and not only found unchanged
    known_until: Mapped[date | None]
    busy_times: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")
    failures: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    SUBJECT = "subscribed_calendar"
    LOGGED = ("artist_id", "name", "host", "titles", "read_at", "busy_times", "problem", "removed_at", "version")

    @classmethod
    def add(
        cls, by: Actor | None, artist: Artist, now: datetime, name: str, titles: bool, url: str = "", host: str = "",
        upload: str = "",
    ) -> SubscribedCalendar:  # fmt: skip
        """At an address, or of a file's text; read as soon as may be. Raises TooMany."""
        one_at_a_time = select(Artist.id).where(Artist.id == artist.id).with_for_update(key_share=True)
        db.session.execute(one_at_a_time)
        if len(cls.of_artist(artist)) >= MOST:
            raise TooMany
        row = cls(id=uuid7(), artist_id=artist.id, name=name, host=host, titles=titles, due_at=now + SOON)
        row.address, row.upload = row.sealed(url), row.sealed(upload)
        db.session.add(row)
        db.session.flush()
        record("subscribed_calendar.added", row, by)
        return row

    def sealed(self, text: str) -> bytes | None:
        return seal(text, f"calendar {self.id}") if text else None

    def unsealed(self, sealed: bytes | None) -> str:
        """Raises Unreadable after SECRET_KEY was changed."""
        return unseal(sealed, f"calendar {self.id}") if sealed else ""

    @classmethod
    def of_artist(cls, artist: Artist) -> list[SubscribedCalendar]:
        mine = select(cls).where(cls.artist_id == artist.id, cls.removed_at.is_(None)).order_by(cls.id)
        return list(db.session.scalars(mine))

    @classmethod
    def locked(cls, id: UUID) -> SubscribedCalendar | None:
        """As it stands now, and nobody else may change it; None when it is gone."""
        one = select(cls).where(cls.id == id, cls.removed_at.is_(None)).with_for_update()
        return db.session.scalar(one.execution_options(populate_existing=True))

    @classmethod
    def claim_due(cls, now: datetime, most: int) -> list[UUID]:
        """Those whose turn it is, of artists who are not archived; it is nobody else's until they fail us."""
        active = select(Artist.id).where(Artist.id == cls.artist_id, Artist.archived_at.is_(None)).exists()
        due = select(cls.id).where(cls.removed_at.is_(None), cls.due_at <= now, active).order_by(cls.due_at)
        ids = list(db.session.scalars(due.limit(most).with_for_update(skip_locked=True)))
        if ids:
            later = update(cls).where(cls.id.in_(ids)).values(due_at=now + EVERY)
            db.session.execute(later, execution_options={"synchronize_session": False})
        return ids

    def remove(self, by: Actor | None, now: datetime) -> None:
        """With all that was known by it."""
        if not self.removed_at:
            self.forget(self.known_ids())
            self.address = self.upload = None
            super().remove(by, now)

    def keep(self, reading: Reading, now: datetime, zone: str, etag: str = "", modified: str = "") -> None:
        """What was read stands from now on, in place of what was read before."""
        changed = self.replace(reading.busy)
        self.note(
            etag=etag, modified=modified, zone=zone, whole_at=now, known_until=(now + AHEAD).date(), upload=None,
            skipped=reading.skipped,
        )  # fmt: skip
        self.is_current(now, changed, len(reading.busy))

    def is_current(self, now: datetime, changed: bool = False, busy_times: int | None = None) -> None:
        """What is known of it is true now."""
        count = self.busy_times if busy_times is None else busy_times
        later = now + EVERY if self.host else None
        if changed or self.problem or not self.read_at:
            self.change("subscribed_calendar.read", None, read_at=now, busy_times=count, problem="")
        self.note(tried_at=now, read_at=now, due_at=later, failures=0)

    def fail(self, problem: str, now: datetime) -> None:
        """It could not be read; what is known stays as it is. It is tried again, the seldomer the longer that lasts."""
        if self.problem != problem:
            self.change("subscribed_calendar.failed", None, problem=problem)
        wait = min(EVERY * 2 ** min(self.failures, DOUBLINGS), SELDOM)
        self.note(tried_at=now, failures=self.failures + 1, due_at=now + wait if self.host else None, upload=None)

    def note(self, **values: Any) -> None:
        """What nobody is told of: it makes no version."""
        mine = update(SubscribedCalendar).where(SubscribedCalendar.id == self.id)
        db.session.execute(mine.values(**values), execution_options={"synchronize_session": False})
        db.session.refresh(self)

    def replace(self, busy: Iterable[Busy]) -> bool:
        """Whether any of the busy times came or went."""
        wanted = {each.id(self.id): each for each in busy}
        known = self.known_ids()
        if gone := known - wanted.keys():
            self.forget(gone)
        new = [row_of(self, id, each) for id, each in wanted.items() if id not in known]
        if new:
            db.session.execute(insert(BusyTime), new)
        return bool(gone or new)

    def known_ids(self) -> set[UUID]:
        return set(db.session.scalars(select(BusyTime.id).where(BusyTime.calendar_id == self.id)))

    def forget(self, ids: Collection[UUID]) -> None:
        """What is not kept is not needed: the calendar has it. Only this function of the database deletes."""
        db.session.execute(select(func.forget_busy_times(self.id, list(ids))))


class BusyTime(Tenanted, Base):
    """When an artist is busy, as one of their calendars says: hours, or whole days of theirs, whose `starts_at` and
    `ends_at` are then the instants in which it is one of them anywhere. Reading the calendar writes it."""

    __tablename__ = "calendar_busy_times"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "artist_id"], ["artists.tenant_id", "artists.id"]),
        ForeignKeyConstraint(
            ["tenant_id", "calendar_id"], ["subscribed_calendars.tenant_id", "subscribed_calendars.id"]
        ),
        CheckConstraint("starts_at < ends_at AND isfinite(starts_at) AND isfinite(ends_at)", name="span"),
        CheckConstraint("(starts_on IS NULL) = (ends_on IS NULL) AND starts_on <= ends_on IS NOT FALSE", name="days"),
        CheckConstraint("length(title) <= 200", name="title"),
        Index("ix_calendar_busy_times_artist", "tenant_id", "artist_id", "ends_at"),
        Index("ix_calendar_busy_times_ends_at", "tenant_id", "ends_at"),
        Index("ix_calendar_busy_times_calendar", "tenant_id", "calendar_id", "starts_at"),
    )

    calendar_id: Mapped[UUID]
    artist_id: Mapped[UUID]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]  # included
    title: Mapped[str] = mapped_column(default="")

    @classmethod
    def soonest(cls, artist: Artist, now: datetime, each: int) -> dict[UUID, list[BusyTime]]:
        """Of each of the artist's calendars those that are not over, the soonest first."""
        nth = func.row_number().over(partition_by=cls.calendar_id, order_by=(cls.starts_at, cls.id)).label("nth")
        ahead = select(cls.id, nth).where(cls.artist_id == artist.id, cls.ends_at > now).subquery()
        query = select(cls).join(ahead, ahead.c.id == cls.id).where(ahead.c.nth <= each)
        found: dict[UUID, list[BusyTime]] = defaultdict(list)
        for row in db.session.scalars(query.order_by(cls.starts_at, cls.id)):
            found[row.calendar_id].append(row)
        return found


def row_of(calendar: SubscribedCalendar, id: UUID, busy: Busy) -> dict[str, Any]:
    return {
        "tenant_id": calendar.tenant_id, "id": id, "calendar_id": calendar.id, "artist_id": calendar.artist_id,
        "starts_at": busy.reach.start, "ends_at": busy.reach.end, "starts_on": busy.first, "ends_on": busy.last,
        "title": busy.title,
    }  # fmt: skip
