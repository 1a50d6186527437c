"""Whole working days: the span they mean for an artist, the days a span means, and how much of them it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from studio.availability.patterns import DAY
from studio.availability.working_time import WORKING_TIME, WorkingTime
from studio.lib.spans import Span


def whole_days(worker: WorkingTime, first: date, last: date) -> Span:
    """From the first working moment of `first` to the last of `last`, in the artist's zone; `last` is included."""
    return Span(worker.window(first).start, worker.window(last).end)


def days_meant(worker: WorkingTime, span: Span) -> tuple[date, date] | None:
    """The first and last whole working day `span` is made of; None when it is not whole days."""
    tz = ZoneInfo(worker.zone)
    first, end = span.start.astimezone(tz).date(), span.end.astimezone(tz).date()
    for last in (end, end - DAY):  # a night's work ends on the next date
        if last >= first and whole_days(worker, first, last) == span.utc():
            return first, last
    return None


@dataclass(frozen=True)
class Extent:
    """How much of an artist's time a span takes: the days it touches, the hours that count, its elapsed hours."""

    days: int
    worked: float
    elapsed: float

    @property
    def hours(self) -> float:
        return self.worked or self.elapsed


def extent(worker: WorkingTime, span: Span, counts: str = WORKING_TIME) -> Extent:
    """The days and hours that count; of a span without any, its calendar days."""
    worked = worker.hours_by_day(span, counts)
    days = len(worked) or len(list(worker.days_of(span)))
    return Extent(days, float(sum(worked.values())), span.duration / timedelta(hours=1))
