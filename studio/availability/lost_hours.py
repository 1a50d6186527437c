"""What of a booking falls on its artist's time off: worked out whenever somebody looks, and kept nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from studio.availability.patterns import DAY, midnights
from studio.availability.unavailable import stands
from studio.availability.working_time import AVAILABLE, EVERY_HOUR, Block, WorkingTime, in_hours, total, united
from studio.lib.spans import Span

Lost = dict[date, Decimal]  # hours by the artist's day


def away(worker: WorkingTime, span: Span, counts: str) -> Lost:
    """The hours that a booking loses to its artist's time off; `worker` is as the booking counts it: what it was put
    over knowingly displaces nothing."""
    if not worker.days_off and not worker.hours_off:
        return {}
    return lost_to(time_off(worker.blocks), without_time_off(worker), span, counts)


def time_off(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """What bookings are displaced by: not a standing appointment, around which one works."""
    return tuple(block for block in blocks if block.kind != AVAILABLE and not stands(block))


@lru_cache(maxsize=1024)
def without_time_off(worker: WorkingTime) -> WorkingTime:
    off = set(time_off(worker.blocks))
    return worker.with_blocks(tuple(block for block in worker.blocks if block not in off))


def lost_to(blocks: Sequence[Block], worker: WorkingTime, span: Span, counts: str) -> Lost:
    """What `span` would lose if `worker` had these blocks besides. Where every hour counts, those that elapse."""
    around = Span(span.start - DAY, span.end)  # a night is its evening's
    if not any(True for block in blocks for _part in parts(block, worker.zone, around)):
        return {}
    if counts == EVERY_HOUR:
        return elapsed(blocks, worker.zone, span)
    before, after = worker.hours_by_day(span, counts), with_besides(worker, tuple(blocks)).hours_by_day(span, counts)
    lost = {day: hours - after.get(day, Decimal()) for day, hours in before.items()}
    return {day: hours for day, hours in lost.items() if hours > 0}


@lru_cache(maxsize=1024)
def with_besides(worker: WorkingTime, blocks: tuple[Block, ...]) -> WorkingTime:
    return worker.with_blocks((*worker.blocks, *blocks))


def elapsed(blocks: Sequence[Block], zone: str, span: Span) -> Lost:
    off = united(part for block in blocks for part in parts(block, zone, span))
    found: Lost = {}
    for each in off:
        for day in days_of(each, zone):
            if part := each.intersection(midnights(day, zone)):
                found[day] = found.get(day, Decimal()) + in_hours(total([part]))
    return found


def parts(block: Block, zone: str, span: Span) -> Iterator[Span]:
    """What of `span` a block takes; whole days are those of `zone`."""
    if block.whole_days:
        days = [*days_of(span, zone)]
        spans: Iterable[Span] = (midnights(day, zone) for day in block.days(days[0] - DAY, days[-1]))
    else:
        spans = block.spans(span)
    yield from (part for each in spans if (part := each.intersection(span)))


def days_of(span: Span, zone: str) -> Iterator[date]:
    return WorkingTime(zone).days_of(span)


def runs(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days that follow one another together: the first and the last of each such run."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and day - found[-1][1] == DAY:
            found[-1] = found[-1][0], day
        else:
            found.append((day, day))
    return found
