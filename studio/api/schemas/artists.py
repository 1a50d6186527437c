"""Artists, as they are sent and shown."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field, field_validator

from studio.api.schemas.common import (
    Hue,
    Id,
    Instant,
    Money,
    PageQuery,
    Query,
    Region,
    Sparse,
    Strict,
    Truth,
    Zone,
    email_address,
    fields_of,
    line,
    named,
    page_of,
    partial,
    words,
)

REGION = "Whose public holidays they have, such as GB-ENG; empty for none, null for the studio's."


class ArtistIn(Strict):
    """An artist. Without a zone, the studio's; `rate` is per hour."""

    name: named(120)  # type: ignore[valid-type]
    role: line(120) = Field("", examples=["Senior compositor"])  # type: ignore[valid-type]
    department: line(120) = ""  # type: ignore[valid-type]
    city: line(120) = ""  # type: ignore[valid-type]
    email: line(254) = ""  # type: ignore[valid-type]
    skills: words() = Field(default_factory=list)  # type: ignore[valid-type]
    tags: words() = Field(default_factory=list)  # type: ignore[valid-type]
    zone: Zone | None = None
    holiday_region: Region | None = Field(None, description=REGION)
    rate: Money | None = None
    hue: Hue | None = None
    member_id: Id | None = Field(None, description="The member, of role artist, who signs in as this artist.")

    check_email = field_validator("email")(email_address)


ArtistPatch = partial(ArtistIn, "ArtistPatch")


class Artist(Sparse):
    """A bookable person. `rate` is there for those who may see it."""

    id: UUID
    name: str
    role: str
    department: str
    city: str
    email: str
    skills: list[str]
    tags: list[str]
    zone: str
    holiday_region: str | None = Field(description=REGION)
    hue: str
    member_id: UUID | None
    archived_at: Instant | None
    created_at: Instant
    version: int
    rate: Money | None = None


class OneArtist(Query):
    fields: fields_of(Artist) = None  # type: ignore[valid-type]


class ArtistsQuery(PageQuery):
    sort: Literal["name", "-name", "created_at", "-created_at"] = "name"
    fields: fields_of(Artist) = None  # type: ignore[valid-type]
    archived: Truth | None = Field(None, description="Only archived ones, or only active ones.")
    department: line(120) | None = None  # type: ignore[valid-type]
    skill: line(60) | None = None  # type: ignore[valid-type]


ArtistPage = page_of(Artist, "ArtistPage")
