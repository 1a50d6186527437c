"""Which facts of an artist's profile are not for everybody."""

from __future__ import annotations

from uuid import UUID

from studio.artists.rates import Viewer

SCHEDULERS_ONLY = ("notes",)
THEIR_OWN_TOO = ("emergency_contact",)  # and those who may edit artists
PRIVATE = (*SCHEDULERS_ONLY, *THEIR_OWN_TOO)


def private_fields(viewer: Viewer, artist_member_id: UUID | None) -> tuple[str, ...]:
    """Those of them that `viewer` may see."""
    if viewer.can("artists.write"):
        return PRIVATE
    return THEIR_OWN_TOO if artist_member_id is not None and artist_member_id == viewer.id else ()


def hidden_fields(viewer: Viewer, artist_member_id: UUID | None) -> tuple[str, ...]:
    seen = private_fields(viewer, artist_member_id)
    return tuple(name for name in PRIVATE if name not in seen)
