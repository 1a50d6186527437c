"""Webhooks and their deliveries, as they are sent and shown."""

from __future__ import annotations

from typing import Annotated, Literal, get_args
from uuid import UUID

from pydantic import AfterValidator, Field

from studio.api.schemas.common import (
    Instant,
    PageQuery,
    Query,
    Shown,
    Sparse,
    Strict,
    commas,
    fields_of,
    line,
    page_of,
    partial,
)
from studio.api.schemas.events import LARGEST, Name
from studio.publishing.payloads import NAMES

State = Literal["waiting", "delivered", "dead", "replaced"]


def distinct(names: list[str]) -> list[str]:
    return [name for name in NAMES if name in names]


Events = Annotated[list[Name], Field(min_length=1, max_length=len(NAMES)), AfterValidator(distinct)]


class WebhookIn(Strict):
    """An address that is told of what happens."""

    url: line(500, required=True) = Field(examples=["https://hooks.example.com/studio"])  # type: ignore[valid-type]
    events: Events = Field(default_factory=lambda: [*get_args(Name)])
    description: line(200) = ""  # type: ignore[valid-type]
    active: bool = Field(True, description="False pauses it; nothing is lost meanwhile.")


WebhookPatch = partial(WebhookIn, "WebhookPatch")


class Webhook(Sparse):
    """An address that is told."""

    id: UUID
    url: str
    events: list[Name]
    description: str
    active: bool
    status: Literal["active", "paused", "gone"] = Field(description="`gone`: the receiver answered 410.")
    told_up_to: int = Field(description="The last event that became a delivery, or was passed over.")
    failures: int = Field(description="Tries in a row at which nobody was there.")
    rests_until: Instant | None
    old_secret_until: Instant | None = Field(description="After a rotation both secrets sign until then.")
    created_at: Instant
    version: int
    secret: str | None = Field(
        None, description="Only in the answer that made it.", examples=["whsec_C2FVsBQIhrscChlQIM"]
    )


class WebhooksQuery(PageQuery):
    sort: Literal["created_at", "-created_at"] = "created_at"
    fields: fields_of(Webhook) = None  # type: ignore[valid-type]


class OneWebhook(Query):
    fields: fields_of(Webhook) = None  # type: ignore[valid-type]


WebhookPage = page_of(Webhook, "WebhookPage")


class Attempt(Shown):
    at: Instant
    status: int | None = Field(description="What the receiver answered; null if nothing came.")
    error: Literal["", "forbidden", "no_host", "timeout", "tls", "broken", "unsigned"]
    ms: int
    excerpt: str = Field(description="The beginning of a refusal.")


class Delivery(Sparse):
    """A message to a webhook, and what came of it."""

    id: UUID
    webhook_id: UUID
    message_id: UUID = Field(description="The header webhook-id: the event's id, the same at every try.")
    seq: int = Field(description="The event's number; 0 for a ping.")
    name: Literal[
        "booking:created", "booking:updated", "booking:cancelled", "booking:conflict", "artist:availability_changed",
        "ping",
    ]  # fmt: skip
    state: State = Field(description="`dead`: given up after a day. `replaced`: a replay sends it again.")
    tries: int
    next_at: Instant | None = Field(description="When it is tried next, at the earliest.")
    created_at: Instant
    done_at: Instant | None
    attempts: list[Attempt]


class DeliveriesQuery(PageQuery):
    sort: Literal["created_at", "-created_at"] = "-created_at"
    fields: fields_of(Delivery) = None  # type: ignore[valid-type]
    state: commas(State) | None = None  # type: ignore[valid-type]


DeliveryPage = page_of(Delivery, "DeliveryPage")


class ReplayIn(Strict):
    """Send everything again from the event of this number on, in order."""

    from_seq: int = Field(ge=1, le=LARGEST)
