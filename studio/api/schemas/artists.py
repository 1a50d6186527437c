"""Artists, as they are sent and shown."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema

from studio.api.schemas.common import (
    Day,
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
    digits,
    email_address,
    fields_of,
    line,
    lines,
    named,
    page_of,
    partial,
    words,
)
from studio.artists.models import EMPLOYMENTS, STAFF
from studio.lib.forms.links import web_address

LEVELS = "From 1 to 5, by skill; skills without one have none."
OTHER_ROLES = "What they can be booked as besides `role`."
OF_THEIRS = "Shown to those who may edit artists, and to themselves."
RATE = "Per hour, until the first of `/artists/{id}/rates` begins."
CUSTOM = "Values of the studio's custom fields, by their keys. What is not sent stays; null empties one."
REGION = "Whose public holidays they have, such as GB-ENG; empty for none, null for the studio's."

SORT = "With `free_from` it is `-free_hours` if left out: those who fit, and have most free, first."
WORDS = "Each of them a part of name, role, department, city, skill or tag, by plain letters."
RATES = "Of today, in the studio's currency; for those who may see money."
FREE = "The first of the days, each artist's own, on which they are to have time. Who has none is left out."
PREFIX = "custom."

Decimals = Annotated[str, Field(pattern=r"^[0-9]{1,10}(\.[0-9]{1,2})?$")]
Level = Annotated[int, Field(strict=True, ge=1, le=5)]
WebAddress = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(web_address)]


class ArtistIn(Strict):
    """An artist. Without a zone, the studio's; `rate` is per hour."""

    name: named(120)  # type: ignore[valid-type]
    pronouns: line(40) = ""  # type: ignore[valid-type]
    role: line(120) = Field("", examples=["Senior compositor"])  # type: ignore[valid-type]
    other_roles: words() = Field(default_factory=list, description=OTHER_ROLES)  # type: ignore[valid-type]
    department: line(120) = ""  # type: ignore[valid-type]
    employment: Literal[EMPLOYMENTS] = STAFF  # type: ignore[valid-type]
    city: line(120) = ""  # type: ignore[valid-type]
    email: line(254) = ""  # type: ignore[valid-type]
    phone: line(60) = ""  # type: ignore[valid-type]
    emergency_contact: line(500) = Field("", description=OF_THEIRS)  # type: ignore[valid-type]
    notes: lines(5000) = Field("", description="Shown to those who may edit artists.")  # type: ignore[valid-type]
    links: list[WebAddress] = Field(default_factory=list, max_length=10)
    skills: words() = Field(default_factory=list)  # type: ignore[valid-type]
    skill_levels: dict[str, Level] = Field(default_factory=dict, description=LEVELS)
    tags: words() = Field(default_factory=list)  # type: ignore[valid-type]
    zone: Zone | None = None
    holiday_region: Region | None = Field(None, description=REGION)
    rate: Money | None = Field(None, description=RATE)
    custom: dict[str, Any] = Field(default_factory=dict, description=CUSTOM)
    hue: Hue | None = None
    member_id: Id | None = Field(None, description="The member, of role artist, who signs in as this artist.")

    check_email = field_validator("email")(email_address)


ArtistPatch = partial(ArtistIn, "ArtistPatch")


class Artist(Sparse):
    """A bookable person. `rate` is there for those who may see it."""

    id: UUID
    name: str
    pronouns: str
    role: str
    other_roles: list[str] = Field(description=OTHER_ROLES)
    department: str
    employment: Literal[EMPLOYMENTS]  # type: ignore[valid-type]
    city: str
    email: str
    phone: str
    links: list[str]
    has_photo: bool = Field(description="It is at `photo` below the artist's address.")
    skills: list[str]
    skill_levels: dict[str, int] = Field(description=LEVELS)
    tags: list[str]
    zone: str
    holiday_region: str | None = Field(description=REGION)
    custom: dict[str, Any] = Field(description=CUSTOM)
    hue: str
    member_id: UUID | None
    archived_at: Instant | None
    created_at: Instant
    version: int
    emergency_contact: str = Field("", description=OF_THEIRS)
    notes: str = Field("", description="Shown to those who may edit artists.")
    rate: Money | None = Field(None, description=RATE)


class OneArtist(Query):
    fields: fields_of(Artist) = None  # type: ignore[valid-type]


class ListedArtist(Artist):
    """An artist in a list; with what they have free of the days that were asked about."""

    free_hours: str = Field("", description="Working hours of these days that are neither pencilled nor confirmed.")
    free_days: int = Field(0, description="Of their working days, those that are free from beginning to end.")
    working_days: int = Field(0, description="Days with work, of those asked about.")
    free_since: date | None = Field(None, description="When all days from it on are free, and none before it.")
    free_until: date | None = Field(None, description="When all days until it are free, and none after it.")
    fits: bool = Field(False, description="Whether `hours` are free; without them, all there is to work.")


class ArtistsQuery(PageQuery):
    sort: Literal["name", "-name", "created_at", "-created_at", "-free_hours"] = Field("name", description=SORT)
    fields: fields_of(ListedArtist) = None  # type: ignore[valid-type]
    archived: Truth | None = Field(None, description="Only archived ones, or only active ones.")
    q: line(200) | None = Field(None, description=WORDS)  # type: ignore[valid-type]
    department: line(120) | None = None  # type: ignore[valid-type]
    city: line(120) | None = None  # type: ignore[valid-type]
    employment: Literal[EMPLOYMENTS] | None = None  # type: ignore[valid-type]
    skill: line(60) | None = None  # type: ignore[valid-type]
    level: Annotated[int, BeforeValidator(digits)] | None = Field(None, ge=1, le=5, description="Of `skill`, at least.")
    tag: line(60) | None = None  # type: ignore[valid-type]
    rate_from: Decimals | None = Field(None, description=RATES)
    rate_to: Decimals | None = Field(None, description=RATES)
    free_from: Day | None = Field(None, description=FREE)
    free_to: Day | None = Field(None, description="The last of these days; without it, they are one.")
    hours: Decimals | None = Field(None, description="At least so many working hours free on these days.")
    custom: SkipJsonSchema[dict[str, str]] = Field(default_factory=dict)  # sent as `custom.KEY`

    @model_validator(mode="before")
    @classmethod
    def gather_custom(cls, sent: dict[str, Any]) -> dict[str, Any]:
        given = {name.removeprefix(PREFIX): value for name, value in sent.items() if name.startswith(PREFIX)}
        rest = {name: value for name, value in sent.items() if not name.startswith(PREFIX)}
        return {**rest, "custom": given} if given else rest

    @model_validator(mode="after")
    def rank(self) -> ArtistsQuery:
        """Who is free is ranked, unless another order is asked for."""
        if self.free_from and "sort" not in self.model_fields_set:
            self.sort = "-free_hours"
        return self


ArtistPage = page_of(ListedArtist, "ArtistPage")
