"""When several people work at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from studio.availability.patterns import DAY
from studio.availability.working_time import WorkingTime, united
from studio.lib.spans import Span


class Together(NamedTuple):
    """A stretch in which the same number of people work."""

    span: Span
    people: int


def working_hours(worker: WorkingTime, within: Span) -> list[Span]:
    """Somebody's work inside a span, in order; of a night that began the evening before its rest."""
    days = worker.days_of(Span(within.start - DAY, within.end))
    parts = (interval.intersection(within) for day in days for interval in worker.intervals(day))
    return united(part for part in parts if part)


def together(people: Iterable[Sequence[Span]]) -> list[Together]:
    """How many of them work when, in order; nobody's time is left out. No one's own spans overlap."""
    changes: dict[datetime, int] = {}
    for spans in people:
        for span in spans:
            changes[span.start] = changes.get(span.start, 0) + 1
            changes[span.end] = changes.get(span.end, 0) - 1
    found: list[Together] = []
    count, moments = 0, sorted(at for at, change in changes.items() if change)
    for at, until in zip(moments, moments[1:], strict=False):
        count += changes[at]
        if count:
            found.append(Together(Span(at, until), count))
    return found


def most_together(people: Sequence[Sequence[Span]]) -> tuple[int, list[Span]]:
    """The most who work at once, and when that is; (0, []) when nobody works."""
    found = together(people)
    most = max((each.people for each in found), default=0)
    return most, [each.span for each in found if each.people == most]
