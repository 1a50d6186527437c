"""Drafts: what somebody asks for, before the database has judged it. A new booking, or a change of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, select

from studio.artists.models import Artist
from studio.availability.queries import working_time_of
from studio.bookings.models import BLOCKING, NO_DETAILS, Booking, columns_of
from studio.bookings.workdays import days_meant, whole_days
from studio.extensions import db
from studio.lib.current import current
from studio.lib.spans import Span
from studio.lib.sql import begin_with
from studio.projects.models import Project

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


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An artist's time asked for a project; `details` has all of Booking.DETAILS. With `booking`, the change of that
    booking into this."""

    artist: Artist
    project: Project
    span: Span
    status: str
    details: Mapping[str, Any] = field(default_factory=lambda: NO_DETAILS)
    whole_days: bool = False
    booking: Booking | None = None
    override: str = ""  # why it may lie over time off

    @classmethod
    def of(cls, id: UUID) -> Draft | None:
        """The booking as it stands, with its artist and project, in one query."""
        row = db.session.execute(EVERYTHING.where(Booking.id == id)).first()
        return cls.standing(*row) if row else None

    @classmethod
    def those(cls, *conditions: ColumnElement[bool], most: int) -> list[Draft]:
        """The bookings that fit, as they stand, by start; at most so many, in one query."""
        rows = db.session.execute(EVERYTHING.where(*conditions).order_by(Booking.starts_at, Booking.id).limit(most))
        return [cls.standing(*row) for row in rows]

    @classmethod
    def standing(cls, booking: Booking, artist: Artist, project: Project) -> Draft:
        return cls(
            artist=artist, project=project, span=booking.span, status=booking.status, details=booking.details,
            whole_days=days_meant(working_time_of(artist), booking.span) is not None, booking=booking,
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
    def title(self) -> str:
        return self.details["title"]

    @property
    def blocks(self) -> bool:
        return self.status in BLOCKING

    @property
    def days(self) -> tuple[date, date] | None:
        return days_meant(working_time_of(self.artist), self.span) if self.whole_days else None

    def but(self, **changes: Any) -> Draft:
        return replace(self, **changes)

    def by_artist(self, artist: Artist) -> Draft:
        """The same days, or the same time, by somebody else: whole days follow the artist's own working day."""
        span = whole_days(working_time_of(artist), *self.days) if self.days else self.span
        return replace(self, artist=artist, span=span)

    @property
    def terms(self) -> dict[str, Any]:
        """What `Booking.place` and `Booking.revise` take."""
        return {
            "artist": self.artist, "project": self.project, "span": self.span, "status": self.status,
            "override": self.override, **self.details,
        }  # fmt: skip

    def columns(self) -> dict[str, Any]:
        return columns_of(self.artist, self.project, self.span, self.status, self.details)

    def fields(self, zone: str) -> dict[str, str]:
        """The draft as the booking form's fields, times in `zone`: what one button must carry to ask for it again."""
        typed = {"artist_id": str(self.artist.id), "project_id": str(self.project.id), "status": self.status}
        return {**typed, **self.details, **when_fields(self.span, self.days, zone)}


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
