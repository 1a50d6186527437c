"""The list of a window: its bookings, an entry each, day by day or by another column."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, NamedTuple

from studio.bookings.models import HOLD, STATUSES
from studio.lib.spans import days_of
from studio.lib.text.search import fold, natural
from studio.schedule.day_columns import midnight
from studio.schedule.grid.grid import Schedule
from studio.schedule.labels import Labels
from studio.schedule.load import days_away, overtime_of
from studio.schedule.query import WHEN, ScheduleQuery
from studio.schedule.rows import BookingRow, Rows

MOST = 500  # entries of a list
BEFORE, ALL = "before", "all"  # groups: of what began before the window; the only one when there are no days
By = Callable[[BookingRow], Any]


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
    held: str  # where a hold stands, and when the artist is away
    answer: str  # of its artist
    overtime: str  # "5 h overtime"; "" without any


class Listing(NamedTuple):
    """Bookings in groups, in order: what begins on each day of a window, and what was already under way; or all in one
    group, by another column than the time."""

    groups: dict[str, list[BookingRow]]
    edges: list[int]  # midnights of the days; empty where there are none
    dates: list[str]
    more: int  # bookings left out

    def group_of(self, at: int) -> str:
        """Where a booking that begins then stands."""
        if not self.edges:
            return ALL
        day = bisect_right(self.edges, at) - 1
        return self.dates[day] if day >= 0 else BEFORE

    @property
    def bookings(self) -> list[BookingRow]:
        return [booking for group in self.groups.values() for booking in group]

    @property
    def under_way(self) -> int:
        """How many began before the window does."""
        return len(self.groups.get(BEFORE, ()))


def listing(query: ScheduleQuery, shown: Schedule, rows: Rows) -> Listing:
    """Everything that matched. By time it begins where the window does: what was under way by then comes last."""
    found = sorted((b for row in shown.shown.values() for b in row), key=attrgetter("starts_at", "id"))
    column, backwards = query.sort.removeprefix("-"), query.sort.startswith("-")
    more = max(len(found) - MOST, 0)
    if column != WHEN:
        return Listing({ALL: ordered(found, key_of(column, rows), backwards)[:MOST]}, [], [], more)
    days = days_of(query.first, query.days)
    dates, edges = [str(day) for day in days], [midnight(day, query.zone) for day in days]
    begun = bisect_right([booking.starts_at for booking in found], edges[0] - 1)
    early, found = found[:begun], found[begun:]
    found = [*reversed(found), *reversed(early)] if backwards else [*found, *early]
    groups: dict[str, list[BookingRow]] = {day: [] for day in (reversed(dates) if backwards else dates)}
    made = Listing({**groups, BEFORE: []}, edges, dates, more)
    for booking in found[:MOST]:
        made.groups[made.group_of(booking.starts_at)].append(booking)
    return made


def ordered(bookings: Iterable[BookingRow], key: By, backwards: bool) -> list[BookingRow]:
    """By a column, those that have nothing in it last either way; those alike stay as they were, by start."""
    keyed = [(key(booking), booking) for booking in bookings]
    some = sorted((each for each in keyed if each[0]), key=lambda each: each[0], reverse=backwards)
    return [booking for _, booking in (*some, *(each for each in keyed if not each[0]))]


def key_of(column: str, rows: Rows) -> By:
    keys: dict[str, By] = {
        "artist": lambda booking: words(rows.artists[booking.artist_id].name),
        "project": lambda booking: words(rows.projects[booking.project_id].name),
        "title": lambda booking: words(booking.title),
        "status": lambda booking: (1 + STATUSES.index(booking.status), rows.ranks.get(booking.id, 0)),
    }
    return keys[column]


def words(text: str) -> tuple[Any, ...]:
    return (natural(fold(text)), text) if text else ()


def entry(booking: BookingRow, rows: Rows, labels: Labels) -> ListEntry:
    project, artist = rows.projects[booking.project_id], rows.artists[booking.artist_id]
    badge = labels.status(booking.status, rows.ranks.get(booking.id, 0))
    held = labels.held(booking.expires_at, rows.behind(booking.id)) if booking.status == HOLD else ""
    held = " · ".join(part for part in (held, labels.away(days_away(rows, booking))) if part)
    return ListEntry(
        booking.id, booking.status, badge, project.hue, project.name, booking.title,
        artist.name, labels.span(booking.starts_at, booking.ends_at), held, booking.answer or "",
        labels.overtime(overtime_of(artist, booking)),
    )  # fmt: skip
