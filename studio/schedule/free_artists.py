"""Who is free between two dates: nothing pencilled or confirmed on any of these days, each artist's own."""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from studio.bookings.models import BLOCKING, Booking
from studio.extensions import db
from studio.lib.spans import Span
from studio.schedule.query import WIDEST
from studio.schedule.rows import ArtistRow


def reach(first: date, last: date) -> Span:
    """Every instant that is on one of these days for somebody."""
    start, end = (datetime.combine(day, time(), UTC) for day in (first, last + timedelta(1)))
    return Span(start - WIDEST, end + WIDEST)


def busy(artists: Iterable[ArtistRow], first: date, last: date) -> Set[str]:
    """Ids of the artists who are not free on all the days: from their first working moment to their last."""
    wanted = {artist.id: whole_days(artist, first, last) for artist in artists}
    taken = claims(reach(first, last))
    return {id for id, start, end in taken if id in wanted and start < wanted[id].end and end > wanted[id].start}


def whole_days(artist: ArtistRow, first: date, last: date) -> Span:
    return Span(artist.working_time.window(first).start, artist.working_time.window(last).end)


def claims(within: Span) -> list[tuple[str, datetime, datetime]]:
    """(artist, start, end) of what blocks time in a span."""
    query: Any = select(Booking.artist_id, Booking.starts_at, Booking.ends_at).where(
        Booking.status.in_(BLOCKING),
        Booking.starts_at < within.end,
        Booking.ends_at > within.start,
    )
    return [(str(artist), start, end) for artist, start, end in db.session.execute(query)]
