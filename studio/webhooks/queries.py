"""What the pages show of deliveries: how many of each kind, and a page of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from studio.extensions import db
from studio.lib.pagination import Page
from studio.webhooks.deliveries import DEAD, DELIVERED, STATES, WAITING, Delivery

SIZE = 25
SOON = timedelta(seconds=30)


@dataclass
class Counts:
    waiting: int = 0
    dead: int = 0


def counts() -> dict[UUID, Counts]:
    """What waits and what was given up, per endpoint."""
    found: dict[UUID, Counts] = defaultdict(Counts)
    for state in (WAITING, DEAD):
        grouped = select(Delivery.endpoint_id, func.count()).where(Delivery.state == state)
        for endpoint_id, count in db.session.execute(grouped.group_by(Delivery.endpoint_id)):
            setattr(found[endpoint_id], state, count)
    return found


def listed(endpoint_id: UUID, state: str, number: int) -> Page[Delivery]:
    """A page of an endpoint's deliveries, the newest first; `state` "" for all of them."""
    mine = select(Delivery).where(Delivery.endpoint_id == endpoint_id)
    if state in STATES:
        mine = mine.where(Delivery.state == state)
    total = db.session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    pages = max(1, -(-total // SIZE))
    number = min(max(number, 1), pages)
    rows = db.session.scalars(mine.order_by(Delivery.id.desc()).offset((number - 1) * SIZE).limit(SIZE)).all()
    return Page(rows, number, pages, total)


def moving(rows: Page[Delivery], now: datetime) -> bool:
    """Whether something of it will soon look different."""
    return any(row.state == WAITING and (row.sending or row.next_at < now + SOON) for row in rows.rows)


def last_taken(endpoint_id: UUID) -> datetime | None:
    taken = select(Delivery.done_at).where(Delivery.endpoint_id == endpoint_id, Delivery.state == DELIVERED)
    return db.session.scalar(taken.order_by(Delivery.id.desc()).limit(1))
