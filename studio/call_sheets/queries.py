"""Who is called when: the bookings of a week, day by day, as the artists live them. No money on a call sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, and_, or_, select

from studio.accounts.models import Membership, User
from studio.activity.models import Event
from studio.artists.models import Artist
from studio.availability.overrides import overriding
from studio.availability.patterns import DAY, midnights
from studio.availability.queries import Availability, WorkerRow
from studio.availability.working_time import EVERY_HOUR, WorkingTime
from studio.bookings.models import CANCELLED, LONGEST, Booking
from studio.extensions import db
from studio.lib.spans import Span
from studio.lib.weeks import Week
from studio.projects.models import Project

FAR = timedelta(hours=14)  # how far a local day may lie from the UTC day of its date
PLACED = and_(
    Event.tenant_id == Booking.tenant_id, Event.subject_id == Booking.id, Event.kind == "booking.placed"
)  # fmt: skip
PLACER = and_(
    Membership.tenant_id == Event.tenant_id, Membership.id == Event.actor_id, Membership.removed_at.is_(None)
)  # fmt: skip
CALLS = (
    select(
        Booking.id, Booking.starts_at, Booking.ends_at, Booking.status, Booking.title, Booking.notes, Booking.location,
        Booking.counts, Booking.override,
        Artist.name.label("artist"), Artist.role, Artist.email, Artist.city, Artist.zone,
        Artist.id.label("artist_id"), Artist.department, Artist.holiday_region,
        Project.name.label("project"), Project.client, Project.code, Project.hue,
        Event.actor_name.label("contact"), User.email.label("contact_email"),
    )
    .join(Booking.artist)
    .join(Booking.project)
    .outerjoin(Event, PLACED)
    .outerjoin(Membership, PLACER)
    .outerjoin(User, User.id == Membership.user_id)
    .order_by(Booking.starts_at, Booking.id)
)  # fmt: skip


class Call(NamedTuple):
    """One booking on one day: from when to when, as the artist's clock shows it."""

    starts: datetime
    ends: datetime
    booking: Row[Any]

    @classmethod
    def at(cls, span: Span, row: Row[Any]) -> Call:
        tz = ZoneInfo(row.zone)
        return cls(span.start.astimezone(tz), span.end.astimezone(tz), row)

    @property
    def overnight(self) -> bool:
        return (self.ends - timedelta(microseconds=1)).date() > self.starts.date()

    def elsewhere(self, zone: str) -> tuple[datetime, datetime] | None:
        """The same on another clock; None when that shows the same."""
        starts, ends = self.starts.astimezone(ZoneInfo(zone)), self.ends.astimezone(ZoneInfo(zone))
        return None if starts.utcoffset() == self.starts.utcoffset() else (starts, ends)


@dataclass(frozen=True)
class CallWeek:
    """The days of a week from its first, each with its calls in order; empty days too."""

    first: date
    number: int
    days: list[tuple[date, list[Call]]]

    @property
    def last(self) -> date:
        return self.first + 6 * DAY

    def day(self, away: int) -> date:
        """A day so far from the first: where the weeks before and after are."""
        return self.first + away * DAY


def of_artist(artist: Artist, on: date, week: Week, now: datetime) -> CallWeek:
    return week_of(Booking.artist_id == artist.id, on, week, now)


def of_project(project: Project, on: date, week: Week, now: datetime) -> CallWeek:
    return week_of(Booking.project_id == project.id, on, week, now)


def week_of(whose: ColumnElement[bool], on: date, week: Week, now: datetime) -> CallWeek:
    """The calls of the week that holds a day."""
    days = week.days(on)
    start = datetime.combine(days[0], time(), UTC)
    rows: Any = db.session.execute(
        CALLS.where(
            whose,
            Booking.status != CANCELLED,
            or_(Booking.expires_at.is_(None), Booking.expires_at > now),
            Booking.starts_at < start + 7 * DAY + FAR,
            Booking.ends_at > start - FAR,
        )
    )
    by_day: dict[date, list[Call]] = defaultdict(list)
    found = rows.all()
    workers = {row.artist_id: WorkerRow(row.artist_id, row.zone, row.department, row.holiday_region) for row in found}
    working = Availability.read(workers.values(), Span(start - LONGEST, start + LONGEST))
    for row in found:
        for day, call in calls(row, working.of(workers[row.artist_id])):
            by_day[day].append(call)
    called = [(day, sorted(by_day[day], key=in_order)) for day in days]
    return CallWeek(days[0], week.number(on)[1], called)


def in_order(call: Call) -> tuple[datetime, str]:
    return call.starts, call.booking.artist


def calls(row: Row[Any], worker: WorkingTime) -> Iterator[tuple[date, Call]]:
    """The days a booking calls its artist. One that takes no longer than a day is one call, on the day it begins."""
    span, tz = Span(row.starts_at, row.ends_at), ZoneInfo(row.zone)
    if span.duration <= DAY:
        yield span.start.astimezone(tz).date(), Call.at(span, row)
        return
    worker = overriding(worker, row.override)
    for day in worker.hours_by_day(span, row.counts) or worker.days_of(span):
        called = span.intersection(midnights(day, row.zone)) if row.counts == EVERY_HOUR else None
        yield day, Call.at(called or hours_on(day, span, worker), row)


def hours_on(day: date, span: Span, worker: WorkingTime) -> Span:
    """The artist's working day, but on the first and the last day what was booked of it."""
    today, window = midnights(day, worker.zone), worker.window(day)
    part = span.intersection(today) or span
    start = part.start if span.start > today.start else max(part.start, window.start)
    end = part.end if span.end < today.end else min(part.end, window.end)
    return Span(start, end) if start < end else part
