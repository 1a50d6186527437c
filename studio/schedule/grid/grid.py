"""The view model of a window of the calendar: rows under headings, columns of time, bookings as bars."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import add, itemgetter
from typing import NamedTuple

from markupsafe import Markup, escape

from studio.bookings.models import BLOCKING
from studio.schedule.axis import Axis, Column
from studio.schedule.day_columns import Frame
from studio.schedule.filters import Matches
from studio.schedule.heatmap import Heat
from studio.schedule.hour_columns import HourFrame
from studio.schedule.labels import Labels
from studio.schedule.load import worked
from studio.schedule.query import ScheduleQuery
from studio.schedule.rows import ArtistRow, BookingRow, ProjectRow, Rows

MOST_CHIPS = 4
MOST_LOOKS = 5_000  # of one frame
LOOK = Markup('data-status="{}"{} style="--s:{};--e:{}" title="{}"')
STACKING = itemgetter(0)  # what blocks comes first and so lies on top; then holds by rank, each by their start
Bar = tuple[int, str]  # the rank, 0 of what blocks, and the markup
Words = tuple[str, str, int]  # whose name, which title, which rank


class GridRow(NamedTuple):
    group: str
    subject: ArtistRow | ProjectRow
    content: Callable[[], str]  # the markup of its bars, or of its cells of heat; not made of rows that come late
    used: str
    over: bool = False

    @property
    def id(self) -> str:
        return self.subject.id


class Group(NamedTuple):
    name: str
    rows: list[GridRow]


class ScheduledArtist(NamedTuple):
    """An artist who is shown, with what they have in the window and what of it matches."""

    artist: ArtistRow
    here: Frame | HourFrame
    bookings: list[BookingRow]
    matching: list[BookingRow]


@dataclass(frozen=True)
class Schedule:
    groups: list[Group]
    columns: list[Column]
    projects: list[ProjectRow]  # those booked most in the window, for the legend
    shown: dict[str, list[BookingRow]]  # what matched, by artist
    daily: tuple[Sequence[int], Sequence[int]]  # booked and possible seconds, by column of the frames
    loads: dict[str, list[int]]  # those booked, by artist

    @property
    def empty(self) -> bool:
        return not self.groups


class Grid:
    """One pass over the artists; loads are summed on the way. What a row is, its children say."""

    def __init__(self, asked: ScheduleQuery, rows: Rows, labels: Labels, address: str, taken: Set[str] = frozenset()):
        self.asked, self.rows, self.labels, self.address = asked, rows, labels, str(escape(address))
        self.matches = Matches(asked, rows.projects, taken)
        self.axis = Axis(asked)
        self.heat = Heat(asked.first, labels)
        self.booked = [0] * self.axis.width
        self.capacity = [0] * self.axis.width
        self.shown: dict[str, list[BookingRow]] = {}
        self.loads: dict[str, list[int]] = {}
        self.known_words: dict[Words, str] = {}

    def build(self) -> Schedule:
        found = list(self.found())
        groups = [Group(name, list(part)) for name, part in groupby(found, key=lambda row: row.group)]
        heads = list(self.axis.heads(self.booked, self.capacity, self.labels))
        return Schedule(groups, heads, self.busiest(), self.shown, (self.booked, self.capacity), self.loads)

    def found(self) -> Iterator[GridRow]:
        """The rows in order."""
        raise NotImplementedError

    def words(self, booking: BookingRow, rank: int) -> str:
        """The hue and the words of a bar, see `make_words`."""
        raise NotImplementedError

    def busiest(self) -> list[ProjectRow]:
        """The projects booked most often in the window, whatever the filters, and those that are asked for."""
        counts = Counter(booking.project_id for booking in self.rows.bookings)
        often = [id for id, _ in counts.most_common(MOST_CHIPS)]
        asked = [id for id in self.asked.project if id in self.rows.projects]
        return [self.rows.projects[id] for id in dict.fromkeys([*often, *asked])]

    def lines(self, artists: Sequence[ArtistRow]) -> Iterator[ScheduledArtist]:
        """The artists to show, as given."""
        of_artist: dict[str, list[BookingRow]] = defaultdict(list)
        for booking in self.rows.bookings:
            of_artist[booking.artist_id].append(booking)
        for artist in artists:
            here = self.axis.frame_of(artist)
            bookings = [b for b in of_artist[artist.id] if b.starts_at < here.ends and b.ends_at > here.begins]
            matching = self.matches.of(artist, bookings)
            if matching is not None:
                self.shown[artist.id] = matching
                yield ScheduledArtist(artist, here, bookings, matching)

    def load(self, line: ScheduledArtist) -> list[int]:
        """Add an artist to the loads of the columns; returns their own. Holds do not count."""
        own = [0] * self.axis.width
        for booking in line.bookings:
            if booking.status in BLOCKING:
                for column, seconds in self.count(line, booking):
                    own[column] += seconds
        self.loads[line.artist.id] = own
        self.booked = [*map(add, self.booked, own)]
        self.capacity = [*map(add, self.capacity, line.here.capacity)]
        return own

    def count(self, line: ScheduledArtist, booking: BookingRow) -> Iterable[tuple[int, int]]:
        """(column, seconds) of work it takes."""
        return worked(line.artist, line.here, booking)

    def bars(self, here: Frame | HourFrame, bookings: Iterable[BookingRow]) -> list[Bar]:
        """Their ranks and their markup, made in Python: hundreds are on a page, and most look like one made before."""
        looks = looks_in(here, self.labels.zone, self.labels.locale)
        return [self.bar(looks, booking) for booking in bookings]

    def bar(self, looks: Looks, booking: BookingRow) -> Bar:
        id, _, _, _, status, _, start, end, _, _ = booking
        rank = self.rows.ranks.get(id, 0)
        look = looks.get((start, end, status, rank)) or looks.make(start, end, status, rank, self.labels)
        return rank, f'<a class="bar" id="bar-{id}" href="{self.address}{id}" {look} {self.words(booking, rank)}</a>'

    def make_words(self, key: Words, about: ArtistRow | ProjectRow) -> str:
        """The hue and the words of a bar, made once for all bars of the same words."""
        _, title, rank = key
        words = escape(f"{about.name} · {title}" if title else about.name)
        ranked = f'<span class="rank">{escape(self.labels.rank(rank))}</span>' if rank else ""
        found = self.known_words[key] = f'data-hue="{about.hue}">{ranked}{words}'
        return found


class Looks(dict[tuple[int, int, str, int], str]):
    """What a bar's place, status and rank come to in markup, by (start, end, status, rank), in one frame."""

    def __init__(self, here: Frame | HourFrame):
        self.here = here

    def make(self, start: int, end: int, status: str, rank: int, labels: Labels) -> str:
        first, last, clip, _ = self.here.place(start, end)
        clipped = Markup(' data-clip="{}"').format(clip) if clip else ""
        title = f"{labels.status(status, rank)}, {labels.span(start, end)}"
        if len(self) >= MOST_LOOKS:
            self.clear()
        found = self[start, end, status, rank] = str(LOOK.format(status, clipped, first, last, title))
        return found


@lru_cache(maxsize=512)
def looks_in(here: Frame | HourFrame, zone: str, locale: str) -> Looks:
    """The looks of a frame as told in a zone and a locale; kept, as every request of a window asks for the same few."""
    return Looks(here)
