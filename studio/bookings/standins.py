"""Who else could do it: artists with the same skills who are free for the whole span, cheapest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import exists, select

from studio.artists.models import Artist
from studio.bookings.drafts import Draft
from studio.bookings.models import BLOCKING, Booking
from studio.extensions import db
from studio.lib.money import Money
from studio.lib.spans import Span

MOST = 3
CONSIDERED = 8  # whole days elsewhere may be other hours: some of those free then are not free there


@dataclass(frozen=True)
class StandIn:
    """Somebody else for the same days; `dearer` per working day, negative when cheaper, None when not comparable."""

    draft: Draft
    all_skills: bool
    dearer: Money | None


def stand_ins(draft: Draft) -> list[StandIn]:
    """At most three, those with all the skills first. Two queries at most, whatever the studio's size."""
    if not draft.artist.skills:
        return []
    drafts = [draft.by_artist(artist) for artist in candidates(draft.artist, draft.span)]
    busy = taken_elsewhere([other for other in drafts if other.span != draft.span])
    free = [other for other in drafts if other.artist.id not in busy][:MOST]
    skills = set(draft.artist.skills)
    return [StandIn(other, skills <= set(other.artist.skills), dearer(other.artist, draft.artist)) for other in free]


def candidates(artist: Artist, span: Span) -> list[Artist]:
    clash = exists().where(
        Booking.tenant_id == Artist.tenant_id,
        Booking.artist_id == Artist.id,
        Booking.status.in_(BLOCKING),
        Booking.starts_at < span.end,
        Booking.ends_at > span.start,
    )
    found = select(Artist).where(
        Artist.id != artist.id, Artist.archived_at.is_(None), Artist.skills.overlap(artist.skills), ~clash
    )
    best_first = (
        Artist.skills.contains(artist.skills).desc(),
        (Artist.currency == artist.currency).desc(),
        Artist.hourly_rate.asc().nulls_last(),
        Artist.id,
    )
    return list(db.session.scalars(found.order_by(*best_first).limit(CONSIDERED)))


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


def dearer(other: Artist, artist: Artist) -> Money | None:
    """What a working day costs more, by the artists' own rates; None without two rates in one currency."""
    if other.rate is None or artist.rate is None or other.rate.currency != artist.rate.currency:
        return None
    return other.rate * day_hours(other) - artist.rate * day_hours(artist)


def day_hours(artist: Artist) -> Decimal:
    return Decimal(str(artist.pattern.longest_day.total_seconds())) / 3600
