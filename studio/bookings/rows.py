"""The rows a window of the calendar is made of: four or five queries, however many rows; tuples, no entities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, or_, select

from studio.artists.models import Artist
from studio.artists.pattern import STANDARD, WorkingPattern
from studio.bookings import holds
from studio.bookings.models import BLOCKING, CANCELLED, HOLD, Booking
from studio.extensions import db
from studio.lib.current import current
from studio.lib.spans import Span
from studio.projects.models import Project


class ArtistRow(NamedTuple):
    id: UUID
    name: str
    role: str
    department: str
    city: str
    skills: list[str]
    zone: str
    hue: str
    member_id: UUID | None
    archived_at: datetime | None

    @property
    def pattern(self) -> WorkingPattern:
        return STANDARD


class ProjectRow(NamedTuple):
    id: UUID
    name: str
    hue: str
    archived_at: datetime | None


class BookingRow(NamedTuple):
    id: UUID
    artist_id: UUID
    project_id: UUID
    starts_at: datetime
    ends_at: datetime
    status: str
    title: str
    placed_at: datetime
    includes_non_working: bool
    start: int  # the same instants in whole seconds since 1970, for arithmetic
    end: int

    @property
    def blocks(self) -> bool:
        return self.status in BLOCKING


ARTISTS = select(*(getattr(Artist, name) for name in ArtistRow._fields))
PROJECTS = select(*(getattr(Project, name) for name in ProjectRow._fields))
BOOKINGS = select(*(getattr(Booking, name) for name in BookingRow._fields[:-2]))


@dataclass(frozen=True)
class Rows:
    """What happens in a window, in order of start. Archived artists and projects are in it only if booked."""

    artists: dict[UUID, ArtistRow]
    projects: dict[UUID, ProjectRow]
    bookings: list[BookingRow]
    ranks: dict[UUID, int]


def load(reach: Span, now: datetime, cancelled: bool = False) -> Rows:
    """The rows that touch `reach`; cancelled bookings instead of the living, if asked for."""
    bookings = [timed(row) for row in db.session.execute(bookings_in(reach, now, cancelled))]
    artists = [ArtistRow(*row) for row in db.session.execute(active(ARTISTS, Artist))]
    projects = [ProjectRow(*row) for row in db.session.execute(active(PROJECTS, Project))]
    found, on = {row.id: row for row in artists}, {row.id: row for row in projects}
    gone = {row.artist_id for row in bookings} - found.keys()
    if gone:
        found.update((row.id, ArtistRow(*row)) for row in db.session.execute(among(ARTISTS, Artist, gone)))
    gone = {row.project_id for row in bookings} - on.keys()
    if gone:
        on.update((row.id, ProjectRow(*row)) for row in db.session.execute(among(PROJECTS, Project, gone)))
    return Rows(found, on, bookings, ranks(bookings, reach, now))


def timed(row: Any) -> BookingRow:
    return BookingRow(*row, int(row[3].timestamp()), int(row[4].timestamp()))


def bookings_in(reach: Span, now: datetime, cancelled: bool) -> Select[Any]:
    wanted = Booking.status == CANCELLED if cancelled else and_(
        Booking.status != CANCELLED, or_(Booking.status != HOLD, *unexpired(now))
    )  # fmt: skip
    mine = Booking.tenant_id == current.tenant.id
    touching = Booking.starts_at < reach.end, Booking.ends_at > reach.start
    return BOOKINGS.where(mine, *touching, wanted).order_by(Booking.starts_at, Booking.id)


def unexpired(now: datetime) -> tuple:  # type: ignore[type-arg]
    return Booking.expires_at.is_(None), Booking.expires_at > now


def active(rows: Select, model: type[Artist] | type[Project]) -> Select:  # type: ignore[type-arg]
    return rows.where(model.tenant_id == current.tenant.id, model.archived_at.is_(None))


def among(rows: Select, model: type[Artist] | type[Project], ids: Iterable[UUID]) -> Select:  # type: ignore[type-arg]
    return rows.where(model.tenant_id == current.tenant.id, model.id.in_(ids))


def ranks(bookings: Sequence[BookingRow], reach: Span, now: datetime) -> dict[UUID, int]:
    """Ranks of the holds; a hold that runs out of the window may stand behind one that is not in it."""
    own = [row for row in bookings if row.status == HOLD]
    if any(row.starts_at < reach.start or row.ends_at > reach.end for row in own):
        return holds.ranks(holds.active(reach.start, reach.end, now))
    return holds.ranks(own)
