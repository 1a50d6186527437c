"""What a delivery says: the body, and the headers that prove who message it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from studio.activity import queries
from studio.activity.message import EventMessage
from studio.lib.encryption import Unreadable
from studio.publishing import payloads
from studio.webhooks import signing
from studio.webhooks.client import WebhookRequest
from studio.webhooks.deliveries import PING, Delivery
from studio.webhooks.models import Endpoint

AGENT = "Studio-Webhooks/1"


def signed_requests(endpoint: Endpoint, deliveries: Sequence[Delivery], now: datetime) -> list[WebhookRequest | None]:
    """The deliveries as they are sent; None for what can no longer be signed: SECRET_KEY was changed."""
    try:
        secrets = endpoint.secrets(now)
    except Unreadable:
        return [None] * len(deliveries)
    events = {event.seq: event for event in queries.numbered([d.seq for d in deliveries if d.name != PING])}
    return [request(endpoint.url, secrets, delivery, events, now) for delivery in deliveries]


def request(
    url: str, secrets: Sequence[str], delivery: Delivery, events: Mapping[int, EventMessage], now: datetime
) -> WebhookRequest:
    text = body(delivery, events.get(delivery.seq))
    signed = signing.headers(secrets, str(delivery.message_id), int(now.timestamp()), text)
    return WebhookRequest(url, {**signed, "Content-Type": "application/json", "User-Agent": AGENT}, text)


def body(delivery: Delivery, event: EventMessage | None) -> bytes:
    """The same bytes at every try: `{"type": "booking:created", "timestamp": "...", "data": {...}}`."""
    message: dict[str, Any] = {"type": delivery.name, "timestamp": delivery.created_at.isoformat(), "data": {}}
    if event:
        message |= {"timestamp": event.at, "data": payloads.data(event)}
    return json.dumps(message, separators=(",", ":")).encode()


def shown_body(delivery: Delivery) -> str:
    """What it says, for people to read."""
    events = queries.numbered([delivery.seq]) if delivery.name != PING else []
    return json.dumps(json.loads(body(delivery, events[0] if events else None)), indent=2, ensure_ascii=False)
