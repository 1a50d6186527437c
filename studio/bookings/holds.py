"""Hold ranks: derived, never stored, so a release promotes everyone behind it at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Executable, func, or_, select

from studio.bookings.models import HOLD, Booking
from studio.extensions import db


class Hold(Protocol):
    """What a rank depends on."""

    @property
    def id(self) -> UUID: ...
    @property
    def artist_id(self) -> UUID: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def placed_at(self) -> datetime: ...


AnyHold = TypeVar("AnyHold", bound=Hold)


class HoldRow(NamedTuple):
    id: UUID
    artist_id: UUID
    project_id: UUID
    starts_at: datetime
    ends_at: datetime
    placed_at: datetime


COLUMNS = (Booking.id, Booking.artist_id, Booking.project_id, Booking.starts_at, Booking.ends_at, Booking.placed_at)


def unexpired(now: datetime) -> tuple[Any, ...]:
    """The conditions of a hold that counts at `now`."""
    return Booking.status == HOLD, or_(Booking.expires_at.is_(None), Booking.expires_at > now)


def active(from_: datetime, to: datetime, now: datetime) -> list[HoldRow]:
    """The active holds in `[from_, to)`, and beyond it those that may stand before one of them."""
    reach = (
        select(Booking.artist_id, func.min(Booking.starts_at).label("first"), func.max(Booking.ends_at).label("last"))
        .where(*unexpired(now), Booking.starts_at < to, Booking.ends_at > from_)
        .group_by(Booking.artist_id)
        .subquery()
    )
    rows = select(*COLUMNS).join(reach, reach.c.artist_id == Booking.artist_id)
    return fetch(rows.where(*unexpired(now), Booking.starts_at < reach.c.last, Booking.ends_at > reach.c.first))


def overlapping(hold: Hold, now: datetime) -> list[HoldRow]:
    """The other active holds of the same artist that overlap `hold`, in the order they were placed."""
    rows = select(*COLUMNS).where(
        *unexpired(now),
        Booking.artist_id == hold.artist_id,
        Booking.starts_at < hold.ends_at,
        Booking.ends_at > hold.starts_at,
        Booking.id != hold.id,
    )
    return fetch(rows.order_by(Booking.placed_at, Booking.id))


def ahead_of(hold: Hold, now: datetime) -> list[HoldRow]:
    """The holds that stand before `hold`, first in line first."""
    return [row for row in overlapping(hold, now) if queued(row) < queued(hold)]


def rank_of(hold: Hold, now: datetime) -> int:
    return 1 + len(ahead_of(hold, now))


def queued(hold: Hold) -> tuple[datetime, UUID]:
    """The place in the line: earlier placed first; the id settles a tie."""
    return hold.placed_at, hold.id


def ranks(rows: Iterable[Hold]) -> dict[UUID, int]:
    """The rank of every active hold in `rows`: 1 + the holds of its artist that overlap it and were placed earlier."""
    return {id: 1 + len(ahead) for id, ahead in before(rows).items()}


def before(rows: Iterable[AnyHold]) -> dict[UUID, list[AnyHold]]:
    """Which of `rows`, all active holds, stand before each: those its rank counts, in no order."""
    lines: dict[UUID, list[AnyHold]] = defaultdict(list)
    for row in rows:
        lines[row.artist_id].append(row)
    found: dict[UUID, list[AnyHold]] = {}
    for line in lines.values():
        sort_line(line, found)
    return found


def sort_line(line: list[AnyHold], found: dict[UUID, list[AnyHold]]) -> None:
    """One artist's holds by start; each meets only those still open, and the later placed of the two steps back."""
    open_: list[AnyHold] = []
    for hold in sorted(line, key=lambda row: row.starts_at):
        found[hold.id] = []
        open_ = [other for other in open_ if other.ends_at > hold.starts_at]
        for other in open_:
            first, last = (hold, other) if queued(hold) < queued(other) else (other, hold)
            found[last.id].append(first)
        open_.append(hold)


def fetch(query: Executable) -> list[HoldRow]:
    return [HoldRow(*row) for row in db.session.execute(query)]


def release_expired(now: datetime) -> int:
    """Release the current tenant's expired holds; returns how many."""
    expired = select(Booking).where(Booking.status == HOLD, Booking.expires_at <= now).order_by(Booking.expires_at)
    holds = list(db.session.scalars(expired.with_for_update(skip_locked=True)))
    for hold in holds:
        hold.release(None, "The hold expired.")
    return len(holds)
