"""Working patterns: when an artist works, in their own zone, and the hours a booking takes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from studio.artists.models import Artist
from studio.lib.spans import Span, subtract

Interval = tuple[time, time]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingPattern:
    """Intervals per weekday (Monday first). One that ends at or before its start ends the next day."""

    weekdays: tuple[tuple[Interval, ...], ...]

    def intervals(self, day: date, zone: str) -> tuple[Span, ...]:
        """The working spans, in UTC, of the local `day` in `zone`."""
        return _intervals(self, day, zone)

    def window(self, day: date, zone: str) -> Span:
        """The span a whole day means: from the first to the last working time, or the pattern's usual day."""
        return _window(self, day, zone)

    @property
    def longest_day(self) -> timedelta:
        return max((sum((_length(i) for i in day), timedelta()) for day in self.weekdays), default=timedelta())

    @property
    def usual_day(self) -> Interval:
        """The commonest working day's first start and last end; 09:00-18:00 for an empty pattern."""
        worked = [(day[0][0], day[-1][1]) for day in self.weekdays if day]
        return max(worked, key=worked.count) if worked else (time(9), time(18))


@lru_cache(maxsize=20_000)
def _intervals(pattern: WorkingPattern, day: date, zone: str) -> tuple[Span, ...]:
    return tuple(_placed(interval, day, zone) for interval in pattern.weekdays[day.weekday()])


@lru_cache(maxsize=20_000)
def _window(pattern: WorkingPattern, day: date, zone: str) -> Span:
    worked = pattern.intervals(day, zone)
    return Span(worked[0].start, worked[-1].end) if worked else _placed(pattern.usual_day, day, zone)


def _placed(interval: Interval, day: date, zone: str) -> Span:
    tz, (start, end) = ZoneInfo(zone), interval
    last = day if end > start else day + DAY
    return Span(datetime.combine(day, start, tz).astimezone(UTC), datetime.combine(last, end, tz).astimezone(UTC))


def _length(interval: Interval) -> timedelta:
    start, end = (datetime.combine(date.min, t) for t in interval)
    return end - start if end > start else end - start + DAY


OFFICE: tuple[Interval, ...] = ((time(9), time(13)), (time(14), time(18)))
STANDARD = WorkingPattern((OFFICE,) * 5 + ((), ()))


def pattern_of(artist: Artist) -> WorkingPattern:
    """When the artist works. Every artist has the standard week."""
    return STANDARD


def local_days(span: Span, zone: str) -> Iterator[date]:
    """The local dates a span touches; midnight at its very end is not a day."""
    tz = ZoneInfo(zone)
    day, last = span.start.astimezone(tz).date(), (span.end - timedelta(microseconds=1)).astimezone(tz).date()
    while day <= last:
        yield day
        day += DAY


def hours_by_day(
    span: Span, zone: str, pattern: WorkingPattern, off: Iterable[Span] = (), include_non_working: bool = False
) -> dict[date, Decimal]:
    """Working hours of `span` per local day (of the day an interval starts), days without hours left out.

    `off` is time off (vacation, sick, holidays). With `include_non_working`, a day without working hours
    counts its elapsed time, at most the pattern's longest day.
    """
    hours: dict[date, Decimal] = {}
    off = list(off)
    day_before = span.start.astimezone(ZoneInfo(zone)).date() - DAY  # a night shift of the evening before
    for day in (day_before, *local_days(span, zone)):
        worked = _worked(span, day, zone, pattern, off)
        if not worked and include_non_working and day != day_before and not pattern.weekdays[day.weekday()]:
            taken = [*off, *pattern.intervals(day - DAY, zone)]  # a night shift's morning is counted with its evening
            worked = min(_elapsed(span, day, zone, taken), pattern.longest_day)
        if worked:
            hours[day] = Decimal(int(worked.total_seconds())) / 3600
    return hours


def _worked(span: Span, day: date, zone: str, pattern: WorkingPattern, off: list[Span]) -> timedelta:
    total = timedelta()
    for interval in pattern.intervals(day, zone):
        part = span.intersection(interval)
        if part:
            total += sum((free.duration for free in subtract(part, off)), timedelta()) if off else part.duration
    return total


def _elapsed(span: Span, day: date, zone: str, taken: list[Span]) -> timedelta:
    tz = ZoneInfo(zone)
    midnight = Span(
        datetime.combine(day, time(), tz).astimezone(UTC), datetime.combine(day + DAY, time(), tz).astimezone(UTC)
    )
    part = span.intersection(midnight)
    return sum((free.duration for free in subtract(part, taken)), timedelta()) if part else timedelta()
