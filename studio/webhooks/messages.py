"""What a delivery says: the body, and the headers that prove who said it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from studio.activity import log
from studio.activity.told import Told
from studio.lib.sealed import Unreadable
from studio.webhooks import signing, telling
from studio.webhooks.deliveries import PING, Delivery
from studio.webhooks.models import Endpoint
from studio.webhooks.sending import Letter

AGENT = "Studio-Webhooks/1"


def letters(endpoint: Endpoint, deliveries: Sequence[Delivery], now: datetime) -> list[Letter | None]:
    """The deliveries as they are sent; None for what can no longer be signed: SECRET_KEY was changed."""
    try:
        secrets = endpoint.secrets(now)
    except Unreadable:
        return [None] * len(deliveries)
    events = {event.seq: event for event in log.numbered([d.seq for d in deliveries if d.name != PING])}
    return [letter(endpoint.url, secrets, delivery, events, now) for delivery in deliveries]


def letter(url: str, secrets: Sequence[str], delivery: Delivery, events: Mapping[int, Told], now: datetime) -> Letter:
    text = body(delivery, events.get(delivery.seq))
    signed = signing.headers(secrets, str(delivery.message_id), int(now.timestamp()), text)
    return Letter(url, {**signed, "Content-Type": "application/json", "User-Agent": AGENT}, text)


def body(delivery: Delivery, event: Told | None) -> bytes:
    """The same bytes at every try: `{"type": "booking:created", "timestamp": "...", "data": {...}}`."""
    said: dict[str, Any] = {"type": delivery.name, "timestamp": delivery.created_at.isoformat(), "data": {}}
    if event:
        said |= {"timestamp": event.at, "data": telling.data(event)}
    return json.dumps(said, separators=(",", ":")).encode()


def shown_body(delivery: Delivery) -> str:
    """What it says, for people to read."""
    events = log.numbered([delivery.seq]) if delivery.name != PING else []
    return json.dumps(json.loads(body(delivery, events[0] if events else None)), indent=2, ensure_ascii=False)
