"""Bookings: claims on artists' time, and the verbs that change them. PostgreSQL refuses the overlaps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint, insert
from sqlalchemy.orm import Mapped, make_transient_to_detached, mapped_column, relationship
from uuid_utils.compat import uuid7

from studio.activity.mixins import Logged
from studio.activity.recorder import Actor, record
from studio.artists.models import Artist
from studio.availability.working_hours import hours_by_day, pattern_of
from studio.bookings.errors import NO_DOUBLE_BOOKING, BookingClosed, BookingRefused
from studio.bookings.locking import claim, claim_key, claim_new
from studio.extensions import db
from studio.lib.current import current
from studio.lib.db import Base, Tenanted, utcnow
from studio.lib.spans import Span
from studio.projects.models import Project

HOLD, PENCIL, CONFIRMED, CANCELLED = STATUSES = ("hold", "pencil", "confirmed", "cancelled")
LADDER = (HOLD, PENCIL, CONFIRMED)
BLOCKING = (PENCIL, CONFIRMED)
LONGEST = timedelta(days=731)  # a booking may last
KIND_OF_STATUS = {HOLD: "booking.held", PENCIL: "booking.pencilled", CONFIRMED: "booking.confirmed"}


class Booking(Logged, Tenanted, Base):
    """A claim on an artist's time for a project, `[starts_at, ends_at)` in UTC.

    Verbs flush and record; they raise BookingRefused (BookingConflict, InvalidBooking, BookingClosed)
    with nothing changed.
    """

    __tablename__ = "bookings"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "artist_id"], ["artists.tenant_id", "artists.id"]),
        ForeignKeyConstraint(["tenant_id", "project_id"], ["projects.tenant_id", "projects.id"]),
        ExcludeConstraint(
            ("tenant_id", "="),
            ("artist_id", "="),
            (text("tstzrange(starts_at, ends_at, '[)')"), "&&"),
            name=NO_DOUBLE_BOOKING,
            using="gist",
            where=text("status IN ('pencil', 'confirmed')"),
        ),
        CheckConstraint("starts_at < ends_at AND isfinite(starts_at) AND isfinite(ends_at)", name="span"),
        CheckConstraint(f"status IN {STATUSES!r}", name="status"),
        CheckConstraint("(status = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled"),
        CheckConstraint("length(title) <= 200", name="title"),
        Index("ix_bookings_window", "tenant_id", "starts_at", "ends_at"),
        Index("ix_bookings_artist", "tenant_id", "artist_id", "starts_at"),
        Index("ix_bookings_project", "tenant_id", "project_id", "starts_at"),
        Index("ix_bookings_holds", "tenant_id", "artist_id", "starts_at", postgresql_where=text("status = 'hold'")),
    )

    artist_id: Mapped[UUID]
    project_id: Mapped[UUID]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    status: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    location: Mapped[str] = mapped_column(default="")
    includes_non_working: Mapped[bool] = mapped_column(default=False)
    placed_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]  # holds only: released by the clock
    cancelled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    artist: Mapped[Artist] = relationship(lazy="raise_on_sql", viewonly=True)
    project: Mapped[Project] = relationship(lazy="raise_on_sql", viewonly=True)

    __mapper_args__ = {"version_id_col": version}

    LOGGED = (
        "artist_id", "project_id", "starts_at", "ends_at", "status", "title", "notes", "location",
        "includes_non_working", "placed_at", "expires_at", "cancelled_at", "version",
    )  # fmt: skip

    @classmethod
    def place(
        cls, by: Actor | None, artist: Artist, project: Project, span: Span, status: str = HOLD, **details: Any
    ) -> Booking:
        """A new booking; `details` are title, notes, location, includes_non_working."""
        refuse_archived(artist, project)
        now = utcnow()
        columns = {
            "tenant_id": current.tenant.id, "id": uuid7(), "artist_id": artist.id, "project_id": project.id,
            "starts_at": span.utc().start, "ends_at": span.utc().end, "status": status,
            "placed_at": now, "expires_at": expiry(status, now), **details,
        }  # fmt: skip
        booking = cls(**{**UNSAID, **columns})
        claim_new(PLACE, {**booking.row(), "claim": claim_key(artist.id)})
        make_transient_to_detached(booking)  # it is in the database, and the session did not put it there
        db.session.add(booking)
        record("booking.placed", booking, by)
        return booking

    def row(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in COLUMNS}

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)

    @property
    def blocks(self) -> bool:
        return self.status in BLOCKING

    @property
    def cancelled(self) -> bool:
        return self.status == CANCELLED

    @property
    def next_status(self) -> str | None:
        return None if self.status in (CONFIRMED, CANCELLED) else LADDER[LADDER.index(self.status) + 1]

    @property
    def previous_status(self) -> str | None:
        return None if self.status in (HOLD, CANCELLED) else LADDER[LADDER.index(self.status) - 1]

    def hours(self, artist: Artist, off: Iterable[Span] = ()) -> Decimal:
        """Working hours, by the artist's pattern in the artist's zone."""
        days = hours_by_day(self.span, artist.zone, pattern_of(artist), off, self.includes_non_working)
        return sum(days.values(), Decimal())

    def move(self, by: Actor | None, span: Span) -> None:
        """To another time, of the same or another length."""
        kind = "booking.moved" if span.duration == self.span.duration else "booking.resized"
        span = span.utc()
        self.revise(by, kind, starts_at=span.start, ends_at=span.end)

    def assign(self, by: Actor | None, artist: Artist) -> None:
        """To another artist, at the same time."""
        refuse_archived(artist)
        self.revise(by, "booking.assigned", artist_id=artist.id)

    def transfer(self, by: Actor | None, project: Project) -> None:
        """To another project."""
        refuse_archived(project)
        self.revise(by, "booking.transferred", project_id=project.id)

    def set_status(self, by: Actor | None, status: str) -> None:
        """To hold, pencil or confirmed, from any of them: forward can collide, back never does."""
        if status not in KIND_OF_STATUS:
            raise BookingClosed(f"A booking cannot become {status!r} this way.")
        expires = expiry(status, utcnow())
        self.revise(by, KIND_OF_STATUS[status], status=status, expires_at=expires)

    def pencil_in(self, by: Actor | None) -> None:
        self.set_status(by, PENCIL)

    def confirm(self, by: Actor | None) -> None:
        self.set_status(by, CONFIRMED)

    def step_back(self, by: Actor | None) -> None:
        """Confirmed to pencil, pencil to hold."""
        if self.previous_status is None:
            raise BookingClosed("There is no step back from here.")
        self.set_status(by, self.previous_status)

    def describe(self, by: Actor | None, **details: Any) -> None:
        """New title, notes, location or includes_non_working: what claims no time."""
        self.revise(by, "booking.described", **details)

    def cancel(self, by: Actor | None, reason: str) -> None:
        """Ended, and kept with who, when and why."""
        self.revise(by, "booking.cancelled", note=reason, status=CANCELLED, cancelled_at=utcnow(), expires_at=None)

    def release(self, by: Actor | None, reason: str) -> None:
        """A hold given up: everyone behind it moves up."""
        if self.status != HOLD:
            raise BookingClosed("Only a hold can be released.")
        self.revise(by, "booking.released", note=reason, status=CANCELLED, cancelled_at=utcnow(), expires_at=None)

    def revise(self, by: Actor | None, kind: str = "booking.changed", note: str = "", **values: Any) -> None:
        """Several columns in one claim and one event; what every other verb is made of."""
        if self.cancelled:
            raise BookingClosed("This booking is cancelled.")
        artists = {self.artist_id, values.get("artist_id", self.artist_id)}
        claim(artists, lambda: self.change(kind, by, note, **values))


def expiry(status: str, now: datetime) -> datetime | None:
    return now + timedelta(days=current.tenant.hold_days) if status == HOLD else None


def refuse_archived(*subjects: Artist | Project) -> None:
    for subject in subjects:
        if subject.archived:
            raise BookingRefused(f"{subject.name} is archived and cannot be booked.")


UNSAID = {"title": "", "notes": "", "location": "", "includes_non_working": False, "cancelled_at": None, "version": 1}
COLUMNS = tuple(Booking.__table__.c.keys())
CLAIMED = select(
    func.set_config("lock_timeout", bindparam("patience"), True),
    func.pg_advisory_xact_lock(func.hashtextextended(bindparam("claim"), 0)),
).subquery("claimed")
PLACE = (
    insert(Booking)
    .from_select(
        COLUMNS,
        select(*(bindparam(column.key, type_=column.type) for column in Booking.__table__.c)).select_from(CLAIMED),
    )
    .on_conflict_do_nothing()
    .returning(Booking.__table__.c.id)
)  # the claim comes first: a subquery with a volatile function is never optimised away
