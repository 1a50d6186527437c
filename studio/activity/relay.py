"""The relay: tells the world what was committed, in order, at least once.

One works, any number of others stand by: whoever holds the advisory lock. It reads each tenant's events after
`published_seq`, publishes them to Redis, hands them to the subscribers, and only then moves the cursor. Killed in
between, the next one tells the same events again, with the same ids.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from threading import Event as Flag
from time import monotonic
from typing import Any

import psycopg
from psycopg.rows import scalar_row
from redis import Redis, RedisError
from redis.client import PubSub

from studio.activity.message import EventMessage
from studio.activity.notifier import KICK
from studio.lib.resilience.outage import Outage

BATCH = 500
SWEEP = 1.0  # seconds between two looks at all tenants, kicked or not
LOCK = 0x53747564696F  # "Studio"; advisory locks are per database
TIMEOUTS = "SELECT set_config('statement_timeout', '60s', false), set_config('lock_timeout', '5s', false)"
TRY_LOCK = "SELECT pg_try_advisory_lock(%s)"
BEHIND = "SELECT id::text FROM tenants WHERE event_seq > published_seq ORDER BY id"
NEXT = """
SELECT tenant_id::text, id::text, seq, kind, subject_id::text, at, actor_name, request_id, changes, state FROM events
WHERE tenant_id = %(tenant)s
    AND seq > (SELECT published_seq FROM tenants WHERE id = %(tenant)s)
ORDER BY seq LIMIT %(most)s
"""
ADVANCE = "UPDATE tenants SET published_seq = %s WHERE id = %s AND published_seq < %s"
Connection = psycopg.Connection[Any]
Subscriber = Callable[[Sequence[EventMessage]], None]
Chore = Callable[[Connection], None]
logger = logging.getLogger("studio.relay")


def message_of(row: Sequence[Any]) -> EventMessage:
    tenant, id, seq, kind, subject, at, *rest = row
    return EventMessage(tenant, id, seq, kind, subject, at.isoformat(), *rest)


def channel(tenant_id: str) -> str:
    return f"live:{tenant_id}"


@dataclass
class Relay:
    """`subscribers` hear every batch of one tenant's events; they must stand hearing one twice.

    `chores` are done with every sweep.
    """

    database_url: str
    redis: Redis
    subscribers: Sequence[Subscriber] = ()
    chores: Sequence[Chore] = ()
    stopping: Flag = field(default_factory=Flag)
    outage: Outage = field(default_factory=partial(Outage, "the relay"))

    def run(self) -> None:
        """Until `stopping` is set; what cannot be reached is tried again after growing gaps."""
        while not self.stopping.is_set():
            try:
                with psycopg.connect(self.database_url, autocommit=True, connect_timeout=5) as connection:
                    connection.execute(TIMEOUTS)
                    if self.lead(connection):
                        self.work(connection)
            except (psycopg.OperationalError, RedisError) as error:
                self.stopping.wait(self.outage.gap(error))

    def lead(self, connection: Connection) -> bool:
        """Wait until this is the one that works; False when told to stop instead."""
        while not self.stopping.is_set():
            if connection.execute(TRY_LOCK, (LOCK,)).fetchone()[0]:  # type: ignore[index]
                logger.info("the relay works")
                return True
            self.stopping.wait(SWEEP)
        return False

    def work(self, connection: Connection) -> None:
        with self.redis.pubsub(ignore_subscribe_messages=True) as kicks:
            kicks.subscribe(KICK)
            kicks.get_message(timeout=SWEEP)  # Redis says that it listens: what is kicked from here on is heard
            while not self.stopping.is_set():
                self.sweep(connection)
                self.follow(connection, kicks, monotonic() + SWEEP)
                self.outage.over()

    def sweep(self, connection: Connection) -> None:
        for tenant in connection.cursor(row_factory=scalar_row).execute(BEHIND).fetchall():
            self.publish(connection, tenant)
        for chore in self.chores:
            self.do(partial(chore, connection), "a chore of the relay failed")

    def follow(self, connection: Connection, kicks: PubSub, until: float) -> None:
        """Publish what is kicked, until the time has come to sweep."""
        while (left := until - monotonic()) > 0 and not self.stopping.is_set():
            tenants: dict[str, None] = {}
            while message := kicks.get_message(timeout=0 if tenants else left):
                tenants[message["data"].decode()] = None
            for tenant in tenants:
                self.publish(connection, tenant)

    def publish(self, connection: Connection, tenant: str) -> None:
        """Everything of a tenant that is not published yet."""
        count = BATCH
        while count == BATCH:
            rows = connection.execute(NEXT, {"tenant": tenant, "most": BATCH}).fetchall()
            count = len(rows)
            if rows:
                events = [message_of(row) for row in rows]
                self.tell(tenant, events)
                self.advance(connection, tenant, events[-1].seq)

    def tell(self, tenant: str, events: Sequence[EventMessage]) -> None:
        with self.redis.pipeline(transaction=False) as pipe:
            for event in events:
                pipe.publish(channel(tenant), event.to_json())
            pipe.execute()
        for subscriber in self.subscribers:
            self.do(partial(subscriber, events), f"a subscriber failed at events {events[0].seq} to {events[-1].seq}")

    @staticmethod
    def do(work: Callable[[], None], failed: str) -> None:
        """Without its database or Redis it is done again; one that is wrong stops nobody else."""
        try:
            work()
        except (psycopg.OperationalError, RedisError):
            raise
        except Exception:
            logger.exception(failed)

    def advance(self, connection: Connection, tenant: str, seq: int) -> None:
        connection.execute(ADVANCE, (seq, tenant, seq))
