"""The list of projects: what can be searched and filtered in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from studio.directory.listing import ListFilters, rows_of, values_of
from studio.lib.text.search import matching
from studio.projects.models import Project

COLUMNS = (
    Project.id, Project.name, Project.code, Project.client, Project.status, Project.hue, Project.starts_on,
    Project.ends_on, Project.deadline, Project.budget, Project.currency,
)  # fmt: skip


@dataclass(frozen=True)
class Filters(ListFilters):
    client: str = ""
    status: str = ""


def listed(archived: bool = False) -> list[Row[Any]]:
    """Every active (or archived) project, by name."""
    return rows_of(Project, COLUMNS, archived)


def search(rows: Sequence[Row[Any]], filters: Filters) -> list[Row[Any]]:
    fitting = [row for row in rows if filters.client in ("", row.client) and filters.status in ("", row.status)]
    return matching(fitting, filters.q, texts)


def texts(row: Row[Any]) -> list[str]:
    return [row.name, row.code, row.client]


def clients(rows: Sequence[Row[Any]]) -> list[str]:
    return values_of(rows, "client")
