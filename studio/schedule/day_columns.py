"""The columns of a window as one zone's artists live them: where a span falls, and the hours it takes.

All instants here are whole seconds since 1970: a page places hundreds of bars. See docs/decisions/004.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from studio.availability.working_hours import WorkingPattern
from studio.lib.spans import Span, days_of

SLOTS = 4  # of a day's column; together they are the artist's working day


class Placement(NamedTuple):
    """Where a span falls in a frame: its grid lines, which ends are cut off, and (day, seconds) of work it takes."""

    first: int
    last: int
    clip: str
    worked: tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)  # compared by identity: frames are kept, and are keys of what is kept about them
class Frame:
    """A window of calendar days, each the artist's own.

    `opens[d]` and `closes[d]` bound the working day of column d; `intervals` are (start, end, d) of working
    time, in order; `capacity[d]` is its seconds per day.
    """

    first: date
    zone: str
    begins: int  # midnight where the artist lives, before the first day
    ends: int  # and after the last
    opens: tuple[int, ...]
    closes: tuple[int, ...]
    intervals: tuple[tuple[int, int, int], ...]
    interval_ends: tuple[int, ...]
    capacity: tuple[int, ...]
    slots: int = SLOTS  # of a column

    @lru_cache(maxsize=50_000)  # noqa: B019 - of the frames, `frame` keeps only so many
    def place(self, start: int, end: int) -> Placement:
        first, last = self.lines(start, end)
        return Placement(first, last, self.clip(start, end), tuple(self.worked(start, end)))

    def position(self, at: int) -> float:
        """Days from the left edge to an instant, nights squeezed to nothing."""
        day = bisect_right(self.opens, at) - 1
        if day < 0:
            return 0
        return day + min(1, (at - self.opens[day]) / (self.closes[day] - self.opens[day]))

    def lines(self, start: int, end: int) -> tuple[int, int]:
        """The grid lines (from 1) of a span: its start rounded down to a slot, its end up, at least one slot."""
        left, right = self.slot(start), -self.slot(end, -1)
        if right > left:
            return left + 1, right + 1
        own = self.slots * (self.date_of(start) - self.first).days  # a night before work opens, or after it closed
        return (left, left + 1) if left > own else (left + 1, left + 2)

    def slot(self, at: int, sign: int = 1) -> int:
        """Whole slots from the left edge, rounded down; with `sign` -1, minus the slots rounded up."""
        day = bisect_right(self.opens, at) - 1
        if day < 0:
            return 0
        if at >= self.closes[day]:
            return sign * self.slots * (day + 1)
        opened = self.opens[day]
        return sign * self.slots * day + sign * self.slots * (at - opened) // (self.closes[day] - opened)

    def clip(self, start: int, end: int) -> str:
        """Which ends of a span lie outside the window: "", "start", "end" or "both"."""
        if start < self.begins:
            return "both" if end > self.ends else "start"
        return "end" if end > self.ends else ""

    def worked(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """(day, seconds) of the working time a span takes."""
        for n in range(bisect_right(self.interval_ends, start), len(self.intervals)):
            opens, closes, day = self.intervals[n]
            if opens >= end:
                return
            yield day, (end if end < closes else closes) - (start if start > opens else opens)

    def date_of(self, at: int) -> date:
        return datetime.fromtimestamp(at, ZoneInfo(self.zone)).date()


@lru_cache(maxsize=512)
def frame(pattern: WorkingPattern, zone: str, first: date, days: int, slots: int = SLOTS) -> Frame:
    """The frame of `days` days from `first`; kept, as every request of a window asks for the same few."""
    dates = days_of(first, days)
    windows = [pattern.window(day, zone) for day in dates]
    worked = [(*seconds(part), n) for n, day in enumerate(dates) for part in pattern.intervals(day, zone)]
    capacity = [0] * days
    for start, end, n in worked:
        capacity[n] += end - start
    return Frame(
        first, zone, midnight(first, zone), midnight(first + timedelta(days), zone),
        opens=tuple(seconds(window)[0] for window in windows),
        closes=tuple(seconds(window)[1] for window in windows),
        intervals=tuple(worked), interval_ends=tuple(end for _, end, _ in worked), capacity=tuple(capacity),
        slots=slots,
    )  # fmt: skip


def seconds(span: Span) -> tuple[int, int]:
    return int(span.start.timestamp()), int(span.end.timestamp())


@lru_cache(maxsize=4096)
def midnight(day: date, zone: str) -> int:
    return int(datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC).timestamp())
