"""Where in a row time off is asked for: drawn, but not taken from anything yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from studio.availability.working_time import Block, WorkingTime
from studio.lib.spans import Span, days_of
from studio.schedule.day_columns import Closed, Frame, Off, seconds
from studio.schedule.hour_columns import HourFrame, days_around


def requested(frame: Frame | HourFrame, worker: WorkingTime, requests: Sequence[Block]) -> Iterator[Closed]:
    """Whole days with work in them, and hours of others."""
    if isinstance(frame, HourFrame):
        for off in asked(worker, days_around(frame.first), requests):
            if frame.touches(off.start, off.end):
                yield Closed(*frame.slots(off.start, off.end))
        return
    for off in asked(worker, days_of(frame.first, len(frame.opens)), requests):
        n = (off.day - frame.first).days
        if off.whole_day:
            yield Closed(n * frame.slots, (n + 1) * frame.slots)
        else:
            yield Closed(frame.slot(off.start), -frame.slot(off.end, -1))


def asked(worker: WorkingTime, days: Sequence[date], requests: Sequence[Block]) -> Iterator[Off]:
    """What of the work on these days is asked off."""
    whole = [block for block in requests if block.whole_days]
    for day in days:
        worked = worker.intervals(day)
        if not worked:
            continue
        reach = Span(worked[0].start, worked[-1].end)
        if any(True for block in whole for _day in block.days(day, day)):
            yield Off(day, *seconds(reach), True)
            continue
        for span in (span for block in requests if not block.whole_days for span in block.spans(reach)):
            yield Off(day, *seconds(span.intersection(reach) or reach), False)
