"""Bookings that fall on their artist's time off. Nothing is done to them: they are shown, to be moved or covered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select

from studio.artists.models import Artist
from studio.availability.lost_hours import Lost, away, lost_to, parts
from studio.availability.models import TimeBlock
from studio.availability.overrides import overriding
from studio.availability.queries import working_time_of, working_times_of
from studio.availability.requests import APPROVED
from studio.availability.words import days_in_words
from studio.availability.working_time import AVAILABLE, Block, WorkingTime
from studio.bookings.models import Booking
from studio.directory.upcoming import still_on
from studio.extensions import db
from studio.lib.spans import Span
from studio.projects.models import Project

LOOKED_AHEAD = timedelta(days=731)
MOST_READ = 5_000
MOST = 50


class Displaced(NamedTuple):
    """A booking in somebody's time off, and the hours it loses to it, by day."""

    id: UUID
    artist: Artist
    project: str
    hue: str
    status: str
    span: Span
    lost: Lost

    @property
    def hours(self) -> Decimal:
        return sum(self.lost.values(), Decimal())

    @property
    def days(self) -> str:
        return days_in_words(self.lost)


def by_block(block: Block, artist: Artist, now: datetime, booked: Sequence[Any] | None = None) -> list[Displaced]:
    """The bookings to come that lie in a block, soonest first, holds too; as if it was not there already."""
    if block.kind == AVAILABLE:
        return []
    worker = working_time_of(artist).without([block.id])
    rows = bookings_of([artist.id], now) if booked is None else [row for row in booked if row.artist_id == artist.id]
    found = []
    for row in rows:
        span = Span(row.starts_at, row.ends_at)
        lost = {} if block.id in (row.override or {}).get("blocks", ()) else lost_to([block], worker, span, row.counts)
        if lost or lies_in(block, worker, span, row.counts):
            found.append(displaced(row, artist, lost))
    return found[:MOST]


def lies_in(block: Block, worker: WorkingTime, span: Span, counts: str) -> bool:
    """Whether a booking meets a block that nothing counts of anyway: an evening, a weekend."""
    return any(True for _part in parts(block, worker.zone, span)) and not worker.hours(span, counts)


def of_studio(now: datetime, department: str = "") -> list[Displaced]:
    """All bookings to come that lose hours to time off that counts, soonest first. Three round trips."""
    artists = {artist.id: artist for artist in away_soon(now, department)}
    workers = working_times_of(artists.values()) if artists else {}
    found = []
    for row in bookings_of(artists, now):
        worker = overriding(workers[str(row.artist_id)], row.override)
        lost = away(worker, Span(row.starts_at, row.ends_at), row.counts)
        if lost:
            found.append(displaced(row, artists[row.artist_id], lost))
    return found


def displaced(row: Any, artist: Artist, lost: Lost) -> Displaced:
    return Displaced(row.id, artist, row.project, row.hue, row.status, Span(row.starts_at, row.ends_at), lost)


def away_soon(now: datetime, department: str) -> list[Artist]:
    """Who has time off that is not over."""
    day = now.date() - timedelta(days=1)
    off = select(TimeBlock.artist_id).where(
        TimeBlock.removed_at.is_(None), TimeBlock.status == APPROVED, TimeBlock.kind != AVAILABLE,
        or_(TimeBlock.rule != "", TimeBlock.ends_on >= day, TimeBlock.ends_at > now),
    )  # fmt: skip
    query = select(Artist).where(Artist.id.in_(off), Artist.archived_at.is_(None))
    return list(db.session.scalars(query.where(Artist.department == department) if department else query))


def bookings_of(artists: Collection[UUID] | Iterable[UUID], now: datetime) -> Sequence[Any]:
    """What is booked for them from now on, by start; one query."""
    ids = list(artists)
    if not ids:
        return []
    query: Any = (
        select(
            Booking.id, Booking.artist_id, Booking.starts_at, Booking.ends_at, Booking.status, Booking.counts,
            Booking.override, Project.name.label("project"), Project.hue,
        )
        .join(Booking.project)
        .where(
            Booking.artist_id.in_(ids), Booking.ends_at > now, Booking.starts_at < now + LOOKED_AHEAD, *still_on(now)
        )
        .order_by(Booking.starts_at, Booking.id)
        .limit(MOST_READ)
    )  # fmt: skip
    return list(db.session.execute(query))
