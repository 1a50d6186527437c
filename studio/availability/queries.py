"""What says when people work, read in one round trip for as many as are asked for."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction
from werkzeug.utils import cached_property

from studio.availability.patterns import DAY, WorkingPattern, from_lists
from studio.availability.requests import APPROVED, REQUESTED
from studio.availability.working_time import ALWAYS, Block, Dated, HolidayRules, WorkingTime
from studio.extensions import db
from studio.lib import sql
from studio.lib.spans import Span

# Of these artists, or of all with NULL. Instants come as seconds since 1970, as they do for a page of the calendar.
PATTERNS = """
SELECT artist_id::text, department, effective_from, weeks::text FROM working_patterns
WHERE tenant_id = %(tenant)s AND removed_at IS NULL
  AND (artist_id IS NULL OR %(artists)s::uuid[] IS NULL OR artist_id = ANY(%(artists)s::uuid[]))
ORDER BY effective_from
"""
BLOCKS = """
SELECT artist_id::text, id::text, kind, starts_on, ends_on, extract(epoch FROM starts_at)::bigint,
       extract(epoch FROM ends_at)::bigint, zone, rule, false, status
FROM time_blocks WHERE tenant_id = %(tenant)s AND removed_at IS NULL AND status <> 'declined'
  AND (%(artists)s::uuid[] IS NULL OR artist_id = ANY(%(artists)s::uuid[]))
  AND (rule <> '' OR %(off_from)s::timestamptz IS NULL
       OR coalesce(ends_at, ends_on + 2) > %(off_from)s AND coalesce(starts_at, starts_on - 1) < %(off_to)s)
UNION ALL
SELECT artist_id::text, id::text, 'busy', starts_on, ends_on, extract(epoch FROM starts_at)::bigint,
       extract(epoch FROM ends_at)::bigint, 'UTC', '', true, 'approved'
FROM calendar_busy_times WHERE tenant_id = %(tenant)s
  AND (%(artists)s::uuid[] IS NULL OR artist_id = ANY(%(artists)s::uuid[]))
  AND (%(off_from)s::timestamptz IS NULL OR ends_at > %(off_from)s AND starts_at < %(off_to)s)
ORDER BY 2
"""
HOLIDAYS = (
    "SELECT day, name, worked FROM studio_holidays WHERE tenant_id = %(tenant)s AND removed_at IS NULL ORDER BY day"
)
REGION = "SELECT holiday_region FROM tenants WHERE id = %(tenant)s"
STATEMENTS = (PATTERNS, BLOCKS, HOLIDAYS, REGION)
SAYS_WHO_WORKS = ("working_patterns", "time_blocks", "studio_holidays", "artists", "tenants")
Rows = Sequence[tuple[Any, ...]]
Since = TypeVar("Since", bound="HasSince")


class Worker(Protocol):
    """Whose working time is asked for: an artist, or a row of one."""

    @property
    def id(self) -> Any: ...
    @property
    def zone(self) -> str: ...
    @property
    def department(self) -> str: ...
    @property
    def holiday_region(self) -> str | None: ...


class HasSince(Protocol):
    """What holds from a day on."""

    @property
    def since(self) -> date: ...


class WorkerRow(NamedTuple):
    """What is to be known of a worker, where there is no artist's row."""

    id: UUID | str | None
    zone: str
    department: str = ""
    holiday_region: str | None = None


def asked(artists: Iterable[Worker] | None = None, within: Span | None = None) -> dict[str, Any]:
    """The values of STATEMENTS: whose, and from when to when; without, all of theirs."""
    ids = None if artists is None else [str(artist.id) for artist in artists]
    return {"artists": ids, "off_from": within and within.start, "off_to": within and within.end}


