"""The view model of a window of the calendar: rows under headings, columns of time, bookings as bars."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import groupby
from operator import add, attrgetter, itemgetter
from typing import NamedTuple

from flask_babel import ngettext

from studio.bookings.models import BLOCKING
from studio.lib.text.names import initials
from studio.schedule.axis import Axis, Column
from studio.schedule.day_columns import Closed, Frame
from studio.schedule.filters import Matches
from studio.schedule.grid.row import Bar, Content, GridRow, Hours, Mark, Window
from studio.schedule.hour_columns import HourFrame
from studio.schedule.load import days_away, overtime, overtime_of, worked
from studio.schedule.rows import ArtistRow, BookingRow, Rows

RANK = itemgetter(0)
Placed = tuple[Frame | HourFrame, BookingRow] | tuple[Frame | HourFrame, BookingRow, ArtistRow]


class Group(NamedTuple):
    name: str
    rows: list[GridRow]


class ScheduledArtist(NamedTuple):
    """An artist who is shown, with what they have in the window and what of it matches."""

    artist: ArtistRow
    frame: Frame | HourFrame
    bookings: list[BookingRow]
    matching: list[BookingRow]


@dataclass(frozen=True)
class Schedule:
    groups: list[Group]
    columns: list[Column]
    shown: dict[str, list[BookingRow]]  # what matched, by artist
    daily: tuple[Sequence[int], Sequence[int]]  # booked and possible seconds, by column of the frames
    loads: dict[str, list[int]]  # those booked, by artist

    @property
    def empty(self) -> bool:
        return not self.groups

    @property
    def rows(self) -> list[GridRow]:
        return [row for group in self.groups for row in group.rows]


class Grid:
    """One pass over the artists; loads are summed on the way. What a row is, its children say."""

    def __init__(self, window: Window, rows: Rows, busy: Set[str] = frozenset()):
        self.window, self.query, self.rows = window, window.query, rows
        self.matches = Matches(self.query, rows.projects, busy)
        self.axis = Axis(self.query)
        self.booked = [0] * self.axis.width
        self.capacity = [0] * self.axis.width
        self.overtime = [0] * self.axis.width
        self.shown: dict[str, list[BookingRow]] = {}
        self.loads: dict[str, list[int]] = {}

    def build(self) -> Schedule:
        groups = [Group(name, list(rows)) for name, rows in groupby(self.grid_rows(), key=attrgetter("group"))]
        columns = list(self.axis.heads(self.booked, self.capacity, self.overtime, self.window.labels))
        return Schedule(groups, columns, self.shown, (self.booked, self.capacity), self.loads)

    def grid_rows(self) -> Iterator[GridRow]:
        """The rows in order."""
        raise NotImplementedError

    def scheduled(self, artists: Sequence[ArtistRow]) -> Iterator[ScheduledArtist]:
        """The artists to show, as given."""
        of_artist: dict[str, list[BookingRow]] = defaultdict(list)
        for booking in self.rows.bookings:
            of_artist[booking.artist_id].append(booking)
        for artist in artists:
            frame = self.axis.frame_of(artist)
            bookings = [b for b in of_artist[artist.id] if b.starts_at < frame.ends and b.ends_at > frame.begins]
            matching = self.matches.of(artist, bookings)
            if matching is not None:
                self.shown[artist.id] = matching
                yield ScheduledArtist(artist, frame, bookings, matching)

    def add_load(self, scheduled: ScheduledArtist) -> list[int]:
        """Add an artist to the loads of the columns; returns their own. Holds do not count."""
        self.over = 0  # seconds of the artist's overtime
        own = [0] * self.axis.width
        for booking in scheduled.bookings:
            if booking.status in BLOCKING:
                for column, seconds in self.work(scheduled, booking):
                    own[column] += seconds
                for column, seconds in self.extra_work(scheduled, booking):
                    self.overtime[column] += seconds
                    self.over += seconds
        self.loads[scheduled.artist.id] = own
        self.booked = [*map(add, self.booked, own)]
        self.capacity = [*map(add, self.capacity, scheduled.frame.capacity)]
        return own

    def work(self, scheduled: ScheduledArtist, booking: BookingRow) -> Iterable[tuple[int, int]]:
        """(column, seconds) of work it takes."""
        return worked(scheduled.artist, scheduled.frame, booking)

    def extra_work(self, scheduled: ScheduledArtist, booking: BookingRow) -> Iterable[tuple[int, int]]:
        """(column, seconds) of overtime in it."""
        return overtime(scheduled.artist, scheduled.frame, booking).items()

    def content(self, bookings: Iterable[Placed], closed: tuple[Closed, ...] = ()) -> Content:
        """The bars of a row, and marks where there are some one does not see."""
        bars = self.bars(bookings)
        if not self.query.hides_weekends:
            return Content(bars, closed)
        hidden = [self.axis.only_hidden(bar.first, bar.last) for bar in bars]
        marks = Counter(self.axis.seen_before(column) for column in hidden if column is not None)
        said = tuple(Mark(column, count, self.hidden_words(count)) for column, count in sorted(marks.items()))
        seen = tuple(bar for bar, column in zip(bars, hidden, strict=True) if column is None)
        return Content(seen, closed, marks=said)

    def hidden_words(self, count: int) -> str:
        return ngettext(
            "%(num)s booking on the weekend. Show weekends", "%(num)s bookings on the weekend. Show weekends", count
        )

    def bars(self, bookings: Iterable[Placed]) -> tuple[Bar, ...]:
        """In the order they are drawn in: what blocks comes first and so lies on top, then holds by rank."""
        ranks = self.rows.ranks
        ranked = [(ranks.get(placed[1].id, 0), placed) for placed in bookings]
        return tuple([self.bar(rank, *placed) for rank, placed in sorted(ranked, key=RANK)])

    def bar(self, rank: int, frame: Frame | HourFrame, booking: BookingRow, artist: ArtistRow | None = None) -> Bar:
        """Under its artist's name, or in their own row under the project's."""
        id, any_day, _, project_id, status, title, start, end, _, _, answer, _ = booking
        first, last, clip, _, night, hours = frame.place(start, end, any_day)
        labels, project = self.window.labels, self.rows.projects[project_id]
        name, letters = (artist.name, initials(artist.name)) if artist else (project.name, "")
        state = labels.answered(labels.status(status, rank), answer)
        tooltip = f"{state}, {labels.span_in(frame.zone, start, end)}"
        away = labels.away(days_away(self.rows, booking))
        tooltip = f"{tooltip}, {away}" if away else tooltip
        words = f"{name} · {title}" if title else name
        if self.window.printed and booking.expires_at:
            words = f"{labels.held(booking.expires_at, ())} · {words}"  # first: a narrow bar has few lines
        clock = labels.clock(start, frame.zone) if night else ""
        worked = None if hours is None else Hours.of(first, last, hours)
        place = labels.rank(rank) if rank else ""
        over = overtime_of(artist or self.rows.artists[booking.artist_id], booking)
        tooltip, extra = labels.with_overtime(tooltip, over), labels.hours(over) if over else ""
        return Bar(
            id, status, clip, first, last, tooltip, project.hue, place, letters, night, clock, worked,
            answer or "", words, extra, bool(away),
        )  # fmt: skip
