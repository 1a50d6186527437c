"""Lists that are read whole, and filtered and sorted in Python: of projects, of which a studio has hundreds, and of
what a form offers. `artist_search/` does otherwise, for thousands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

from sqlalchemy import Row, select

from studio.artists.models import Artist
from studio.extensions import db
from studio.lib.text.search import by_name
from studio.projects.models import Project


@dataclass(frozen=True)
class ListFilters:
    """What a list is asked for; "" asks for everything."""

    q: str = ""
    archived: bool = False

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Self:
        """The filters in the query of an address."""
        values: dict[str, Any] = {field.name: args.get(field.name, "") for field in fields(cls)}
        return cls(**{**values, "q": values["q"].strip()[:200], "archived": values["archived"] == "yes"})

    @property
    def any(self) -> bool:
        return bool(self.query())

    def query(self) -> dict[str, str]:
        """The same as the query of an address."""
        values = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: "yes" if value is True else value for name, value in values if value}


def rows_of(model: type[Artist] | type[Project], columns: Iterable[Any], archived: bool) -> list[Row[Any]]:
    """Every active (or archived) record, by name."""
    life = model.archived_at.is_not(None) if archived else model.archived_at.is_(None)
    rows: Any = db.session.execute(select(*columns).where(life))
    return sorted(rows, key=by_name)


def values_of(rows: Sequence[Row[Any]], column: str) -> list[str]:
    """What stands in a column, each once, in the order people expect."""
    return sorted({value for row in rows if (value := getattr(row, column))}, key=str.casefold)