@dataclass(frozen=True)
class Availability:
    """What STATEMENTS found, and everybody's working time that follows from it."""

    patterns: Rows
    blocks: Rows
    own_holidays: Rows
    region: Rows

    @classmethod
    def read(cls, artists: Iterable[Worker] | None = None, within: Span | None = None) -> Availability:
        return cls(*sql.read_several(*STATEMENTS, values=asked(artists, within)))

    @property
    def cache_key(self) -> Hashable:
        return tuple(self.patterns), tuple(self.blocks), tuple(self.own_holidays), tuple(self.region)

    def of(self, artist: Worker) -> WorkingTime:
        """Those who have the same pattern, zone and holidays and no blocks have the same object."""
        patterns = self.patterns_of(str(artist.id), artist.department)
        region = self.studio_region if artist.holiday_region is None else artist.holiday_region
        key = artist.zone, patterns, region
        if key not in self.shared:
            self.shared[key] = WorkingTime(artist.zone, patterns, HolidayRules(region, self.added, self.worked))
        blocks = self.blocks_of.get(str(artist.id))
        return self.shared[key].with_blocks(blocks) if blocks else self.shared[key]

    @cached_property
    def shared(self) -> dict[Any, WorkingTime]:
        return {}

    @cached_property
    def blocks_of(self) -> dict[str, tuple[Block, ...]]:
        return self.blocks_with(APPROVED)

    @cached_property
    def requests_of(self) -> dict[str, tuple[Block, ...]]:
        """What waits for an answer, and does not count yet."""
        return self.blocks_with(REQUESTED)

    def blocks_with(self, wanted: str) -> dict[str, tuple[Block, ...]]:
        found: dict[str, list[Block]] = defaultdict(list)
        for artist, *row, status in self.blocks:
            if status == wanted:
                found[artist].append(block(*row))
        return {artist: tuple(blocks) for artist, blocks in found.items()}

    def patterns_of(self, id: str, department: str) -> tuple[Dated, ...]:
        """Their own from its day on; before that their department's, before that the studio's, at last the standard."""
        key = id if id in self.own else department
        if key not in self.chains:
            chain = self.defaults
            if department in self.of_departments:
                chain = followed(chain, self.of_departments[department])
            self.chains[key] = followed(chain, self.own.get(id, ()))
        return self.chains[key]

    @cached_property
    def chains(self) -> dict[str, tuple[Dated, ...]]:
        return {}

    @cached_property
    def own(self) -> dict[str, tuple[Dated, ...]]:
        return grouped((row[0], *row[2:]) for row in self.patterns if row[0])

    @cached_property
    def of_departments(self) -> dict[str, tuple[Dated, ...]]:
        return grouped((row[1], *row[2:]) for row in self.patterns if row[1] is not None)

    @cached_property
    def defaults(self) -> tuple[Dated, ...]:
        studios = grouped(("", *row[2:]) for row in self.patterns if row[0] is None and row[1] is None)
        return followed(ALWAYS, studios.get("", ()))

    @cached_property
    def studio_region(self) -> str:
        return str(self.region[0][0]) if self.region else ""

    @cached_property
    def added(self) -> tuple[tuple[date, str], ...]:
        return tuple((day, name) for day, name, worked in self.own_holidays if not worked)

    @cached_property
    def worked(self) -> frozenset[date]:
        return frozenset(day for day, _, worked in self.own_holidays if worked)


def grouped(rows: Iterable[tuple[Any, ...]]) -> dict[str, tuple[Dated, ...]]:
    found: dict[str, list[Dated]] = defaultdict(list)
    for whose, since, weeks in rows:
        found[whose].append(Dated(since, parsed(weeks, since)))
    return {whose: tuple(dated) for whose, dated in found.items()}


def followed(before: tuple[Since, ...], by: tuple[Since, ...]) -> tuple[Since, ...]:
    """The patterns of `before` until the first of `by` begins to hold."""
    return (*(each for each in before if each.since < by[0].since), *by) if by else before


@lru_cache(maxsize=2_000)
def parsed(weeks: str, since: date) -> WorkingPattern:
    return from_lists(json.loads(weeks), since)


def block(
    id: str, kind: str, starts_on: date | None, ends_on: date | None, starts_at: int, ends_at: int, zone: str,
    rule: str, subscribed: bool = False,
) -> Block:  # fmt: skip
    if starts_on and ends_on:
        first, last = (datetime.combine(day, time()) for day in (starts_on, ends_on + DAY))
        return Block(id, kind, first, last, rule=rule, subscribed=subscribed)
    first, last = (datetime.fromtimestamp(at, ZoneInfo(zone)).replace(tzinfo=None) for at in (starts_at, ends_at))
    once = None if rule else Span(datetime.fromtimestamp(starts_at, UTC), datetime.fromtimestamp(ends_at, UTC))
    return Block(id, kind, first, last, False, zone, rule, once, subscribed)


def working_time_of(artist: Worker) -> WorkingTime:
    """When the artist works, whenever that is; read once a transaction."""
    return working_times_of([artist])[str(artist.id)]


def working_times_of(artists: Iterable[Worker]) -> dict[str, WorkingTime]:
    """The same of several, in one round trip for all who were not read yet."""
    known: dict[str, WorkingTime] = db.session().info.setdefault("working_times", {})
    artists = list(artists)
    if missing := [artist for artist in artists if str(artist.id) not in known]:
        found = Availability.read(missing)
        known.update({str(artist.id): found.of(artist) for artist in missing})
    return {str(artist.id): known[str(artist.id)] for artist in artists}


def remember(artist: Worker, worker: WorkingTime) -> None:
    """What is known of an artist already needs no reading."""
    db.session().info.setdefault("working_times", {})[str(artist.id)] = worker


@event.listens_for(Session, "after_flush")
def forget_after_a_change(session: Session, _context: object) -> None:
    if any(row.__tablename__ in SAYS_WHO_WORKS for row in (*session.new, *session.dirty, *session.deleted)):
        session.info.pop("working_times", None)


@event.listens_for(Session, "after_transaction_end")
def forget_after_a_transaction(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop("working_times", None)
