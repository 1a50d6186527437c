"""The controls around the calendar: what is asked, as links to what else could be asked.

A value, so that what is rendered of it can be kept: of the bookings it knows only which projects have most of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from flask_babel import gettext as _

from studio.bookings.labels import Labels
from studio.bookings.models import CANCELLED, CONFIRMED, HOLD, PENCIL
from studio.bookings.rows import ProjectRow, Rows
from studio.bookings.window import ARTISTS, CITY, DEPARTMENT, FILTERS, LIST, PROJECT, PROJECTS, ROLE, Asked
from studio.bookings.zooms import DAY, MONTH, MONTHS, QUARTER, WEEK, WEEKS, YEAR
from studio.lib.search import fold
from studio.lib.spans import monday_of

Option = tuple[str, str]  # value, words


class Addresses(NamedTuple):
    """Where the page and its links lead; those ending in a slash wait for an id."""

    page: str
    bookings: str
    artists: str
    projects: str
    booking_form: str | None  # none for members who may not book


class Choice(NamedTuple):
    """A filter with its options, the first for none."""

    name: str
    label: str
    chosen: str
    options: list[Option]


class Chip(NamedTuple):
    """A filter that is on, and where it is off."""

    words: str
    off: str


class Offers(NamedTuple):
    """What can be chosen from, in order."""

    departments: tuple[str, ...]
    skills: tuple[str, ...]
    tags: tuple[str, ...]
    projects: tuple[Option, ...]
    clients: tuple[str, ...]
    zones: tuple[str, ...]  # those of people here

    @classmethod
    def of(cls, rows: Rows, zones: Iterable[str]) -> Offers:
        artists, projects = rows.artists.values(), rows.projects.values()
        return cls(
            departments=in_order(row.department for row in artists),
            skills=in_order(skill for row in artists for skill in row.skills),
            tags=in_order(tag for row in artists for tag in row.tags),
            projects=tuple((row.id, row.name) for row in sorted(projects, key=lambda row: fold(row.name))),
            clients=in_order(row.client for row in projects),
            zones=tuple(sorted({*zones, *(row.zone for row in artists)})),
        )


class Controls(NamedTuple):
    asked: Asked
    addresses: Addresses
    locale: str
    projects: tuple[ProjectRow, ...]  # those with a chip
    offers: Offers

    @property
    def as_list(self) -> bool:
        return self.asked.view == LIST

    def url(self, **changes: object) -> str:
        """This page, with changes."""
        return self.asked.url(self.addresses.page, **changes)

    @property
    def cleared(self) -> str:
        return self.url(**dict.fromkeys(FILTERS, ""))

    @property
    def before(self) -> date:
        """Where a phone goes back to: a week at a time, or a month and more."""
        asked = self.asked
        return asked.earlier() if asked.zoom in MONTHS else monday_of(asked.chosen) - timedelta(7)

    @property
    def after(self) -> date:
        asked = self.asked
        return asked.later() if asked.zoom in MONTHS else monday_of(asked.chosen) + timedelta(7)

    @property
    def labels(self) -> Labels:
        return Labels(self.locale, self.asked.zone)

    @property
    def zooms(self) -> list[Option]:
        return [
            (DAY, _("Day")), (WEEK, _("Week")), (WEEKS, _("3 weeks")), (MONTH, _("Month")), (QUARTER, _("Quarter")),
            (YEAR, _("Year")),
        ]  # fmt: skip

    @property
    def views(self) -> list[Option]:
        return [(ARTISTS, _("Artists")), (PROJECTS, _("Projects")), (LIST, _("List"))]

    @property
    def groups(self) -> list[Option]:
        return [(DEPARTMENT, _("Department")), (ROLE, _("Role")), (CITY, _("City")), (PROJECT, _("Project"))]

    @property
    def choices(self) -> list[Choice]:
        asked, offers, words = self.asked, self.offers, self.labels.statuses
        kept = (HOLD, PENCIL, CONFIRMED, *((CANCELLED,) if self.as_list else ()))
        return [
            choice("department", _("Department"), asked.department, _("All departments"), offers.departments),
            choice("skill", _("Skill"), asked.skill, _("Any skill"), offers.skills),
            choice("tag", _("Tag"), asked.tag, _("Any tag"), offers.tags),
            Choice("project", _("Project"), asked.project, [("", _("All projects")), *offers.projects]),
            choice("client", _("Client"), asked.client, _("All clients"), offers.clients),
            Choice("status", _("Status"), asked.status, [("", _("Any status")), *((s, words[s]) for s in kept)]),
        ]

    @property
    def chips(self) -> Iterator[Chip]:
        """What is on, but for the search's words and a project that has its own chip."""
        shown = {project.id for project in self.projects}
        for each in self.choices:
            if each.chosen and each.chosen not in shown:
                words = dict(each.options).get(each.chosen, each.chosen)
                yield Chip(f"{each.label}: {words}", self.url(**{each.name: ""}))
        if self.asked.free:
            first, last = self.asked.free
            days = self.labels.day(first) if first == last else f"{self.labels.day(first)} – {self.labels.day(last)}"
            yield Chip(_("Free %(days)s", days=days), self.url(free_from="", free_until=""))

    @property
    def on(self) -> int:
        """How many filters there are behind the button."""
        return sum(bool(each.chosen) for each in self.choices) + bool(self.asked.free)


def choice(name: str, label: str, chosen: str, none: str, options: tuple[str, ...]) -> Choice:
    """What was asked for is among the options although nobody has it (any more)."""
    known = options if not chosen or chosen in options else (chosen, *options)
    return Choice(name, label, chosen, [("", none), *((each, each) for each in known)])


def in_order(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({text for text in texts if text}, key=lambda text: (fold(text), text)))
