"""The working time a booking takes of a window, whatever the window's columns are."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache

from studio.availability.lost_hours import away
from studio.availability.overrides import overriding
from studio.availability.working_time import WORKING_TIME, WorkingTime
from studio.bookings.models import CANCELLED
from studio.lib.spans import Span
from studio.schedule.day_columns import Frame, frame
from studio.schedule.hour_columns import HourFrame, hour_frame
from studio.schedule.rows import ArtistRow, BookingRow, Rows


def worked(artist: ArtistRow, here: Frame | HourFrame, booking: BookingRow) -> Iterable[tuple[int, int]]:
    """(column, seconds) a booking takes of the window."""
    worker = working_time(artist, booking)
    if booking.override:
        here = frame_of(worker, here)
    if booking.counts == WORKING_TIME:
        return here.place(booking.starts_at, booking.ends_at, False).worked
    if isinstance(here, HourFrame):
        return here.by_hour(booking.starts_at, booking.ends_at)
    span = Span(datetime.fromtimestamp(booking.starts_at, UTC), datetime.fromtimestamp(booking.ends_at, UTC))
    hours = worker.hours_by_day(span, booking.counts)
    days = ((day - here.first).days for day in hours)
    return (
        (day, int(of * 3600)) for day, of in zip(days, hours.values(), strict=True) if 0 <= day < len(here.capacity)
    )


def overtime(artist: ArtistRow, here: Frame | HourFrame, booking: BookingRow) -> dict[int, int]:
    """The seconds of overtime in each column of the window; mostly there are none."""
    if booking.counts == WORKING_TIME:
        return {}
    worker = working_time(artist, booking)
    if isinstance(here, HourFrame):
        inside = Counter(dict(frame_of(worker, here).worked(booking.starts_at, booking.ends_at)))
        elapsed = here.by_hour(booking.starts_at, booking.ends_at)
        return {hour: over for hour, of in elapsed if (over := of - inside[hour])}
    days = overtime_by_day(worker, booking.starts_at, booking.ends_at, booking.counts)
    return {n: int(of * 3600) for day, of in days.items() if 0 <= (n := (day - here.first).days) < len(here.capacity)}


def overtime_of(artist: ArtistRow, booking: BookingRow) -> Decimal:
    """All the hours of overtime of a booking, also beyond the window."""
    if booking.counts == WORKING_TIME:
        return Decimal()
    days = overtime_by_day(working_time(artist, booking), booking.starts_at, booking.ends_at, booking.counts)
    return sum(days.values(), Decimal())


@lru_cache(maxsize=4096)
def overtime_by_day(worker: WorkingTime, starts_at: int, ends_at: int, counts: str) -> dict[date, Decimal]:
    span = Span(datetime.fromtimestamp(starts_at, UTC), datetime.fromtimestamp(ends_at, UTC))
    return worker.overtime_by_day(span, counts)


def days_away(rows: Rows, booking: BookingRow) -> tuple[date, ...]:
    """The days on which its artist has time off instead."""
    artist = rows.artists[booking.artist_id]
    if not artist.working_time.blocks or booking.status == CANCELLED:
        return ()
    return away_on(working_time(artist, booking), booking.starts_at, booking.ends_at, booking.counts)


@lru_cache(maxsize=4096)
def away_on(worker: WorkingTime, starts_at: int, ends_at: int, counts: str) -> tuple[date, ...]:
    span = Span(datetime.fromtimestamp(starts_at, UTC), datetime.fromtimestamp(ends_at, UTC))
    return tuple(away(worker, span, counts))


def working_time(artist: ArtistRow, booking: BookingRow) -> WorkingTime:
    """The artist's, as the booking counts it."""
    return overriding(artist.working_time, json.loads(booking.override)) if booking.override else artist.working_time


def frame_of(worker: WorkingTime, like: Frame | HourFrame) -> Frame | HourFrame:
    """The same columns of another working time."""
    if isinstance(like, HourFrame):
        return hour_frame(worker, like.zone, like.first)
    return frame(worker, like.first, len(like.capacity), like.slots)
