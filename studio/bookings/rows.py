"""The rows a window of the calendar is made of: one statement that unites bookings, artists and projects.

Round trips are what a page waits for. Ids are texts and instants numbers: a page hashes, compares and prints
each many times.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    Executable,
    Select,
    Text,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from studio.artists.models import Artist
from studio.artists.pattern import STANDARD, WorkingPattern
from studio.bookings import holds
from studio.bookings.models import BLOCKING, CANCELLED, HOLD, Booking
from studio.extensions import db
from studio.lib.current import current
from studio.lib.db import Base
from studio.lib.spans import Span
from studio.projects.models import Project

AROUND = timedelta(weeks=8)  # how far outside the window holds are read, for their ranks
STARTS = attrgetter("starts_at", "id")
Columns = Sequence[ColumnElement[Any]]


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
    """A booking; its instants are whole seconds since 1970, `placed_at` with its fraction."""

    id: str
    includes_non_working: bool
    artist_id: str
    project_id: str
    status: str
    title: str
    starts_at: int
    ends_at: int
    placed_at: float

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

    def of_artists(self, ids: Set[str]) -> Rows:
        """The same window, as far as it is about these artists."""
        artists = {id: row for id, row in self.artists.items() if id in ids}
        return Rows(artists, self.projects, [row for row in self.bookings if row.artist_id in ids], self.ranks)

    def of_projects(self, ids: Set[str]) -> Rows:
        """The same window, as far as it is about these projects."""
        projects = {id: row for id, row in self.projects.items() if id in ids}
        return Rows(self.artists, projects, [row for row in self.bookings if row.project_id in ids], self.ranks)


def seconds(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.date_part("epoch", column), BigInteger)


def branch(
    model: type[Base], flag: ColumnElement[bool], texts: Columns, lists: Columns = (), at: Columns = ()
) -> Select[Any]:
    """One kind of rows in the shape all kinds share: kind, id, a flag, 4 texts, 3 instants, 3 texts, 2 lists.

    A booking's columns stand side by side, in the order of BookingRow: there are many.
    """
    none, table = null(), model.__table__
    words = [cast(text, Text) for text in (*texts, *[none] * (7 - len(texts)))]
    instants = [*at] or [cast(none, BigInteger), cast(none, BigInteger), cast(none, Double)]
    listed = [*lists] or [cast(none, ARRAY(Text))] * 2
    columns = [literal(model.__tablename__), cast(table.c.id, Text), flag, *words[:4], *instants, *words[4:], *listed]
    return select(*columns).where(table.c.tenant_id == bindparam("tenant"))


A, P, B = (cls.__table__.c for cls in (Artist, Project, Booking))
ARTISTS = branch(
    Artist, A.archived_at.is_not(None),
    (A.name, A.role, A.department, A.city, A.zone, A.hue, A.member_id), lists=(A.skills, A.tags),
)  # fmt: skip
PROJECTS = branch(Project, P.archived_at.is_not(None), (P.name, P.hue, P.client))
BOOKINGS = branch(
    Booking, B.includes_non_working, (B.artist_id, B.project_id, B.status, B.title),
    at=(seconds(B.starts_at), seconds(B.ends_at), func.date_part("epoch", B.placed_at)),
)  # fmt: skip
TOUCHING = B.starts_at < bindparam("to"), B.ends_at > bindparam("from")
NEAR = B.starts_at < bindparam("far_to"), B.ends_at > bindparam("far_from")
UNEXPIRED = or_(B.expires_at.is_(None), B.expires_at > bindparam("now"))
ACTIVE = ARTISTS.where(A.archived_at.is_(None)), PROJECTS.where(P.archived_at.is_(None))
LIVING = union_all(
    *ACTIVE, BOOKINGS.where(B.status.in_(BLOCKING), *TOUCHING), BOOKINGS.where(B.status == HOLD, UNEXPIRED, *NEAR)
)
ENDED = union_all(*ACTIVE, BOOKINGS.where(B.status == CANCELLED, *TOUCHING))
ARCHIVED = union_all(
    ARTISTS.where(A.id.in_(bindparam("artists", expanding=True))),
    PROJECTS.where(P.id.in_(bindparam("projects", expanding=True))),
)


def load(reach: Span, now: datetime, cancelled: bool = False) -> Rows:
    """The rows that touch `reach`; cancelled bookings instead of the living, if asked for."""
    window = {"from": reach.start, "to": reach.end}
    around = {"far_from": reach.start - AROUND, "far_to": reach.end + AROUND, "now": now}
    kinds = fetch(ENDED, **window) if cancelled else fetch(LIVING, **window, **around)
    near = [BookingRow._make(row[1:10]) for row in kinds["bookings"]]
    start, end = int(reach.start.timestamp()), int(reach.end.timestamp())
    booked = sorted((row for row in near if row.starts_at < end and row.ends_at > start), key=STARTS)
    artists, projects = artists_of(kinds), projects_of(kinds)
    gone = {row.artist_id for row in booked} - artists.keys(), {row.project_id for row in booked} - projects.keys()
    if any(gone):
        kinds = fetch(ARCHIVED, artists=list(gone[0]), projects=list(gone[1]))
        artists, projects = artists | artists_of(kinds), projects | projects_of(kinds)
    return Rows(artists, projects, booked, ranks(booked, near, reach, now))


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


def ranks(booked: list[BookingRow], near: list[BookingRow], reach: Span, now: datetime) -> dict[str, int]:
    """Ranks of the holds; one that runs on for months may stand behind another that was not read."""
    far = int((reach.start - AROUND).timestamp()), int((reach.end + AROUND).timestamp())
    if any(row.status == HOLD and (row.starts_at < far[0] or row.ends_at > far[1]) for row in booked):
        return {str(id): rank for id, rank in holds.ranks(holds.active(reach.start, reach.end, now)).items()}
    return holds.ranks(row for row in near if row.status == HOLD)  # type: ignore[return-value, misc]
