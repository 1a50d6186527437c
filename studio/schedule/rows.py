"""What a window of the calendar is made of: its artists, projects and bookings, as they were read, and what follows."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Executable
from werkzeug.utils import cached_property

from studio.availability.working_hours import STANDARD, WorkingPattern
from studio.bookings import holds
from studio.bookings.models import BLOCKING, HOLD
from studio.extensions import db
from studio.lib.current import current
from studio.lib.spans import Span
from studio.schedule import queries

AROUND = timedelta(weeks=8)  # how far outside the window holds are read, for their ranks
STARTS = attrgetter("starts_at", "id")


class ArtistRow(NamedTuple):
    id: str
    archived: bool
    name: str
    role: str
    department: str
    city: str
    zone: str
    hue: str
    member_id: str | None
    skills: tuple[str, ...]
    tags: tuple[str, ...]

    @property
    def pattern(self) -> WorkingPattern:
        return STANDARD


class ProjectRow(NamedTuple):
    id: str
    archived: bool
    name: str
    hue: str
    client: str


class BookingRow(NamedTuple):
    """A booking; its instants are seconds since 1970, whole ones but for `placed_at` and `expires_at`."""

    id: str
    includes_non_working: bool
    artist_id: str
    project_id: str
    status: str
    title: str
    starts_at: int
    ends_at: int
    placed_at: float
    expires_at: float | None

    @property
    def blocks(self) -> bool:
        return self.status in BLOCKING


@dataclass(frozen=True)
class Rows:
    """A window as it was read; the rest is worked out when it is asked for.

    Archived artists and projects are in it only if booked. `queue` is who stands before each hold, where that had to be
    read by itself: of holds that leave what is read around the window.
    """

    window: tuple[int, int]  # seconds since 1970
    artists: dict[str, ArtistRow]
    projects: dict[str, ProjectRow]
    named: dict[str, ProjectRow]  # the projects, and those archived that have a hold nearby, or are chosen
    nearby: Sequence[BookingRow]  # what touches the window, and holds around it
    queue: Sequence[holds.HoldRow] | None = None
    only_of: Set[str] | None = None  # the projects it is narrowed to

    @property
    def cache_key(self) -> Hashable:
        """All that was read."""
        queue = self.queue and tuple(self.queue)
        return tuple(self.artists.values()), tuple(self.named.values()), tuple(self.nearby), queue

    @cached_property
    def bookings(self) -> list[BookingRow]:
        """What touches the window, in order of start."""
        start, end = self.window
        found = [row for row in self.nearby if row.starts_at < end and row.ends_at > start]
        if self.only_of is not None:
            found = [row for row in found if row.project_id in self.only_of]
        return sorted(found, key=STARTS)

    @cached_property
    def ahead(self) -> dict[str, list[Any]]:
        """Who stands before each hold, in no order."""
        if self.queue is not None:
            return {str(id): before for id, before in holds.before(self.queue).items()}
        return holds.before(row for row in self.nearby if row.status == HOLD)  # type: ignore[return-value]

    @cached_property
    def ranks(self) -> dict[str, int]:
        return {id: 1 + len(before) for id, before in self.ahead.items()}

    def behind(self, id: str) -> list[str]:
        """The names of the projects whose holds stand before this one, first in line first."""
        return [self.named[str(hold.project_id)].name for hold in sorted(self.ahead.get(id, ()), key=holds.queued)]

    def of_artists(self, ids: Set[str]) -> Rows:
        """The same window, as far as it is about these artists."""
        artists = {id: row for id, row in self.artists.items() if id in ids}
        return replace(self, artists=artists, nearby=[row for row in self.nearby if row.artist_id in ids])

    def of_projects(self, ids: Set[str]) -> Rows:
        """The same window, as far as it is about these projects."""
        return replace(self, projects={id: row for id, row in self.projects.items() if id in ids}, only_of=ids)


def load(reach: Span, now: datetime, cancelled: bool = False, chosen: Iterable[str] = ()) -> Rows:
    """The rows that touch `reach`; cancelled bookings besides the living, if asked for; names of `chosen` projects."""
    window = {"from": reach.start, "to": reach.end}
    around = {"far_from": reach.start - AROUND, "far_to": reach.end + AROUND, "now": now}
    nearby = bookings(queries.BOOKINGS, **window, **around)
    if cancelled:
        nearby += bookings(queries.CANCELLATIONS, **window)
    start, end = (int(at.timestamp()) for at in (reach.start, reach.end))
    booked = [row for row in nearby if row.starts_at < end and row.ends_at > start]
    known_artists, known_projects = artists(queries.ARTISTS), projects(queries.PROJECTS)
    gone = {row.artist_id for row in booked} - known_artists.keys()
    if gone:
        known_artists |= artists(queries.ARTISTS_BY_ID, ids=list(gone))
    wanted = {row.project_id for row in nearby}.union(chosen) - known_projects.keys()
    queue = far_holds(booked, reach, now)
    wanted |= {str(hold.project_id) for hold in queue or ()} - known_projects.keys()
    named = known_projects | projects(queries.PROJECTS_BY_ID, ids=list(wanted)) if wanted else known_projects
    gone = {row.project_id for row in booked} - known_projects.keys()
    return Rows((start, end), known_artists, known_projects | {id: named[id] for id in gone}, named, nearby, queue)


def far_holds(booked: Iterable[BookingRow], reach: Span, now: datetime) -> Sequence[holds.HoldRow] | None:
    """The active holds of the window, and those that may stand before them: one that runs on for months may stand
    behind another that was not read. None when there is no such hold."""
    first, last = int((reach.start - AROUND).timestamp()), int((reach.end + AROUND).timestamp())
    if any(row.status == HOLD and (row.starts_at < first or row.ends_at > last) for row in booked):
        return holds.active(reach.start, reach.end, now)
    return None


def artists(query: Executable, **values: Any) -> dict[str, ArtistRow]:
    return {row[0]: ArtistRow._make((*row[:9], tuple(row[9]), tuple(row[10]))) for row in fetch(query, **values)}


def projects(query: Executable, **values: Any) -> dict[str, ProjectRow]:
    return {row[0]: ProjectRow(*row) for row in fetch(query, **values)}


def bookings(query: Executable, **values: Any) -> list[BookingRow]:
    return [BookingRow._make(row) for row in fetch(query, **values)]


def fetch(query: Executable, **values: Any) -> list[Any]:
    """Rows as the driver makes them: wrapping each would cost as much as reading it."""
    with db.session.connection().execute(query, {"tenant": current.tenant.id, **values}) as result:
        found = list(result.cursor.fetchall())
    return found
