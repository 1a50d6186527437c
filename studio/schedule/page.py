"""The calendar's page: its grid, list and agenda, and the words and links around them, worked out as templates ask."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.utils import cached_property

from studio.accounts.identity import Member
from studio.accounts.roles import ARTIST
from studio.bookings.models import CANCELLED
from studio.lib.text.date_words import YEAR_DAY
from studio.lib.text.search import fold
from studio.schedule.agenda.agenda import Agenda, agenda
from studio.schedule.agenda.listing import BEFORE, ListEntry, Listing, entry, listing
from studio.schedule.axis import Axis
from studio.schedule.filters import Matches
from studio.schedule.free_artists import NotFree, not_free, reach
from studio.schedule.grid.by_artist import ByArtist
from studio.schedule.grid.by_project import ByProject
from studio.schedule.grid.grid import Schedule
from studio.schedule.grid.row import GridRow, Window
from studio.schedule.grouping import CLIENT, grouped_by
from studio.schedule.labels import Labels
from studio.schedule.months import Month, months
from studio.schedule.new_booking import NewBooking, new_booking
from studio.schedule.query import CITY, DEPARTMENT, LIST, PROJECT, PROJECTS, ROLE, ScheduleQuery
from studio.schedule.rows import ArtistRow, ProjectRow, Rows, load
from studio.schedule.toolbar import Addresses, Toolbar
from studio.schedule.zooms import DAY, YEAR

WITHOUT_GROUP = {
    DEPARTMENT: lazy_gettext("No department"), ROLE: lazy_gettext("No role"), CITY: lazy_gettext("No city"),
    PROJECT: lazy_gettext("Not booked"), CLIENT: lazy_gettext("No client"),
}  # fmt: skip
CHUNK = 10  # rows that are laid out, and fetched, together
FEW = 60  # rows of a grid that all come with their bars
WHOLE = 30  # rows that do when there are more: a tall screen


class Chunk(NamedTuple):
    """Rows that a browser lays out, and a script fetches, together; `packed` into a template."""

    rows: Sequence[GridRow]
    late: bool
    packed: bool


class ListGroup(NamedTuple):
    """What stands together in the list: a day, or all."""

    name: str
    heading: str
    entries: tuple[ListEntry, ...]
    address: str  # where bookings are shown, without the id


@dataclass
class SchedulePage:
    """`first_row` is the row of the grid from which on rows are whole. `packed`: late chunks are templates."""

    query: ScheduleQuery
    now: datetime
    member: Member
    addresses: Addresses
    locale: str
    saved: str = ""  # the name of the saved view one looks at
    first_row: int = 0
    packed: bool = False
    printed: bool = False

    @property
    def cache_key(self) -> Hashable:
        """All that a part of the page may show: what was read, what is asked for, and by whom."""
        viewer = self.member.id if self.member.role == ARTIST else None
        shown = self.first_row, self.packed, self.now_line, viewer, self.member.zone, tuple(sorted(self.busy))
        return self.query, self.addresses, self.rows.cache_key, shown, self.sees_requests

    @cached_property
    def rows(self) -> Rows:
        free = reach(*self.query.free) if self.query.free else None
        return load(self.query.reach, self.now, self.with_cancelled, self.query.project, free)

    @property
    def with_cancelled(self) -> bool:
        return self.as_list and CANCELLED in self.query.status

    @cached_property
    def schedule(self) -> Schedule:
        grid = ByProject if self.by_project else ByArtist
        window = Window(self.query, self.labels, self.addresses, self.printed, self.sees_requests)
        return grid(window, self.rows, self.busy).build()

    @property
    def sees_requests(self) -> bool:
        """For time off: those who answer them, and not on paper."""
        return self.member.can("artists.write") and not self.printed

    @cached_property
    def busy(self) -> Set[str]:
        """Who is not free on the days that are asked about."""
        return self.not_free.keys()

    @cached_property
    def not_free(self) -> dict[str, NotFree]:
        """The same with what is in the way."""
        if not self.query.free:
            return {}
        return not_free(self.rows.artists.values(), *self.query.free)

    @property
    def not_free_here(self) -> list[NotFree]:
        """Those the other filters leave, by name."""
        matches = Matches(self.query, self.rows.projects)
        found = [each for each in self.not_free.values() if matches.is_artist(each.artist) and not each.artist.archived]
        return sorted(found, key=lambda each: (fold(each.artist.name), each.artist.id))

    @cached_property
    def axis(self) -> Axis:
        return Axis(self.query)

    @cached_property
    def agenda(self) -> Agenda:
        return agenda(self.query, self.schedule, self.rows, self.labels, self.own)

    @cached_property
    def months_of(self) -> list[Month]:
        """Small calendars for a phone: of the team, or of the artist one is."""
        booked, capacity = self.schedule.daily
        if self.own:
            booked = self.schedule.loads.get(self.own, [0] * self.axis.width)
            capacity = self.axis.frame_of(self.rows.artists[self.own]).capacity
        return months(self.query, booked, capacity, self.labels)

    @property
    def new_booking(self) -> NewBooking | None:
        """Where one books what one looks at; none for members who may not book."""
        form = self.addresses.booking_form
        return new_booking(form, self.query, self.subjects) if form else None

    @property
    def subjects(self) -> Iterator[ArtistRow | ProjectRow]:
        """The one row that a filter leaves which says what a row is about; the one project that is chosen."""
        rows = self.schedule.rows if self.query.narrowed else []
        alone = [row.subject for row in rows] if len(rows) == 1 else []
        chosen = [self.rows.projects.get(id) for id in self.query.project] if len(self.query.project) == 1 else []
        return (subject for subject in (*alone, *chosen) if subject and not subject.archived)

    @cached_property
    def listing(self) -> Listing:
        return listing(self.query, self.schedule, self.rows)

    @property
    def groups(self) -> Iterator[ListGroup]:
        """The groups of the list, empty ones too."""
        return (self.group(name) for name in self.listing.groups)

    def group(self, name: str) -> ListGroup:
        entries = tuple([entry(booking, self.rows, self.labels) for booking in self.listing.groups[name]])
        heading = _("Already under way on %(day)s", day=self.labels.day(self.query.first)) if name == BEFORE else ""
        return ListGroup(name, heading, entries, self.addresses.bookings)

    @cached_property
    def labels(self) -> Labels:
        return Labels(self.locale, self.query.zone)

    @cached_property
    def own(self) -> str | None:
        """The artist the member is, if their role is to be one: a phone shows them their own bookings."""
        mine = (row.id for row in self.rows.artists.values() if row.member_id == str(self.member.id))
        return next(mine, None) if self.member.role == ARTIST else None

    def chunks(self, rows: Sequence[GridRow]) -> Iterator[Chunk]:
        for n in range(0, len(rows), CHUNK):
            part = rows[n : n + CHUNK]
            whole = sum(row.id in self.whole for row in part)
            yield Chunk(part, late=whole < len(part), packed=self.packed and not whole)

    @cached_property
    def order(self) -> list[str]:
        return [row.id for row in self.schedule.rows]

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
        if len(self.order) <= FEW:
            return []
        firsts = self.schedule.rows[::WHOLE]
        return [(row.subject.name, self.url(row=n * WHOLE)) for n, row in enumerate(firsts)]

    @property
    def by_project(self) -> bool:
        return self.query.view == PROJECTS

    @property
    def as_list(self) -> bool:
        return self.query.view == LIST

    @property
    def now_line(self) -> float | None:
        return self.axis.now(self.now)

    @property
    def corner(self) -> str:
        """`November 2026`, or `Nov – Dec 2026` of more than one month; the day of a day, the year of a year."""
        query = self.query
        if query.zoom == YEAR:
            return str(query.chosen.year)
        if query.zoom == DAY:
            return self.labels.day(query.first, YEAR_DAY)
        return self.labels.months(query.first, query.last)

    @property
    def range_words(self) -> str:
        return self.labels.days(self.query.first, self.query.last)

    @property
    def printed_range(self) -> str:
        """What of the calendar a sheet of paper shows."""
        return self.corner if self.query.by_hours or self.query.as_heat else self.range_words

    def group_words(self, name: str) -> str:
        """The heading of a group, or what those without one are."""
        return name or str(WITHOUT_GROUP[grouped_by(self.query)])

    @cached_property
    def toolbar(self) -> Toolbar:
        return Toolbar(self.query, self.addresses, self.locale, self.member.zone, self.rows)

    def url(self, **changes: object) -> str:
        """This page, with changes."""
        return self.query.url(self.addresses.page, **changes)

    @property
    def cleared(self) -> str:
        return self.toolbar.cleared
