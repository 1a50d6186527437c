"""Where a drag lands: slots of the calendar's columns, read as the artist's own days or as hours of the shown zone.

The page only counts slots; what they mean in time, with clocks that change and lunches in between, is worked out here.
See docs/gestures.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import floor
from zoneinfo import ZoneInfo

from studio.availability.patterns import DAY as ONE_DAY
from studio.availability.working_time import WorkingTime
from studio.bookings.next_slot import as_long
from studio.bookings.workdays import days_meant, whole_days
from studio.lib.clock import instant
from studio.lib.spans import Span
from studio.schedule.axis import QUARTERS
from studio.schedule.day_columns import SLOTS, midnight, night_slots, tail_slots
from studio.schedule.hour_columns import SLOT
from studio.schedule.zooms import DAY, WEEK


@dataclass(frozen=True)
class Columns:
    """The columns of one artist's row: `slots` to a working day, counted on without end from day to day."""

    worker: WorkingTime
    slots: int

    def pieces(self, day: date) -> tuple[Span, ...]:
        """What a column stands for. Half days are halves of the working time, so that a lunch is nobody's half."""
        window = (self.window(day),)
        return (self.slots == SLOTS and self.worker.rostered(day)) or window

    def place(self, at: datetime, is_end: bool) -> Fraction:
        """The slot, and how far into it, of an instant; nights are squeezed to nothing."""
        day = (at - timedelta(microseconds=is_end)).astimezone(ZoneInfo(self.worker.zone)).date()
        pieces = self.pieces(day)
        gone = sum(max(0, seconds(min(at, piece.end) - piece.start)) for piece in pieces)
        return day.toordinal() * self.slots + self.slots * Fraction(gone, length(pieces))

    def drawn(self, span: Span) -> tuple[Fraction, Fraction]:
        """The slots between which it is drawn: as in a Frame, nights and what goes on into them at the days' edges."""
        start, end = self.place(span.start, False), self.place(span.end, True)
        night, first, last = self.is_night(span), *self.days(span)
        room = night_slots(self.slots) if night else tail_slots(self.slots)
        if span.start >= self.window(first).end:
            start = Fraction((first.toordinal() + 1) * self.slots - room)
        if span.end <= self.window(last).start:
            end = Fraction(last.toordinal() * self.slots + room)
        return start, end

    def is_night(self, span: Span) -> bool:
        """Whether all of it lies outside working days."""
        first, last = self.days(span)
        return (last - first).days < 2 and not any(span.overlaps(self.window(day)) for day in (first, last))

    def days(self, span: Span) -> tuple[date, date]:
        """The first and the last it touches."""
        zone = ZoneInfo(self.worker.zone)
        return span.start.astimezone(zone).date(), (span.end - timedelta(microseconds=1)).astimezone(zone).date()

    def window(self, day: date) -> Span:
        return self.worker.window(day)

    def at(self, place: Fraction, is_end: bool) -> datetime:
        """The instant of a slot: of an end, the last that fits; of a start, the first."""
        day = floor(place / self.slots)
        if is_end and place == day * self.slots:
            day -= 1
        pieces = self.pieces(date.fromordinal(day))
        left = length(pieces) * (place - day * self.slots) / self.slots
        for piece in pieces:
            size = seconds(piece.duration)
            if left < size or (is_end and left == size):
                return piece.start + timedelta(seconds=round(left))
            left -= size
        return pieces[-1].end


def seconds(duration: timedelta) -> int:
    return int(duration.total_seconds())


def length(pieces: tuple[Span, ...]) -> int:
    return sum(seconds(piece.duration) for piece in pieces)


def slots_of(zoom: str) -> int:
    """Slots of a day's column."""
    return QUARTERS if zoom == WEEK else SLOTS


def moved(span: Span, zoom: str, by: int, of: WorkingTime, to: WorkingTime) -> Span:
    """The whole span `by` slots later, in the row of `to`, with as much working time as it had; where it is moved by
    hours, exactly so much later.

    Raises NoSuchTime and AmbiguousTime when the clocks change there.
    """
    there = carried(span, zoom, by, of, to)
    by_hours = zoom == DAY or (zoom == WEEK and by % slots_of(zoom))
    return there if by_hours else as_long(to, there, of, span, later=by >= 0)


def carried(span: Span, zoom: str, by: int, of: WorkingTime, to: WorkingTime) -> Span:
    """The whole span `by` slots later, in the row of `to`: as long as it was, weekends and nights included.

    Raises NoSuchTime and AmbiguousTime when the clocks change there.
    """
    if zoom == DAY:
        return span.shifted_to(span.start + timedelta(seconds=SLOT * by))
    days, rest = divmod(by, slots_of(zoom))
    if rest == 0:
        return days_later(span, days, of, to)
    here, there = Columns(of, slots_of(zoom)), Columns(to, slots_of(zoom))
    if here.is_night(span):
        return span.shifted_to(there.at(here.drawn(span)[0] + by, False))
    start, end = there.at(here.place(span.start, False) + by, False), there.at(here.place(span.end, True) + by, True)
    return Span(start, end) if start < end else span.shifted_to(start)  # all of it was in a lunch


def days_later(span: Span, days: int, of: WorkingTime, to: WorkingTime) -> Span:
    """Whole days stay whole days; other times keep their hour on the clock of whoever is in the row."""
    meant = days_meant(of, span)
    if meant:
        return whole_days(to, meant[0] + days * ONE_DAY, meant[1] + days * ONE_DAY)
    if not days and of.zone == to.zone:
        return span
    here = ZoneInfo(of.zone)
    start, end = (at.astimezone(here).replace(tzinfo=None) + days * ONE_DAY for at in (span.start, span.end))
    return Span(instant(start, to.zone), instant(end, to.zone))


def slots_at(span: Span, zoom: str, zone: str, first: date, worker: WorkingTime) -> tuple[float, float]:
    """Where a span begins and ends, in slots from the left edge of a window that begins on `first`."""
    if zoom == DAY:
        left = midnight(first, zone)
        return (span.start.timestamp() - left) / SLOT, (span.end.timestamp() - left) / SLOT
    columns, left = Columns(worker, slots_of(zoom)), first.toordinal() * slots_of(zoom)
    start, end = columns.drawn(span)
    return float(start - left), float(end - left)


def edge(zoom: str, zone: str, first: date, slot: int, worker: WorkingTime, is_end: bool) -> datetime:
    """The instant of a slot counted from the left edge of a window that begins on `first`."""
    if zoom == DAY:
        return datetime.fromtimestamp(midnight(first, zone) + slot * SLOT, UTC)
    slots = slots_of(zoom)
    return Columns(worker, slots).at(Fraction(first.toordinal() * slots + slot), is_end)
