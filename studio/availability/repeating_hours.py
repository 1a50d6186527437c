"""Hours that come again, worked out a month at a time: what lies under each other counts as one."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from studio.availability.patterns import DAY, local, midnights
from studio.lib.spans import Span, days_of

Month = tuple[int, int]
Clock = tuple[datetime, datetime]  # from and to, by a clock on the wall


class Repeating(Protocol):
    """A time block, as far as it matters here."""

    @property
    def starts(self) -> datetime: ...
    @property
    def ends(self) -> datetime: ...
    @property
    def zone(self) -> str: ...
    @property
    def once(self) -> Span | None: ...
    def begins(self, start: datetime, end: datetime) -> Iterator[datetime]: ...
    def days(self, first: date, last: date) -> Iterator[date]: ...


Whole = TypeVar("Whole", bound=Repeating)


@dataclass(frozen=True)
class Hours:
    """All hours of some blocks, by their clocks, in UTC. Hundreds that come every day are one on each."""

    blocks: Sequence[Repeating]
    known: dict[Month, list[Span]] = field(default_factory=dict, init=False, compare=False, repr=False)

    def spans(self, within: Span) -> list[Span]:
        """Those that touch `within`, in order; none overlaps another."""
        if not self.blocks:
            return []
        found = [span for month in months_of(within) for span in self.near(month, within)]
        return united(found)

    def near(self, month: Month, within: Span) -> Iterator[Span]:
        spans = self.of_month(month)
        first = bisect_left(spans, within.start, key=attrgetter("end"))
        for span in spans[first:]:
            if span.start >= within.end:
                break
            if span.end > within.start:
                yield span

    def of_month(self, month: Month) -> list[Span]:
        if month not in self.known:
            self.known[month] = self.worked_out(month)
        return self.known[month]

    def worked_out(self, month: Month) -> list[Span]:
        reach = Span(datetime(*month, 1, tzinfo=UTC), datetime(*following(month), 1, tzinfo=UTC))
        found = [each.once for each in self.blocks if each.once and each.once.overlaps(reach)]
        by_zone: dict[str, list[Repeating]] = defaultdict(list)
        for each in self.blocks:
            if not each.once:
                by_zone[each.zone].append(each)
        for zone, blocks in by_zone.items():
            found += in_utc(clocks(blocks, zone, reach), zone)
        return united(span for span in found if span.overlaps(reach))


def clocks(blocks: Iterable[Repeating], zone: str, reach: Span) -> Iterator[Clock]:
    """The times by the clock of a zone, those under each other as one; each alone on days on which it is put forward
    or back, when what it shows may come twice, or never."""
    tz = ZoneInfo(zone)
    begins, ends = (at.astimezone(tz).replace(tzinfo=None) for at in (reach.start - DAY, reach.end + DAY))
    odd = odd_days(begins.date(), ends.date(), zone)
    even: list[Clock] = []
    for block in blocks:
        length = block.ends - block.starts
        for start in block.begins(begins, ends):
            one = start, start + length
            if odd and (start.date() in odd or one[1].date() in odd):
                yield one
            else:
                even.append(one)
    even.sort()
    until = datetime.min  # noqa: DTZ901 - what a clock shows
    for number, (start, end) in enumerate(even):
        if not number:
            first = start
        elif start >= until:
            yield first, until
            first, until = start, datetime.min  # noqa: DTZ901
        until = max(until, end)
    if even:
        yield first, until


@lru_cache(maxsize=1_000)
def odd_days(first: date, last: date, zone: str) -> frozenset[date]:
    """The days that do not have 24 hours."""
    days = days_of(first, (last - first).days + 1)
    return frozenset(day for day in days if midnights(day, zone).duration != timedelta(days=1))


def in_utc(times: Iterable[Clock], zone: str) -> Iterator[Span]:
    for start, end in times:
        first, last = (local(at.date(), at.time(), zone) for at in (start, end))
        if first < last:
            yield Span(first, last)


def united(spans: Iterable[Span]) -> list[Span]:
    """The same time in order, those that overlap made one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def months_of(span: Span) -> Iterator[Month]:
    first, last = span.start.astimezone(UTC), span.end.astimezone(UTC)
    month = first.year, first.month
    while month <= (last.year, last.month):
        yield month
        month = following(month)


def following(month: Month) -> Month:
    year, number = month
    return (year + 1, 1) if number == 12 else (year, number + 1)


def by_day(blocks: Iterable[Whole], month: Month) -> dict[date, Whole]:
    """The first of the blocks of whole days that has each day of a month."""
    first, after = date(*month, 1), date(*following(month), 1)
    found: dict[date, Whole] = {}
    for block in blocks:
        if len(found) == (after - first).days:
            break
        for day in block.days(first, after - DAY):
            found.setdefault(day, block)
    return found
