"""What rows stand under: an artist's department, role, city or main project; a project's client."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

from studio.lib.text.search import fold
from studio.schedule.query import CITY, DEPARTMENT, PROJECT, PROJECTS, ROLE, ScheduleQuery
from studio.schedule.rows import ArtistRow, ProjectRow, Rows

CLIENT = "client"
Order = tuple[bool, str, str, str, str]


def grouped_by(query: ScheduleQuery) -> str:
    """What the groups of rows are: `department`, `role`, `city` or `project` of artists, `client` of projects."""
    return CLIENT if query.view == PROJECTS else query.group


def artist_group(query: ScheduleQuery, rows: Rows) -> Callable[[ArtistRow], str]:
    """The name of the group an artist belongs to; "" for none."""
    if query.group == PROJECT:
        main = main_projects(query, rows)
        return lambda artist: main.get(artist.id, "")
    columns: dict[str, Callable[[ArtistRow], str]] = {
        DEPARTMENT: lambda artist: artist.department,
        ROLE: lambda artist: artist.role,
        CITY: lambda artist: artist.city,
    }
    return columns[query.group]


def main_projects(query: ScheduleQuery, rows: Rows) -> dict[str, str]:
    """By artist, the project that takes most of their time in the window: each row stands in one group only."""
    starts, ends = int(query.reach.start.timestamp()), int(query.reach.end.timestamp())
    taken: dict[str, Counter[str]] = defaultdict(Counter)
    for booking in rows.bookings:
        inside = min(booking.ends_at, ends) - max(booking.starts_at, starts)
        taken[booking.artist_id][rows.projects[booking.project_id].name] += inside
    return {id: min(counts, key=lambda name: (-counts[name], name)) for id, counts in taken.items()}


def order(group: str, row: ArtistRow | ProjectRow) -> Order:
    """By group, those without one last; then by name."""
    return not group, fold(group), group, fold(row.name), row.id
