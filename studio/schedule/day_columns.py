"""The columns of a window as one zone's artists live them: where a span falls, and the hours it takes.

All instants here are whole seconds since 1970: a page places hundreds of bars. See docs/decisions/004.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from studio.availability.working_time import WorkingTime
from studio.lib.spans import Span, days_of

SLOTS = 4  # of a day's column; together they are the artist's working day
Stretch = tuple[int, int]


class Closed(NamedTuple):
    """Slots, from 0, in which there is no work; `words` say why, "" where that is nobody else's business. What is
    `subscribed` is from a calendar elsewhere: it cannot be changed here."""

    first: int
    last: int
    words: str = ""
    subscribed: bool = False


class Placement(NamedTuple):
    """Where a span falls in a frame: its grid lines, which ends are cut off, and (day, seconds) of work it takes.

    `night`: all of it lies outside working days, as an "evening", a "morning", or both: a "night". `hours`: between
    which grid lines it is in working days, if it is drawn where it is not, too.
    """

    first: int
    last: int
    clip: str
    worked: tuple[Stretch, ...]
    night: str = ""
    hours: tuple[Stretch, ...] | None = None


@dataclass(frozen=True, eq=False)  # compared by identity: frames are kept, and are keys of what is kept about them
class Frame:
    """A window of calendar days, each the artist's own.

    `opens[d]` and `closes[d]` bound the working day of column d, which is this day from `turns[d]` on: midnight, or the
    end of a shift of the evening before. `shut` is when the day before the window closes, and the one after it opens.
    `intervals` are (start, end, d) of working time, in order; `capacity[d]` is its seconds per day.
    """

    first: date
    zone: str
    begins: int  # midnight where the artist lives, before the first day
    ends: int  # and after the last
    opens: tuple[int, ...]
    closes: tuple[int, ...]
    turns: tuple[int, ...]
    shut: Stretch
    intervals: tuple[tuple[int, int, int], ...]
    interval_ends: tuple[int, ...]
    capacity: tuple[int, ...]
    slots: int = SLOTS  # of a column
    off: tuple[Closed, ...] = ()  # when there would be work, but for time off and holidays

    @lru_cache(maxsize=50_000)  # noqa: B019 - of the frames, `frame` keeps only so many
    def place(self, start: int, end: int, any_day: bool = False) -> Placement:
        """Over the columns of just the days it touches: its start rounded down to a slot, its end up, and what lies
        outside working days at the edges of theirs. (`any_day` makes a difference by hours only.)"""
        left, right = self.slot(start), -self.slot(end, -1)
        first, last = self.day(start), self.day(end - 1)
        away = right <= left
        is_night = away and start >= self.shut[0] and end <= self.shut[1]
        room = night_slots(self.slots) if is_night else tail_slots(self.slots)
        evening, early = start >= self.closes[first], end <= self.opens[last]
        begins = self.slots * (first + 1) - room if evening else self.slots * first if away else left
        ends = self.slots * last + room if early else self.slots * (last + 1) if away else right
        hours: tuple[Stretch, ...] | None = None
        if not is_night and (begins < left or ends > right):
            hours = () if away else ((left + 1, right + 1),)
        night = is_night and ("night" if evening and early else "evening" if evening else "morning") or ""
        return Placement(begins + 1, ends + 1, self.clip(start, end), tuple(self.worked(start, end)), night, hours)

    def position(self, at: int) -> float:
        """Days from the left edge to an instant, nights squeezed to nothing."""
        day = bisect_right(self.opens, at) - 1
        if day < 0:
            return 0
        return day + min(1, (at - self.opens[day]) / (self.closes[day] - self.opens[day]))

    def day(self, at: int) -> int:
        """The column of the day an instant belongs to, or the one next to it."""
        return max(bisect_right(self.turns, at) - 1, 0)

    def slot(self, at: int, sign: int = 1) -> int:
        """Whole slots from the left edge, without nights, rounded down; with `sign` -1, minus the slots rounded up."""
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


@lru_cache(maxsize=4096)
def frame(worker: WorkingTime, first: date, days: int, slots: int = SLOTS) -> Frame:
    """The frame of `days` days from `first`; kept, as every request of a window asks for the same few."""
    dates, zone = days_of(first, days), worker.zone
    before, *windows, after = (seconds(worker.window(day)) for day in days_of(first - timedelta(1), days + 2))
    worked = [(*seconds(part), n) for n, day in enumerate(dates) for part in worker.intervals(day)]
    capacity = [0] * days
    for start, end, n in worked:
        capacity[n] += end - start
    made = Frame(
        first, zone, midnight(first, zone), midnight(first + timedelta(days), zone),
        opens=tuple(opens for opens, _ in windows),
        closes=tuple(closes for _, closes in windows),
        turns=tuple(turn(day, zone, *bounds) for day, *bounds in zip(dates, [before, *windows], windows, strict=False)),
        shut=(before[1], after[0]),
        intervals=tuple(worked), interval_ends=tuple(end for _, end, _ in worked), capacity=tuple(capacity),
        slots=slots,
    )  # fmt: skip
    return replace(made, off=tuple(closed(made, worker, dates)))


class Off(NamedTuple):
    """Work that is left out on a day: from when to when, or the `whole_day`; `words` name a holiday."""

    day: date
    start: int
    end: int
    whole_day: bool
    words: str = ""
    subscribed: bool = False


def days_and_hours_off(worker: WorkingTime, dates: Sequence[date]) -> Iterator[Off]:
    """Whole days that are off, and hours of other days, where there would be work."""
    for day in dates:
        rostered = worker.rostered(day)
        if not rostered:
            continue
        reach = Span(rostered[0].start, rostered[-1].end)
        if worker.is_off(day):
            block, name = worker.day_off(day), worker.holidays.name_of(day)
            yield Off(day, *seconds(reach), True, name, bool(block and block.subscribed and not name))
        elif worker.hours_off:
            for subscribed, hours in worker.hours_off_here_and_elsewhere:
                for off in hours.spans(reach):
                    yield Off(day, *seconds(off.intersection(reach) or reach), False, subscribed=subscribed)


def closed(frame: Frame, worker: WorkingTime, dates: Sequence[date]) -> Iterator[Closed]:
    """The columns of whole days off, and the slots of hours."""
    for day, start, end, whole_day, words, subscribed in days_and_hours_off(worker, dates):
        n = (day - frame.first).days
        slots = (n * frame.slots, (n + 1) * frame.slots) if whole_day else (frame.slot(start), -frame.slot(end, -1))
        yield Closed(*slots, words, subscribed)


def turn(day: date, zone: str, before: Stretch, own: Stretch) -> int:
    """When a day begins for somebody: at midnight, or when their shift of the evening before is over."""
    return max(midnight(day, zone), min(before[1], own[0]))


def night_slots(slots: int) -> int:
    """Of a column, those a night at its edge takes: enough to be seen and hit."""
    return max(2, slots // 3)


def tail_slots(slots: int) -> int:
    """And those for an evening or a morning to which a booking of working days goes on."""
    return max(1, slots // 9)


def seconds(span: Span) -> tuple[int, int]:
    return int(span.start.timestamp()), int(span.end.timestamp())


@lru_cache(maxsize=4096)
def midnight(day: date, zone: str) -> int:
    return int(datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC).timestamp())
