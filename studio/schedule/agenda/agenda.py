"""A few days in reading order: what a phone shows instead of the grid."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from studio.lib.spans import days_of
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


def agenda(query: ScheduleQuery, shown: Schedule, rows: Rows, labels: Labels, own: str | None) -> Agenda:
    """The chosen day and what follows in its week; for an artist their own bookings, to the window's end.

    By project, it stands under the projects' names instead.
    """
    week = query.week.days(query.chosen)
    bookings = shown.shown.get(own, []) if own else [b for row in shown.shown.values() for b in row]
    days = days_of(query.chosen, (last_day(query, own, week[-1]) - query.chosen).days + 1)
    cards = Cards(rows, labels, everybody=own is None, by_project=query.view == PROJECTS)
    under: dict[Any, list[BookingRow]] = defaultdict(list)
    for booking, first, _ in placed(bookings, days, query.zone):
        under[rows.projects[booking.project_id].name if cards.by_project else days[max(first, 0)]].append(booking)
    headings = list(enough(under))
    shown_days = [cards.under(title(query, each, labels), under[each]) for each in headings]
    more = sum(len(found) for each, found in under.items() if each not in headings)
    return Agenda(tuple(strip(week, bookings, query, labels)), shown_days, more)


def last_day(query: ScheduleQuery, own: str | None, week_ends: date) -> date:
    """Where the cards end. Above the months of a year or a quarter there are calendars, and cards of one day only."""
    if query.zoom in (DAY, QUARTER, YEAR):
        return query.chosen
    return query.last if own else week_ends


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


def strip(week: list[date], bookings: list[BookingRow], query: ScheduleQuery, labels: Labels) -> Iterator[StripDay]:
    busy: set[int] = set()
    for _, first, last in placed(bookings, week, query.zone):
        busy.update(range(max(first, 0), last + 1))
        if len(busy) == len(week):
            break
    for n, day in enumerate(week):
        yield StripDay(day, labels.day(day, "E"), n in busy)


def title(query: ScheduleQuery, day: date | str, labels: Labels) -> str:
    if isinstance(day, str):
        return day
    return labels.today(day) if day == query.today else labels.day(day)
