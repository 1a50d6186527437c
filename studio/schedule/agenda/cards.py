"""The cards of a phone's agenda. Markup made in Python, as bars are: dozens are on every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from markupsafe import Markup

from studio.availability.working_hours import WorkingPattern
from studio.bookings.models import HOLD
from studio.lib.spans import Span
from studio.schedule.labels import Labels, escaped
from studio.schedule.rows import BookingRow, Rows

LONGEST_DAY = 100


class AgendaDay(NamedTuple):
    words: str  # the day, or a project's name
    cards: Markup
    more: int  # bookings of the day left out


@dataclass(frozen=True)
class Cards:
    """Bookings as a phone shows them."""

    rows: Rows
    labels: Labels
    address: str
    everybody: bool  # or only one artist's, who needs no name then
    by_project: bool = False  # whose name stands above the cards

    def under(self, words: str, bookings: list[BookingRow]) -> AgendaDay:
        cards = "\n".join([self.card(booking) for booking in bookings[:LONGEST_DAY]])
        return AgendaDay(words, Markup(cards), max(len(bookings) - LONGEST_DAY, 0))  # noqa: S704 - each escapes its words

    def card(self, booking: BookingRow) -> str:
        project, status = self.rows.projects[booking.project_id], booking.status
        when = self.labels.dated if self.by_project else self.labels.brief
        about = escaped(when(booking.starts_at, booking.ends_at))
        held = escaped(self.held(booking)) if status == HOLD else ""
        if held and self.when_is_said(booking):
            about, held = held, ""
        if booking.title:
            about = f"{escaped(booking.title)} · {about}"
        held = held and f"<p>{held}</p>"
        name, artist = project.name, self.rows.artists[booking.artist_id].name
        who = f"<p>{escaped(artist)}</p>" if self.everybody and not self.by_project else ""
        name = artist if self.by_project else name
        badge = escaped(self.labels.status(status, self.rows.ranks.get(booking.id, 0)))
        return (
            f'<article class="agenda-card" data-hue="{project.hue}" data-status="{status}"><div>'
            f'<h3><a href="{self.address}{booking.id}">{escaped(name)}</a></h3><p>{about}</p>{held}{who}</div>'
            f'<span class="badge" data-status="{status}">{badge}</span></article>'
        )

    def held(self, booking: BookingRow) -> str:
        """Until when a hold is first, or whose it is behind."""
        return self.labels.held(booking.expires, self.rows.behind(booking.id))

    def when_is_said(self, booking: BookingRow) -> bool:
        """Whether the heading has said when: it is a day, and all of that working day is held."""
        pattern = self.rows.artists[booking.artist_id].pattern
        return not self.by_project and one_day(booking.starts_at, booking.ends_at, self.labels.zone, pattern)


@lru_cache(maxsize=20_000)
def one_day(start: int, end: int, zone: str, pattern: WorkingPattern) -> bool:
    """Whether it is one whole working day, as days are in `zone`."""
    day = datetime.fromtimestamp(start, ZoneInfo(zone)).date()
    span = Span(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC))
    return pattern.window(day, zone) == span
