"""Events, as they are shown."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, ConfigDict, Field

from studio.api.schemas.common import Ids, Instant, Links, Query, Shown, commas, digits

SubjectKind = Literal[
    "booking", "artist", "project", "webhook", "time_block", "working_pattern", "studio_holiday", "subscribed_calendar"
]  # fmt: skip
Name = Literal[
    "booking:created", "booking:updated", "booking:cancelled", "booking:conflict", "artist:availability_changed"
]
Kind = Annotated[str, Field(pattern=r"^[a-z_]{1,30}\.[a-z_]{1,30}$")]
LARGEST = 2**62


class Subject(Shown):
    type: SubjectKind
    id: UUID


class Event(Shown):
    """Something that happened. `seq` counts within the studio, in the order it was committed, without gaps."""

    seq: int
    id: UUID
    at: Instant
    kind: str = Field(examples=["booking.confirmed"])
    name: Name | None = Field(description="What the stream and webhooks call it, if they tell it.")
    subject: Subject
    version: int = Field(description="The subject's, after it.")
    actor: str
    actor_id: UUID | None = Field(description="The member; null for Studio itself.")
    note: str = Field(description="The reason given, if any.")
    request_id: str
    changes: dict[str, list[Any]] = Field(description="Per field what it was and what it became.")
    state: dict[str, Any] = Field(description="The subject after it.")


class EventPage(Shown):
    """A part of the log. Everything up to `next_after` was looked at: ask for what comes after it."""

    data: list[Event]
    next_after: int
    more: bool = Field(description="Whether there is more at once.")
    seq: int = Field(description="The studio's last event when this was asked.")
    links: Links


class StreamQuery(Query):
    model_config = ConfigDict(extra="ignore")  # browsers add parameters of their own to the address of a stream

    tenant: str | None = Field(None, max_length=100, description="The studio, for a page's cookie; a token says which.")
    last_event_id: str | None = Field(None, max_length=100, description="Where the header cannot be sent.")


class EventsQuery(Query):
    after: Annotated[int, BeforeValidator(digits)] = Field(
        0, ge=0, le=LARGEST, description="Only what came after this number."
    )
    limit: Annotated[int, BeforeValidator(digits)] = Field(100, ge=1, le=500, description="How many at most.")
    wait: Annotated[int, BeforeValidator(digits)] = Field(
        0, ge=0, le=30, description="Seconds to wait for something to happen, if nothing has."
    )
    subject: commas(SubjectKind) | None = None  # type: ignore[valid-type]
    kind: commas(Kind) | None = None  # type: ignore[valid-type]
    subject_id: Ids | None = None
    artist_id: Ids | None = Field(None, description="About these artists, or bookings they have or had.")
    project_id: Ids | None = Field(None, description="About these projects, or bookings of them.")
