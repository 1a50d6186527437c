"""What the palette offers for some words: artists, projects, a day of the calendar, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _

from studio.directory import artists as people
from studio.directory import projects as jobs
from studio.lib import formats
from studio.lib.text.search import matching
from studio.palette.booking_request import BookingRequest

MOST = 5  # of a kind


class Option(NamedTuple):
    """Somewhere to go. With `text` it changes what is asked instead; with `dialog` it opens above the page."""

    words: str
    href: str
    icon: str = ""
    note: str = ""
    hue: str = ""
    text: str = ""
    dialog: bool = False


class Group(NamedTuple):
    title: str
    options: list[Option]


class Places(NamedTuple):
    """Where options lead: those that end in a slash wait for an id; empty where the member may not go."""

    artists: str
    projects: str
    palette: str
    actions: list[Option]
    booking_form: str = ""


def groups(
    query: str, intent: BookingRequest, artists: Sequence[Any], projects: Sequence[Any], places: Places
) -> list[Group]:
    """What fits, the likeliest kind first; without words, what can be done."""
    found = [
        Group(_("Artists"), [artist(row, places) for row in chosen(query, intent.artists, artists, people.texts)]),
        Group(_("Projects"), [project(row, places) for row in chosen(query, intent.projects, projects, jobs.texts)]),
        Group(_("Actions"), actions(query, intent, places)),
    ]
    return [group for group in found if group.options]


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
    return matching(places.actions, query, lambda option: (option.words, option.note)) + (sheets if query else [])


def days_words(days: tuple[date, date], today: date) -> str:
    """`Tue 24 – Fri 27 Nov`, with the year when it is not this one."""
    return formats.days(*days, dated=not days[0].year == days[1].year == today.year)


def choices(intent: BookingRequest, projects: Sequence[Any], places: Places) -> Group | None:
    """Which artist, or which project, when the words leave that open: choosing one puts its name into the text."""
    if len(intent.artists) > 1:
        rows, words = intent.artists, intent.artist_words
        return Group(_("Which artist?"), [named(intent, words, row, places) for row in rows[:MOST]])
    if len(intent.projects) > 1:
        rows, words = intent.projects, intent.project_words
        return Group(_("Which project?"), [named(intent, words, row, places) for row in rows[:MOST]])
    if intent.artists and not intent.projects:
        current = [row for row in projects if row.status == "active"]
        return Group(_("On which project?"), [named(intent, "", row, places) for row in current[:MOST]])
    return None


def named(intent: BookingRequest, words: str, row: Any, places: Places) -> Option:
    text = intent.naming(words, row.name)
    note = getattr(row, "role", "") or getattr(row, "client", "")
    return Option(row.name, places.palette, hue=getattr(row, "hue", ""), text=text, note=note)
