"""The working time a booking takes of a window, whatever the window's columns are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from studio.availability.working_time import WORKING_TIME
from studio.lib.spans import Span
from studio.schedule.day_columns import Frame
from studio.schedule.hour_columns import HourFrame
from studio.schedule.rows import ArtistRow, BookingRow


def worked(artist: ArtistRow, here: Frame | HourFrame, booking: BookingRow) -> Iterable[tuple[int, int]]:
    """(column, seconds) a booking takes of the window."""
    if booking.counts == WORKING_TIME:
        return here.place(booking.starts_at, booking.ends_at, False).worked
    if isinstance(here, HourFrame):
        return here.by_hour(booking.starts_at, booking.ends_at)
    span = Span(datetime.fromtimestamp(booking.starts_at, UTC), datetime.fromtimestamp(booking.ends_at, UTC))
    hours = artist.working_time.hours_by_day(span, booking.counts)
    days = ((day - here.first).days for day in hours)
    return (
        (day, int(of * 3600)) for day, of in zip(days, hours.values(), strict=True) if 0 <= day < len(here.capacity)
    )
