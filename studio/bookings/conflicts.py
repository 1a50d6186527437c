"""Conflicts: who has the time, which holds are ahead, and the ways out. PostgreSQL decides; this explains."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select, text
from uuid_utils.compat import uuid7
from werkzeug.utils import cached_property

from studio.activity.models import Event
from studio.activity.recorder import Actor, plain, record
from studio.artists.models import Artist
from studio.availability.overrides import override_of, overriding
from studio.availability.queries import working_time_of
from studio.availability.unavailable import Cause, Unavailability, time_off, unavailability
from studio.availability.why import why
from studio.availability.working_time import EVERY_HOUR, WorkingTime
from studio.bookings.drafts import Draft
from studio.bookings.errors import ArtistUnavailable
from studio.bookings.holds import queued
from studio.bookings.models import BLOCKING, HOLD, Booking
from studio.bookings.next_slot import HORIZON, next_slot
from studio.bookings.substitutes import Substitute, substitutes
from studio.bookings.workdays import Extent, extent
from studio.extensions import db
from studio.lib.current import current
from studio.lib.spans import Span
from studio.lib.sql import begin_with

STATE = ("artist_id", "project_id", "starts_at", "ends_at", "status")
MOST = 1500  # bookings of one artist that are looked at; a year of four a day


class OverlappingBooking(NamedTuple):
    """A booking that takes or asks for the artist's time."""

    id: UUID
    artist_id: UUID
    starts_at: datetime
    ends_at: datetime
    status: str
    title: str
    placed_at: datetime
    project: str
    hue: str

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)

    @property
    def blocks(self) -> bool:
        return self.status in BLOCKING


OVERLAPPING = text(
    """
    SELECT b.id, b.artist_id, b.starts_at, b.ends_at, b.status, b.title, b.placed_at, p.name, p.hue
    FROM bookings b JOIN projects p ON p.tenant_id = b.tenant_id AND p.id = b.project_id
    WHERE b.tenant_id = :tenant AND b.artist_id = :artist AND b.starts_at < :end AND b.ends_at > :start
      AND (b.status IN ('pencil', 'confirmed') OR b.status = 'hold' AND (b.expires_at IS NULL OR b.expires_at > :now))
    ORDER BY b.starts_at, b.id LIMIT :most
    """
)  # written out: it runs while somebody types, and before every answer to a conflict
BLOCKED = """
    SELECT id, starts_at, ends_at FROM bookings
    WHERE tenant_id = %(tenant)s AND artist_id = %(artist)s AND starts_at < %(end)s AND ends_at > %(start)s
      AND status IN ('pencil', 'confirmed')
    ORDER BY starts_at LIMIT %(most)s
"""


def overlapping(artist_id: UUID, span: Span, now: datetime, besides: UUID | None = None) -> list[OverlappingBooking]:
    """The artist's pencils, confirmed bookings and active holds that meet `span`, by start. One query, no lock."""
    asked = {"artist": artist_id, "start": span.start, "end": span.end, "now": now, "most": MOST}
    rows = db.session.execute(OVERLAPPING, {"tenant": current.tenant.id, **asked})
    return [row for row in map(OverlappingBooking._make, rows) if row.id != besides]


def blocked(artist_id: UUID, span: Span, besides: UUID | None = None) -> list[Span]:
    """When the artist's pencils and confirmed bookings take time of `span`, by start. One query, no lock."""
    asked = {"artist": artist_id, "start": span.start, "end": span.end, "most": MOST}
    rows = begin_with(BLOCKED, {"tenant": current.tenant.id, **asked})
    return [Span(start, end) for id, start, end in rows if id != besides]


@dataclass(frozen=True)
class Standing:
    """Where an asked span would stand: clashing with `winners`, or behind `ahead` in the line of holds."""

    winners: list[OverlappingBooking]
    ahead: list[OverlappingBooking]

    @property
    def rank(self) -> int:
        """The rank it would have as a hold."""
        return len(self.ahead) + 1


def standing(rows: list[OverlappingBooking], span: Span, booking: Booking | None = None) -> Standing:
    """Who among `rows` stands in the way of `span`. A booking that is moved keeps its place in the line."""
    met = [row for row in rows if row.span.overlaps(span)]
    holds = [row for row in met if not row.blocks and (booking is None or queued(row) < queued(booking))]
    return Standing([row for row in met if row.blocks], sorted(holds, key=queued))


def away(artist: Artist, span: Span, status: str, counts: str, booking: Booking | None = None) -> Unavailability:
    """What of the artist's own time is in the way of a draft. A booking is not asked again about what it was put over
    knowingly, nor about anything while it keeps its artist and time."""
    kept = booking.override if booking and booking.artist_id == artist.id else None
    found = unavailability(overriding(working_time_of(artist), kept), span, counts)
    claim = {"artist_id": artist.id, "starts_at": span.start, "ends_at": span.end, "status": status}
    if booking and not booking.claims_anew(claim):
        return Unavailability(notes=(*(cause for cause in found.causes if cause.is_time_off), *found.notes))
    return found


