"""Working patterns: the intervals of a week, or of several in turn, in which somebody works, on their own clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from studio.lib.spans import Span

Interval = tuple[time, time]  # one that ends at or before its start ends the next day
Week = tuple[tuple[Interval, ...], ...]  # seven days, Monday first
DAY = timedelta(days=1)
OFFICE: tuple[Interval, ...] = ((time(9), time(13)), (time(14), time(18)))


@dataclass(frozen=True)
class WorkingPattern:
    """One week, or several in turn; the first is the one `since` lies in."""

    weeks: tuple[Week, ...]
    since: date = date(2001, 1, 1)  # a Monday; of one week alone it says nothing

    def hours_on(self, day: date) -> tuple[Interval, ...]:
        """The intervals that start on `day`, as its clock shows them."""
        turn = (week_of(day) - week_of(self.since)) % len(self.weeks)
        return self.weeks[turn][day.weekday()]

    def intervals(self, day: date, zone: str) -> tuple[Span, ...]:
        """The working spans, in UTC, that start on the local `day` in `zone`."""
        return _intervals(self, day, zone)

    def window(self, day: date, zone: str) -> Span:
        """The span a whole day means: from the first to the last working time, or the pattern's usual day."""
        return _window(self, day, zone)

    @property
    def days(self) -> tuple[tuple[Interval, ...], ...]:
        """Of all weeks, those with work."""
        return tuple(day for week in self.weeks for day in week if day)

    @property
    def longest_day(self) -> timedelta:
        return max((sum((length(each) for each in day), timedelta()) for day in self.days), default=timedelta())

    @property
    def usual_day(self) -> Interval:
        """The commonest working day's first start and last end; 09:00-18:00 for an empty pattern."""
        worked = [(day[0][0], day[-1][1]) for day in self.days]
        return max(worked, key=worked.count) if worked else (time(9), time(18))


@lru_cache(maxsize=20_000)
def _intervals(pattern: WorkingPattern, day: date, zone: str) -> tuple[Span, ...]:
    placed = (on_clock(each, day, zone) for each in pattern.hours_on(day))
    return tuple(span for span in placed if span)


@lru_cache(maxsize=20_000)
def _window(pattern: WorkingPattern, day: date, zone: str) -> Span:
    worked = pattern.intervals(day, zone)
    if worked:
        return Span(worked[0].start, worked[-1].end)
    return on_clock(pattern.usual_day, day, zone) or Span(local(day, time(9), zone), local(day, time(18), zone))


def on_clock(interval: Interval, day: date, zone: str) -> Span | None:
    """The span, in UTC, of an interval that starts on a local day; None of one the clock skips in spring."""
    start, end = interval
    first, last = local(day, start, zone), local(day if end > start else day + DAY, end, zone)
    return Span(first, last) if first < last else None


def week_of(day: date) -> int:
    """Which week it is, counted from long ago; patterns turn on Mondays, wherever weeks begin on the page."""
    return (day.toordinal() - 1) // 7


def local(day: date, at: time, zone: str) -> datetime:
    """The instant a clock in `zone` shows this; the first where it comes twice, one hour on where it does not come."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def midnights(day: date, zone: str) -> Span:
    return Span(local(day, time(), zone), local(day + DAY, time(), zone))


def length(interval: Interval) -> timedelta:
    start, end = (datetime.combine(date.min, at) for at in interval)
    return end - start if end > start else end - start + DAY


def one_week(*days: tuple[Interval, ...]) -> WorkingPattern:
    """A pattern of the same seven days, Monday first; those left out are free."""
    return WorkingPattern(((*days, *((),) * (7 - len(days))),))


def as_lists(pattern: WorkingPattern) -> list[list[list[list[str]]]]:
    """As JSON keeps it: weeks of seven days of ["09:00", "13:00"]."""
    return [[[[f"{at:%H:%M}" for at in each] for each in day] for day in week] for week in pattern.weeks]


def from_lists(weeks: Sequence[Sequence[Sequence[Sequence[str]]]], since: date) -> WorkingPattern:
    def clock(text: str) -> time:
        return time.fromisoformat(text)

    return WorkingPattern(
        tuple(tuple(tuple((clock(start), clock(end)) for start, end in day) for day in week) for week in weeks), since
    )


def overlaps(pattern: WorkingPattern) -> bool:
    """Whether any of its intervals, those of nights too, meets another: of its day, or of the days beside it."""
    days = [day for week in pattern.weeks for day in week]
    spans = [(n, *minutes(each)) for n, day in enumerate([*days, days[0]]) for each in day]
    laid = sorted((n * 1440 + start, n * 1440 + end) for n, start, end in spans)
    return any(start < end for (_, end), (start, _) in pairwise(laid))


def minutes(interval: Interval) -> tuple[int, int]:
    start, end = (at.hour * 60 + at.minute for at in interval)
    return start, end if end > start else end + 1440


STANDARD = one_week(*(OFFICE,) * 5)
