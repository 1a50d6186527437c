"""What the palette offers for some words: artists, projects, a day of the calendar, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask_babel import gettext as _

from studio.directory import artists as people
from studio.directory import projects as jobs
from studio.lib import formats
from studio.lib.text.search import fold, matching
from studio.palette.booking_request import BookingRequest

MOST = 5  # of a kind


class Option(NamedTuple):
    """Somewhere to go. With `text` it changes what is asked instead; with `dialog` it opens above the page; with
    `sends` it is a form."""

    words: str
    href: str
    icon: str = ""
    note: str = ""
    hue: str = ""
    text: str = ""
    dialog: bool = False
    also: str = ""  # other words it is found by, phrases with commas between
    sends: tuple[tuple[str, str], ...] | None = None  # the fields of a form that is posted there

    @property
    def id(self) -> str:
        """Of the form it sends."""
        return "palette-" + "-".join(("sends", *(value for _name, value in self.sends or ())))

    def is_called(self, query: str) -> bool:
        return fold(query) in map(fold, (self.words, *self.also.split(", ")))


class Group(NamedTuple):
    title: str
    options: list[Option]


class Places(NamedTuple):
    """Where options lead: those that end in a slash wait for an id; empty where the member may not go."""

    artists: str
    projects: str
    palette: str
    guide: str
    actions: list[Option]


def groups(
    query: str, intent: BookingRequest, artists: Sequence[Any], projects: Sequence[Any], places: Places
) -> list[Group]:
    """What fits, the likeliest kind first: what can be done when it was called by its name, or nothing was."""
    found = [
        Group(_("Artists"), [artist(row, places) for row in chosen(query, intent.artists, artists, people.texts)]),
        Group(_("Projects"), [project(row, places) for row in chosen(query, intent.projects, projects, jobs.texts)]),
        Group(_("Actions"), actions(query, intent, places)),
    ]
    named = any(option.is_called(query) for option in found[-1].options)
    return [group for group in (reversed(found) if named else found) if group.options]


def chosen(query: str, said: Sequence[Any], rows: Sequence[Any], texts: Any) -> list[Any]:
    """Those the words name, then those in which all of them occur."""
    if not query:
        return []
    return list({row.id: row for row in (*said, *matching(rows, query, texts))}.values())[:MOST]


def artist(row: Any, places: Places) -> Option:
    note = " · ".join(filter(None, (row.role, row.city)))
    return Option(row.name, f"{places.artists}{row.id}", "user", note)


def project(row: Any, places: Places) -> Option:
    note = " · ".join(filter(None, (row.code, row.client)))
    return Option(row.name, f"{places.projects}{row.id}", "folder-kanban", note, row.hue)


def actions(query: str, intent: BookingRequest, places: Places) -> list[Option]:
    one = [(_("Call sheet of %(name)s", name=who.name), places.artists, who.id) for who in intent.artists[:1]]
    one += [(_("Call sheet of %(name)s", name=job.name), places.projects, job.id) for job in intent.projects[:1]]
    week = f"?week={intent.days[0]}" if intent.days else ""
    sheets = [Option(words, f"{base}{id}/call-sheet{week}", "file-text") for words, base, id in one]
    found = matching(places.actions, query, lambda option: (option.words, option.note, option.also))
    first = sorted(found, key=lambda option: bool(query) and not option.is_called(query))
    return first + guide_search(query, places) + (sheets if query else [])


def guide_search(query: str, places: Places) -> list[Option]:
    """`help holds`: what the guide says of it."""
    first, _space, words = query.partition(" ")
    if fold(first) not in ("help", "guide") or not words:
        return []
    href = f"{places.guide}?{urlencode({'q': words})}"
    return [Option(_("Search the guide for “%(words)s”", words=words), href, "circle-help", also=query)]


def days_words(days: tuple[date, date], today: date) -> str:
    """`Tue 24 – Fri 27 Nov`, with the year when it is not this one."""
    return formats.days(*days, dated=not days[0].year == days[1].year == today.year)
