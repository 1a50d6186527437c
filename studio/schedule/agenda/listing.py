"""The list of a window: its bookings, day by day, an entry each."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from typing import NamedTuple

from studio.bookings.models import HOLD
from studio.lib.spans import days_of
from studio.schedule.day_columns import midnight
from studio.schedule.grid.grid import Schedule
from studio.schedule.labels import Labels
from studio.schedule.query import ScheduleQuery
from studio.schedule.rows import BookingRow, Rows

MOST = 500  # entries of a list


class ListEntry(NamedTuple):
    """A booking in words."""

    id: str
    status: str
    badge: str
    hue: str
    project: str
    title: str
    artist: str
    when: str
    held: str  # where a hold stands


class Listing(NamedTuple):
    """What begins on each day of a window; a booking that runs into it, or out of it, on its first or last day."""

    days: dict[date, list[BookingRow]]
    edges: list[int]
    more: int  # bookings left out

    def day_of(self, at: int) -> date:
        return list(self.days)[max(bisect_right(self.edges, at) - 1, 0)]

    @property
    def bookings(self) -> list[BookingRow]:
        return [booking for day in self.days.values() for booking in day]


def listing(query: ScheduleQuery, shown: Schedule) -> Listing:
    """Everything that matched, by start."""
    bookings = sorted((b for row in shown.shown.values() for b in row), key=lambda b: (b.starts_at, b.id))
    days = days_of(query.first, query.days)
    edges = [midnight(day, query.zone) for day in days]
    found = Listing({day: [] for day in days}, edges, max(len(bookings) - MOST, 0))
    for booking in bookings[:MOST]:
        found.days[found.day_of(booking.starts_at)].append(booking)
    return found


def entry(booking: BookingRow, rows: Rows, labels: Labels) -> ListEntry:
    project, artist = rows.projects[booking.project_id], rows.artists[booking.artist_id]
    badge = labels.status(booking.status, rows.ranks.get(booking.id, 0))
    held = labels.held(booking.expires_at, rows.behind(booking.id)) if booking.status == HOLD else ""
    return ListEntry(
        booking.id, booking.status, badge, project.hue, project.name, booking.title,
        artist.name, labels.span(booking.starts_at, booking.ends_at), held,
    )  # fmt: skip
