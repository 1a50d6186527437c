"""The list of artists: what can be searched and filtered in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from studio.artists.models import Artist
from studio.directory.listing import ListFilters, rows_of, values_of
from studio.lib.text.search import matching

COLUMNS = (
    Artist.id, Artist.name, Artist.role, Artist.department, Artist.city, Artist.skills, Artist.tags, Artist.zone,
    Artist.holiday_region, Artist.hourly_rate, Artist.currency, Artist.photo, Artist.employment, Artist.skill_levels,
)  # fmt: skip


@dataclass(frozen=True)
class Filters(ListFilters):
    department: str = ""


def listed(archived: bool = False) -> list[Row[Any]]:
    """Every active (or archived) artist, by name."""
    return rows_of(Artist, COLUMNS, archived)


def search(rows: Sequence[Row[Any]], filters: Filters) -> list[Row[Any]]:
    in_department = [row for row in rows if filters.department in ("", row.department)]
    return matching(in_department, filters.q, texts)


def texts(row: Row[Any]) -> list[str]:
    return [row.name, row.role, row.department, row.city, *row.skills, *row.tags]


def departments(rows: Sequence[Row[Any]]) -> list[str]:
    return values_of(rows, "department")


def all_skills(rows: Sequence[Row[Any]]) -> list[str]:
    return sorted({skill for row in rows for skill in row.skills}, key=str.casefold)
