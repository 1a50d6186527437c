"""A row of the grid as its template shows it: values to know it by, and what is worked out only to render it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from werkzeug.utils import cached_property

from studio.schedule.heatmap import Cell, Heat
from studio.schedule.hour_columns import Stretch
from studio.schedule.labels import Labels
from studio.schedule.query import ScheduleQuery
from studio.schedule.rows import ArtistRow, ProjectRow
from studio.schedule.toolbar import Addresses

RANK = attrgetter("rank")  # what blocks comes first and so lies on top; then holds by rank, each by their start


class Booked(NamedTuple):
    """A booking in a row: between which grid lines, with which ends clipped, under whose name and colour."""

    id: str
    status: str
    rank: int  # 0 of what blocks
    title: str
    starts_at: int
    ends_at: int
    first: int
    last: int
    clip: str
    name: str
    hue: str


class Bar(NamedTuple):
    """A booking as it is drawn."""

    id: str
    status: str
    clip: str
    first: int
    last: int
    title: str
    hue: str
    rank: str
    words: str


class Content(NamedTuple):
    """What stands in a row's track: bookings, behind them the slots nobody works in; or, in a year, weekly seconds of
    work, and of working time where they are compared with that."""

    booked: tuple[Booked, ...] = ()
    closed: tuple[Stretch, ...] = ()
    weeks: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True)
class Window:
    """What all rows of a grid have in common."""

    query: ScheduleQuery
    labels: Labels
    addresses: Addresses

    @cached_property
    def cache_key(self) -> Hashable:
        """Filters are not in it: a row shows what they leave of its bookings."""
        query = self.query
        return query.zoom, query.first, query.days, query.zone, self.addresses


@dataclass(frozen=True)
class GridRow:
    window: Window
    group: str
    subject: ArtistRow | ProjectRow
    read: Callable[[], Content]  # a row that comes late does not need it
    used: str
    over: bool = False

    @property
    def id(self) -> str:
        return self.subject.id

    @cached_property
    def content(self) -> Content:
        return self.read()

    @property
    def cache_key(self) -> Hashable:
        return self.window.cache_key, self.subject, self.content, self.used, self.over

    @property
    def of_project(self) -> bool:
        return isinstance(self.subject, ProjectRow)

    @property
    def booking_form(self) -> str:
        """Where the row is booked; empty for those who may not, and for artists and projects that are gone."""
        form = self.window.addresses.booking_form
        parameter = "project_id" if self.of_project else "artist_id"
        return f"{form}?{parameter}={self.id}" if form and not self.subject.archived else ""

    @property
    def sweep(self) -> str:
        """The same, where a hand may sweep over the row; in a year a week is as narrow as a finger."""
        return "" if self.window.query.as_heat else self.booking_form

    @property
    def booking_words(self) -> str:
        said = self.window.labels.book_project if self.of_project else self.window.labels.book_artist
        return said % {"name": self.subject.name}

    @property
    def bars(self) -> list[Bar]:
        return [self.bar(booked) for booked in sorted(self.content.booked, key=RANK)]

    def bar(self, booked: Booked) -> Bar:
        id, status, rank, title, starts_at, ends_at, first, last, clip, name, hue = booked
        labels = self.window.labels
        when = f"{labels.status(status, rank)}, {labels.span(starts_at, ends_at)}"
        words = f"{name} · {title}" if title else name
        return Bar(id, status, clip, first, last, when, hue, labels.rank(rank) if rank else "", words)

    @property
    def cells(self) -> Iterable[Cell]:
        weeks, heat = self.content.weeks, Heat(self.window.query.first, self.window.labels)
        if not weeks:
            return ()
        return heat.amounts(*weeks) if self.of_project else heat.shares(*weeks)
