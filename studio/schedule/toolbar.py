"""The controls around the calendar: what is asked for, as links to what else could be."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from flask_babel import gettext as _
from werkzeug.utils import cached_property

from studio.bookings.models import CANCELLED, CONFIRMED, HOLD, PENCIL
from studio.lib.text.search import fold
from studio.schedule.labels import Labels
from studio.schedule.query import (
    ARTISTS,
    CITY,
    DEPARTMENT,
    FILTERS,
    LIST,
    MOST,
    PROJECT,
    PROJECTS,
    ROLE,
    SORTS,
    ScheduleQuery,
)
from studio.schedule.rows import ProjectRow, Rows
from studio.schedule.zooms import DAY, MONTH, MONTHS, QUARTER, WEEK, WEEKS, YEAR

Option = tuple[str, str]  # value, words


class Addresses(NamedTuple):
    """Where the page and its links lead; those ending in a slash wait for an id."""

    page: str
    bookings: str
    artists: str
    projects: str
    booking_form: str | None  # none for members who may not book


class Choice(NamedTuple):
    """A filter: what of it is on, and what could be besides."""

    name: str
    label: str
    empty: str  # what it says when nothing is on
    on: list[Option]
    more: list[Option]

    @classmethod
    def of(cls, name: str, label: str, empty: str, chosen: Iterable[str], options: Iterable[Option]) -> Choice:
        """What is chosen is on although nobody has it (any more)."""
        known = dict(options)
        on = [(value, known.pop(value, value)) for value in chosen]
        return cls(name, label, empty, on, list(known.items()) if len(on) < MOST else [])


class Chip(NamedTuple):
    """A filter that is on, and where it is off."""

    words: str
    off: str


class Sort(NamedTuple):
    """A column of the list: how it is ordered by it now ("" for not), and where it is, or is the other way round."""

    name: str
    words: str
    order: str  # ascending or descending
    href: str


class Offers(NamedTuple):
    """What can be chosen from, in order."""

    departments: tuple[str, ...]
    skills: tuple[str, ...]
    tags: tuple[str, ...]
    projects: tuple[Option, ...]
    gone: tuple[Option, ...]  # projects chosen that are not offered
    clients: tuple[str, ...]
    zones: tuple[str, ...]  # those of people here

    @classmethod
    def of(cls, rows: Rows, zones: Iterable[str], chosen: Iterable[str]) -> Offers:
        artists, projects, named = rows.artists.values(), rows.projects.values(), rows.named
        gone = [id for id in chosen if id not in rows.projects]
        return cls(
            departments=in_order(row.department for row in artists),
            skills=in_order(skill for row in artists for skill in row.skills),
            tags=in_order(tag for row in artists for tag in row.tags),
            projects=tuple((row.id, row.name) for row in sorted(projects, key=lambda row: fold(row.name))),
            gone=tuple((id, named[id].name if id in named else _("a project that is gone")) for id in gone),
            clients=in_order(row.client for row in projects),
            zones=tuple(sorted({*zones, *(row.zone for row in artists)})),
        )


@dataclass(frozen=True)
class Toolbar:
    """Of the bookings it shows only which projects have some."""

    query: ScheduleQuery
    addresses: Addresses
    locale: str
    usual_zone: str
    rows: Rows

    @cached_property
    def cache_key(self) -> Hashable:
        offered = (tuple(rows.values()) for rows in (self.rows.artists, self.rows.projects, self.rows.named))
        return self.query, self.addresses, self.usual_zone, tuple(offered), self.projects

    @cached_property
    def projects(self) -> tuple[ProjectRow, ...]:
        """Those whose colours are on show, by name: booked in the window, whatever the filters, or chosen."""
        booked = {booking.project_id for booking in self.rows.bookings}
        shown = (self.rows.projects[id] for id in booked.union(self.query.project) if id in self.rows.projects)
        return tuple(sorted(shown, key=lambda row: (fold(row.name), row.id)))

    @cached_property
    def offers(self) -> Offers:
        return Offers.of(self.rows, (self.usual_zone, self.query.zone), self.query.project)

    @property
    def as_list(self) -> bool:
        return self.query.view == LIST

    def url(self, **changes: object) -> str:
        """This page, with changes."""
        return self.query.url(self.addresses.page, **changes)

    @property
    def cleared(self) -> str:
        return self.url(**dict.fromkeys(FILTERS, ""))

    @property
    def before(self) -> date:
        """Where a phone goes back to: a week at a time, or a month and more."""
        query = self.query
        return query.earlier() if query.zoom in MONTHS else query.week.start(query.chosen) - timedelta(7)

    @property
    def after(self) -> date:
        query = self.query
        return query.later() if query.zoom in MONTHS else query.week.start(query.chosen) + timedelta(7)

    @property
    def labels(self) -> Labels:
        return Labels(self.locale, self.query.zone)

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
        query, offers, words = self.query, self.offers, self.labels.statuses
        projects = (*offers.projects, *offers.gone)  # those gone are on, so that none is left to be chosen
        statuses = (HOLD, PENCIL, CONFIRMED, *((CANCELLED,) if self.as_list or CANCELLED in query.status else ()))
        return [
            Choice.of("department", _("Department"), _("All departments"), query.department, same(offers.departments)),
            Choice.of("skill", _("Skill"), _("Any skill"), query.skill, same(offers.skills)),
            Choice.of("tag", _("Tag"), _("Any tag"), query.tag, same(offers.tags)),
            Choice.of("project", _("Project"), _("All projects"), query.project, projects),
            Choice.of("client", _("Client"), _("All clients"), query.client, same(offers.clients)),
            Choice.of("status", _("Status"), _("Any status"), query.status, [(each, words[each]) for each in statuses]),
        ]

    @property
    def sorts(self) -> Iterator[Sort]:
        query = self.query
        said = (_("When"), _("Artist"), _("Project"), _("Title"), _("Status"))
        for name, words in zip(SORTS, said, strict=True):
            order = {name: "ascending", f"-{name}": "descending"}.get(query.sort, "")
            yield Sort(name, words, order, self.url(sort=f"-{name}" if order == "ascending" else name))

    def turned(self, name: str, value: str) -> str:
        """This page with a value of a filter off if it is on, and on if it is off."""
        chosen: tuple[str, ...] = getattr(self.query, name)
        rest = tuple(each for each in chosen if each != value)
        return self.url(**{name: rest if value in chosen else (*chosen, value)})

    @property
    def chips(self) -> Iterator[Chip]:
        """What is on, but for the search's words."""
        for each in self.choices:
            for value, words in each.on:
                yield Chip(f"{each.label}: {words}", self.turned(each.name, value))
        if self.query.free:
            first, last = self.query.free
            days = self.labels.day(first) if first == last else f"{self.labels.day(first)} – {self.labels.day(last)}"
            if {first.year, last.year} != {self.query.today.year}:
                days = self.labels.days(first, last)
            yield Chip(_("Free %(days)s", days=days), self.url(free_from="", free_until=""))

    @property
    def on(self) -> int:
        """How many filters there are behind the button."""
        return sum(len(each.on) for each in self.choices) + bool(self.query.free)


def same(texts: Iterable[str]) -> Iterator[Option]:
    """Options whose words are their values."""
    return ((each, each) for each in texts)


def in_order(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({text for text in texts if text}, key=lambda text: (fold(text), text)))
