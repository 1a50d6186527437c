"""A row of the grid as its template shows it: values to know it by, and what is worked out only to render it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from werkzeug.utils import cached_property

from studio.availability.working_time import WorkingTime
from studio.schedule.day_columns import Closed, Stretch
from studio.schedule.grid.strips import Strip
from studio.schedule.heatmap import Cell, Heat
from studio.schedule.labels import Labels
from studio.schedule.new_booking import first_day
from studio.schedule.query import ScheduleQuery
from studio.schedule.rows import ArtistRow, ProjectRow
from studio.schedule.toolbar import Addresses


class Hours(NamedTuple):
    """Where in a bar it is working time, in shares of its length: (from, how much). `start` and `end` bound the longest
    of them, where the words stand."""

    parts: tuple[tuple[float, float], ...]
    start: float
    end: float

    @classmethod
    def of(cls, first: int, last: int, hours: tuple[Stretch, ...]) -> Hours:
        length = last - first
        parts = tuple((round((a - first) / length, 4), round((b - a) / length, 4)) for a, b in hours)
        start, share = max(parts, key=lambda part: part[1], default=(0.0, 1.0))
        return cls(parts, start, round(start + share, 4))


class Bar(NamedTuple):
    """A booking as it is drawn: between the grid lines `first` and `last`, in the hue of its project, under its name or
    an artist's."""

    id: str
    status: str
    clip: str  # which ends are cut off: "", "start", "end" or "both"
    first: int
    last: int
    tooltip: str
    hue: str
    rank: str  # "2nd"; "" of what blocks
    initials: str  # of an artist
    night: str  # "evening", "morning", or "night" over both; "" of working days
    clock: str  # when a night begins
    hours: Hours | None  # where not all of it is working time
    answer: str  # of its artist: "accepted", "declined" or ""
    words: str
    overtime: str  # "5 h"; "" without any
    away: bool = False  # its artist has time off in it


class Mark(NamedTuple):
    """Bookings one does not see, as they lie on a weekend that is hidden: how many columns from the left."""

    column: int
    bookings: int
    words: str


class Content(NamedTuple):
    """What stands in a row's track: bars, behind them the slots nobody works in; or, in a year, weekly seconds of work,
    and of working time where they are compared with that."""

    bars: tuple[Bar, ...] = ()
    closed: tuple[Closed, ...] = ()
    weeks: tuple[tuple[int, ...], ...] = ()
    marks: tuple[Mark, ...] = ()
    requests: tuple[Closed, ...] = ()  # time off that is asked for
    strips: tuple[Strip, ...] = ()


class Heading(NamedTuple):
    """Whose row it is, and where it is booked: "" for those who may not, and for artists and projects that are gone."""

    name: str
    about: str
    address: str
    of_project: bool
    booking_form: str
    booking_words: str
    artist_id: str = ""
    photo: str = ""  # the artist's


@dataclass(frozen=True)
class Window:
    """What all rows of a grid have in common."""

    query: ScheduleQuery
    labels: Labels
    addresses: Addresses
    printed: bool = False  # on paper nobody opens a bar to read the rest
    sees_requests: bool = False  # for time off

    @property
    def plans(self) -> bool:
        """Whether whoever looks plans the time of others: books them, and knows why they are away."""
        return self.addresses.booking_form is not None

    @cached_property
    def cache_key(self) -> Hashable:
        """Filters are not in it: a row shows what they leave of its bookings."""
        query = self.query
        at = query.zoom, query.first, query.days, query.zone, query.hides_weekends
        return at, query.today, self.addresses


@dataclass(frozen=True)
class GridRow:
    window: Window
    group: str
    subject: ArtistRow | ProjectRow
    read: Callable[[], Content]  # a row that comes late does not need it
    used: str
    over: bool = False
    used_words: str = ""
    overtime: str = ""  # "5 h" of it

    @property
    def id(self) -> str:
        return self.subject.id

    @cached_property
    def content(self) -> Content:
        return self.read()

    @property
    def cache_key(self) -> Hashable:
        return self.window.cache_key, self.subject, self.content, self.used, self.over, self.used_words, self.overtime

    @property
    def of_project(self) -> bool:
        return isinstance(self.subject, ProjectRow)

    @cached_property
    def heading(self) -> Heading:
        who, addresses, labels = self.subject, self.window.addresses, self.window.labels
        name, form = who.name, self.booking_form
        worker = who.working_time if isinstance(who, ArtistRow) else WorkingTime(self.window.query.zone)
        form = form and f"{form}&starts_on={first_day(self.window.query, worker)}"
        if isinstance(who, ProjectRow):
            words = labels.book_project % {"name": name}
            return Heading(name, who.client, f"{addresses.projects}{who.id}", True, form, words)
        about = f"{who.role} · {who.city}" if who.role and who.city else who.role or who.city
        words = labels.book_artist % {"name": name}
        return Heading(name, about, f"{addresses.artists}{who.id}", False, form, words, who.id, who.photo)

    @cached_property
    def booking_form(self) -> str:
        form, parameter = self.window.addresses.booking_form, "project_id" if self.of_project else "artist_id"
        return f"{form}?{parameter}={self.id}" if form and not self.subject.archived else ""

    @property
    def strip_addresses(self) -> tuple[str, str]:
        """Where the forms of time blocks are, "" for who only looks; and the page that tells of them."""
        artist = f"{self.window.addresses.artists}{self.id}"
        return f"{artist}/time-blocks/" if self.window.plans else "", f"{artist}/availability"

    @property
    def sweep(self) -> str:
        """The booking form for a range selected by hand; "" in a year, where a week is too narrow to be hit."""
        return "" if self.window.query.as_heat else self.booking_form

    @property
    def cells(self) -> Iterable[Cell]:
        weeks = self.content.weeks
        if not weeks:
            return ()
        heat = Heat(self.window.query.first, self.window.labels)
        return heat.amounts(*weeks) if self.of_project else heat.shares(*weeks)
