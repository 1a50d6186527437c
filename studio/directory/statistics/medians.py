"""The studio's median beside an artist's own numbers: of a large studio worked out by a worker, and kept a while."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from statistics import median
from typing import cast

from pydantic import TypeAdapter
from redis import RedisError

from studio.availability.queries import Availability, WorkerRow
from studio.directory.statistics.periods import Parts, Period
from studio.directory.statistics.queries import AROUND, Claim, Holds, claims, holds
from studio.directory.statistics.utilisation import Part, Utilisation, utilisation_of
from studio.lib import clock, sql
from studio.lib.current import current
from studio.lib.jobs import enqueue, redis
from studio.lib.spans import Span
from studio.lib.weeks import Week

AT_ONCE = 12_000  # days of artists a request works out itself: some 100 ms
KEPT, ASKED = 900, 120  # seconds: an answer, and that somebody works on one
ACTIVE = """
SELECT id::text, zone, department, holiday_region FROM artists
WHERE tenant_id = %(tenant)s AND archived_at IS NULL ORDER BY id
"""


@dataclass(frozen=True)
class Medians:
    """Of the studio's active artists who work in the period; None where there is nobody to take it from."""

    utilisation: Decimal | None
    conversion: Decimal | None
    longest_gap: Decimal | None  # days
    weeks: Mapping[date, Decimal | None]  # by their first day
    months: Mapping[date, Decimal | None]


STORED = TypeAdapter(Medians)


def of_studio(period: Period, week: Week) -> Medians | None:
    """None while a worker works it out: ask again in a moment."""
    artists = active()
    if len(artists) * period.length <= AT_ONCE:
        return worked_out(artists, period, week, clock.now())
    try:
        return kept(period, week)
    except RedisError:
        return None


def active() -> list[WorkerRow]:
    return [WorkerRow(*row) for row in sql.read(ACTIVE, {})]


def worked_out(artists: Sequence[WorkerRow], period: Period, week: Week, now: datetime) -> Medians:
    reach = period.span(current.tenant.zone)
    around = Span(reach.start - AROUND, reach.end + AROUND)
    workers, taken = Availability.read(artists, around), by_artist(claims(around, now))
    parts = Parts.of(period, week)
    each = [utilisation_of(workers.of(one), taken[str(one.id)], parts) for one in artists]
    ids = {str(one.id) for one in artists}
    return medians_of(each, [one for artist, one in holds(reach).items() if artist in ids])


def by_artist(found: Iterable[Claim]) -> dict[str, list[Claim]]:
    taken: dict[str, list[Claim]] = defaultdict(list)
    for claim in found:
        taken[claim.artist_id].append(claim)
    return taken


def medians_of(artists: Sequence[Utilisation], of_holds: Iterable[Holds]) -> Medians:
    working = [artist for artist in artists if artist.whole.available]
    return Medians(
        middle(artist.whole.utilisation for artist in working),
        middle(each.conversion for each in of_holds),
        middle(Decimal(artist.gap.days if artist.gap else 0) for artist in working),
        of_parts([artist.weeks for artist in working]), of_parts([artist.months for artist in working]),
    )  # fmt: skip


def of_parts(artists: Sequence[Sequence[Part]]) -> dict[date, Decimal | None]:
    """The median of each week, or month, among those who work in it."""
    return {
        parts[0].period.first: middle(part.hours.utilisation for part in parts) for parts in zip(*artists, strict=True)
    }


def middle(numbers: Iterable[Decimal | None]) -> Decimal | None:
    known = [number for number in numbers if number is not None]
    return median(known) if known else None


def kept(period: Period, week: Week) -> Medians | None:
    """What a worker found in the last quarter of an hour; otherwise one is asked to, once."""
    name = f"statistics:{current.tenant.id}:{period.first}:{period.last}:{week.first}"
    if found := cast(bytes | None, redis().get(name)):
        return STORED.validate_json(found)
    if redis().set(f"{name}:asked", "1", ex=ASKED, nx=True):
        enqueue(work_out, name, period, week)
    return None


def work_out(name: str, period: Period, week: Week) -> None:
    """The job."""
    found = worked_out(active(), period, week, clock.now())
    redis().set(name, STORED.dump_json(found), ex=KEPT)
