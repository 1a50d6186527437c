"""The view model of a window of the calendar: artists in rows, days in columns, bookings as bars."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from operator import add, itemgetter
from typing import NamedTuple

from markupsafe import Markup, escape

from studio.artists.pattern import hours_by_day
from studio.bookings.frames import Frame, frame
from studio.bookings.labels import Labels
from studio.bookings.matches import Matches
from studio.bookings.models import BLOCKING
from studio.bookings.rows import ArtistRow, BookingRow, ProjectRow, Rows
from studio.bookings.window import Asked
from studio.lib.spans import Span

HIGH, FULL = 75, 95  # percent of the team's hours: a day that fills up, a day that is full
MOST_CHIPS = 4
MOST_LOOKS = 5_000  # of one frame
LOOK = Markup('data-status="{}"{} style="--s:{};--e:{}" title="{}"')
STACKING = itemgetter(0)  # what blocks comes first and so lies on top; then holds by rank, each by their start


class Row(NamedTuple):
    artist: ArtistRow
    bars: str  # markup
    utilisation: int  # percent of the row's working hours that are pencilled or confirmed

    @property
    def id(self) -> str:
        return self.artist.id


class Group(NamedTuple):
    department: str
    rows: list[Row]


class Day(NamedTuple):
    date: date
    weekday: str
    load: int  # percent
    level: str  # ok, high or over


@dataclass(frozen=True)
class Schedule:
    groups: list[Group]
    days: list[Day]
    projects: list[ProjectRow]  # those booked most in the window, for the legend
    shown: dict[str, list[BookingRow]]  # what matched, by artist

    @property
    def empty(self) -> bool:
        return not self.groups


def schedule(asked: Asked, rows: Rows, labels: Labels, address: str) -> Schedule:
    """The window as asked. `address` is where bookings are shown, without the id."""
    return Builder(asked, rows, labels, address).build()


class Builder:
    """One pass over the artists; loads are summed on the way."""

    def __init__(self, asked: Asked, rows: Rows, labels: Labels, address: str):
        self.asked, self.rows, self.labels, self.address = asked, rows, labels, str(escape(address))
        self.matches = Matches(asked, rows.projects)
        self.booked = [0] * asked.days
        self.capacity = [0] * asked.days
        self.shown: dict[str, list[BookingRow]] = {}
        self.frames: dict[str, Frame] = {}
        self.known_words: dict[tuple[str, str, int], str] = {}

    def build(self) -> Schedule:
        found = list(self.found())
        groups = [Group(name, [row for _, row in part]) for name, part in groupby(found, key=lambda pair: pair[0])]
        return Schedule(groups, list(self.days()), self.busiest(), self.shown)

    def busiest(self) -> list[ProjectRow]:
        """The projects booked most often in the window, whatever the filters, and the one that is asked for."""
        counts = Counter(booking.project_id for booking in self.rows.bookings)
        often = [id for id, _ in counts.most_common(MOST_CHIPS)]
        asked = self.asked.project
        if asked in self.rows.projects and asked not in often:
            often.append(asked)
        return [self.rows.projects[id] for id in often]

    def found(self) -> Iterator[tuple[str, Row]]:
        """(department, row) of every artist to show, in order."""
        of_artist: dict[str, list[BookingRow]] = defaultdict(list)
        for booking in self.rows.bookings:
            of_artist[booking.artist_id].append(booking)
        for artist in sorted(self.rows.artists.values(), key=order):
            here = self.frame_of(artist)
            bookings = [b for b in of_artist[artist.id] if b.starts_at < here.ends and b.ends_at > here.begins]
            matching = self.matches.of(artist, bookings)
            if matching is not None:
                self.shown[artist.id] = matching
                yield artist.department, self.row(artist, here, bookings, matching)

    def row(self, artist: ArtistRow, here: Frame, bookings: list[BookingRow], matching: list[BookingRow]) -> Row:
        looks = looks_in(here, self.labels.zone, self.labels.locale)
        worked = self.load(artist, here, bookings)
        bars = [self.bar(looks, booking) for booking in matching]
        bars.sort(key=STACKING)
        used = percent(worked, sum(here.capacity))
        return Row(artist, "\n".join([markup for _, markup in bars]), used)

    def load(self, artist: ArtistRow, here: Frame, bookings: list[BookingRow]) -> int:
        """Add the row to the loads of the days; returns its booked seconds. Holds do not count."""
        booked, total = self.booked, 0
        for booking in bookings:
            if booking.status in BLOCKING:
                for day, seconds in worked(artist, here, booking):
                    booked[day] += seconds
                    total += seconds
        self.capacity = [*map(add, self.capacity, here.capacity)]
        return total

    def bar(self, looks: Looks, booking: BookingRow) -> tuple[int, str]:
        """Its rank and its markup, made in Python: hundreds are on a page, and most look like one made before."""
        id, _, _, project_id, status, title, start, end, _ = booking
        rank = self.rows.ranks.get(id, 0)
        look = looks.get((start, end, status, rank)) or looks.make(start, end, status, rank, self.labels)
        words = self.known_words.get((project_id, title, rank)) or self.words(project_id, title, rank)
        return rank, f'<a class="bar" id="bar-{id}" href="{self.address}{id}" {look} {words}</a>'

    def words(self, project_id: str, title: str, rank: int) -> str:
        """The hue and the words of a bar, made once for all bars of the same words."""
        project = self.rows.projects[project_id]
        words = escape(f"{project.name} · {title}" if title else project.name)
        ranked = f'<span class="rank">{escape(self.labels.rank(rank))}</span>' if rank else ""
        found = self.known_words[project_id, title, rank] = f'data-hue="{project.hue}">{ranked}{words}'
        return found

    def days(self) -> Iterator[Day]:
        for n, (booked, capacity) in enumerate(zip(self.booked, self.capacity, strict=True)):
            day = self.asked.first + timedelta(days=n)
            load = percent(booked, capacity)
            level = "over" if load >= FULL else "high" if load >= HIGH else "ok"
            yield Day(day, self.labels.day(day, "EEE"), load, level)

    def frame_of(self, artist: ArtistRow) -> Frame:
        found = self.frames.get(artist.zone)
        if found is None:
            found = self.frames[artist.zone] = frame(artist.pattern, artist.zone, self.asked.first, self.asked.days)
        return found


class Looks(dict[tuple[int, int, str, int], str]):
    """What a bar's place, status and rank come to in markup, by (start, end, status, rank), in one frame."""

    def __init__(self, here: Frame):
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
def looks_in(here: Frame, zone: str, locale: str) -> Looks:
    """The looks of a frame as told in a zone and a locale; kept, as every request of a window asks for the same few."""
    return Looks(here)


def order(artist: ArtistRow) -> tuple[bool, str, str, str]:
    """By department, those without one last; then by name."""
    return not artist.department, artist.department.casefold(), artist.department, artist.name.casefold()


def worked(artist: ArtistRow, here: Frame, booking: BookingRow) -> Iterable[tuple[int, int]]:
    """(day, seconds) a booking takes of the window."""
    if not booking.includes_non_working:
        return here.place(booking.starts_at, booking.ends_at).worked
    span = Span(datetime.fromtimestamp(booking.starts_at, UTC), datetime.fromtimestamp(booking.ends_at, UTC))
    hours = hours_by_day(span, artist.zone, artist.pattern, (), True)
    days = ((day - here.first).days for day in hours)
    worked = zip(days, hours.values(), strict=True)
    return ((day, int(of * 3600)) for day, of in worked if 0 <= day < len(here.capacity))


def percent(part: int, whole: int) -> int:
    """Rounded; of nothing, anything is everything."""
    return round(100 * part / whole) if whole else 100 * bool(part)
