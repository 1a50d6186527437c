"""When artists are free, as it is shown."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from studio.api.schemas.common import Ids, Instant, Query, Shown


class AvailabilityQuery(Query):
    """At most 92 days, and 100 artists; without artist_id, the first 100 active ones by name."""

    from_: Instant = Field(alias="from")
    to: Instant
    artist_id: Ids | None = None


class Free(Shown):
    starts_at: Instant
    ends_at: Instant


class Busy(Shown):
    starts_at: Instant
    ends_at: Instant
    booking_id: UUID
    status: Literal["pencil", "confirmed"]


class Availability(Shown):
    artist_id: UUID
    name: str | None = Field(description="For those who may read artists.")
    zone: str
    free: list[Free] = Field(description="Working time that no pencil or confirmed booking takes.")
    busy: list[Busy]


class Availabilities(Shown):
    data: list[Availability]
