"""From the log to deliveries: what an endpoint is to be told, in order, without a gap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from studio.activity import queries
from studio.activity.message import EventMessage
from studio.extensions import db
from studio.publishing import payloads
from studio.webhooks.deliveries import WAITING, Delivery
from studio.webhooks.models import Endpoint


def fan_out(endpoint: Endpoint, now: datetime) -> bool:
    """Make deliveries of the next events and move the cursor past them; False when there were none.

    The caller holds the endpoint's row: two workers do not fan out the same.
    """
    events = queries.after(endpoint.cursor)
    if not events:
        return False
    rows = [row(endpoint, event, name, now) for event, name in subscribed_to(endpoint, events)]
    if rows:
        db.session.execute(insert(Delivery).values(rows).on_conflict_do_nothing())
    advance(endpoint, cursor=events[-1].seq)
    return True


def subscribed_to(endpoint: Endpoint, events: list[EventMessage]) -> Iterator[tuple[EventMessage, str]]:
    for event in events:
        name = payloads.name(event)
        if name in endpoint.events:
            yield event, name


def row(endpoint: Endpoint, event: EventMessage, name: str, now: datetime) -> dict[str, Any]:
    return {
        "tenant_id": endpoint.tenant_id, "id": uuid7(), "endpoint_id": endpoint.id, "round": endpoint.round,
        "seq": event.seq, "name": name, "message_id": UUID(event.id), "subject_id": UUID(event.subject_id),
        "state": WAITING, "sending": False, "tries": 0, "attempts": [], "created_at": now, "next_at": now,
    }  # fmt: skip


def advance(endpoint: Endpoint, **values: Any) -> None:
    """Set what delivering keeps track of: no change anybody made, so no new version of the endpoint."""
    mine = update(Endpoint).where(Endpoint.id == endpoint.id)
    db.session.execute(mine.values(**values), execution_options={"synchronize_session": False})
    db.session.refresh(endpoint, list(values))
