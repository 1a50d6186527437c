"""A year in one row: how full each week is, as a colour, a height and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from flask_babel import gettext as _

from studio.schedule.axis import percent
from studio.schedule.labels import Labels

STEPS = (1, 25, 50, 75, 95, 101)  # percent from which on a week is of the next level; the last is more than full
DAY = 8 * 3600  # seconds of work
Run = tuple[int, int, int]


class Cell(NamedTuple):
    """Weeks alike: the grid lines they lie between, their level and their words."""

    start: int
    end: int
    level: int
    words: str


def level(load: int) -> int:
    return sum(load >= step for step in STEPS)


def runs(levels: Iterable[int]) -> Iterator[Run]:
    """(first, end, level) of weeks alike next to each other; weeks with nothing are left out."""
    for found, weeks in groupby(enumerate(levels), key=lambda pair: pair[1]):
        numbers = [n for n, _ in weeks]
        if found:
            yield numbers[0], numbers[-1] + 1, found


class Heat:
    """Cells of rows that begin with the same week."""

    def __init__(self, first: date, labels: Labels):
        self.first, self.labels = first, labels

    def shares(self, worked: Sequence[int], capacity: Sequence[int]) -> Iterator[Cell]:
        """Weekly seconds of work as a share of those there are."""
        said = _("%(when)s: %(load)s%% booked")
        levels = [level(percent(part, whole)) for part, whole in zip(worked, capacity, strict=True)]
        for first, end, of in runs(levels):
            load = percent(sum(worked[first:end]), sum(capacity[first:end]))
            yield Cell(first + 1, end + 1, of, said % {"when": self.when(first, end), "load": load})

    def amounts(self, worked: Sequence[int]) -> Iterator[Cell]:
        """Weekly seconds of work of many, compared with the fullest week."""
        said, most = _("%(when)s: %(days)s days booked"), max(worked, default=0)
        levels = [min(level(percent(part, most)), len(STEPS) - 1) if part else 0 for part in worked]
        for first, end, of in runs(levels):
            days = days_words(sum(worked[first:end]))
            yield Cell(first + 1, end + 1, of, said % {"when": self.when(first, end), "days": days})

    def when(self, first: int, end: int) -> str:
        """`5 Jan – 18 Jan`, `Jan 5 – Jan 18`."""
        begins, ends = self.first + timedelta(weeks=first), self.first + timedelta(weeks=end, days=-1)
        return self.labels.days(begins, ends, "MMMd")


def days_words(seconds: int) -> str:
    """Eight hours are a day: `12`, `12.5`."""
    return f"{round(seconds / DAY * 2) / 2:g}"
