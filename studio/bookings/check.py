"""What would become of a booking that is still being typed: read only, no lock; the database judges later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from studio.artists.models import Artist
from studio.availability.overrides import override_of, overriding
from studio.availability.queries import working_time_of
from studio.availability.unavailable import AVAILABLE_THEN, Cause, Unavailability
from studio.bookings.conflicts import OverlappingBooking, Standing, away, overlapping, standing
from studio.bookings.models import BLOCKING, HOLD, Booking
from studio.lib.spans import Span

FREE, BEHIND, CLASH, UNAVAILABLE, UNKNOWN = "free", "behind", "clash", "unavailable", "unknown"


@dataclass(frozen=True)
class BookingCheck:
    """`state` is one of the five above; `rank` is what it would have as a hold; `problem` says what is unclear; `hours`
    are those that would count, and `overtime` is in them; `away` is what is in the way of the artist's own time."""

    state: str
    artist: Artist | None = None
    span: Span | None = None
    here: Standing | None = None
    problem: str = ""
    status: str = HOLD
    hours: Decimal = Decimal()
    overtime: Decimal = Decimal()
    away: Unavailability = AVAILABLE_THEN

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Why the artist does not work then."""
        return self.away.causes

    @property
    def asks_why(self) -> bool:
        """Whether it is booked only with a reason: a hold is in nobody's way."""
        return bool(self.causes) and self.status in BLOCKING

    @property
    def winners(self) -> list[OverlappingBooking]:
        return self.here.winners if self.here else []

    @property
    def ahead(self) -> list[OverlappingBooking]:
        return self.here.ahead if self.here else []

    @property
    def rank(self) -> int:
        return self.here.rank if self.here else 1


def check_booking(
    artist: Artist, span: Span, status: str, counts: str, now: datetime, booking: Booking | None = None
) -> BookingCheck:
    """One query. Only a pencil or a confirmed booking can clash; any can be behind holds."""
    here = standing(overlapping(artist.id, span, now, booking.id if booking else None), span, booking)
    found = away(artist, span, status, counts, booking)
    worker = overriding(working_time_of(artist), booking.override if booking else None)
    if status in BLOCKING:
        worker = overriding(worker, override_of("", found.causes))  # as it is when it is booked all the same
    hours, over = worker.hours(span, counts), worker.overtime(span, counts)
    if here.winners and status in BLOCKING:
        state = CLASH
    else:
        state = UNAVAILABLE if found or not hours else BEHIND if here.ahead else FREE
    return BookingCheck(state, artist, span, here, status=status, hours=hours, overtime=over, away=found)
