"""The months of a window as small calendars: how full each day is. What a phone shows where a desk has columns."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from studio.lib.spans import monday_of
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
    load: int
    weekdays: list[str]  # one letter each


def months(query: ScheduleQuery, booked: Loads, capacity: Loads, labels: Labels) -> list[Month]:
    """Nothing for zooms that show days one by one."""
    if query.zoom not in MONTHS:
        return []
    on = query.chosen
    first = on.replace(day=1, month=on.month - (on.month - 1) % MONTHS[query.zoom])
    names = "MMMM y" if query.zoom == MONTH else "MMMM" if query.zoom == QUARTER else "MMM"
    monday = monday_of(first)
    letters = [labels.day(monday + timedelta(n), "EEEEE") for n in range(7)]
    found = []
    for n in range(MONTHS[query.zoom]):
        begins, ends = month_later(first, n), month_later(first, n + 1)
        start, stop = (begins - query.first).days, (ends - query.first).days
        loads = [percent(part, whole) for part, whole in zip(booked[start:stop], capacity[start:stop], strict=True)]
        days = [MonthDay(begins + timedelta(k), level(load), load) for k, load in enumerate(loads)]
        whole = percent(sum(booked[start:stop]), sum(capacity[start:stop]))
        found.append(Month(begins, labels.day(begins, names), begins.weekday(), days, whole, letters))
    return found
