"""Every artist as a row, and what stands in their columns; `artist_search/` finds some of many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from studio.artists.models import Artist
from studio.directory.listing import rows_of, values_of

COLUMNS = (
    Artist.id, Artist.name, Artist.role, Artist.department, Artist.city, Artist.skills, Artist.tags, Artist.zone,
    Artist.holiday_region, Artist.hourly_rate, Artist.currency, Artist.photo, Artist.employment, Artist.skill_levels,
    Artist.custom, Artist.member_id,
)  # fmt: skip


def listed(archived: bool = False) -> list[Row[Any]]:
    """Every active (or archived) artist, by name."""
    return rows_of(Artist, COLUMNS, archived)


def texts(row: Row[Any]) -> list[str]:
    return [row.name, row.role, row.department, row.city, *row.skills, *row.tags]


def departments(rows: Sequence[Row[Any]]) -> list[str]:
    return values_of(rows, "department")


def all_skills(rows: Sequence[Row[Any]]) -> list[str]:
    return sorted({skill for row in rows for skill in row.skills}, key=str.casefold)
