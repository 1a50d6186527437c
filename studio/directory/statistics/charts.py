"""Where the bars of a chart stand. Widths are percents, so that a chart is as wide as its page; heights are pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil
from typing import NamedTuple

from flask_babel import gettext as _

from studio.availability.words import hours_in_words
from studio.directory.statistics.medians import Medians
from studio.directory.statistics.periods import Period
from studio.directory.statistics.queries import Statistics
from studio.directory.statistics.utilisation import FIRMEST_FIRST, Hours, Part
from studio.lib import formats

PLOT, ABOVE, ROW = 176, 14, 40  # pixels: the plot, the space above it, a project
WIDEST, FILLED = 9.0, 0.68  # percent a column takes at most; how much of its room it fills
HIGHEST = 3  # times the working hours; what is more is cut off
MOST_LABELS, MOST_ROWS = 6, 12


class Bar(NamedTuple):
    """A part of a column: its status, where it begins from above, and its height; of a row, from the left."""

    status: str
    start: float
    length: float


@dataclass(frozen=True)
class Column:
    words: str
    label: str  # below it; "" where there is no room for one
    middle: float
    start: float
    width: float
    bars: Sequence[Bar]
    median: float | None  # how far from above
    over: bool


@dataclass(frozen=True)
class Columns:
    """A share of working hours for each week, or month."""

    columns: Sequence[Column]
    lines: Sequence[tuple[float, str]]  # how far from above, and what they stand for
    height: int = PLOT + ABOVE
    full: str = ""  # the line of 100%
    has_medians: bool = False


@dataclass(frozen=True)
class Row:
    name: str
    words: str
    top: int
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Rows:
    rows: Sequence[Row]
    height: int


@dataclass(frozen=True)
class Charts:
    """What the page of an artist's statistics shows: numbers, and the charts of them."""

    statistics: Statistics
    medians: Medians | None  # None while they are worked out
    weeks: Columns
    months: Columns
    projects: Rows

    @classmethod
    def of(cls, found: Statistics, medians: Medians | None) -> Charts:
        of_weeks, of_months = (medians.weeks, medians.months) if medians else ({}, {})
        hours = found.utilisation
        named = [(found.projects[id].name, each) for id, each in hours.projects.items()]
        return cls(
            found, medians, columns(hours.weeks, of_weeks, lambda day: formats.day(day, "MMMd")),
            columns(hours.months, of_months, lambda day: formats.day(day, "MMM")), rows(named[:MOST_ROWS]),
        )  # fmt: skip


def columns(parts: Sequence[Part], medians: Mapping[date, Decimal | None], name: Callable[[date], str]) -> Columns:
    top = highest([*map(tallest, parts), *(median or Decimal() for median in medians.values())])
    room = 100 / len(parts)
    width, every = min(room * FILLED, WIDEST), ceil(len(parts) / MOST_LABELS)
    found = []
    for n, part in enumerate(parts):
        median, middle = medians.get(part.period.first), (n + 0.5) * room
        label = name(part.period.first) if n % every == 0 else ""
        bars = stacked(part.hours, top)
        at = from_above(median, top) if median else None  # on the ground it would only be in the way
        words = ", ".join([period_in_words(part.period), in_words(part.hours)])
        found.append(Column(words, label, middle, middle - width / 2, width, bars, at, part.hours.over))
    steps = [Decimal(n) / 2 for n in range(top * 2 + 1) if top == 1 or n % 2 == 0]
    lines = [(from_above(step, top), formats.percent(step)) for step in steps]
    has_medians = any(median is not None for median in medians.values())
    return Columns(found, lines, full=formats.percent(Decimal(1)), has_medians=has_medians)


def tallest(part: Part) -> Decimal:
    hours = part.hours
    return hours.share(hours.booked + hours.held) or Decimal()


def highest(shares: Iterable[Decimal]) -> int:
    return min(max(1, ceil(max(shares, default=Decimal()))), HIGHEST)


def stacked(hours: Hours, top: int) -> list[Bar]:
    """The firmest below. Hours in a week in which nobody works fill it."""
    bars, base = [], Decimal()
    for status in FIRMEST_FIRST:
        amount = hours.by_status[status]
        share = hours.share(amount)
        end = min(base + (Decimal(top) if share is None and amount else share or Decimal()), Decimal(top))
        if end > base:
            bars.append(Bar(status, from_above(end, top), float((end - base) / top * PLOT)))
        base = end
    return bars


def from_above(share: Decimal, top: int) -> float:
    return float(ABOVE + PLOT * (1 - min(share / top, Decimal(1))))


def rows(projects: Sequence[tuple[str, Hours]]) -> Rows:
    """The hours of projects, beside each other; the first has the most."""
    most = max((hours.booked + hours.held for _name, hours in projects), default=Decimal()) or Decimal(1)
    found = []
    for n, (name, hours) in enumerate(projects):
        bars, base = [], Decimal()
        for status in FIRMEST_FIRST:
            if amount := hours.by_status.get(status):
                bars.append(Bar(status, float(base / most * 100), float(amount / most * 100)))
                base += amount
        found.append(Row(name, hours_in_words(base), n * ROW, bars))
    return Rows(found, len(found) * ROW)


def period_in_words(period: Period) -> str:
    return formats.days(period.first, period.last, dated=True)


def in_words(hours: Hours) -> str:
    """`30 of 40 h, 75%`."""
    said = _("%(booked)s of %(available)s booked", booked=formats.number(round(hours.booked, 2)),
             available=hours_in_words(hours.available))  # fmt: skip
    return said if hours.utilisation is None else f"{said}, {formats.percent(hours.utilisation)}"
