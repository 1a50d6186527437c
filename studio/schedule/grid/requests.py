"""Where in a row time off is asked for: drawn, but not taken from anything yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studio.availability.working_time import Block, WorkingTime
from studio.lib.spans import Span, days_of
from studio.schedule.day_columns import Closed, Frame, seconds


def requested(frame: Frame, worker: WorkingTime, requests: Sequence[Block]) -> Iterator[Closed]:
    """Whole days with work in them, and hours of others."""
    whole = [block for block in requests if block.whole_days]
    for n, day in enumerate(days_of(frame.first, len(frame.opens))):
        worked = worker.intervals(day)
        if not worked:
            continue
        if any(True for block in whole for _day in block.days(day, day)):
            yield Closed(n * frame.slots, (n + 1) * frame.slots)
            continue
        reach = Span(worked[0].start, worked[-1].end)
        for span in (span for block in requests if not block.whole_days for span in block.spans(reach)):
            start, end = seconds(span.intersection(reach) or reach)
            yield Closed(frame.slot(start), -frame.slot(end, -1))
