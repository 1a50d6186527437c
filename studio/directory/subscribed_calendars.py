"""An artist's calendars elsewhere, as their page lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from studio.artists.models import Artist
from studio.availability.calendars import words
from studio.availability.calendars.models import BusyTime, SubscribedCalendar

SHOWN = 3  # busy times of each


@dataclass(frozen=True)
class ListedCalendar:
    """A calendar in words, as somebody may see it: for others than schedulers and the artist without what tells why."""

    row: SubscribedCalendar
    name: str
    source: str
    known: str
    problem: str
    soonest: list[tuple[str, str]]  # when, and what it is called


def listed(artist: Artist, now: datetime, with_reasons: bool) -> list[ListedCalendar]:
    """In the order in which they were added; two queries."""
    rows = SubscribedCalendar.of_artist(artist)
    soonest = BusyTime.soonest(artist, now, SHOWN) if rows else {}
    return [in_words(row, soonest.get(row.id, []), artist.zone, with_reasons) for row in rows]


def in_words(row: SubscribedCalendar, soonest: list[BusyTime], zone: str, with_reasons: bool) -> ListedCalendar:
    said = [(words.when(busy, zone), busy.title if with_reasons else "") for busy in soonest]
    if not with_reasons:
        return ListedCalendar(row, _("A calendar elsewhere"), "", words.known(row), "", said)
    return ListedCalendar(row, row.name, words.source(row), words.known(row), words.problem(row), said)
