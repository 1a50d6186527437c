"""The calendar's page: its grid, list and agenda, and the words and links around them, worked out as templates ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup

from studio.accounts.identity import Member
from studio.accounts.roles import ARTIST
from studio.artists.pattern import STANDARD
from studio.bookings.agenda import Agenda, Listing, agenda, listing
from studio.bookings.frames import frame
from studio.bookings.labels import Labels
from studio.bookings.models import CANCELLED, CONFIRMED, HOLD, PENCIL
from studio.bookings.rows import ArtistRow, Rows, load
from studio.bookings.schedule import Row, Schedule, schedule
from studio.bookings.window import LIST, Asked
from studio.lib.spans import monday_of

WEEK = timedelta(days=7)


class Addresses(NamedTuple):
    """Where the page and its links lead; those ending in a slash wait for an id."""

    page: str
    bookings: str
    artists: str
    booking_form: str | None  # none for members who may not book


class RowMarkup(NamedTuple):
    """What a row of the grid is made of."""

    id: str
    artist: Markup
    booking_form: str  # empty for those who may not book
    bars: Markup
    utilisation: int  # percent


class Choice(NamedTuple):
    """A filter with its options, (value, words), the first for none."""

    name: str
    label: str
    chosen: str
    options: list[tuple[str, str]]


def now_line(asked: Asked, now: datetime) -> float | None:
    """Days from the left edge to this moment, in the shown zone; None when it is not in the window."""
    here = frame(STANDARD, asked.zone, asked.first, asked.days)
    at = int(now.timestamp())
    return round(here.position(at), 1) if here.begins <= at < here.ends else None


@lru_cache(maxsize=20_000)
def artist_cell(id: str, name: str, role: str, city: str, hue: str, form: str, artists: str, locale: str) -> Markup:
    """Made once for an artist as they are, not for every page they are on."""
    cell = render_template(
        "bookings/schedule/_artist.html", id=id, name=name, role=role, city=city, hue=hue, form=form, artists=artists
    )
    return Markup(cell)  # noqa: S704 - a template made it


@dataclass
class Sheet:
    asked: Asked
    now: datetime
    member: Member
    addresses: Addresses
    locale: str

    @cached_property
    def rows(self) -> Rows:
        return load(self.asked.reach, self.now, cancelled=self.as_list and self.asked.status == CANCELLED)

    @cached_property
    def schedule(self) -> Schedule:
        return schedule(self.asked, self.rows, self.labels, self.addresses.bookings)

    @cached_property
    def agenda(self) -> Agenda:
        return agenda(self.asked, self.schedule, self.rows, self.labels, self.own)

    @cached_property
    def listing(self) -> Listing:
        return listing(self.schedule, self.rows, self.labels)

    @cached_property
    def labels(self) -> Labels:
        return Labels(self.locale, self.asked.zone)

    @cached_property
    def own(self) -> str | None:
        """The artist the member is, if their role is to be one: a phone shows them their own bookings."""
        mine = (row.id for row in self.rows.artists.values() if row.member_id == str(self.member.id))
        return next(mine, None) if self.member.role == ARTIST else None

    @property
    def groups(self) -> Iterator[tuple[str, list[RowMarkup]]]:
        """(department, rows) in order."""
        for department, rows in self.schedule.groups:
            yield department, [self.row(row) for row in rows]

    def row(self, row: Row) -> RowMarkup:
        who, form = row.artist, self.form_for(row.artist)
        cell = artist_cell(who.id, who.name, who.role, who.city, who.hue, form, self.addresses.artists, self.locale)
        return RowMarkup(who.id, cell, form, row.bars, row.utilisation)

    def form_for(self, row: ArtistRow) -> str:
        """Where the artist is booked; empty for those who may not, and for artists who are gone."""
        form = self.addresses.booking_form
        return f"{form}?artist_id={row.id}" if form and not row.archived else ""

    @property
    def as_list(self) -> bool:
        return self.asked.view == LIST

    @property
    def now_line(self) -> float | None:
        return now_line(self.asked, self.now)

    @property
    def months(self) -> str:
        """`November 2026`, or `Nov – Jan 2027` of a long window."""
        first, last = self.asked.first, self.asked.last
        if self.asked.days < 32:
            return self.labels.day(first, "MMMM y")
        return f"{self.labels.day(first, 'MMM')} – {self.labels.day(last, 'MMM y')}"

    @property
    def range_words(self) -> str:
        return self.labels.days(self.asked.first, self.asked.last)

    @property
    def choices(self) -> list[Choice]:
        asked, words = self.asked, self.labels.statuses
        kept = (HOLD, PENCIL, CONFIRMED, *((CANCELLED,) if self.as_list else ()))
        return [
            Choice("department", _("Department"), asked.department,
                   [("", _("All departments")), *((name, name) for name in self.departments)]),
            Choice("project", _("Project"), asked.project,
                   [("", _("All projects")), *self.project_options]),
            Choice("status", _("Status"), asked.status, [("", _("Any status")), *((s, words[s]) for s in kept)]),
        ]  # fmt: skip

    @property
    def departments(self) -> list[str]:
        return sorted({row.department for row in self.rows.artists.values() if row.department}, key=str.casefold)

    @property
    def project_options(self) -> list[tuple[str, str]]:
        rows = sorted(self.rows.projects.values(), key=lambda row: row.name.casefold())
        return [(row.id, row.name) for row in rows]

    @property
    def zones(self) -> list[str]:
        """Whose clock the page can show: the viewer's and the artists'."""
        return sorted({self.member.zone, self.asked.zone, *(row.zone for row in self.rows.artists.values())})

    def url(self, **changes: object) -> str:
        """This page, with changes."""
        return self.asked.url(self.addresses.page, **changes)

    @property
    def cleared(self) -> str:
        return self.url(department="", project="", status="", q="")

    @property
    def week_before(self) -> date:
        return monday_of(self.asked.chosen) - WEEK

    @property
    def week_after(self) -> date:
        return monday_of(self.asked.chosen) + WEEK
