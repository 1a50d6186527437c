"""Who may see an artist's rate."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID


class Viewer(Protocol):
    @property
    def id(self) -> UUID: ...
    def can(self, permission: str) -> bool: ...


def may_see_rate(viewer: Viewer, artist_member_id: UUID | None) -> bool:
    """Those who may see money, and artists their own."""
    return viewer.can("money.read") or (artist_member_id is not None and artist_member_id == viewer.id)
