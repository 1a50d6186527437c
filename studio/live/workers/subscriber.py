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

PATIENCE = 10.0  # seconds of silence before Redis is asked whether it is there
logger = logging.getLogger("studio.live")


def listen(hub: Hub) -> None:
    """Until the subscription breaks. Whatever was told before it stood is asked of the log."""
    with hub.redis.pubsub(ignore_subscribe_messages=False) as heard:
        try:
            heard.psubscribe("live:*", "presence:*")
            heard.subscribe(REVOKED, MEMBERS)
            follow(hub, heard)
        except RedisError as error:
            logger.warning("live: Redis does not answer: %s", error)
            hub.ended.wait(0.5)


def follow(hub: Hub, heard) -> None:  # type: ignore[no-untyped-def]
    last, asked = monotonic(), False
    while not hub.ended.is_set():
        message = heard.get_message(timeout=1.0)
        if message is None:
            if monotonic() - last > PATIENCE:
                if asked:
                    raise RedisTimeout("no answer to a ping")
                heard.ping()
                last, asked = monotonic(), True
            continue
        last, asked = monotonic(), False
        if message["type"] in ("subscribe", "psubscribe"):
            begin(hub)
        elif message["type"] in ("message", "pmessage"):
            receive(hub, message["channel"].decode(), message["data"])


def begin(hub: Hub) -> None:
    """What was told until now nobody heard, and Redis may have forgotten what we wrote."""
    rooms = list(hub.rooms.values())
    for room in rooms:
        room.present = {}
        room.stir({place for line in room.lines.copy() for place in places(line, shown=True)})
    catch_up.mark(hub, rooms)


def receive(hub: Hub, channel: str, data: bytes) -> None:
    topic, _, tenant = channel.partition(":")
    if channel == REVOKED:
        end_session(hub, data.decode())
    elif channel == MEMBERS:
        hub.doubt.set()
    elif room := hub.rooms.get(UUID(tenant)):
        if topic == "presence":
            room.stir([data.decode()], ours=False)
        else:
            room.hear([EventMessage.from_json(data)])
            hub.work.set()
            with hub.told:
                hub.told.notify_all()


def end_session(hub: Hub, session_id: str) -> None:
    for line in hub.lines:
        if str(line.session_id) == session_id:
            line.close(SIGNED_OUT)
