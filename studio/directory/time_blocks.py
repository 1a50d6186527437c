"""An artist's time off and other time of their own, as their page lists it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from studio.artists.models import Artist
from studio.availability import queries
from studio.availability.history import kind_said
from studio.availability.models import TimeBlock
from studio.availability.patterns import DAY
from studio.availability.requests import APPROVED, REQUESTED, STATUS_NAMES
from studio.availability.words import days_or_hours, repeats_in_words
from studio.availability.working_time import Block
from studio.lib.formats import here
from studio.lib.spans import Span, days_of
from studio.lib.text.date_words import time_words

LOOKED_BACK = timedelta(days=90)
LEAP = timedelta(days=8 * 366)  # from one 29th of February to the next, at most


@dataclass(frozen=True)
class OwnTime:
    """A block in words, as somebody may see it; `note` is "" for those who may not."""

    row: TimeBlock
    kind: str
    when: str
    repeats: str
    note: str
    over: bool  # a single one, or the last of several
    status: str = ""  # "Requested", "Declined"; "" of what counts
    reason: str = ""  # of who answered


@dataclass(frozen=True)
class Shown:
    """A block on a calendar: from its first day to its last. It `opens` for who may change it; and `moves`, unless it
    comes again."""

    row: TimeBlock
    kind: str
    clock: str  # of hours; "" of whole days
    first: date
    last: date
    opens: bool

    @property
    def moves(self) -> bool:
        return self.opens and not self.row.rule


def listed(artist: Artist, today: date, with_reasons: bool) -> list[OwnTime]:
    """What is to come, soonest first, then what was in the last 90 days; one query. What is only asked for is for
    those who may see reasons."""
    rows = (row for row in TimeBlock.of_artist(artist) if with_reasons or row.status == APPROVED)
    blocks = [row for row in rows if comes_after(row, today - LOOKED_BACK)]
    shown = [in_words(row, with_reasons, over=not comes_after(row, today)) for row in blocks]
    return [each for each in shown if not each.over] + [each for each in shown if each.over][::-1]


def in_words(row: TimeBlock, with_reasons: bool, over: bool = False) -> OwnTime:
    hours = Span(row.starts_at, row.ends_at) if row.starts_at and row.ends_at else None
    return OwnTime(
        row, kind_said(row.kind, with_reasons), days_or_hours(row.starts_on, row.ends_on, hours, row.zone),
        repeats_in_words(row.rule), row.note if with_reasons else "", over,
        "" if row.status == APPROVED else str(STATUS_NAMES[row.status]), row.reason if with_reasons else "",
    )  # fmt: skip


def on_calendar(
    artist: Artist, first: date, last: date, with_reasons: bool, may_change: Callable[[TimeBlock], bool]
) -> dict[date, list[Shown]]:
    """What there is on each day between, both included, as it is called; one query. Not what was declined, and what is
    asked for only for those who may see reasons."""
    found: dict[date, list[Shown]] = defaultdict(list)
    shows = (APPROVED, REQUESTED) if with_reasons else (APPROVED,)
    begins, ends = (datetime.combine(day, time()) for day in (first, last + DAY))
    for row in (row for row in TimeBlock.of_artist(artist) if row.status in shows):
        block, kind, opens = block_of(row), kind_said(row.kind, with_reasons), may_change(row)
        clock = "" if block.whole_days else time_words(block.starts.time(), str(here()))  # the same whenever it comes
        for start in block.begins(begins, ends):
            end = start + (block.ends - block.starts)
            shown = Shown(row, kind, clock, start.date(), (end - timedelta(microseconds=1)).date(), opens)
            for day in days_of(max(shown.first, first), (min(shown.last, last) - max(shown.first, first)).days + 1):
                found[day].append(shown)
    return found


def moving(on_days: dict[date, list[Shown]]) -> list[Shown]:
    """Those that can be moved there, each once."""
    return list({each.row.id: each for there in on_days.values() for each in there if each.moves}.values())


def block_of(row: TimeBlock) -> Block:
    start, end = (int(at.timestamp()) if at else 0 for at in (row.starts_at, row.ends_at))
    return queries.block(str(row.id), row.kind, row.starts_on, row.ends_on, start, end, row.zone, row.rule)


def comes_after(row: TimeBlock, day: date) -> bool:
    """Whether any of it reaches to a day, or beyond it."""
    block = block_of(row)
    begins = datetime.combine(day, time())
    return any(True for _start in block.begins(begins, max(begins, block.starts) + LEAP))
