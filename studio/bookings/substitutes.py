"""Who else could do it: artists with the same skills who are free for the whole span, cheapest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select, text

from studio.artists.models import Artist
from studio.artists.rates import Rates, rates_of
from studio.availability.queries import working_time_of, working_times_of
from studio.availability.unavailable import unavailability
from studio.availability.working_time import in_hours
from studio.bookings.drafts import Draft
from studio.bookings.models import BLOCKING, Booking
from studio.extensions import db
from studio.lib import clock
from studio.lib.current import current
from studio.lib.money import Money
from studio.lib.spans import Span

MOST = 3
CONSIDERED = 9  # whole days elsewhere may be other hours, and some are away: not all of those are free


@dataclass(frozen=True)
class Substitute:
    """Somebody else for the same days; `dearer` per working day, negative when cheaper, None when not comparable."""

    draft: Draft
    all_skills: bool
    dearer: Money | None


def substitutes(draft: Draft) -> list[Substitute]:
    """At most three, those with all the skills first. Three queries at most, whatever the studio's size."""
    if not draft.artist.skills:
        return []
    found = candidates(draft.artist, draft.span, CONSIDERED)
    workers = working_times_of(found)
    drafts = [draft.by_artist(artist) for artist in found]
    counts = draft.details["counts"]
    drafts = [each for each in drafts if not unavailability(workers[str(each.artist.id)], each.span, counts)]
    busy = taken_elsewhere([other for other in drafts if other.span != draft.span])
    free = [other for other in drafts if other.artist.id not in busy][:MOST]
    skills = set(draft.artist.skills)
    rates = rates_of([draft.artist, *(other.artist for other in free)])
    return [
        Substitute(
            other, skills <= set(other.artist.skills), dearer(rates, other.artist, draft.artist, start_of(other))
        )
        for other in free
    ]


FREE = select(Artist).from_statement(
    text(
        """
        SELECT a.* FROM artists a
        LEFT JOIN LATERAL (
            SELECT r.hourly_rate, r.currency FROM artist_rates r
            WHERE r.tenant_id = :tenant AND r.artist_id = a.id AND r.removed_at IS NULL
              AND r.effective_from <= (CAST(:start AS timestamptz) AT TIME ZONE a.zone)::date
            ORDER BY r.effective_from DESC LIMIT 1) dated ON true
        WHERE a.tenant_id = :tenant AND a.id <> :id AND a.archived_at IS NULL AND a.skills && :skills
          AND NOT EXISTS (
            SELECT FROM bookings b WHERE b.tenant_id = :tenant AND b.artist_id = a.id
              AND b.status IN ('pencil', 'confirmed') AND b.starts_at < :end AND b.ends_at > :start)
        ORDER BY a.skills @> :skills DESC, coalesce(dated.currency, a.currency) = :currency DESC,
          coalesce(dated.hourly_rate, a.hourly_rate) ASC NULLS LAST, a.name, a.id
        LIMIT :most
        """
    )
)


def candidates(artist: Artist, span: Span, most: int) -> list[Artist]:
    asked = {
        "id": artist.id,
        "skills": artist.skills,
        "currency": artist.currency,
        "start": span.start,
        "end": span.end,
    }
    return list(db.session.scalars(FREE, {"tenant": current.tenant.id, "most": most, **asked}))


def taken_elsewhere(drafts: Iterable[Draft]) -> set[UUID]:
    """Of those asked for another span than the first (their own whole days), who is not free then."""
    spans = {draft.artist.id: draft.span for draft in drafts}
    if not spans:
        return set()
    rows = db.session.execute(
        select(Booking.artist_id, Booking.starts_at, Booking.ends_at).where(
            Booking.artist_id.in_(spans),
            Booking.status.in_(BLOCKING),
            Booking.starts_at < max(span.end for span in spans.values()),
            Booking.ends_at > min(span.start for span in spans.values()),
        )
    )
    return {artist for artist, start, end in rows if Span(start, end).overlaps(spans[artist])}


def start_of(draft: Draft) -> date:
    """The artist's day on which it begins."""
    return next(working_time_of(draft.artist).days_of(draft.span))


def dearer(rates: Mapping[str, Rates], other: Artist, artist: Artist, day: date) -> Money | None:
    """What a working day costs more, by the artists' own rates on that day; None without two in one currency."""
    theirs, his = rates[str(other.id)].on(day), rates[str(artist.id)].on(day)
    if theirs is None or his is None or theirs.currency != his.currency:
        return None
    return theirs * day_hours(other) - his * day_hours(artist)


def day_hours(artist: Artist) -> Decimal:
    return in_hours(working_time_of(artist).pattern_on(clock.now().date()).longest_day)
