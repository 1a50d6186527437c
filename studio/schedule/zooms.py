"""How much of the calendar is seen at once: the days each zoom shows around a date, and where its neighbours are."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from studio.lib.text.parsing import clamp, parse_number
from studio.lib.weeks import Week

DAY, WEEK, WEEKS, MONTH, QUARTER, YEAR = ZOOMS = ("day", "week", "weeks", "month", "quarter", "year")
# What a drag snaps to, in minutes; 0 where bars are too small to be moved by hand.
SNAPS = {DAY: 15, WEEK: 60, WEEKS: 720, MONTH: 720, QUARTER: 0, YEAR: 0}
MONTHS = {MONTH: 1, QUARTER: 3, YEAR: 12}
STEPS = {DAY: timedelta(1), WEEK: timedelta(7), WEEKS: timedelta(7)}


class Stretch(NamedTuple):
    """Whole days from `first`."""

    first: date
    days: int

    @property
    def last(self) -> date:
        return self.first + timedelta(self.days - 1)


def stretch(zoom: str, on: date, week: Week) -> Stretch:
    """The days a zoom shows of a date: its week, three weeks, its month; its year in whole weeks."""
    if zoom == DAY:
        return Stretch(on, 1)
    if zoom in (WEEK, WEEKS):
        return Stretch(week.start(on), 7 if zoom == WEEK else 21)
    months = MONTHS[zoom]
    first = date(on.year, on.month - (on.month - 1) % months, 1)
    end = month_later(first, months)
    if zoom == YEAR:
        first, end = week.start(first), week.start(end - timedelta(1)) + timedelta(7)
    return Stretch(first, (end - first).days)


def fitting(zoom: str, first: date, last: date, week: Week) -> str:
    """The zoom whose window of `first` has all the days: this one, or the next that does; failing that the quarter, in
    which bookings are still seen."""
    return next((wider for wider in ZOOMS[ZOOMS.index(zoom) :] if stretch(wider, first, week).last >= last), QUARTER)


def step(zoom: str, on: date, windows: int) -> date:
    """The date that stands so many windows later (or, below 0, earlier) where `on` stands in its own."""
    moved = on + windows * STEPS[zoom] if zoom in STEPS else month_later(on, windows * MONTHS[zoom])
    return clamp(moved)


def month_later(day: date, months: int) -> date:
    """The same day of another month, or its last: 31 January and a month is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def of_weeks(weeks: str) -> str:
    """The zoom that older addresses ask for by a number of weeks."""
    count = parse_number(weeks, digits=3)
    if count is None:
        return WEEKS
    return WEEK if count <= 1 else WEEKS if count <= 3 else MONTH if count <= 6 else QUARTER
