"""When the workers are to look after a studio's webhooks: at once when something happens, and when a try is due.

The relay keeps the time: it reads the log of all studios anyway, another one stands by, and what Redis forgets is
asked for again a second later.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from redis import Redis
from rq import Queue

from studio.activity.message import EventMessage
from studio.lib.jobs import WEBHOOKS

JOB = "studio.webhooks.jobs.deliver_due"
MARK, FOR = "webhooks:asked:", 30  # seconds until a job that never began is asked for again
DUE = """
SELECT e.tenant_id::text,
    bool_or((e.due_at <= now() OR e.cursor < t.event_seq) AND coalesce(e.rests_until <= now(), true))
FROM webhook_endpoints e JOIN tenants t ON t.id = e.tenant_id WHERE e.status = 'active' GROUP BY e.tenant_id
"""


def wake(redis: Redis, tenant_id: str) -> None:
    """Have a worker look after the studio, unless one was asked to and has not begun."""
    if redis.set(f"{MARK}{tenant_id}", 1, nx=True, ex=FOR):
        queue = Queue(WEBHOOKS, connection=redis)
        queue.enqueue_call(JOB, (tenant_id,), timeout=120, result_ttl=0, failure_ttl=86400)


def clear_mark(redis: Redis, tenant_id: str) -> None:
    """Whatever happens from here on needs to be asked for again: we may have looked already."""
    redis.delete(f"{MARK}{tenant_id}")


class Scheduler:
    """Looks once a second which studios have something due; knows in between which have endpoints at all."""

    def __init__(self, redis: Redis):
        self.redis = redis
        self.tenants: set[str] = set()

    def look(self, connection: psycopg.Connection[Any]) -> None:
        found = dict(connection.execute(DUE).fetchall())
        self.tenants = set(found)
        for tenant_id, due in found.items():
            if due:
                wake(self.redis, tenant_id)

    def hear(self, events: Sequence[EventMessage]) -> None:
        """The relay's batches: all events of one are of one studio."""
        if events[0].tenant_id in self.tenants:
            wake(self.redis, events[0].tenant_id)
