"""The calendar's page: its grid, list and agenda, and the words and links around them, worked out as templates ask."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup, escape
from werkzeug.utils import cached_property

from studio.accounts.identity import Member
from studio.accounts.roles import ARTIST
from studio.bookings.models import CANCELLED
from studio.schedule.agenda.agenda import Agenda, agenda
from studio.schedule.agenda.listing import Listing, ListLine, lines, listing
from studio.schedule.axis import Axis, Column
from studio.schedule.free_artists import taken
from studio.schedule.grid.by_artist import ByArtist
from studio.schedule.grid.by_project import ByProject
from studio.schedule.grid.grid import GridRow, Schedule
from studio.schedule.grouping import CLIENT, grouped_by
from studio.schedule.labels import MARK, Labels
from studio.schedule.months import Month, months
from studio.schedule.query import CITY, DEPARTMENT, LIST, PROJECT, PROJECTS, ROLE, ScheduleQuery
from studio.schedule.rows import ArtistRow, BookingRow, ProjectRow, Rows, load
from studio.schedule.toolbar import Addresses, Controls, Offers
from studio.schedule.zooms import DAY, YEAR

LOT = 10  # rows that are laid out, and asked for, together
FEW = 60  # rows of a grid that all come with their bars
WHOLE = 30  # rows that do when there are more: a tall screen


@lru_cache(maxsize=20_000)
def row_pieces(row: str, locale: str, form: str, sweep: str, address: str, **about: str) -> list[str]:
    """A row as its template makes it, cut where its use and its bars go: made once for its subject as it is."""
    made = render_template(f"schedule/{row}.html", form=form, sweep=sweep, address=address, mark=MARK, **about)
    return made.split(MARK)


@lru_cache(maxsize=20_000)
def late_row(**about: str) -> str:
    """A row by its name alone."""
    return render_template("schedule/_lazy_row.html", **about)


@dataclass
class SchedulePage:
    """`first_row` is the row of the grid from which on rows are whole. `packed`: late lots are templates."""

    asked: ScheduleQuery
    now: datetime
    member: Member
    addresses: Addresses
    locale: str
    saved: str = ""  # the name of the saved view one looks at
    first_row: int = 0
    packed: bool = False

    @cached_property
    def rows(self) -> Rows:
        return load(self.asked.reach, self.now, cancelled=self.with_cancelled, asked=self.asked.project)

    @property
    def with_cancelled(self) -> bool:
        return self.as_list and CANCELLED in self.asked.status

    @cached_property
    def schedule(self) -> Schedule:
        board = ByProject if self.by_project else ByArtist
        return board(self.asked, self.rows, self.labels, self.addresses.bookings, self.taken).build()

    @cached_property
    def taken(self) -> Set[str]:
        """Who is not free when asked to be."""
        return taken(self.rows.artists.values(), *self.asked.free) if self.asked.free else frozenset()

    @cached_property
    def axis(self) -> Axis:
        return Axis(self.asked)

    @cached_property
    def agenda(self) -> Agenda:
        return agenda(self.asked, self.schedule, self.rows, self.labels, self.own, self.addresses.bookings)

    @cached_property
    def months_of(self) -> list[Month]:
        """Small calendars for a phone: of the team, or of the artist one is."""
        booked, capacity = self.schedule.daily
        if self.own:
            booked = self.schedule.loads.get(self.own, [0] * self.axis.width)
            capacity = self.axis.frame_of(self.rows.artists[self.own]).capacity
        return months(self.asked, booked, capacity, self.labels)

    @cached_property
    def listing(self) -> Listing:
        return listing(self.asked, self.schedule)

    def lines(self, bookings: list[BookingRow]) -> list[ListLine]:
        return lines(bookings, self.rows, self.labels)

    @cached_property
    def labels(self) -> Labels:
        return Labels(self.locale, self.asked.zone)

    @cached_property
    def own(self) -> str | None:
        """The artist the member is, if their role is to be one: a phone shows them their own bookings."""
        mine = (row.id for row in self.rows.artists.values() if row.member_id == str(self.member.id))
        return next(mine, None) if self.member.role == ARTIST else None

    def rows_of(self, rows: Sequence[GridRow]) -> Markup:
        """Rows of the grid; they are put together in Python, as their bars are: a page may have hundreds."""
        return Markup("".join([self.lot(rows[n : n + LOT]) for n in range(0, len(rows), LOT)]))  # noqa: S704 - escaped

    def lot(self, rows: Sequence[GridRow]) -> str:
        """Rows that a browser lays out, and a script asks for, together."""
        made = "".join([self.row(row) if row.id in self.whole else self.late(row) for row in rows])
        whole = sum(row.id in self.whole for row in rows)
        late = "" if whole == len(rows) else " data-late"
        if self.packed and not whole:
            late, made = " data-late data-packed", f"<template>{made}</template>"
        return f'<div class="schedule-lot" style="--rows:{len(rows)}"{late}>{made}</div>'

    @cached_property
    def order(self) -> list[str]:
        return [row.id for group in self.schedule.groups for row in group.rows]

    @cached_property
    def whole(self) -> Set[str]:
        """The rows that come with their bars; the others are late: see docs/decisions/017."""
        if len(self.order) <= FEW:
            return set(self.order)
        first = max(min(self.first_row, len(self.order) - WHOLE), 0)
        return set(self.order[first : first + WHOLE])

    @property
    def screens(self) -> list[tuple[str, str]]:
        """(first name, address) of each screen of rows, for browsers without scripts; nothing when all are whole."""
        names = [row.subject.name for group in self.schedule.groups for row in group.rows]
        found = [(name, self.url(row=n * WHOLE)) for n, name in enumerate(names[::WHOLE])]
        return found if len(names) > FEW else []

    def late(self, row: GridRow) -> str:
        who, to = row.subject, self.addresses
        if isinstance(who, ProjectRow):
            return late_row(of="project", id=who.id, name=who.name, hue=who.hue, address=to.projects)
        return late_row(of="artist", id=who.id, name=who.name, hue="", address=to.artists)

    def row(self, row: GridRow) -> str:
        before, between, after = self.pieces(row.subject)
        over = " data-over" if row.over else ""
        return f"{before}{over}>{row.used}{between}{row.content()}{after}"

    def load(self, column: Column) -> Markup:
        """How full a column is, above it; that of a day or a week has a name, so that it can be sent alone."""
        name = "" if self.asked.by_hours else f' id="load-{column.date}"'
        look = f'style="--load:{column.load}%" data-level="{column.level}"'
        return Markup(f'<i class="load"{name} {look} title="{escape(self.labels.load(column.load))}"></i>')  # noqa: S704 - words are escaped

    def pieces(self, who: ArtistRow | ProjectRow) -> list[str]:
        form, to = self.form_for(who), self.addresses
        sweep = "" if self.asked.as_heat else form  # there, a week is as narrow as a finger
        if isinstance(who, ProjectRow):
            about = {"id": who.id, "name": who.name, "client": who.client, "hue": who.hue}
            return row_pieces("_project_row", self.locale, form, sweep, to.projects, **about)
        about = {"id": who.id, "name": who.name, "role": who.role, "city": who.city, "hue": who.hue}
        return row_pieces("_row", self.locale, form, sweep, to.artists, **about)

    def form_for(self, row: ArtistRow | ProjectRow) -> str:
        """Where the row is booked; empty for those who may not, and for artists and projects that are gone."""
        form = self.addresses.booking_form
        what = "project_id" if isinstance(row, ProjectRow) else "artist_id"
        return f"{form}?{what}={row.id}" if form and not row.archived else ""

    @property
    def by_project(self) -> bool:
        return self.asked.view == PROJECTS

    @property
    def as_list(self) -> bool:
        return self.asked.view == LIST

    @property
    def now_line(self) -> float | None:
        return self.axis.now(self.now)

    @property
    def corner(self) -> str:
        """`November 2026`, or `Nov – Jan 2027` of a long window; the day of a day, the year of a year."""
        asked = self.asked
        if asked.zoom == YEAR:
            return str(asked.chosen.year)
        if asked.zoom == DAY:
            return self.labels.day(asked.first, "EEE d MMM y")
        if asked.days < 32:
            return self.labels.day(asked.first, "MMMM y")
        return f"{self.labels.day(asked.first, 'MMM')} – {self.labels.day(asked.last, 'MMM y')}"

    @property
    def range_words(self) -> str:
        return self.labels.days(self.asked.first, self.asked.last)

    def group_words(self, name: str) -> str:
        """The heading of a group, or what those without one are."""
        none = {
            DEPARTMENT: _("No department"), ROLE: _("No role"), CITY: _("No city"), PROJECT: _("Not booked"),
            CLIENT: _("No client"),
        }  # fmt: skip
        return name or none[grouped_by(self.asked)]

    @cached_property
    def controls(self) -> Controls:
        offers = Offers.of(self.rows, (self.member.zone, self.asked.zone), self.asked.project)
        return Controls(self.asked, self.addresses, self.locale, tuple(self.schedule.projects), offers)

    def url(self, **changes: object) -> str:
        """This page, with changes."""
        return self.asked.url(self.addresses.page, **changes)

    @property
    def cleared(self) -> str:
        return self.controls.cleared
