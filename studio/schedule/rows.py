"""What a window of the calendar is made of: its artists, projects and bookings, as they were read, and what follows."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple

from werkzeug.utils import cached_property

from studio.availability import queries as availability
from studio.availability.queries import Availability, WorkerRow
from studio.availability.working_time import Block, WorkingTime
from studio.bookings import holds
from studio.bookings.models import BLOCKING, HOLD
from studio.lib import sql
from studio.lib.spans import Span
from studio.schedule import queries

BEYOND = timedelta(days=2)  # how far a local day, and a night that starts on it, may reach out of the window
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
    member_id: str | None
    skills: tuple[str, ...]
    tags: tuple[str, ...]
    working_time: WorkingTime
    requests: tuple[Block, ...] = ()  # time off that is only asked for
    photo: str = ""  # the name of its files


class ProjectRow(NamedTuple):
    id: str
    archived: bool
    name: str
    hue: str
    client: str


class BookingRow(NamedTuple):
    """A booking; its instants are seconds since 1970, whole ones but for `placed_at` and `expires_at`."""

    id: str
    counts: str
    artist_id: str
    project_id: str
    status: str
    title: str
    starts_at: int
    ends_at: int
    placed_at: float
    expires_at: float | None
    answer: str | None  # the artist's
    override: str | None  # as JSON: what time off it was put over

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
        found = touching(self.nearby, self.window)
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


def load(
    reach: Span, now: datetime, cancelled: bool = False, chosen: Sequence[str] = (), free: Span | None = None
) -> Rows:
    """The rows that touch `reach`; cancelled bookings besides the living, if asked for; names of `chosen` projects.
    Time off is read of the days to be `free` on, too."""
    around = {"far_from": reach.start - AROUND, "far_to": reach.end + AROUND}
    values = {"from": reach.start, "to": reach.end, **around, "now": now}
    statements = (queries.BOOKINGS, *((queries.CANCELLATIONS,) if cancelled else ()))
    statements += (*availability.STATEMENTS, queries.ARTISTS, queries.PROJECTS)
    first, last = min(reach.start, free.start if free else reach.start), max(reach.end, free.end if free else reach.end)
    values |= availability.asked(within=Span(first - BEYOND, last + BEYOND))
    *found, artists, projects = sql.read_several(*statements, values=values)
    booked, working = found[: -len(availability.STATEMENTS)], Availability(*found[-len(availability.STATEMENTS) :])
    nearby = [BookingRow._make(row) for rows in booked for row in rows]
    window = int(reach.start.timestamp()), int(reach.end.timestamp())
    queue = far_holds(touching(nearby, window), reach, now)
    read = Rows(window, artists_of(artists, working), projects_of(projects), {}, nearby, queue)
    return with_archived(read, chosen, working)


def touching(rows: Iterable[BookingRow], window: tuple[int, int]) -> list[BookingRow]:
    start, end = window
    return [row for row in rows if row.starts_at < end and row.ends_at > start]


def far_holds(booked: Iterable[BookingRow], reach: Span, now: datetime) -> Sequence[holds.HoldRow] | None:
    """The active holds of the window, and those that may stand before them: one that runs on for months may stand
    behind another that was not read. None when there is no such hold."""
    first, last = int((reach.start - AROUND).timestamp()), int((reach.end + AROUND).timestamp())
    if any(row.status == HOLD and (row.starts_at < first or row.ends_at > last) for row in booked):
        return holds.active(reach.start, reach.end, now)
    return None


def with_archived(rows: Rows, chosen: Iterable[str], working: Availability) -> Rows:
    """With the artists and projects that are archived, and booked or named all the same; mostly there are none."""
    booked = touching(rows.nearby, rows.window)
    artists = {row.artist_id for row in booked} - rows.artists.keys()
    queued = (str(hold.project_id) for hold in rows.queue or ())
    projects = {row.project_id for row in rows.nearby}.union(chosen, queued) - rows.projects.keys()
    if not artists and not projects:
        return replace(rows, named=rows.projects)
    values = {"artists": list(artists), "projects": list(projects)}
    found = sql.read_several(queries.ARTISTS_BY_ID, queries.PROJECTS_BY_ID, values=values)
    named = rows.projects | projects_of(found[1])
    of_booked = {row.project_id: named[row.project_id] for row in booked}
    return replace(
        rows, artists=rows.artists | artists_of(found[0], working), projects=rows.projects | of_booked, named=named
    )


def artists_of(rows: Iterable[tuple[Any, ...]], working: Availability) -> dict[str, ArtistRow]:
    return {row[0]: artist_of(row, working) for row in rows}


def artist_of(row: tuple[Any, ...], working: Availability) -> ArtistRow:
    id, archived, name, role, department, city, zone, member_id, skills, tags, region, photo = row
    works, asked = working.of(WorkerRow(id, zone, department, region)), working.requests_of.get(id, ())
    about = id, archived, name, role, department, city, zone, member_id, tuple(skills), tuple(tags)
    return ArtistRow(*about, works, asked, photo)


def projects_of(rows: Iterable[tuple[Any, ...]]) -> dict[str, ProjectRow]:
    return {row[0]: ProjectRow._make(row) for row in rows}
