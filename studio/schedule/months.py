"""The months of a window as small calendars: how full each day is. What a phone shows where a desk has columns."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from studio.schedule.axis import Loads, percent
from studio.schedule.heatmap import level
from studio.schedule.labels import Labels
from studio.schedule.query import ScheduleQuery
from studio.schedule.zooms import MONTH, MONTHS, QUARTER, month_later


class MonthDay(NamedTuple):
    date: date
    heat: int  # as of a cell of the year
    load: int  # percent


class Month(NamedTuple):
    first: date
    name: str
    blank: int  # days of its first week that belong to the month before
    days: list[MonthDay]
    words: str
    weekdays: list[str]  # one letter each


def months(query: ScheduleQuery, booked: Loads, capacity: Loads, labels: Labels) -> list[Month]:
    """Nothing for zooms that show days one by one."""
    if query.zoom not in MONTHS:
        return []
    on = query.chosen
    first = on.replace(day=1, month=on.month - (on.month - 1) % MONTHS[query.zoom])
    names = "yMMMM" if query.zoom == MONTH else "MMMM" if query.zoom == QUARTER else "MMM"
    letters = [labels.day(day, "EEEEE") for day in query.week.days(first)]
    found = []
    for n in range(MONTHS[query.zoom]):
        begins, ends = month_later(first, n), month_later(first, n + 1)
        start, stop = (begins - query.first).days, (ends - query.first).days
        loads = [percent(part, whole) for part, whole in zip(booked[start:stop], capacity[start:stop], strict=True)]
        days = [MonthDay(begins + timedelta(k), level(load), load) for k, load in enumerate(loads)]
        blank, words = query.week.offset(begins.weekday()), month_words(query, begins, booked, capacity, labels)
        found.append(Month(begins, labels.day(begins, names), blank, days, words, letters))
    return found


def month_words(query: ScheduleQuery, begins: date, booked: Loads, capacity: Loads, labels: Labels) -> str:
    """`November 2026, 40% booked`: of this month of a year, of what can still be booked."""
    until = month_later(begins, 1)
    under_way = begins <= query.today < until
    since = max(begins, query.counts_from) if under_way else begins
    start, stop = (since - query.first).days, (until - query.first).days
    load = percent(sum(booked[start:stop]), sum(capacity[start:stop]))
    return f"{labels.day(begins, 'yMMMM')}, {labels.load(load) if since == begins else labels.ahead(load, since)}"
