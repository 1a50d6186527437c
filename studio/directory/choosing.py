"""Which artists are meant: those that the list's filters ask for."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from studio.directory import artists


def matching(args: Mapping[str, str]) -> list[UUID]:
    """All that the query of the list's address asks for, on whatever page of it, in the list's order."""
    filters = artists.Filters.of(args)
    return [row.id for row in artists.search(artists.listed(filters.archived), filters)]
