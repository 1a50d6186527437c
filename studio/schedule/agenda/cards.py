"""The cards of a phone's agenda: bookings in a few words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from studio.availability.working_time import WorkingTime
from studio.bookings.models import HOLD
from studio.lib.spans import Span
from studio.schedule.labels import Labels
from studio.schedule.load import days_away, overtime_of
from studio.schedule.rows import BookingRow, Rows

LONGEST_DAY = 100


class Card(NamedTuple):
    """`name` is the project's, or the artist's where a project stands above."""

    id: str
    status: str
    hue: str
    name: str
    about: str
    held: str  # where a hold stands, unless `about` says it, and when the artist is away
    who: str
    badge: str
    answer: str  # of its artist
    overtime: str  # "5 h overtime"; "" without any


class AgendaDay(NamedTuple):
    words: str  # the day, or a project's name
    cards: list[Card]
    more: int  # bookings of the day left out


@dataclass(frozen=True)
class Cards:
    """Makes the cards of a page."""

    rows: Rows
    labels: Labels
    everybody: bool  # or only one artist's, who needs no name then
    by_project: bool = False  # whose name stands above the cards

    def under(self, words: str, bookings: Sequence[BookingRow]) -> AgendaDay:
        cards = [self.card(booking) for booking in bookings[:LONGEST_DAY]]
        return AgendaDay(words, cards, max(len(bookings) - LONGEST_DAY, 0))

    def card(self, booking: BookingRow) -> Card:
        project, artist = self.rows.projects[booking.project_id], self.rows.artists[booking.artist_id]
        about, held = self.when(booking), self.held(booking)
        if held and self.when_is_said(booking):
            about, held = held, ""
        held = " · ".join(part for part in (held, self.labels.away(days_away(self.rows, booking))) if part)
        return Card(
            booking.id, booking.status, project.hue,
            name=artist.name if self.by_project else project.name,
            about=f"{booking.title} · {about}" if booking.title else about,
            held=held,
            who=artist.name if self.everybody and not self.by_project else "",
            badge=self.labels.status(booking.status, self.rows.ranks.get(booking.id, 0)),
            answer=booking.answer or "",
            overtime=self.labels.overtime(overtime_of(artist, booking)),
        )  # fmt: skip

    def when(self, booking: BookingRow) -> str:
        words = self.labels.dated if self.by_project else self.labels.brief
        return words(booking.starts_at, booking.ends_at)

    def held(self, booking: BookingRow) -> str:
        """Until when a hold is first, or whose it is behind; "" of what is no hold."""
        if booking.status != HOLD:
            return ""
        return self.labels.held(booking.expires_at, self.rows.behind(booking.id))

    def when_is_said(self, booking: BookingRow) -> bool:
        """Whether the heading has said when: it is a day, and all of that working day is held."""
        worker = self.rows.artists[booking.artist_id].working_time
        return not self.by_project and one_day(booking.starts_at, booking.ends_at, self.labels.zone, worker)


@lru_cache(maxsize=20_000)
def one_day(start: int, end: int, zone: str, worker: WorkingTime) -> bool:
    """Whether it is one whole working day, as days are in `zone`."""
    day = datetime.fromtimestamp(start, ZoneInfo(zone)).date()
    span = Span(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC))
    return replace(worker, zone=zone).window(day) == span
