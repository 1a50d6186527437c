"""The list of artists: one query, filtered and sorted in Python.

A tenant has hundreds of artists, not millions; the database here cannot sort å, ä and ö, and under row-level
security it could not use an index for text anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from studio.artists.models import Artist
from studio.extensions import db
from studio.lib.current import current
from studio.lib.search import by_name, matching

COLUMNS = (
    Artist.id, Artist.name, Artist.role, Artist.department, Artist.city, Artist.skills, Artist.tags, Artist.zone,
    Artist.hourly_rate, Artist.currency, Artist.hue,
)  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What the list is asked for; "" asks for everything."""

    q: str = ""
    department: str = ""
    archived: bool = False

    @property
    def any(self) -> bool:
        return bool(self.query())

    def query(self) -> dict[str, str]:
        """The same as the query of an address."""
        asked = {"q": self.q, "department": self.department, "archived": "yes" if self.archived else ""}
        return {name: value for name, value in asked.items() if value}


def listed(archived: bool = False) -> list[Row[Any]]:
    """Every active (or archived) artist, by name."""
    life = Artist.archived_at.is_not(None) if archived else Artist.archived_at.is_(None)
    rows: Any = db.session.execute(select(*COLUMNS).where(Artist.tenant_id == current.tenant.id, life))
    return sorted(rows, key=by_name)


def search(rows: Sequence[Row[Any]], filters: Filters) -> list[Row[Any]]:
    in_department = [row for row in rows if not filters.department or row.department == filters.department]
    return matching(in_department, filters.q, texts)


def texts(row: Row[Any]) -> list[str]:
    return [row.name, row.role, row.department, row.city, *row.skills, *row.tags]


def departments(rows: Sequence[Row[Any]]) -> list[str]:
    return sorted({row.department for row in rows if row.department}, key=str.casefold)


def all_skills(rows: Sequence[Row[Any]]) -> list[str]:
    return sorted({skill for row in rows for skill in row.skills}, key=str.casefold)
