"""From events to frames: each page is rendered once per audience, however many look at it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import monotonic, sleep
from typing import Any

from studio.activity.message import EventMessage
from studio.lib.current import current
from studio.lib.fragment_cache import FragmentCache
from studio.live.hub import catch_up
from studio.live.hub.audiences import Audience
from studio.live.hub.hub import Hub
from studio.live.hub.messages import News, actors, changed, frame
from studio.live.hub.room import Memory, Room
from studio.live.transport.connection import Connection

GATHER = 0.002  # seconds for the rest of a transaction to arrive
PACE = 0.030  # at most one broadcast to a room in this time
logger = logging.getLogger("studio.live")


def broadcast_rooms(hub: Hub) -> None:
    """Wait for something to send, and send it; for ever."""
    fragments: FragmentCache = hub.app.extensions["fragments"]
    fragments.compile(hub.templates)
    while not hub.ended.is_set():
        hub.pending.wait(1)
        hub.pending.clear()
        began = monotonic()
        sleep(GATHER)
        for room in list(hub.rooms.values()):
            if room.has_work:
                broadcast(hub, room)
        sleep(max(0.0, began + PACE - monotonic()) if hub.pending.is_set() else 0)


def broadcast(hub: Hub, room: Room) -> None:
    if room.must_catch_up:
        catch_up.catch_up(hub, room)
    events, audiences, memories = room.take_unsent()
    if not events:
        return
    shared: dict[Any, Any] = {}
    what, who = changed(events), actors(events)
    for audience, connections in audiences.items():
        rendering = Rendering(hub, room, audience, events, memories[audience], shared)
        send(hub, connections, render(rendering, what, who))


def send(hub: Hub, connections: Sequence[Connection], frame: bytes) -> None:
    for connection in connections:
        connection.push(frame)
        if connection.has_backlog:
            hub.backlog.set()


@dataclass
class Rendering:
    """One page of one audience, to be brought up to date."""

    hub: Hub
    room: Room
    audience: Audience
    events: Sequence[EventMessage]
    memory: Memory
    shared: dict[Any, Any]

    def parts(self) -> dict[str, str]:
        here, root = self.audience, f"http://localhost/{self.room.tenant.slug}"
        page = self.hub.app.test_request_context(here.path, base_url=root, query_string=here.query)
        tenant = replace(self.room.tenant, locale=here.studio_locale)  # the room may be older than the studio's locale
        with page, current.acting(tenant, here.viewer()):
            return self.hub.renderers[here.path](here.shape, self.events, self.memory, self.shared)


def render(rendering: Rendering, what: str, who: str) -> bytes:
    """The frame of an audience: what changed, and the parts of the page it changes; when they cannot be rendered, that
    the page is behind. Whatever is wrong with one audience, the others get theirs."""
    seq, audience, templates = rendering.events[-1].seq, rendering.audience, rendering.hub.app.jinja_env
    if not audience.path:
        return frame(templates, News(seq, changed=what, by=who), {})
    try:
        return frame(templates, News(seq, changed=what, by=who, view=audience.view), rendering.parts())
    except Exception:
        logger.exception("could not render %s", audience.path)
        return frame(templates, News(seq, behind=True, changed=what, by=who), {})
