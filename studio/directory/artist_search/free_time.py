"""How much of some days artists have free: their working time, less what is pencilled or confirmed.

Days are each artist's own. Instants are seconds since 1970: ten thousand artists are asked at once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import eq
from typing import Any, NamedTuple

from studio.availability.queries import Availability, Worker
from studio.availability.working_time import WorkingTime
from studio.bookings.models import BLOCKING
from studio.directory.artist_search.query import FreeDays
from studio.lib.spans import Span
from studio.lib.sql import read_several
from studio.schedule.free_artists import reach

Interval = tuple[int, int]
BY_ID = 1_000  # of more artists the bookings of everybody are read
BOOKED = """
SELECT artist_id::text, extract(epoch FROM starts_at)::bigint, extract(epoch FROM ends_at)::bigint FROM bookings
WHERE tenant_id = %(tenant)s AND status = ANY(%(blocking)s::text[]) AND starts_at < %(to)s AND ends_at > %(from)s
  AND (%(artists)s::uuid[] IS NULL OR artist_id = ANY(%(artists)s::uuid[]))
"""


class Work(NamedTuple):
    """The work of some days, one interval after the other: when each begins and ends, and which day it is of."""

    days: tuple[date, ...]
    seconds: tuple[int, ...]  # of each day
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    of: tuple[int, ...]


class FreeTime(NamedTuple):
    """What an artist has free of the days asked about. A day is free when all of its work is."""

    seconds: int
    free_days: int
    working_days: int
    fits: bool
    first: date | None = None  # given when all from it on are free, and none before
    last: date | None = None  # given when all until it are free, and none after

    @property
    def hours(self) -> Decimal:
        return Decimal(self.seconds) / 3600

    @property
    def rank(self) -> tuple[int, int]:
        """Those who fit first, then the most free."""
        return (0 if self.fits else 1), -self.seconds


def free_times(artists: Sequence[Worker], asked: FreeDays) -> dict[str, FreeTime]:
    """Of those who have any of it free, by their ids as text. Two round trips, however many they are."""
    within = reach(asked.first, asked.last)
    some = artists if len(artists) <= BY_ID else None
    found, busy, days = Availability.read(some, within), bookings(some, within), asked.days
    alike: dict[Any, tuple[Work, FreeTime]] = {}
    free = {}
    for artist in artists:
        id = str(artist.id)
        own = id if id in found.own or id in found.blocks_of else None
        key = own, artist.zone, artist.department, artist.holiday_region
        known = alike.get(key)
        if known is None:
            work = work_of(found.of(artist), days)
            known = alike[key] = work, free_time(work, (), asked.hours)
        left = free_time(known[0], busy[id], asked.hours) if id in busy else known[1]
        if left.seconds:
            free[id] = left
    return free


def bookings(artists: Iterable[Worker] | None, within: Span) -> Mapping[str, list[Interval]]:
    ids = None if artists is None else [str(artist.id) for artist in artists]
    values = {"artists": ids, "blocking": list(BLOCKING), "from": within.start, "to": within.end}
    (rows,) = read_several(BOOKED, values=values)
    found: dict[str, list[Interval]] = defaultdict(list)
    for artist, start, end in rows:
        found[artist].append((start, end))
    return found


def work_of(worker: WorkingTime, days: Iterable[date]) -> Work:
    """Of those days that have work."""
    worked = [(day, [(seconds(part.start), seconds(part.end)) for part in worker.intervals(day)]) for day in days]
    worked = [each for each in worked if each[1]]
    parts = sorted((*part, n) for n, (_day, intervals) in enumerate(worked) for part in intervals)
    return Work(
        tuple(day for day, _ in worked), tuple(sum(end - start for start, end in each) for _, each in worked),
        tuple(part[0] for part in parts), tuple(part[1] for part in parts), tuple(part[2] for part in parts),
    )  # fmt: skip


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def free_time(work: Work, booked: Iterable[Interval], hours: Decimal | None) -> FreeTime:
    """What blocks time never overlaps itself: each booking takes its own."""
    left = list(work.seconds)
    for since, until in booked:
        n = bisect_right(work.ends, since)
        while n < len(work.starts) and work.starts[n] < until:
            left[work.of[n]] -= min(work.ends[n], until) - max(work.starts[n], since)
            n += 1
    whole = list(map(eq, left, work.seconds))
    total, count, days = sum(left), sum(whole), len(whole)
    fits = total >= hours * 3600 if hours else count == days > 0
    some = 0 < count < days
    first = work.days[-count] if some and all(whole[-count:]) else None
    last = work.days[count - 1] if some and all(whole[:count]) else None
    return FreeTime(total, count, days, fits, first, last)
