"""What is booked of the artist a member is, as they read it: what waits for their answer, today, this week, to come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext
from sqlalchemy import select

from studio.artists.models import Artist
from studio.bookings.holds import active, ranks
from studio.bookings.models import BLOCKING, HOLD, Booking
from studio.directory.upcoming import still_on
from studio.extensions import db
from studio.lib.spans import Span
from studio.lib.weeks import Week
from studio.projects.models import Project

MOST = 200  # to come
LOOKED_BACK = timedelta(weeks=8)
MOST_PAST = 50
ASKED, TODAY, THIS_WEEK, COMING, PAST = SECTIONS = ("asked", "today", "week", "coming", "past")
TITLES = {
    ASKED: lazy_gettext("Waiting for your answer"), TODAY: lazy_gettext("Today"),
    THIS_WEEK: lazy_gettext("Later this week"), COMING: lazy_gettext("Coming"), PAST: lazy_gettext("Past"),
}  # fmt: skip


@dataclass(frozen=True)
class Mine:
    """One of one's bookings. `rank` counts only for a hold."""

    booking: Booking
    artist: Artist
    project: Project
    rank: int | None
    over: bool

    @property
    def asks(self) -> bool:
        """Whether the artist may say something to it."""
        return self.booking.blocks and not self.over

    def section(self, today: date, week_ends: date) -> str:
        """Its days are the artist's own."""
        if self.over:
            return PAST
        if self.asks and not self.booking.answer:
            return ASKED
        first = self.booking.starts_at.astimezone(ZoneInfo(self.artist.zone)).date()
        return TODAY if first <= today else THIS_WEEK if first <= week_ends else COMING


@dataclass(frozen=True)
class Section:
    name: str
    bookings: Sequence[Mine]

    @property
    def title(self) -> str:
        return str(TITLES[self.name])


@dataclass(frozen=True)
class MyBookings:
    artists: Sequence[Artist]
    sections: Sequence[Section]  # those that have something in them
    more: bool  # than are listed


def my_bookings(member_id: UUID, now: datetime, week: Week) -> MyBookings:
    """Of all artists the member is; four queries, one of them for holds."""
    artists = {artist.id: artist for artist in Artist.of_member(member_id)}
    if not artists:
        return MyBookings((), (), False)
    to_come = found(artists, Booking.ends_at > now, *still_on(now), most=MOST + 1)
    past = found(
        artists, Booking.ends_at <= now, Booking.ends_at > now - LOOKED_BACK, Booking.status.in_(BLOCKING),
        most=MOST_PAST, newest_first=True,
    )  # fmt: skip
    places = ranks_of([booking for booking, _ in to_come], now)
    listed = [
        Mine(booking, artists[booking.artist_id], project, places.get(booking.id), booking.ends_at <= now)
        for booking, project in (*to_come[:MOST], *past)
    ]
    return MyBookings(tuple(artists.values()), tuple(sections(listed, now, week)), len(to_come) > MOST)


def found(artists: Any, *conditions: Any, most: int, newest_first: bool = False) -> list[tuple[Booking, Project]]:
    order = (Booking.starts_at.desc(), Booking.id.desc()) if newest_first else (Booking.starts_at, Booking.id)
    query = select(Booking, Project).join(Booking.project).where(Booking.artist_id.in_(artists), *conditions)
    return [(booking, project) for booking, project in db.session.execute(query.order_by(*order).limit(most))]


def ranks_of(bookings: Sequence[Booking], now: datetime) -> dict[UUID, int]:
    held = [booking.span for booking in bookings if booking.status == HOLD]
    if not held:
        return {}
    reach = Span(min(span.start for span in held), max(span.end for span in held))
    return ranks(active(reach.start, reach.end, now))


def sections(listed: Sequence[Mine], now: datetime, week: Week) -> Iterator[Section]:
    under: dict[str, list[Mine]] = {name: [] for name in SECTIONS}
    for mine in listed:
        today = now.astimezone(ZoneInfo(mine.artist.zone)).date()
        under[mine.section(today, week.days(today)[-1])].append(mine)
    return (Section(name, tuple(bookings)) for name, bookings in under.items() if bookings)