def ask_first(draft: Draft) -> None:
    """Raises ArtistUnavailable for a draft that blocks time in which its artist does not work, unless it says why.

    For who can be asked: other than a verb of a booking it minds the hours of a week, too.
    """
    if draft.blocks and not draft.override and (found := away_from(draft)) and not is_nothing_new(draft, found):
        raise ArtistUnavailable(why(draft.artist.name, found.causes, with_reasons=False), found.causes)


def is_nothing_new(draft: Draft, found: Unavailability) -> bool:
    """Whether a booking that counted no hours where it was, such as a night, goes where it counts none either."""
    was = draft.booking
    if was is None or was.artist_id != draft.artist.id or any(cause.is_time_off for cause in found.causes):
        return False
    return not was.working_time(working_time_of(draft.artist)).hours(was.span, was.counts)


def away_from(draft: Draft) -> Unavailability:
    return away(draft.artist, draft.span, draft.status, draft.details["counts"], draft.booking)


# the same again, also over time off, counting more, another time, somebody else, a place in line
WAYS = ("asked", "override", "counts", "slot", "substitute", "hold")


@dataclass
class Conflict:
    """A refused draft and who won the time. The ways out are drafts to ask for instead, each worked out when read."""

    draft: Draft
    here: Standing
    token: UUID = field(default_factory=uuid7)  # the id of whatever is booked instead: pressed twice, booked once
    id: UUID = field(default_factory=uuid7)
    version: int = 1  # what an event's subject needs

    @property
    def winners(self) -> list[OverlappingBooking]:
        return self.here.winners

    @property
    def rank(self) -> int:
        """The rank the draft would have as a hold."""
        return self.here.rank

    @property
    def worker(self) -> WorkingTime:
        return working_time_of(self.draft.artist)

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """Why the artist does not work then; none of a hold, which asks for nothing."""
        return away_from(self.draft).causes if self.draft.blocks else ()

    @cached_property
    def wanted(self) -> WorkingTime:
        """The artist's working time as if nothing were in the way: how long the draft would be."""
        return overriding(self.worker, override_of("", self.causes))

    @cached_property
    def counting(self) -> Draft | None:
        """The same with every hour counted, where none is working time."""
        if not self.causes or any(cause.is_time_off for cause in self.causes):
            return None
        return self.draft.but(details={**self.draft.details, "counts": EVERY_HOUR})

    @cached_property
    def free_slot(self) -> Draft | None:
        """The same in the artist's next free slot of the same working length. One query."""
        draft = self.draft
        horizon = Span(draft.span.start, draft.span.end + HORIZON)
        busy = [*blocked(draft.artist.id, horizon, draft.booking_id), *time_off(self.worker, horizon)]
        slot = next_slot(self.worker, draft.span, draft.days, draft.details["counts"], busy, self.wanted)
        return draft.but(span=slot) if slot and slot != draft.span else None

    @cached_property
    def substitutes(self) -> list[Substitute]:
        """Other artists who are free then. Two queries at most."""
        return substitutes(self.draft)

    @cached_property
    def hold(self) -> Draft | None:
        """The same as a hold, unless it is that hold already."""
        return as_hold(self.draft)

    @property
    def length(self) -> Extent:
        return extent(self.wanted, self.draft.span, self.draft.details["counts"])

    def overlap_with(self, winner: OverlappingBooking) -> Extent | None:
        """How much of the draft's time `winner` has."""
        common = self.draft.span.intersection(winner.span)
        return extent(self.worker, common) if common else None

    def state(self) -> dict[str, Any]:
        asked = {name: plain(value) for name, value in self.draft.columns().items() if name in STATE}
        told = {
            **asked,
            "booking_id": plain(self.draft.booking_id),
            "winners": [plain(winner.id) for winner in self.winners],
        }
        over = override_of("", self.causes)
        return {**told, "time_off": {"blocks": over["blocks"], "days": over["days"]}} if self.causes else told


def explain(draft: Draft, now: datetime) -> Conflict:
    """Who has the time a draft was refused. One query; the ways out cost theirs when somebody reads them."""
    rows = overlapping(draft.artist.id, draft.span, now, draft.booking_id)
    return Conflict(draft, standing(rows, draft.span, draft.booking))


def as_hold(draft: Draft) -> Draft | None:
    held = draft.but(status=HOLD)
    return held if draft.booking is None or draft.booking.differs(held.columns()) else None


def record_refusal(conflict: Conflict, by: Actor | None) -> None:
    """Note the refusal in the log, for the conflict analysis."""
    record("booking.conflict", conflict, by)


@dataclass
class WayOut:
    """What was taken instead of a refused draft; told in the log under the id of its refusal."""

    id: UUID
    way: str
    booking_id: UUID
    version: int = 1

    def state(self) -> dict[str, Any]:
        return {"way": self.way, "booking_id": plain(self.booking_id)}


def record_way_out(refusal_id: UUID | None, way: str, booking: Booking, by: Actor | None) -> None:
    """Note what came of a refusal, once, so that conflicts can be studied. Nothing happens for what was none."""
    if refusal_id is None or way not in WAYS:
        return
    known = db.session.scalars(select(Event.kind).where(Event.subject_id == refusal_id)).all()
    if known == ["booking.conflict"]:
        record("conflict.resolved", WayOut(refusal_id, way, booking.id), by)
