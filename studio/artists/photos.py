"""Artists' photos: three sizes of each, kept under a name that is made of their content."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from studio.activity.recorder import Actor
from studio.artists.models import Artist
from studio.lib.current import current
from studio.lib.jobs import enqueue
from studio.lib.media.images import TYPE, squares
from studio.lib.media.storage import media

SIDES = SMALL, MEDIUM, LARGE = (64, 160, 480)  # pixels: twice what an avatar, a card and a profile show


def set_photo(artist: Artist, by: Actor | None, content: bytes) -> None:
    """Raises BadImage for a picture that is not taken."""
    sizes = squares(content, SIDES)
    name = sha256(sizes[LARGE]).hexdigest()[:24]
    for side, picture in sizes.items():
        media().put(key(artist.id, name, side), picture, TYPE)
    replace(artist, by, name)


def remove_photo(artist: Artist, by: Actor | None) -> None:
    replace(artist, by, "")


def replace(artist: Artist, by: Actor | None, name: str) -> None:
    """The old one goes when the change is committed."""
    if artist.photo and artist.photo != name:
        enqueue(forget, artist.id, artist.photo, urgent=True)
    artist.edit(by, photo=name)


def forget(artist_id: UUID, name: str) -> None:
    """A job: delete a photo's files."""
    for side in SIDES:
        media().delete(key(artist_id, name, side))


def read(artist: Artist, side: int) -> bytes | None:
    return media().get(key(artist.id, artist.photo, side)) if artist.photo else None


def key(artist_id: UUID, name: str, side: int) -> str:
    return f"artists/{current.tenant.id}/{artist_id}/{name}-{side}.webp"
