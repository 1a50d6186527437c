"""One round of an endpoint: what is due is taken, and what came of it is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from studio.extensions import db
from studio.webhooks.backoff import rest
from studio.webhooks.client import Outcome, WebhookRequest
from studio.webhooks.deliveries import LEASE, Delivery, claim, next_due
from studio.webhooks.fanout import advance, fan_out
from studio.webhooks.models import ACTIVE, Endpoint
from studio.webhooks.requests import signed_requests

BATCH = 8  # messages to one endpoint at once, each of another subject


@dataclass(frozen=True, slots=True)
class Attempt:
    """A delivery under way; `request` is None when it cannot be signed, `outcome` what came of it."""

    endpoint_id: UUID
    delivery_id: UUID
    request: WebhookRequest | None
    outcome: Outcome | None = None


@dataclass
class Batch:
    """What is to be sent, and whether the cursor moved: then there may be more."""

    sent: list[Attempt] = field(default_factory=list)
    moved: bool = False


def active_endpoints() -> list[UUID]:
    return list(db.session.scalars(select(Endpoint.id).where(Endpoint.status == ACTIVE)))


def lease_batch(endpoint_id: UUID, now: datetime) -> Batch:
    """Lease what is due. One that takes nothing at all is left alone for a while, and then asked with one message."""
    endpoint = lock_endpoint(endpoint_id)
    if endpoint is None or endpoint.status != ACTIVE or (endpoint.rests_until and endpoint.rests_until > now):
        return Batch()
    most = 1 if endpoint.failures else BATCH
    found = claim(endpoint_id, most, now)
    moved = len(found) < most and fan_out(endpoint, now)
    if moved:
        found += claim(endpoint_id, most - len(found), now)
    advance(endpoint, due_at=now + LEASE if found else next_due(endpoint_id))
    written = zip(found, signed_requests(endpoint, found, now), strict=True)
    return Batch([Attempt(endpoint_id, delivery.id, request) for delivery, request in written], moved)


def record_outcomes(endpoint_id: UUID, sent: Sequence[Attempt], now: datetime, delays: Sequence[float]) -> None:
    outcomes = {one.delivery_id: one.outcome for one in sent if one.outcome}
    endpoint = lock_endpoint(endpoint_id, wait=True)
    mine = select(Delivery).where(Delivery.id.in_(outcomes)).with_for_update()
    for delivery in db.session.scalars(mine.execution_options(populate_existing=True)):
        delivery.note(outcomes[delivery.id], now, delays)
    db.session.flush()
    if endpoint is None:
        return
    if any(outcome.gone for outcome in outcomes.values()):
        endpoint.close()
    away = all(outcome.away for outcome in outcomes.values())
    failures = endpoint.failures + 1 if away else 0
    rests_until = now + timedelta(seconds=rest(failures, delays)) if away else None
    advance(endpoint, failures=failures, rests_until=rests_until, due_at=next_due(endpoint_id))


def lock_endpoint(endpoint_id: UUID, wait: bool = False) -> Endpoint | None:
    """The endpoint, locked; None when somebody else works on it just now."""
    mine = select(Endpoint).where(Endpoint.id == endpoint_id).with_for_update(skip_locked=not wait)
    return db.session.scalar(mine.execution_options(populate_existing=True))
