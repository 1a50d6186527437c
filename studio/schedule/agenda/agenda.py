"""A few days in reading order: what a phone shows instead of the grid."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from markupsafe import escape

from studio.lib.spans import days_of, monday_of
from studio.schedule.agenda.cards import AgendaDay, Cards
from studio.schedule.day_columns import midnight
from studio.schedule.grid.grid import Schedule
from studio.schedule.labels import Labels
from studio.schedule.query import PROJECTS, ScheduleQuery
from studio.schedule.rows import BookingRow, Rows
from studio.schedule.zooms import DAY, QUARTER, YEAR

ENOUGH = 30  # cards on a phone; the first day has more when it has more


class StripDay(NamedTuple):
    date: date
    weekday: str
    busy: bool


class Agenda(NamedTuple):
    strip: tuple[StripDay, ...]
    days: list[AgendaDay]
    more: int  # bookings left out


def agenda(asked: ScheduleQuery, shown: Schedule, rows: Rows, labels: Labels, own: str | None, address: str) -> Agenda:
    """The chosen day and what follows in its week; for an artist their own bookings, to the window's end.

    `address` is where bookings are shown, without the id. By project, it stands under the projects' names instead.
    """
    week = days_of(monday_of(asked.chosen), 7)
    bookings = shown.shown.get(own, []) if own else [b for row in shown.shown.values() for b in row]
    days = days_of(asked.chosen, (last_day(asked, own, week[-1]) - asked.chosen).days + 1)
    cards = Cards(rows, labels, str(escape(address)), everybody=own is None, by_project=asked.view == PROJECTS)
    under: dict[Any, list[BookingRow]] = defaultdict(list)
    for booking, first, _ in placed(bookings, days, asked.zone):
        under[rows.projects[booking.project_id].name if cards.by_project else days[max(first, 0)]].append(booking)
    kept = list(enough(under))
    pages = [cards.under(title(asked, each, labels), under[each]) for each in kept]
    more = sum(len(found) for each, found in under.items() if each not in kept)
    return Agenda(tuple(strip(week, bookings, asked, labels)), pages, more)


def last_day(asked: ScheduleQuery, own: str | None, sunday: date) -> date:
    """Where the cards end. Above the months of a year or a quarter there are calendars, and cards of one day only."""
    if asked.zoom in (DAY, QUARTER, YEAR):
        return asked.chosen
    return asked.last if own else sunday


def placed(bookings: Iterable[BookingRow], days: list[date], zone: str) -> Iterator[tuple[BookingRow, int, int]]:
    """Bookings that touch `days`, with the numbers of their first and last day (outside 0..n when they run over)."""
    edges = [midnight(day, zone) for day in days]
    end = midnight(days[-1] + timedelta(days=1), zone)
    for booking in bookings:
        if booking.starts_at < end and booking.ends_at > edges[0]:
            yield booking, bisect_right(edges, booking.starts_at) - 1, bisect_right(edges, booking.ends_at - 1) - 1


def enough(under: dict[Any, list[BookingRow]]) -> Iterator[Any]:
    """The days, or projects, that are shown, each with all its bookings."""
    count = 0
    for each in sorted(under):
        count += len(under[each])
        if count > ENOUGH and count > len(under[each]):
            return
        yield each


def strip(week: list[date], bookings: list[BookingRow], asked: ScheduleQuery, labels: Labels) -> Iterator[StripDay]:
    busy: set[int] = set()
    for _, first, last in placed(bookings, week, asked.zone):
        busy.update(range(max(first, 0), last + 1))
        if len(busy) == len(week):
            break
    for n, day in enumerate(week):
        yield StripDay(day, labels.day(day, "EEE"), n in busy)


def title(asked: ScheduleQuery, day: date | str, labels: Labels) -> str:
    if isinstance(day, str):
        return day
    return labels.today(day) if day == asked.today else labels.day(day)
