"""An artist's time off and other time of their own, as their page lists it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from studio.artists.models import Artist
from studio.availability import queries
from studio.availability.history import kind_said
from studio.availability.models import TimeBlock
from studio.availability.requests import APPROVED, STATUS_NAMES
from studio.availability.words import days_or_hours, repeats_in_words
from studio.availability.working_time import Block
from studio.lib.spans import Span

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


def block_of(row: TimeBlock) -> Block:
    start, end = (int(at.timestamp()) if at else 0 for at in (row.starts_at, row.ends_at))
    return queries.block(str(row.id), row.kind, row.starts_on, row.ends_on, start, end, row.zone, row.rule)


def comes_after(row: TimeBlock, day: date) -> bool:
    """Whether any of it reaches to a day, or beyond it."""
    block = block_of(row)
    begins = datetime.combine(day, time())
    return any(True for _start in block.begins(begins, max(begins, block.starts) + LEAP))
