"""Half-open spans of time. Instants are aware; `[start, end)`: touching ends do not overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """`[start, end)`, both aware datetimes, start before end.

    Raises ValueError for naive times and for an end not after its start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("A span needs times with a zone.")
        if self.end <= self.start:
            raise ValueError("A span must end after it starts.")

    @property
    def duration(self) -> timedelta:
        return self.end.astimezone(UTC) - self.start.astimezone(UTC)

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def intersection(self, other: Span) -> Span | None:
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None

    def shifted_to(self, start: datetime) -> Span:
        return Span(start, start + self.duration)

    def utc(self) -> Span:
        return Span(self.start.astimezone(UTC), self.end.astimezone(UTC))


def subtract(span: Span, taken: Iterable[Span]) -> list[Span]:
    """What is left of `span` after `taken`, in order."""
    free, start = [], span.start
    for busy in sorted(taken):
        if busy.end <= start or busy.start >= span.end:
            continue
        if busy.start > start:
            free.append(Span(start, busy.start))
        start = max(start, busy.end)
    if start < span.end:
        free.append(Span(start, span.end))
    return free


def days_of(first: date, count: int) -> list[date]:
    return [first + timedelta(days=n) for n in range(count)]
