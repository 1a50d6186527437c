"""Weeks as a locale has them: the weekday they begin on, and which of them is the first of a year."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from babel import Locale

from studio.lib.spans import days_of

MONDAY = 0
DAYS = 7


class Week(NamedTuple):
    """A rule. Weekdays are numbered as Python does: Monday is 0."""

    first: int = MONDAY
    least: int = 4  # days of January that the first week of a year has at least

    @staticmethod
    @lru_cache(maxsize=64)
    def of(locale: str) -> Week:
        here = Locale.parse(locale)
        return Week(here.first_week_day, here.min_week_days)

    def offset(self, weekday: int) -> int:
        """How many days after its week's first one a weekday comes."""
        return (weekday - self.first) % DAYS

    def start(self, day: date) -> date:
        """The first day of the week that holds a day."""
        return day - timedelta(self.offset(day.weekday()))

    def days(self, day: date) -> list[date]:
        """The seven days of the week that holds a day."""
        return days_of(self.start(day), DAYS)

    def number(self, day: date) -> tuple[int, int]:
        """The year a day's week is counted in, and its number there."""
        decisive = self.start(day) + timedelta(DAYS - self.least)  # a week belongs to this day's year
        return decisive.year, (decisive.timetuple().tm_yday - 1) // DAYS + 1

    def numbered(self, year: int, number: int) -> date | None:
        """The first day of a week by its number; None where the year has no such week."""
        found = self.start(date(year, 1, self.least)) + timedelta((number - 1) * DAYS)
        return found if self.number(found) == (year, number) else None


ISO = Week()
