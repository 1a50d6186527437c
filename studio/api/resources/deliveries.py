"""What was delivered to a webhook, or could not be."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response

from studio.api.http.pagination import Listing, Sort, page, parse_instant
from studio.api.http.problems import not_found
from studio.api.http.responses import reply
from studio.api.operations.operation import operation
from studio.api.resources.webhooks import ABOUT, lock_webhook, row_or_404
from studio.api.schemas import webhooks as schemas
from studio.api.schemas.common import Query
from studio.lib import clock
from studio.lib.web import get_or_404
from studio.webhooks.deliveries import WAITING, Delivery

SOURCE = """
SELECT d.id, d.endpoint_id, d.message_id, d.seq, d.name, d.state, d.tries, d.next_at, d.created_at, d.done_at,
       d.attempts
FROM webhook_deliveries d JOIN webhook_endpoints w ON w.tenant_id = d.tenant_id AND w.id = d.endpoint_id
WHERE d.tenant_id = %(tenant)s AND w.status <> 'removed'
"""
FILTERS = {
    "state": "d.state = ANY(%(state)s)",
    "updated_since": "coalesce(d.done_at, d.created_at) >= %(updated_since)s",
}
SORTS = {"created_at": Sort("d.created_at", parse_instant)}


def serialize(delivery: Any) -> dict[str, Any]:
    return {
        "id": delivery.id, "webhook_id": delivery.endpoint_id, "message_id": delivery.message_id, "seq": delivery.seq,
        "name": delivery.name, "state": delivery.state, "tries": delivery.tries,
        "next_at": delivery.next_at if delivery.state == WAITING else None, "created_at": delivery.created_at,
        "done_at": delivery.done_at,
        "attempts": [{**attempt, "at": datetime.fromisoformat(attempt["at"])} for attempt in delivery.attempts],
    }  # fmt: skip


def of_webhook(id: UUID) -> Listing:
    mine = f"{SOURCE} AND d.endpoint_id = '{id}'"
    return Listing(mine, "d.id", SORTS, FILTERS)


@operation(
    "GET", "/webhooks/<uuid:id>/deliveries", "webhooks.write", query=schemas.DeliveriesQuery,
    answers={200: schemas.DeliveryPage}, **ABOUT,
)  # fmt: skip
def list_deliveries(id: UUID, query: schemas.DeliveriesQuery) -> Response:
    """What was sent to it, the newest first; `state=dead` is what nobody took."""
    row_or_404(id)
    return page(of_webhook(id), query, lambda rows: [serialize(row) for row in rows], by_log=False)


@operation(
    "GET", "/webhooks/<uuid:id>/deliveries/<uuid:delivery_id>", "webhooks.write", query=Query,
    answers={200: schemas.Delivery}, **ABOUT,
)  # fmt: skip
def get_delivery(id: UUID, delivery_id: UUID, query: Query) -> Response:
    """One delivery, with its attempts."""
    row = of_webhook(id).one(delivery_id)
    if row is None:
        raise not_found()
    return reply(serialize(row))


@operation(
    "POST", "/webhooks/<uuid:id>/deliveries/<uuid:delivery_id>/redeliver", "webhooks.write",
    answers={202: schemas.Delivery}, **ABOUT,
)  # fmt: skip
def redeliver(id: UUID, delivery_id: UUID, query: Any) -> Response:
    """Send it again, whatever became of it; before what waits of its subject."""
    webhook = lock_webhook(id)
    delivery = get_or_404(Delivery, delivery_id)
    if delivery.endpoint_id != id:
        raise not_found()
    webhook.redeliver(delivery, clock.now())
    return reply(serialize(delivery), 202)


@operation("POST", "/webhooks/<uuid:id>/ping", "webhooks.write", answers={202: schemas.Delivery}, **ABOUT)
def ping_webhook(id: UUID, query: Any) -> Response:
    """Send it a message that says nothing, to see whether it arrives."""
    return reply(serialize(lock_webhook(id).ping(clock.now())), 202)
