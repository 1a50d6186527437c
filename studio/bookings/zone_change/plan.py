"""An artist lives by another clock: the bookings to come keep their moments, or their days and hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from werkzeug.utils import cached_property

from studio.activity.recorder import Actor
from studio.artists.models import Artist
from studio.artists.rates import rates_of
from studio.availability.patterns import local, midnights
from studio.availability.queries import Availability, WorkerRow
from studio.availability.working_time import WorkingTime
from studio.bookings.errors import BookingConflict
from studio.bookings.locking import claim
from studio.bookings.models import CANCELLED, Booking
from studio.bookings.pricing import cost_of
from studio.extensions import db
from studio.lib.money import Money
from studio.lib.spans import Span

MOMENTS, DAYS = KEPT = ("moments", "days")


class CannotMove(Exception):
    """A booking whose days and hours are taken by then; nothing was changed."""

    def __init__(self, booking: Booking):
        super().__init__(str(booking.id))
        self.booking = booking


@dataclass(frozen=True)
class Outcome:
    """What the bookings come to: their hours, and their cost by currency."""

    hours: Decimal
    cost: list[Money]


@dataclass
class ZoneChange:
    """To `zone`; bookings that start before the day `since`, or before `now`, keep their moments whatever is chosen."""

    artist: Artist
    zone: str
    since: date
    now: datetime

    @cached_property
    def bookings(self) -> list[Booking]:
        """Those to come, soonest first."""
        begin = max(self.now, midnights(self.since, self.artist.zone).start)
        mine = select(Booking).where(
            Booking.artist_id == self.artist.id, Booking.status != CANCELLED, Booking.starts_at >= begin
        )
        query = mine.order_by(Booking.starts_at, Booking.id)
        return list(db.session.scalars(query.execution_options(populate_existing=True)))

    def moved(self, booking: Booking) -> Span:
        """The same days and hours by the new clock."""
        tz = ZoneInfo(self.artist.zone)
        start, end = (at.astimezone(tz) for at in (booking.starts_at, booking.ends_at))
        begins, ends = (local(at.date(), at.time(), self.zone) for at in (start, end))
        return Span(begins, ends if ends > begins else begins + booking.span.duration)

    @cached_property
    def outcomes(self) -> dict[str, Outcome]:
        """As it is ("now"), and as it would be, by what is kept."""
        artist, new = (
            self.artist,
            WorkerRow(self.artist.id, self.zone, self.artist.department, self.artist.holiday_region),
        )
        known = Availability.read([artist])
        stay, moved = [each.span for each in self.bookings], [self.moved(each) for each in self.bookings]
        return {
            "now": self.outcome(stay, known.of(artist)), MOMENTS: self.outcome(stay, known.of(new)),
            DAYS: self.outcome(moved, known.of(new)),
        }  # fmt: skip

    def outcome(self, spans: Sequence[Span], worker: WorkingTime) -> Outcome:
        rates = rates_of([self.artist])[str(self.artist.id)]
        by_day = [worker.hours_by_day(span, each.counts) for span, each in zip(spans, self.bookings, strict=True)]
        costs = (
            cost
            for span, days in zip(spans, by_day, strict=True)
            for cost in cost_of(days, rates, next(worker.days_of(span)))
        )
        return Outcome(sum((sum(days.values(), Decimal()) for days in by_day), Decimal()), added_up(costs))

    def carry_out(self, by: Actor | None, kept: str) -> None:
        """All or nothing: raises CannotMove with nothing changed."""
        claim([self.artist.id], lambda: self.change(by, kept))

    def change(self, by: Actor | None, kept: str) -> None:
        spans = [(booking, self.moved(booking)) for booking in self.bookings] if kept == DAYS else []
        later = any(span.start > booking.starts_at for booking, span in spans)
        for booking, span in reversed(spans) if later else spans:  # so that none meets one that has yet to make way
            try:
                booking.move(by, span)
            except BookingConflict:
                raise CannotMove(booking) from None
        self.artist.edit(by, zone=self.zone)


def added_up(costs: Iterable[Money]) -> list[Money]:
    """By currency, in the order in which they come."""
    sums: dict[str, Money] = {}
    for cost in costs:
        sums[cost.currency] = sums[cost.currency] + cost if cost.currency in sums else cost
    return list(sums.values())
