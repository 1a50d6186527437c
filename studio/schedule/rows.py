"""The rows a window of the calendar is made of: one statement that unites bookings, artists and projects.

Round trips are what a page waits for. Ids are texts and instants numbers: a page hashes, compares and prints
each many times.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Executable

from studio.availability.working_hours import STANDARD, WorkingPattern
from studio.bookings import holds
from studio.bookings.models import BLOCKING, HOLD
from studio.extensions import db
from studio.lib.current import current
from studio.lib.spans import Span
from studio.schedule.queries import ARCHIVED, ENDED, LIVING

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
    skills: list[str]
    tags: list[str]

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
    """A booking; its instants are whole seconds since 1970, `placed_at` with its fraction.

    When a hold expires comes as text, with its fraction too: the shape all kinds share has texts to spare.
    """

    id: str
    includes_non_working: bool
    artist_id: str
    project_id: str
    status: str
    title: str
    starts_at: int
    ends_at: int
    placed_at: float
    expires: str | None

    @property
    def blocks(self) -> bool:
        return self.status in BLOCKING


@dataclass(frozen=True)
class Rows:
    """What happens in a window, in order of start. Archived artists and projects are in it only if booked."""

    artists: dict[str, ArtistRow]
    projects: dict[str, ProjectRow]
    bookings: list[BookingRow]
    ranks: dict[str, int]
    line: dict[str, list[Any]]  # who stands before each hold, in no order
    named: dict[str, ProjectRow]  # the projects, and those archived that stand before one booked, or are asked for

    def of_artists(self, ids: Set[str]) -> Rows:
        """The same window, as far as it is about these artists."""
        artists = {id: row for id, row in self.artists.items() if id in ids}
        return replace(self, artists=artists, bookings=[row for row in self.bookings if row.artist_id in ids])

    def of_projects(self, ids: Set[str]) -> Rows:
        """The same window, as far as it is about these projects."""
        projects = {id: row for id, row in self.projects.items() if id in ids}
        return replace(self, projects=projects, bookings=[row for row in self.bookings if row.project_id in ids])

    def behind(self, id: str) -> list[str]:
        """The names of the projects whose holds stand before this one, first in line first."""
        return [self.named[str(hold.project_id)].name for hold in sorted(self.line.get(id, ()), key=holds.queued)]


def load(reach: Span, now: datetime, cancelled: bool = False, asked: Iterable[str] = ()) -> Rows:
    """The rows that touch `reach`; cancelled bookings besides the living, if asked for; names of `asked` projects."""
    window = {"from": reach.start, "to": reach.end}
    around = {"far_from": reach.start - AROUND, "far_to": reach.end + AROUND, "now": now}
    kinds = fetch(LIVING, **window, **around)
    ended = fetch(ENDED, **window)["bookings"] if cancelled else []
    near = [BookingRow._make(row[1:11]) for row in (*kinds["bookings"], *ended)]
    start, end = int(reach.start.timestamp()), int(reach.end.timestamp())
    booked = sorted((row for row in near if row.starts_at < end and row.ends_at > start), key=STARTS)
    artists, projects, line = artists_of(kinds), projects_of(kinds), line_of(booked, near, reach, now)
    gone = {row.artist_id for row in booked} - artists.keys(), {row.project_id for row in booked} - projects.keys()
    ahead = {str(hold.project_id) for row in booked if row.id in line for hold in line[row.id]} - projects.keys()
    said, named = ahead | (set(asked) - projects.keys()), projects
    if said or any(gone):
        kinds = fetch(ARCHIVED, artists=list(gone[0]), projects=list(gone[1] | said))
        artists, named = artists | artists_of(kinds), projects | projects_of(kinds)
        projects = projects | {id: named[id] for id in gone[1]}
    return Rows(artists, projects, booked, {id: 1 + len(before) for id, before in line.items()}, line, named)


def fetch(query: Executable, **values: Any) -> dict[str, list[Any]]:
    """The rows of a statement by their kind, as the driver makes them: wrapping each costs as much as reading it."""
    kinds: dict[str, list[Any]] = defaultdict(list)
    with db.session.connection().execute(query, {"tenant": current.tenant.id, **values}) as result:
        for row in result.cursor.fetchall():
            kinds[row[0]].append(row)
    return kinds


def artists_of(kinds: dict[str, list[Any]]) -> dict[str, ArtistRow]:
    return {row[1]: ArtistRow(*row[1:7], *row[10:]) for row in kinds["artists"]}


def projects_of(kinds: dict[str, list[Any]]) -> dict[str, ProjectRow]:
    return {row[1]: ProjectRow(*row[1:6]) for row in kinds["projects"]}


def line_of(booked: list[BookingRow], near: list[BookingRow], reach: Span, now: datetime) -> dict[str, list[Any]]:
    """Who stands before each hold; one that runs on for months may stand behind another that was not read."""
    far = int((reach.start - AROUND).timestamp()), int((reach.end + AROUND).timestamp())
    if any(row.status == HOLD and (row.starts_at < far[0] or row.ends_at > far[1]) for row in booked):
        return {str(id): ahead for id, ahead in holds.before(holds.active(reach.start, reach.end, now)).items()}
    return holds.before(row for row in near if row.status == HOLD)  # type: ignore[return-value]
