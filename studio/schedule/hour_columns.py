"""The columns of one day: the hours of the shown zone, 23, 24 or 25 of them, with everybody's work where it falls.

A day is looked at to see what happens at the same time, so that here all rows share one clock. See docs/decisions/018.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from studio.availability.working_hours import WorkingPattern
from studio.lib.spans import days_of
from studio.schedule.day_columns import SLOTS, Placement, midnight, seconds

HOUR = 3600
SLOT = HOUR // SLOTS
Stretch = tuple[int, int]  # seconds since 1970


@dataclass(frozen=True, eq=False)  # like Frame, compared by identity
class HourFrame:
    """A calendar day of the shown zone in hours; `intervals` are the artist's working time inside it."""

    first: date
    zone: str  # the shown one
    begins: int
    ends: int
    intervals: tuple[Stretch, ...]
    capacity: tuple[int, ...]  # seconds of working time in each hour

    @lru_cache(maxsize=20_000)  # noqa: B019 - of the frames, `hour_frame` keeps only so many
    def place(self, start: int, end: int) -> Placement:
        first = max(start - self.begins, 0) // SLOT
        last = -(-(min(end, self.ends) - self.begins) // SLOT)
        return Placement(first + 1, max(last, first + 1) + 1, self.clip(start, end), tuple(self.worked(start, end)))

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
        start, end = max(start, self.begins), min(end, self.ends)
        while start < end:
            hour = (start - self.begins) // HOUR
            until = min(end, self.begins + (hour + 1) * HOUR)
            yield hour, until - start
            start = until

    def closed(self) -> Iterator[Stretch]:
        """The slots, from 0, in which the artist is not at work: before, between and after, lunch left out."""
        shifts = merged(self.intervals, gap=2 * HOUR)
        edges = [self.begins, *(edge for shift in shifts for edge in shift), self.ends]
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            if start < end:
                yield (start - self.begins) // SLOT, -(-(end - self.begins) // SLOT)

    def position(self, at: int) -> float:
        """Hours from the left edge to an instant."""
        return (at - self.begins) / HOUR


@lru_cache(maxsize=512)
def hour_frame(pattern: WorkingPattern, artist_zone: str, zone: str, day: date) -> HourFrame:
    begins, ends = midnight(day, zone), midnight(day + timedelta(1), zone)
    around = days_of(day - timedelta(2), 5)  # a day somewhere else, and a night that began the evening before
    worked = [seconds(part) for each in around for part in pattern.intervals(each, artist_zone)]
    inside = [(max(start, begins), min(end, ends)) for start, end in worked if start < ends and end > begins]
    capacity = [0] * hours_in(day, zone)
    frame = HourFrame(day, zone, begins, ends, tuple(inside), tuple(capacity))
    for hour, taken in frame.worked(begins, ends):
        capacity[hour] += taken
    return HourFrame(day, zone, begins, ends, tuple(inside), tuple(capacity))


def hours_in(day: date, zone: str) -> int:
    """Columns of a day: 23 or 25 when the clocks change, and a broken hour is one of its own."""
    return -(-(midnight(day + timedelta(1), zone) - midnight(day, zone)) // HOUR)


def hour_words(day: date, zone: str) -> list[datetime]:
    """The local time each column begins at; on the day the clocks go back one comes twice."""
    begins = midnight(day, zone)
    return [datetime.fromtimestamp(begins + n * HOUR, ZoneInfo(zone)) for n in range(hours_in(day, zone))]


def merged(intervals: tuple[Stretch, ...], gap: int) -> list[Stretch]:
    """Intervals in order, those closer than `gap` made one."""
    found: list[Stretch] = []
    for start, end in sorted(intervals):
        if found and start - found[-1][1] < gap:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found
