"""As much of an artist's time: the next free slot, and what a moved booking takes. Pure: the bookings are given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from studio.availability.patterns import DAY
from studio.availability.working_time import WORKING_TIME, WorkingTime
from studio.bookings.workdays import days_meant, extent, whole_days
from studio.lib.spans import Span

HORIZON = timedelta(days=365)  # how far ahead a slot is looked for
REACH = 3 * HORIZON.days  # how many days one slot may take to fill

Days = tuple[date, date]  # the first and the last
SlotFrom = Callable[[datetime], Span | None]  # the earliest slot that starts at or after a moment


def next_slot(
    worker: WorkingTime, span: Span, days: Days | None, counts: str, busy: Sequence[Span],
    wanted: WorkingTime | None = None,
) -> Span | None:  # fmt: skip
    """The first span from the asked one's start on that is as long in working time and meets nothing in `busy`.

    `busy` reaches HORIZON past the asked span. Whole `days` stay whole days. Where more than working time `counts`, it
    is as long by the clock. How long the asked one is, `wanted` says: the working time without what is in its way.
    """
    slot_from, begin = slots(worker, span, days, counts, wanted or worker), span.start
    while slot := slot_from(begin):
        in_the_way = [other.end for other in busy if other.overlaps(slot)]
        if slot.start > span.start + HORIZON:
            return None
        if not in_the_way:
            return slot
        begin = max(in_the_way)  # any start before the last obstacle's end would still meet it
    return None


def slots(worker: WorkingTime, span: Span, days: Days | None, counts: str, wanted: WorkingTime) -> SlotFrom:
    hours = wanted.hours(span)
    any_day = counts != WORKING_TIME or not hours
    if days:
        return day_slots(worker, *days, any_day, wanted)
    if any_day:
        return clock_slots(worker, span)
    return working_slots(worker, timedelta(hours=float(hours)))


def day_slots(worker: WorkingTime, first: date, last: date, any_day: bool, wanted: WorkingTime) -> SlotFrom:
    """As many whole working days; any days, when those without work count too."""

    def counts(day: date, of: WorkingTime = worker) -> bool:
        return of.works_on(day) or any_day and not of.is_off(day)

    days_asked = (last - first).days + 1
    asked = sum(counts(first + DAY * n, wanted) for n in range(days_asked))
    length = asked or days_asked  # of time off as many days of work

    def slot_from(begin: datetime) -> Span | None:
        days = (day for day in days_from(worker, begin) if counts(day))
        late_enough = (day for day in days if worker.window(day).start >= begin)
        taken = list(islice(late_enough, length))
        return whole_days(worker, taken[0], taken[-1]) if len(taken) == length else None

    return slot_from


def clock_slots(worker: WorkingTime, span: Span) -> SlotFrom:
    """The same time of the day and the same length, on a later day: for time the pattern does not count."""
    tz = ZoneInfo(worker.zone)
    time = span.start.astimezone(tz).time()

    def slot_from(begin: datetime) -> Span | None:
        starts = (datetime.combine(day, time, tz).astimezone(UTC) for day in days_from(worker, begin))
        return next((span.shifted_to(start) for start in starts if start >= begin), None)

    return slot_from


def working_slots(worker: WorkingTime, needed: timedelta) -> SlotFrom:
    """`needed` working time, from the first working moment."""

    def slot_from(begin: datetime) -> Span | None:
        left, start = needed, None
        for day in days_from(worker, begin):
            for interval in worker.intervals(day):
                if interval.end <= begin:
                    continue
                part = Span(max(interval.start, begin), interval.end)
                start = start or part.start
                if part.duration >= left:
                    return Span(start, part.start + left)
                left -= part.duration
        return None

    return slot_from


def as_long(worker: WorkingTime, span: Span, of: WorkingTime, was: Span, later: bool) -> Span:
    """`span`, to which `was` of `of` was moved, with as much working time of `artist`: it goes on over weekends and
    days off, and begins on a working day: the next one, or if it was not moved `later`, the one before. Whole days
    stay whole days. Unchanged when it takes as much as it is, and where there was no working time in it.
    """
    meant, asked = days_meant(of, was), days_meant(worker, span)
    if meant and asked:
        return as_many_days(worker, asked, of, meant, later) or span
    needed = extent(of, was).worked
    if needed in (0, extent(worker, span).worked):
        return span
    day = span.start.astimezone(ZoneInfo(worker.zone)).date()
    first = nearest_working_day(worker, day, later)
    begin = span.start if later or first in (None, day) else worker.window(first).start
    return working_slots(worker, timedelta(hours=needed))(begin) or span


def as_many_days(worker: WorkingTime, asked: Days, of: WorkingTime, meant: Days, later: bool) -> Span | None:
    """As many whole working days as `of` had in `meant`, from the first of `asked` on; None to take `asked` itself: for
    what has no working day, or begins or ends with days off and has as many of them anyway."""
    worked = list(working_days(of, *meant))
    trimmed = worked and (worked[0], worked[-1]) == meant
    if not worked or (not trimmed and len(list(working_days(worker, *asked))) == len(worked)):
        return None
    first = nearest_working_day(worker, asked[0], later)
    taken = list(islice(working_days(worker, first, first + DAY * REACH), len(worked))) if first else []
    return whole_days(worker, taken[0], taken[-1]) if taken else None


def working_days(worker: WorkingTime, first: date, last: date) -> Iterator[date]:
    days = (first + DAY * n for n in range((last - first).days + 1))
    return (day for day in days if worker.works_on(day))


def nearest_working_day(worker: WorkingTime, day: date, later: bool) -> date | None:
    """The day itself, if there is work on it; the next one, or the one before."""
    days = (day + DAY * (n if later else -n) for n in range(HORIZON.days))
    return next((each for each in days if worker.works_on(each)), None)


def days_from(worker: WorkingTime, begin: datetime) -> Iterator[date]:
    """The artist's days from the evening before `begin`, whose night work may reach past it."""
    first = begin.astimezone(ZoneInfo(worker.zone)).date() - DAY
    return (first + DAY * n for n in range(REACH))
