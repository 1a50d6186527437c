"""When artists are free, and what would become of a booking: reads that claim nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from flask import Response
from flask_babel import gettext as _

from studio.api.bookings.conflicts import serialize_causes, serialize_substitute, serialize_winners, substitutes
from studio.api.bookings.input import span_of
from studio.api.http.problems import INVALID, Problem
from studio.api.http.responses import reply
from studio.api.operations.operation import operation
from studio.api.schemas.availability import Availabilities, AvailabilityQuery
from studio.api.schemas.bookings import Asked, Opinion
from studio.api.schemas.common import serialize_hours
from studio.artists.models import Artist
from studio.availability.history import may_see_reasons
from studio.availability.patterns import DAY
from studio.availability.queries import Availability, working_time_of
from studio.availability.why import why
from studio.availability.working_time import WorkingTime
from studio.bookings.check import BookingCheck, check_booking
from studio.bookings.conflicts import explain
from studio.bookings.drafts import Draft
from studio.bookings.models import NO_DETAILS
from studio.bookings.workdays import days_meant
from studio.extensions import db
from studio.lib import clock
from studio.lib.current import current
from studio.lib.spans import Span, subtract
from studio.lib.sql import read

LONGEST, MOST = timedelta(days=92), 100
ARTISTS = "SELECT id, name, zone, department, holiday_region FROM artists WHERE tenant_id = %(tenant)s AND "
ACTIVE = "archived_at IS NULL ORDER BY name, id LIMIT %(most)s"
NAMED = "id = ANY(%(ids)s) ORDER BY name, id"
BUSY = """
SELECT id, artist_id, starts_at, ends_at, status FROM bookings
WHERE tenant_id = %(tenant)s AND artist_id = ANY(%(ids)s) AND status IN ('pencil', 'confirmed')
  AND starts_at < %(to)s AND ends_at > %(from)s ORDER BY starts_at, id
"""


@operation(
    "GET", "/availability", "schedule.read", tag="availability", query=AvailabilityQuery, answers={200: Availabilities}
)
def list_availability(query: AvailabilityQuery) -> Response:
    """When artists are free in a window, and what takes the rest."""
    window = window_of(query)
    ids = query.artist_id
    artists = read(ARTISTS + (NAMED if ids else ACTIVE), {"ids": ids, "most": MOST})
    if ids and len(artists) < len(set(ids)):
        raise Problem(INVALID, errors=[{"parameter": "artist_id", "detail": _("It does not exist.")}])
    taken: dict[Any, list[Any]] = defaultdict(list)
    if artists:
        about = {"ids": [artist.id for artist in artists], "from": window.start, "to": window.end}
        for row in read(BUSY, about):
            taken[row.artist_id].append(row)
    workers = Availability.read(artists, window)
    return reply({"data": [serialize(artist, taken[artist.id], window, workers.of(artist)) for artist in artists]})


def window_of(query: AvailabilityQuery) -> Span:
    if not timedelta() < query.to - query.from_ <= LONGEST:
        detail = _("After `from`, and at most %(days)d days later.", days=LONGEST.days)
        raise Problem(INVALID, errors=[{"parameter": "to", "detail": detail}])
    return Span(query.from_, query.to)


def serialize(artist: Any, taken: Sequence[Any], window: Span, worker: WorkingTime) -> dict[str, Any]:
    busy = [Span(row.starts_at, row.ends_at) for row in taken]
    free = [
        part
        for day in worker.days_of(Span(window.start - DAY, window.end))
        for interval in worker.intervals(day)
        if (inside := interval.intersection(window))
        for part in subtract(inside, busy)
    ]
    return {
        "artist_id": artist.id, "zone": artist.zone,
        "name": artist.name if current.member.can("artists.read") else None,
        "free": [{"starts_at": part.start, "ends_at": part.end} for part in free],
        "busy": [
            {"starts_at": row.starts_at, "ends_at": row.ends_at, "booking_id": row.id, "status": row.status}
            for row in taken
        ],
    }  # fmt: skip


def said(verdict: BookingCheck, artist: Artist) -> str:
    if not current.member.can("artists.read"):
        return ""
    return why(artist.name, verdict.causes, may_see_reasons(current.member, artist))


@operation("GET", "/suggestions", "bookings.write", tag="availability", query=Asked, answers={200: Opinion})
def get_suggestions(query: Asked) -> Response:
    """What would become of a booking, and what could be done instead. Nothing is claimed: somebody may be faster."""
    artist = db.session.get(Artist, (current.tenant.id, query.artist_id))
    if artist is None:
        raise Problem(INVALID, errors=[{"parameter": "artist_id", "detail": _("It does not exist.")}])
    span, now = span_of(query.starts_at, query.ends_at, ""), clock.now()
    verdict = check_booking(artist, span, query.status, query.counts, now)
    worker = working_time_of(artist)
    whole = days_meant(worker, span) is not None
    details = {**NO_DETAILS, "counts": query.counts}
    nothing = cast(Any, None)
    draft = Draft(artist=artist, project=nothing, span=span, status=query.status, details=details, whole_days=whole)
    clash = explain(draft, now)
    return reply({
        "verdict": verdict.state, "rank": verdict.rank,
        "hours": serialize_hours(verdict.hours), "overtime": serialize_hours(verdict.overtime),
        "winning_bookings": serialize_winners(verdict.winners),
        "causes": serialize_causes(verdict.causes, artist), "why": said(verdict, artist),
        "next_free": clash.free_slot and {"starts_at": clash.free_slot.span.start, "ends_at": clash.free_slot.span.end},
        "stand_ins": [
            {**serialize_substitute(other), "starts_at": other.draft.span.start, "ends_at": other.draft.span.end}
            for other in substitutes(clash)
        ],
    })  # fmt: skip
