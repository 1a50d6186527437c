"""What statistics are made of, read for some artists or for all of the studio: bookings, and what became of holds."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from studio.availability.queries import Availability
from studio.bookings.models import CONFIRMED, PENCIL
from studio.directory.statistics.periods import Parts, Period
from studio.directory.statistics.utilisation import Claim, Utilisation, utilisation_of
from studio.lib import sql
from studio.lib.spans import Span
from studio.lib.weeks import Week

FEW = 10  # holds; a share of fewer says little
AROUND = timedelta(days=2)  # a day is begun and ended elsewhere up to a day earlier or later, and so is a night
CLAIMS = """
SELECT artist_id::text, project_id::text, starts_at, ends_at, status, counts, override FROM bookings
WHERE tenant_id = %(tenant)s AND (%(artists)s::uuid[] IS NULL OR artist_id = ANY(%(artists)s::uuid[]))
  AND starts_at < %(to)s AND ends_at > %(from)s
  AND status <> 'cancelled' AND (expires_at IS NULL OR expires_at > %(now)s)
ORDER BY starts_at, id
"""
# A hold counts for the artist it was placed for, and as converted when it became firm while it was theirs.
HOLDS = """
SELECT artist, count(*) AS placed, count(*) FILTER (WHERE firm) AS converted,
       count(*) FILTER (WHERE NOT firm AND status = 'hold') AS waiting
FROM (
  SELECT e.state->>'artist_id' AS artist, b.status, EXISTS (
    SELECT 1 FROM events l WHERE l.tenant_id = e.tenant_id AND l.subject_id = e.subject_id AND l.seq > e.seq
      AND l.state->>'status' = ANY(%(firm)s) AND l.state->>'artist_id' = e.state->>'artist_id'
  ) AS firm
  FROM events e JOIN bookings b ON b.tenant_id = e.tenant_id AND b.id = e.subject_id
  WHERE e.tenant_id = %(tenant)s AND e.at >= %(from)s AND e.at < %(to)s AND e.kind = 'booking.placed'
    AND e.state->>'status' = 'hold'
    AND (%(artists)s::text[] IS NULL OR e.state->>'artist_id' = ANY(%(artists)s::text[]))
) AS holds GROUP BY artist
"""

PROJECTS = "SELECT id::text, name, hue FROM projects WHERE tenant_id = %(tenant)s AND id = ANY(%(ids)s::uuid[])"


class Holds(NamedTuple):
    """The holds that were placed in a period, those of them that became a pencil or a confirmed booking, and those
    that still wait."""

    placed: int = 0
    converted: int = 0
    waiting: int = 0

    @property
    def conversion(self) -> Decimal | None:
        return Decimal(self.converted) / self.placed if self.placed else None

    @property
    def few(self) -> bool:
        return self.placed < FEW


class Statistics(NamedTuple):
    utilisation: Utilisation
    holds: Holds
    projects: dict[str, Any]  # the records of those in it, by id


def of_artist(artist: Any, period: Period, week: Week, now: datetime) -> Statistics:
    """Four round trips, whatever there is."""
    reach = period.span(artist.zone)
    around = Span(reach.start - AROUND, reach.end + AROUND)
    worker = Availability.read([artist], around).of(artist)
    found = utilisation_of(worker, claims(around, now, [artist.id]), Parts.of(period, week))
    of_holds = holds(reach, [artist.id]).get(str(artist.id), Holds())
    return Statistics(found, of_holds, projects(found.projects) if found.projects else {})


def claims(within: Span, now: datetime, artists: Collection[UUID] | None = None) -> list[Claim]:
    """Of these artists, or of all with None, in the order in which they begin."""
    ids = None if artists is None else [str(id) for id in artists]
    [rows] = sql.read_several(CLAIMS, values={"artists": ids, "from": within.start, "to": within.end, "now": now})
    return [Claim(*row) for row in rows]


def holds(within: Span, artists: Collection[UUID] | None = None) -> dict[str, Holds]:
    """By artist; those who had none are left out."""
    ids = None if artists is None else [str(id) for id in artists]
    values = {"artists": ids, "from": within.start, "to": within.end, "firm": [PENCIL, CONFIRMED]}
    [rows] = sql.read_several(HOLDS, values=values)
    return {artist: Holds(*counts) for artist, *counts in rows}


def projects(ids: Collection[str]) -> dict[str, Any]:
    return {row.id: row for row in sql.read(PROJECTS, {"ids": list(ids)})}
