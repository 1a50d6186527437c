"""The list of projects: one query, filtered and sorted in Python, as the artists' is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from studio.extensions import db
from studio.lib.current import current
from studio.lib.search import by_name, matching
from studio.projects.models import Project

COLUMNS = (
    Project.id, Project.name, Project.code, Project.client, Project.status, Project.hue, Project.starts_on,
    Project.ends_on, Project.deadline, Project.budget, Project.currency,
)  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What the list is asked for; "" asks for everything."""

    q: str = ""
    client: str = ""
    status: str = ""
    archived: bool = False

    @property
    def any(self) -> bool:
        return bool(self.query())

    def query(self) -> dict[str, str]:
        """The same as the query of an address."""
        asked = {"q": self.q, "client": self.client, "status": self.status, "archived": "yes" if self.archived else ""}
        return {name: value for name, value in asked.items() if value}


def listed(archived: bool = False) -> list[Row[Any]]:
    """Every active (or archived) project, by name."""
    life = Project.archived_at.is_not(None) if archived else Project.archived_at.is_(None)
    rows: Any = db.session.execute(select(*COLUMNS).where(Project.tenant_id == current.tenant.id, life))
    return sorted(rows, key=by_name)


def search(rows: Sequence[Row[Any]], filters: Filters) -> list[Row[Any]]:
    fitting = [row for row in rows if filters.client in ("", row.client) and filters.status in ("", row.status)]
    return matching(fitting, filters.q, texts)


def texts(row: Row[Any]) -> list[str]:
    return [row.name, row.code, row.client]


def clients(rows: Sequence[Row[Any]]) -> list[str]:
    return sorted({row.client for row in rows if row.client}, key=str.casefold)
