"""The columns of one day: the hours of the shown zone, 23, 24 or 25 of them, with everybody's work where it falls.

A day is looked at to see what happens at the same time, so that here all rows share one clock. See docs/decisions/018.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from werkzeug.utils import cached_property

from studio.availability.working_time import WorkingTime
from studio.lib.spans import days_of
from studio.schedule.day_columns import (
    SLOTS,
    Closed,
    Off,
    Placement,
    Stretch,
    days_and_hours_off,
    midnight,
    seconds,
    turn,
)

HOUR = 3600
SLOT = HOUR // SLOTS


class Shift(NamedTuple):
    """A day of the artist, in their own zone: when it `turns`, opens and closes; `works`: it is no day off."""

    turns: int
    opens: int
    closes: int
    works: bool


@dataclass(frozen=True, eq=False)  # like Frame, compared by identity
class HourFrame:
    """A calendar day of the shown zone in hours; `intervals` are the artist's working time inside it, `shifts` the days
    around it."""

    first: date
    zone: str  # the shown one
    begins: int
    ends: int
    intervals: tuple[Stretch, ...]
    shifts: tuple[Shift, ...]
    capacity: tuple[int, ...]  # seconds of working time in each hour
    time_off: tuple[Off, ...] = ()  # when there would be work, but for time off and holidays

    @lru_cache(maxsize=20_000)  # noqa: B019 - of the frames, `hour_frame` keeps only so many
    def place(self, start: int, end: int, any_day: bool = False) -> Placement:
        """The quarters of an hour it touches; with `any_day` days off are taken like the others."""
        first, last = self.lines(start, end)
        hours = None if self.is_hours(start, end) else tuple(self.hours(start, end, any_day))
        return Placement(first, last, self.clip(start, end), tuple(self.worked(start, end)), hours=hours)

    def lines(self, start: int, end: int) -> Stretch:
        first = max(start - self.begins, 0) // SLOT
        last = -(-(min(end, self.ends) - self.begins) // SLOT)
        return first + 1, max(last, first + 1) + 1

    def is_hours(self, start: int, end: int) -> bool:
        """Whether it means just the hours it says: it is of one day, or of a night between two."""
        turns = [shift.turns for shift in self.shifts]
        if bisect_right(turns, start) == bisect_right(turns, end - 1) > 0:
            return True
        return all(end <= shift.opens or start >= shift.closes for shift in self.shifts)

    def hours(self, start: int, end: int, any_day: bool) -> Iterator[Stretch]:
        """The grid lines between which a booking of several days is in working days."""
        for shift in self.shifts:
            opens, closes = max(start, shift.opens, self.begins), min(end, shift.closes, self.ends)
            if opens < closes and (shift.works or any_day):
                yield self.lines(opens, closes)

    def clip(self, start: int, end: int) -> str:
        if start < self.begins:
            return "both" if end > self.ends else "start"
        return "end" if end > self.ends else ""

    def worked(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """(hour, seconds) of the working time a span takes."""
        for opens, closes in self.intervals:
            yield from self.by_hour(max(start, opens), min(end, closes))

    def by_hour(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """(hour, seconds) of a span, working time or not."""
        start, end = self.inside(start, end)
        while start < end:
            hour = (start - self.begins) // HOUR
            until = min(end, self.begins + (hour + 1) * HOUR)
            yield hour, until - start
            start = until

    def closed(self) -> Iterator[Closed]:
        """The slots, from 0, in which nobody expects the artist to work: before, between and after, lunch left out.
        What is `off` is not in it."""
        absent = (self.inside(off.start, off.end) for off in self.time_off)
        shifts = merged((*self.intervals, *absent), gap=2 * HOUR)
        edges = [self.begins, *(edge for shift in shifts for edge in shift), self.ends]
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            if start < end:
                yield Closed((start - self.begins) // SLOT, -(-(end - self.begins) // SLOT))

    @cached_property
    def off(self) -> tuple[Closed, ...]:
        """The slots of time off and holidays."""
        return tuple(Closed(*self.slots(off.start, off.end), off.words, off.subscribed) for off in self.time_off)

    def slots(self, start: int, end: int) -> Stretch:
        """The slots, from 0, of what touches the day."""
        first, last = self.lines(start, end)
        return first - 1, last - 1

    def touches(self, start: int, end: int) -> bool:
        return start < self.ends and end > self.begins

    def inside(self, start: int, end: int) -> Stretch:
        return max(start, self.begins), min(end, self.ends)

    def position(self, at: int) -> float:
        """Hours from the left edge to an instant."""
        return (at - self.begins) / HOUR


@lru_cache(maxsize=4096)
def hour_frame(worker: WorkingTime, zone: str, day: date) -> HourFrame:
    begins, ends = midnight(day, zone), midnight(day + timedelta(1), zone)
    around = days_around(day)
    worked = [seconds(part) for each in around for part in worker.intervals(each)]
    inside = [(max(start, begins), min(end, ends)) for start, end in worked if start < ends and end > begins]
    off = tuple(each for each in days_and_hours_off(worker, around) if each.start < ends and each.end > begins)
    frame = HourFrame(day, zone, begins, ends, tuple(inside), shifts(worker, around), (), off)
    capacity = [0] * hours_in(day, zone)
    for hour, taken in frame.worked(begins, ends):
        capacity[hour] += taken
    return replace(frame, capacity=tuple(capacity))


def days_around(day: date) -> list[date]:
    """With a day somewhere else, and a night that began the evening before."""
    return days_of(day - timedelta(3), 6)


def shifts(worker: WorkingTime, around: list[date]) -> tuple[Shift, ...]:
    windows = [seconds(worker.window(day)) for day in around]
    return tuple(
        Shift(turn(day, worker.zone, before, own), *own, worker.works_on(day))
        for day, before, own in zip(around[1:], windows, windows[1:], strict=False)
    )


def hours_in(day: date, zone: str) -> int:
    """Columns of a day: 23 or 25 when the clocks change, and a broken hour is one of its own."""
    return -(-(midnight(day + timedelta(1), zone) - midnight(day, zone)) // HOUR)


def hour_words(day: date, zone: str) -> list[datetime]:
    """The local time each column begins at; on the day the clocks go back one comes twice."""
    begins = midnight(day, zone)
    return [datetime.fromtimestamp(begins + n * HOUR, ZoneInfo(zone)) for n in range(hours_in(day, zone))]


def merged(intervals: Iterable[Stretch], gap: int) -> list[Stretch]:
    """Intervals in order, those closer than `gap` made one."""
    found: list[Stretch] = []
    for start, end in sorted(intervals):
        if found and start - found[-1][1] < gap:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found
