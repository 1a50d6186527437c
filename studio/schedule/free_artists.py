"""Who is free between two dates: nothing pencilled or confirmed, and no time off, on any of these days, each artist's
own; and why the others are not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from studio.availability.unavailable import Cause, unavailability
from studio.availability.working_time import WORKING_TIME
from studio.bookings.models import BLOCKING, Booking
from studio.extensions import db
from studio.lib.spans import Span
from studio.projects.models import Project
from studio.schedule.query import WIDEST
from studio.schedule.rows import ArtistRow


class Claim(NamedTuple):
    """What blocks an artist's time."""

    artist: str
    span: Span
    status: str
    project: str
    title: str


@dataclass(frozen=True)
class NotFree:
    """An artist who is not free, and all that is in the way, soonest first."""

    artist: ArtistRow
    claims: Sequence[Claim]
    causes: Sequence[Cause]


def reach(first: date, last: date) -> Span:
    """Every instant that is on one of these days for somebody."""
    start, end = (datetime.combine(day, time(), UTC) for day in (first, last + timedelta(1)))
    return Span(start - WIDEST, end + WIDEST)


def not_free(artists: Iterable[ArtistRow], first: date, last: date) -> dict[str, NotFree]:
    """The artists who are not free on all the days, from their first working moment to their last, by id. One query."""
    found: dict[str, NotFree] = {}
    taken: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims(reach(first, last)):
        taken[claim.artist].append(claim)
    for artist in artists:
        worker = artist.working_time
        wanted = Span(worker.window(first).start, worker.window(last).end)
        booked = [claim for claim in taken[artist.id] if claim.span.overlaps(wanted)]
        causes = [cause for cause in unavailability(worker, wanted, WORKING_TIME).causes if cause.is_time_off]
        if booked or causes:
            found[artist.id] = NotFree(artist, booked, causes)
    return found


def claims(within: Span) -> list[Claim]:
    """What blocks time in a span, by start."""
    query: Any = (
        select(Booking.artist_id, Booking.starts_at, Booking.ends_at, Booking.status, Project.name, Booking.title)
        .join(Booking.project)
        .where(Booking.status.in_(BLOCKING), Booking.starts_at < within.end, Booking.ends_at > within.start)
        .order_by(Booking.starts_at, Booking.id)
    )
    return [Claim(str(artist), Span(start, end), *rest) for artist, start, end, *rest in db.session.execute(query)]
