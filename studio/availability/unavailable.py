"""Why an artist is not there for a booking: time off and holidays that take what it would count, or no working time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from studio.availability.patterns import DAY, midnights
from studio.availability.working_time import EVERY_HOUR, NOTHING, Block, HolidayRules, WorkingTime, total
from studio.lib.spans import Span, subtract

HOLIDAY, NOT_WORKING = "holiday", "not_working"  # beside the kinds of time blocks


class Cause(NamedTuple):
    """One reason: `kind` is a time block's, HOLIDAY, or NOT_WORKING. From `first` to `last`, or in these `hours`, as
    far as it lies in the booking."""

    kind: str
    first: date
    last: date
    block: str = ""  # the time block's id
    name: str = ""  # the holiday's
    hours: Span | None = None

    @property
    def is_time_off(self) -> bool:
        """Whether it is more than the hours of a week."""
        return self.kind != NOT_WORKING

    def overridden(self, override: Mapping[str, Any] | None) -> bool:
        """Whether a booking was put over it knowingly."""
        if not override:
            return False
        return self.block in override["blocks"] or (self.kind == HOLIDAY and self.first.isoformat() in override["days"])


@dataclass(frozen=True)
class Unavailability:
    """`causes` are those a booking is refused for, `notes` what only does not count."""

    causes: tuple[Cause, ...] = ()
    notes: tuple[Cause, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.causes)


AVAILABLE_THEN = Unavailability()


def unavailability(worker: WorkingTime, span: Span, counts: str) -> Unavailability:
    """What is in the way of a booking.

    Vacations, sick days, travel and busy time always are. A holiday, or busy hours that come again and again, only
    where nothing else of it counts: otherwise work goes on around them. See docs/decisions/038.
    """
    days = [next(worker.days_of(span)) - DAY, *worker.days_of(span)]  # the night before may reach into it
    if not worker.hours_off and not worker.days_off and not any(map(worker.holidays.name_of, days)):
        return AVAILABLE_THEN if worker.hours(span, counts) else not_working(worker, span)
    counted = worker.without(block.id for block in off(worker))
    bare = WorkingTime(counted.zone, counted.patterns, HolidayRules(), counted.blocks)
    of_blocks = list(blocks_in_the_way(worker, bare, span, counts, days))
    firm = tuple(cause for block, cause in of_blocks if not stands(block))
    soft = tuple(cause for block, cause in of_blocks if stands(block))
    soft = (*soft, *holidays_in_the_way(worker, bare, span, counts, days))
    if work_left(worker, span, counts):
        return Unavailability(firm, soft)
    return Unavailability((*firm, *soft)) if firm or soft else not_working(worker, span)


def time_off(worker: WorkingTime, within: Span) -> list[Span]:
    """When nothing can be booked without a reason: whole days off, and hours that do not come again."""
    days = list(worker.days_of(within))
    whole = {day for block in worker.days_off for day in block.days(days[0], days[-1])}
    hours = (span for block in worker.hours_off if not stands(block) for span in block.spans(within))
    return [*(midnights(day, worker.zone) for day in sorted(whole)), *hours]


def off(worker: WorkingTime) -> list[Block]:
    return [*worker.days_off, *worker.hours_off]


def stands(block: Block) -> bool:
    """Whether it is a standing appointment, around which one works: hours that come again."""
    return bool(block.rule) and not block.whole_days


def not_working(worker: WorkingTime, span: Span) -> Unavailability:
    days = list(worker.days_of(span))
    return Unavailability((Cause(NOT_WORKING, days[0], days[-1]),))


def blocks_in_the_way(
    worker: WorkingTime, bare: WorkingTime, span: Span, counts: str, days: list[date]
) -> Iterator[tuple[Block, Cause]]:
    """The time off that takes something of what would count; of hours that come again only the first."""
    would_count = bare.hours_by_day(span, counts)
    for block in off(worker):
        if block.whole_days:
            taken = [day for day in block.days(days[0], days[-1]) if day in would_count]
            if taken:
                yield block, Cause(block.kind, min(taken), max(taken), block.id)
            continue
        parts = (part for each in block.spans(span) if (part := each.intersection(span)))
        hours = next((part for part in parts if bare.hours(part, counts)), None)
        if hours:
            touched = list(worker.days_of(hours))
            yield block, Cause(block.kind, touched[0], touched[-1], block.id, hours=hours)


def holidays_in_the_way(
    worker: WorkingTime, bare: WorkingTime, span: Span, counts: str, days: Iterable[date]
) -> Iterator[Cause]:
    would_count = bare.hours_by_day(span, counts)
    named = ((day, worker.holidays.name_of(day)) for day in days if day in would_count)
    yield from (Cause(HOLIDAY, day, day, name=name) for day, name in named if name)


def work_left(worker: WorkingTime, span: Span, counts: str) -> timedelta:
    """What counts of a span outside time off and holidays."""
    if counts != EVERY_HOUR:
        return timedelta(hours=float(worker.hours(span, counts)))
    whole = [midnights(day, worker.zone) for day in worker.days_of(span) if worker.is_off(day)]
    hours = [part for block in worker.hours_off for part in block.spans(span)]
    return total(subtract(span, [*whole, *hours])) or NOTHING
