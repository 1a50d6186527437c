"""Drafts: what somebody asks for, before the database has judged it. A new booking, or a change of one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select
from uuid_utils.compat import uuid7

from studio.activity.recorder import Actor
from studio.artists.models import Artist
from studio.bookings.errors import BookingConflict
from studio.bookings.models import BLOCKING, KIND_OF_STATUS, Booking, expiry, refuse_archived
from studio.bookings.workdays import days_meant, whole_days
from studio.extensions import db
from studio.lib.current import current
from studio.lib.db import utcnow
from studio.lib.spans import Span
from studio.lib.sql import begin_with
from studio.projects.models import Project

DESCRIBING = frozenset(("title", "notes", "location", "includes_non_working"))
ARTIST, PROJECT = (tuple(model.__table__.c.keys()) for model in (Artist, Project))
SUBJECTS = (
    f"SELECT {', '.join(f'a.{name}' for name in ARTIST)}, {', '.join(f'p.{name}' for name in PROJECT)} "  # noqa: S608
    "FROM artists a JOIN projects p ON p.tenant_id = a.tenant_id "
    "WHERE a.tenant_id = %(tenant)s AND a.id = %(artist)s AND p.id = %(project)s"
)
EVERYTHING = (
    select(Booking, Artist, Project)
    .join(Artist, and_(Artist.tenant_id == Booking.tenant_id, Artist.id == Booking.artist_id))
    .join(Project, and_(Project.tenant_id == Booking.tenant_id, Project.id == Booking.project_id))
)


@dataclass(frozen=True)
class Draft:
    """An artist's time asked for a project. With `booking`, the change of that booking into this."""

    artist: Artist
    project: Project
    span: Span
    status: str
    whole_days: bool = False
    title: str = ""
    notes: str = ""
    includes_non_working: bool = False
    booking: Booking | None = None
    location: str = ""

    @classmethod
    def of(cls, id: UUID) -> Draft | None:
        """The booking as it stands, with its artist and project, in one query."""
        row = db.session.execute(EVERYTHING.where(Booking.id == id)).first()
        if row is None:
            return None
        booking, artist, project = row
        return cls(
            artist, project, booking.span, booking.status, days_meant(artist, booking.span) is not None,
            booking.title, booking.notes, booking.includes_non_working, booking, booking.location,
        )  # fmt: skip

    @property
    def existing(self) -> Booking:
        """The booking a change is about. Raises ValueError for a draft of a new one."""
        if self.booking is None:
            raise ValueError("This draft is of a new booking.")
        return self.booking

    @property
    def booking_id(self) -> UUID | None:
        return self.booking.id if self.booking else None

    @property
    def blocks(self) -> bool:
        return self.status in BLOCKING

    @property
    def days(self) -> tuple[date, date] | None:
        return days_meant(self.artist, self.span) if self.whole_days else None

    def but(self, **changes: Any) -> Draft:
        return replace(self, **changes)

    def by_artist(self, artist: Artist) -> Draft:
        """The same days, or the same time, by somebody else: whole days follow the artist's own working day."""
        span = whole_days(artist, *self.days) if self.days else self.span
        return replace(self, artist=artist, span=span)

    def fields(self, zone: str) -> dict[str, str]:
        """The draft as the booking form's fields, times in `zone`: what one button must carry to ask for it again."""
        typed = {"artist_id": str(self.artist.id), "project_id": str(self.project.id), "status": self.status}
        typed |= {"title": self.title, "location": self.location, "notes": self.notes}
        typed |= when_fields(self.span, self.days, zone)
        return typed | ({"includes_non_working": "y"} if self.includes_non_working else {})

    def columns(self) -> dict[str, Any]:
        span = self.span.utc()
        return {
            "artist_id": self.artist.id, "project_id": self.project.id, "starts_at": span.start, "ends_at": span.end,
            "status": self.status, "title": self.title, "notes": self.notes, "location": self.location,
            "includes_non_working": self.includes_non_working,
        }  # fmt: skip

    def place(self, by: Actor | None, id: UUID | None = None) -> Booking:
        """Place it. The same `id` twice (a button pressed twice) is one booking; a reused form is another."""
        try:
            return self._place(by, id or uuid7())
        except BookingConflict:
            there = Draft.of(id) if id else None
            if there is None:
                raise
        return there.existing if there.columns() == self.columns() else self._place(by, uuid7())

    def _place(self, by: Actor | None, id: UUID) -> Booking:
        described = {name: getattr(self, name) for name in DESCRIBING}
        return Booking.place(by, self.artist, self.project, self.span, self.status, id=id, **described)

    def revise(self, by: Actor | None) -> Booking:
        """Make the booking what the draft says, in one claim and one event; nothing happens when nothing differs."""
        booking = self.existing
        values = {name: value for name, value in self.columns().items() if getattr(booking, name) != value}
        refuse_archived(*(s for s, key in ((self.artist, "artist_id"), (self.project, "project_id")) if key in values))
        kind = kind_of(values, booking)
        if "status" in values:
            values["expires_at"] = expiry(self.status, utcnow())
        booking.revise(by, kind, **values)
        return booking


def kind_of(values: dict[str, Any], booking: Booking) -> str:
    """The event that fits a change of these columns."""
    changed = set(values)
    if changed <= {"starts_at", "ends_at"}:
        span = Span(values.get("starts_at", booking.starts_at), values.get("ends_at", booking.ends_at))
        return "booking.moved" if span.duration == booking.span.duration else "booking.resized"
    if changed == {"status"}:
        return KIND_OF_STATUS[values["status"]]
    if changed <= DESCRIBING:
        return "booking.described"
    if changed == {"artist_id"}:
        return "booking.assigned"
    return "booking.transferred" if changed == {"project_id"} else "booking.changed"


def when_fields(span: Span, days: tuple[date, date] | None, zone: str) -> dict[str, str]:
    """A span as the form's fields: whole days, or local times with which of two when the clocks go back."""
    if days:
        return {"all_day": "y", "starts_on": days[0].isoformat(), "ends_on": days[1].isoformat()}
    fields: dict[str, str] = {}
    for name, moment in (("starts", span.start), ("ends", span.end)):
        local = moment.astimezone(ZoneInfo(zone))
        fields |= {f"{name}_on": local.date().isoformat(), f"{name}_time": written(local.time().isoformat())}
        fields[f"{name}_which"] = "later" if local.fold else "earlier"
    return fields


def written(time: str) -> str:
    """`09:00` of `09:00:00`; seconds only when there are some."""
    return time.removesuffix(":00") if time.count(":") == 2 else time


def subjects(artist_id: UUID, project_id: UUID) -> tuple[Artist | None, Project | None]:
    """The tenant's artist and project by id: when both are there, with the BEGIN, and as values of no session."""
    asked = {"tenant": current.tenant.id, "artist": artist_id, "project": project_id}
    for row in begin_with(SUBJECTS, asked):
        columns = len(ARTIST)
        artist, project = zip(ARTIST, row, strict=False), zip(PROJECT, row[columns:], strict=True)
        return Artist(**dict(artist)), Project(**dict(project))
    artist = db.session.scalar(select(Artist).where(Artist.id == artist_id))
    return artist, db.session.scalar(select(Project).where(Project.id == project_id))
