"""Parts of artists' profiles, as they are sent and shown: rates from a day on, photos, custom fields."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field

from studio.api.schemas.common import Day, Instant, Money, Query, Shown, Strict, digits, named, words
from studio.custom_fields.models import KINDS, SUBJECTS

KEY = "What records keep its values under. It is made of the first name, and stays."


class RateIn(Strict):
    """What an hour costs from a day on."""

    effective_from: Day
    rate: Money


class Rate(Shown):
    id: UUID
    artist_id: UUID
    effective_from: date
    rate: Money
    created_at: Instant
    version: int


class Rates(Shown):
    data: list[Rate]


class PhotoQuery(Query):
    side: Annotated[Literal[64, 160, 480], BeforeValidator(lambda value: int(digits(value)))] = Field(
        480, description="Pixels of each side."
    )


class CustomFieldIn(Strict):
    """A field of one's own."""

    subject: Literal[SUBJECTS] = "artist"  # type: ignore[valid-type]
    name: named(60) = Field(examples=["Union number"])  # type: ignore[valid-type]
    kind: Literal[KINDS] = "text"  # type: ignore[valid-type]
    choices: words() = Field(default_factory=list, description="Of a choice: what can be chosen.")  # type: ignore[valid-type]


class CustomFieldPatch(Strict):
    name: named(60) | None = None  # type: ignore[valid-type]
    choices: words() | None = None  # type: ignore[valid-type]


class CustomField(Shown):
    id: UUID
    subject: Literal[SUBJECTS]  # type: ignore[valid-type]
    key: str = Field(description=KEY)
    name: str
    kind: Literal[KINDS]  # type: ignore[valid-type]
    choices: list[str]
    created_at: Instant
    version: int


class CustomFields(Shown):
    data: list[CustomField]


class CustomFieldsQuery(Query):
    subject: Literal[SUBJECTS] = "artist"  # type: ignore[valid-type]
