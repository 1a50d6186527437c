"""The card of one booking: what it is, where it stands, what it costs, what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from studio.activity.history import HistoryLine
from studio.artists.models import Artist
from studio.artists.rates import may_see_rate, rates_of
from studio.availability.lost_hours import Lost, away
from studio.availability.queries import working_time_of
from studio.availability.words import days_in_words
from studio.bookings.conflicts import OverlappingBooking, overlapping, standing
from studio.bookings.drafts import Draft
from studio.bookings.history import ICONS, history
from studio.bookings.holds import queued
from studio.bookings.models import HOLD, Booking
from studio.bookings.pricing import cost_of
from studio.lib.clock import same_clock
from studio.lib.money import Money
from studio.lib.spans import Span
from studio.projects.models import Project


class Viewer(Protocol):
    @property
    def id(self) -> UUID: ...
    @property
    def zone(self) -> str: ...
    def can(self, permission: str) -> bool: ...


@dataclass(frozen=True)
class Card:
    """What one viewer sees of a booking. `cost`, by currency: none for who may not see it, or without a rate."""

    booking: Booking
    artist: Artist
    project: Project
    hours: Decimal
    overtime: Decimal
    cost: list[Money]
    ahead: list[OverlappingBooking]
    lines: list[HistoryLine]
    may_write: bool
    may_answer: bool
    own: bool  # whether the viewer is its artist
    zones_differ: bool  # the viewer reads other times than the artist
    lost: Lost  # to the artist's time off
    icons: Mapping[str, str] = field(default_factory=lambda: ICONS)

    @property
    def span(self) -> Span:
        return self.booking.span

    @property
    def rank(self) -> int | None:
        return len(self.ahead) + 1 if self.booking.status == HOLD else None

    @property
    def hours_away(self) -> Decimal:
        return sum(self.lost.values(), Decimal())

    @property
    def days_away(self) -> str:
        return days_in_words(self.lost)

    def shared_with(self, hold: OverlappingBooking) -> Span:
        """When exactly this hold is behind another one."""
        return self.span.intersection(hold.span) or hold.span


def card_of(draft: Draft, viewer: Viewer, now: datetime) -> Card:
    booking, artist = draft.existing, draft.artist
    worker, asked = booking.working_time(working_time_of(artist)), (booking.span, booking.counts)
    days = worker.hours_by_day(*asked)
    cost = []
    if may_see_rate(viewer, artist.member_id):
        cost = cost_of(days, rates_of([artist])[str(artist.id)], next(worker.days_of(booking.span)))
    return Card(
        booking, artist, draft.project, sum(days.values(), Decimal()), worker.overtime(*asked), cost,
        ahead_of(booking, now), history(booking.id, artist), viewer.can("bookings.write") and not booking.cancelled,
        booking.blocks and may_answer(viewer, artist), artist.member_id == viewer.id,
        not same_clock(viewer.zone, artist.zone, booking.span.start, booking.span.end),
        {} if booking.cancelled else away(worker, *asked),
    )  # fmt: skip


def may_answer(viewer: Viewer, artist: Artist) -> bool:
    """The artist themselves, and whoever writes bookings in their stead."""
    return viewer.can("answers.write") and (artist.member_id == viewer.id or viewer.can("bookings.write"))


def ahead_of(booking: Booking, now: datetime) -> list[OverlappingBooking]:
    """The holds it stands behind, with their projects."""
    if booking.status != HOLD:
        return []
    return standing(overlapping(booking.artist_id, booking.span, now, booking.id), booking.span, booking).ahead


def waiting_for(booking: Booking, now: datetime) -> list[OverlappingBooking]:
    """The active holds that gain by its end, first in line first: those behind it; for a claim, all of its time."""
    holds = [row for row in overlapping(booking.artist_id, booking.span, now, booking.id) if not row.blocks]
    return sorted((row for row in holds if booking.blocks or queued(row) > queued(booking)), key=queued)
