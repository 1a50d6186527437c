"""The one subscription of the process: events of every tenant, sessions that were revoked, who came and went."""

from __future__ import annotations

import logging
from time import monotonic
from uuid import UUID

from redis import RedisError
from redis import TimeoutError as RedisTimeout

from studio.activity.message import EventMessage
from studio.live.hub import catch_up
from studio.live.hub.hub import Hub
from studio.live.transport.frames import SIGNED_OUT
from studio.live.workers.presence import places
from studio.live.workers.revocations import MEMBERS, REVOKED

logger = logging.getLogger("studio.live")


def subscribe(hub: Hub) -> None:
    """Until the subscription breaks. What was published before it stood is read from the log."""
    with hub.redis.pubsub(ignore_subscribe_messages=False) as pubsub:
        try:
            pubsub.psubscribe("live:*", "presence:*")
            pubsub.subscribe(REVOKED, MEMBERS)
            follow(hub, pubsub)
        except RedisError as error:
            logger.warning("live: Redis does not answer: %s", error)
            hub.ended.wait(0.5)


def follow(hub: Hub, pubsub) -> None:  # type: ignore[no-untyped-def]
    last, asked = monotonic(), False
    while not hub.ended.is_set():
        message = pubsub.get_message(timeout=1.0)
        if message is None:
            if monotonic() - last > hub.times.silence:
                if asked:
                    raise RedisTimeout("no answer to a ping")
                pubsub.ping()
                last, asked = monotonic(), True
            continue
        last, asked = monotonic(), False
        if message["type"] in ("subscribe", "psubscribe"):
            subscribed(hub)
        elif message["type"] in ("message", "pmessage"):
            receive(hub, message["channel"].decode(), message["data"])


def subscribed(hub: Hub) -> None:
    """What was published until now did not arrive, and Redis may have forgotten what we wrote."""
    rooms = list(hub.rooms.values())
    for room in rooms:
        room.presence = {}
        room.note_presence({place for one in room.connections.copy() for place in places(one, shown=True)})
    catch_up.mark(hub, rooms)


def receive(hub: Hub, channel: str, data: bytes) -> None:
    topic, _, tenant = channel.partition(":")
    if channel == REVOKED:
        end_session(hub, data.decode())
    elif channel == MEMBERS:
        hub.access_changed.set()
    elif room := hub.rooms.get(UUID(tenant)):
        if topic == "presence":
            room.note_presence([data.decode()], ours=False)
        else:
            room.receive([EventMessage.from_json(data)])
            hub.pending.set()
            hub.wake_streams()


def end_session(hub: Hub, session_id: str) -> None:
    for connection in hub.connections:
        if str(connection.session_id) == session_id:
            connection.close(SIGNED_OUT)
