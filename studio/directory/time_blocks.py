"""An artist's time off and other time of their own, as their page lists it, and the bookings in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from studio.artists.models import Artist
from studio.availability import queries
from studio.availability.history import kind_said
from studio.availability.models import TimeBlock
from studio.availability.patterns import DAY, midnights
from studio.availability.words import days_or_hours, repeats_in_words
from studio.availability.working_time import AVAILABLE, Block
from studio.bookings.models import Booking
from studio.directory.upcoming import conditions
from studio.extensions import db
from studio.lib.spans import Span
from studio.projects.models import Project

LOOKED_BACK = timedelta(days=90)
LOOKED_AHEAD = timedelta(days=731)  # for what comes again
LEAP = timedelta(days=8 * 366)  # from one 29th of February to the next, at most
MOST_DISPLACED = 50


@dataclass(frozen=True)
class OwnTime:
    """A block in words, as somebody may see it; `note` is "" for those who may not."""

    row: TimeBlock
    kind: str
    when: str
    repeats: str
    note: str
    over: bool  # a single one, or the last of several


class Displaced(NamedTuple):
    """A booking in somebody's time off."""

    id: UUID
    project: str
    status: str
    span: Span


def listed(artist: Artist, today: date, with_reasons: bool) -> list[OwnTime]:
    """What is to come, soonest first, then what was in the last 90 days; one query."""
    blocks = [row for row in TimeBlock.of_artist(artist) if comes_after(row, today - LOOKED_BACK)]
    shown = [in_words(row, with_reasons, over=not comes_after(row, today)) for row in blocks]
    return [each for each in shown if not each.over] + [each for each in shown if each.over][::-1]


def in_words(row: TimeBlock, with_reasons: bool, over: bool = False) -> OwnTime:
    hours = Span(row.starts_at, row.ends_at) if row.starts_at and row.ends_at else None
    return OwnTime(
        row, kind_said(row.kind, with_reasons), days_or_hours(row.starts_on, row.ends_on, hours, row.zone),
        repeats_in_words(row.rule), row.note if with_reasons else "", over,
    )  # fmt: skip


def block_of(row: TimeBlock) -> Block:
    start, end = (int(at.timestamp()) if at else 0 for at in (row.starts_at, row.ends_at))
    return queries.block(str(row.id), row.kind, row.starts_on, row.ends_on, start, end, row.zone, row.rule)


def comes_after(row: TimeBlock, day: date) -> bool:
    """Whether any of it reaches to a day, or beyond it."""
    block = block_of(row)
    begins = datetime.combine(day, time())
    return any(True for _start in block.begins(begins, max(begins, block.starts) + LEAP))


def displaced(row: TimeBlock, artist: Artist, now: datetime) -> list[Displaced]:
    """The bookings to come that lie in it, holds too, soonest first. None is changed by it."""
    if row.kind == AVAILABLE:
        return []
    reach = Span(now, now + LOOKED_AHEAD)
    taken = list(spans(block_of(row), artist.zone, reach))
    query = (
        select(Booking.id, Booking.starts_at, Booking.ends_at, Booking.status, Project.name)
        .join(Booking.project)
        .where(*conditions(now, artist.id, None), Booking.starts_at < reach.end)
        .order_by(Booking.starts_at, Booking.id)
    )
    found: Sequence[Any] = db.session.execute(query).all()
    booked = [Displaced(each.id, each.name, each.status, Span(each.starts_at, each.ends_at)) for each in found]
    return [each for each in booked if any(each.span.overlaps(span) for span in taken)][:MOST_DISPLACED]


def spans(block: Block, zone: str, reach: Span) -> Iterator[Span]:
    if not block.whole_days:
        yield from block.spans(reach)
        return
    for day in block.days(reach.start.date() - DAY, reach.end.date()):
        yield midnights(day, zone)
