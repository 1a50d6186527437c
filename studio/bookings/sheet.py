"""The calendar's page: its grid, list and agenda, and the words and links around them, worked out as templates ask."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from flask import render_template
from markupsafe import Markup, escape

from studio.accounts.identity import Member
from studio.accounts.roles import ARTIST
from studio.artists.pattern import STANDARD
from studio.bookings.agenda import Agenda, Line, Listing, agenda, lines, listing
from studio.bookings.controls import Addresses, Controls
from studio.bookings.frames import frame
from studio.bookings.labels import MARK, Labels
from studio.bookings.models import CANCELLED
from studio.bookings.rows import ArtistRow, BookingRow, Rows, load
from studio.bookings.schedule import Day, Row, Schedule, schedule
from studio.bookings.window import LIST, Asked

LOT = 20  # rows that are laid out, and asked for, together
WHOLE = 60  # rows of the grid that come with their bars: two screens and more


def now_line(asked: Asked, now: datetime) -> float | None:
    """Days from the left edge to this moment, in the shown zone; None when it is not in the window."""
    here = frame(STANDARD, asked.zone, asked.first, asked.days)
    at = int(now.timestamp())
    return round(here.position(at), 1) if here.begins <= at < here.ends else None


@lru_cache(maxsize=20_000)
def row_pieces(id: str, name: str, role: str, city: str, hue: str, form: str, artists: str, locale: str) -> list[str]:
    """A row as its template makes it, cut where its utilisation and bars go: made once for an artist as they are."""
    row = render_template(
        "bookings/schedule/_row.html", id=id, name=name, role=role, city=city, hue=hue, form=form, artists=artists,
        mark=MARK,
    )  # fmt: skip
    return row.split(MARK)


@lru_cache(maxsize=20_000)
def late_row(id: str, name: str, role: str, city: str, hue: str, artists: str) -> str:
    """A row without what happens in it."""
    return render_template(
        "bookings/schedule/_late_row.html", id=id, name=name, role=role, city=city, hue=hue, artists=artists
    )


@dataclass
class Sheet:
    """`first_row` is the row of the grid from which on rows are whole."""

    asked: Asked
    now: datetime
    member: Member
    addresses: Addresses
    locale: str
    first_row: int = 0

    @cached_property
    def rows(self) -> Rows:
        return load(self.asked.reach, self.now, cancelled=self.as_list and self.asked.status == CANCELLED)

    @cached_property
    def schedule(self) -> Schedule:
        return schedule(self.asked, self.rows, self.labels, self.addresses.bookings)

    @cached_property
    def agenda(self) -> Agenda:
        return agenda(self.asked, self.schedule, self.rows, self.labels, self.own, self.addresses.bookings)

    @cached_property
    def listing(self) -> Listing:
        return listing(self.asked, self.schedule)

    def lines(self, bookings: list[BookingRow]) -> list[Line]:
        return lines(bookings, self.rows, self.labels)

    @cached_property
    def labels(self) -> Labels:
        return Labels(self.locale, self.asked.zone)

    @cached_property
    def own(self) -> str | None:
        """The artist the member is, if their role is to be one: a phone shows them their own bookings."""
        mine = (row.id for row in self.rows.artists.values() if row.member_id == str(self.member.id))
        return next(mine, None) if self.member.role == ARTIST else None

    def rows_of(self, rows: Sequence[Row]) -> Markup:
        """Rows of the grid; they are put together in Python, as their bars are: a page may have hundreds."""
        return Markup("".join([self.lot(rows[n : n + LOT]) for n in range(0, len(rows), LOT)]))  # noqa: S704 - escaped

    def lot(self, rows: Sequence[Row]) -> str:
        """Rows that a browser lays out, and a script asks for, together."""
        made = "".join([self.row(row) if row.id in self.whole else self.late(row) for row in rows])
        late = "" if all(row.id in self.whole for row in rows) else " data-late"
        return f'<div class="schedule-lot" style="--rows:{len(rows)}"{late}>{made}</div>'

    @cached_property
    def order(self) -> list[str]:
        return [row.id for group in self.schedule.groups for row in group.rows]

    @cached_property
    def whole(self) -> Set[str]:
        """The rows that come with their bars; the others are late: see docs/decisions/014."""
        first = max(min(self.first_row, len(self.order) - WHOLE), 0)
        return set(self.order[first : first + WHOLE])

    @property
    def screens(self) -> list[tuple[str, str]]:
        """(first artist, address) of each lot of rows, for browsers without scripts; nothing when there is but one."""
        names = [row.artist.name for group in self.schedule.groups for row in group.rows][::WHOLE]
        return [(name, self.url(row=n * WHOLE)) for n, name in enumerate(names)] if len(names) > 1 else []

    def late(self, row: Row) -> str:
        who = row.artist
        return late_row(who.id, who.name, who.role, who.city, who.hue, self.addresses.artists)

    def row(self, row: Row) -> str:
        who, form = row.artist, self.form_for(row.artist)
        before, between, after = row_pieces(
            who.id, who.name, who.role, who.city, who.hue, form, self.addresses.artists, self.locale
        )
        over = " data-over" if row.utilisation > 100 else ""
        return f"{before}{over}>{row.utilisation}{between}{row.bars}{after}"

    def load(self, day: Day) -> Markup:
        """How full a day is, above its column."""
        words, load = escape(self.labels.load(day.load)), f'style="--load:{day.load}%" data-level="{day.level}"'
        return Markup(f'<i class="load" id="load-{day.date}" {load} title="{words}"></i>')  # noqa: S704 - words are escaped

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
    def zoom(self) -> str:
        weeks = self.asked.weeks
        return "week" if weeks == 1 else "weeks" if weeks < 5 else "month" if weeks < 9 else "quarter"

    @property
    def months(self) -> str:
        """`November 2026`, or `Nov – Jan 2027` of a long window."""
        first, last = self.asked.first, self.asked.last
        if self.asked.weeks < 5:
            return self.labels.day(first, "MMMM y")
        return f"{self.labels.day(first, 'MMM')} – {self.labels.day(last, 'MMM y')}"

    @property
    def range_words(self) -> str:
        return self.labels.days(self.asked.first, self.asked.last)

    @cached_property
    def controls(self) -> Controls:
        artists, projects = self.rows.artists.values(), self.rows.projects.values()
        named = sorted(projects, key=lambda row: row.name.casefold())
        zones = {self.member.zone, self.asked.zone, *(row.zone for row in artists)}
        departments = sorted({row.department for row in artists if row.department}, key=str.casefold)
        return Controls(
            self.asked, self.addresses, self.locale, tuple(self.schedule.projects),
            tuple((row.id, row.name) for row in named), tuple(departments), tuple(sorted(zones)),
        )  # fmt: skip

    def url(self, **changes: object) -> str:
        """This page, with changes."""
        return self.asked.url(self.addresses.page, **changes)

    @property
    def cleared(self) -> str:
        return self.url(department="", project="", status="", q="")
