"""The days statistics are about, and the weeks and months they fall into."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from flask_babel import lazy_gettext

from studio.availability.patterns import DAY, midnights
from studio.lib.spans import Span, days_of
from studio.lib.weeks import Week

LONGEST = 366  # days
WEEKS_BACK = 12


class Period(NamedTuple):
    """From one day to another, both included."""

    first: date
    last: date

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def days(self) -> list[date]:
        return days_of(self.first, self.length)

    def span(self, zone: str) -> Span:
        """From the midnight it begins with to the one it ends with, on the clocks of a zone."""
        return Span(midnights(self.first, zone).start, midnights(self.last, zone).end)

    def weeks(self, week: Week) -> list[Period]:
        """Its weeks; the first and the last are cut off where it begins and ends."""
        return self.parts(week.start)

    def months(self) -> list[Period]:
        return self.parts(first_of_month)

    def parts(self, begins: Callable[[date], date]) -> list[Period]:
        return [ends_of(days) for _start, days in groupby(self.days, begins)]


class Parts(NamedTuple):
    """A period with its days, weeks and months laid out once, for however many artists."""

    whole: Period
    days: Sequence[date]
    weeks: Mapping[Period, Sequence[date]]
    months: Mapping[Period, Sequence[date]]

    @classmethod
    def of(cls, period: Period, week: Week) -> Parts:
        weeks, months = ({part: part.days for part in parts} for parts in (period.weeks(week), period.months()))
        return cls(period, period.days, weeks, months)


def ends_of(days: Iterable[date]) -> Period:
    listed = list(days)
    return Period(listed[0], listed[-1])


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def last_weeks(today: date, week: Week) -> Period:
    """Twelve weeks, this one included."""
    end = week.start(today) + timedelta(weeks=1)
    return Period(end - timedelta(weeks=WEEKS_BACK), end - DAY)


def quarter(today: date, _week: Week) -> Period:
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    return Period(first, (first + timedelta(days=95)).replace(day=1) - DAY)


def year(today: date, _week: Week) -> Period:
    return Period(date(today.year, 1, 1), date(today.year, 12, 31))


def last_year(today: date, _week: Week) -> Period:
    return Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))


CHOICES: tuple[tuple[Any, Callable[[date, Week], Period]], ...] = (
    (lazy_gettext("Last 12 weeks"), last_weeks), (lazy_gettext("This quarter"), quarter),
    (lazy_gettext("This year"), year), (lazy_gettext("Last year"), last_year),
)  # fmt: skip


def choices(today: date, week: Week) -> list[tuple[Any, Period]]:
    """What is offered, by name; the first is what is shown when nothing was asked for."""
    return [(name, of(today, week)) for name, of in CHOICES]
