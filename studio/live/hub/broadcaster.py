"""From events to frames: each page is rendered once per audience, however many look at it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any

from studio.activity.message import EventMessage
from studio.lib.current import current
from studio.live.hub import catch_up
from studio.live.hub.audiences import Audience
from studio.live.hub.hub import Hub
from studio.live.hub.messages import actors, changed, news, partials
from studio.live.hub.room import Memory, Room
from studio.live.transport.connection import Connection
from studio.live.transport.frames import text_frame

GATHER = 0.002  # seconds for the rest of a transaction to arrive
PACE = 0.030  # at most one painting of a room in this time
logger = logging.getLogger("studio.live")


def paint_rooms(hub: Hub) -> None:
    """Wait for something to show, and show it; for ever."""
    for name in hub.app.jinja_env.list_templates(filter_func=lambda name: name.startswith(hub.templates)):
        hub.app.jinja_env.get_template(name)
    while not hub.ended.is_set():
        hub.work.wait(1)
        hub.work.clear()
        began = monotonic()
        sleep(GATHER)
        for room in list(hub.rooms.values()):
            if room.busy:
                show(hub, room)
        sleep(max(0.0, began + PACE - monotonic()) if hub.work.is_set() else 0)


def show(hub: Hub, room: Room) -> None:
    if room.unsure:
        catch_up.catch_up(hub, room)
    events, audiences, memories = room.take()
    if not events:
        return
    shared: dict[Any, Any] = {}
    what, who = changed(events), actors(events)
    for audience, lines in audiences.items():
        canvas = Canvas(hub, room, audience, events, memories[audience], shared)
        send(hub, lines, text_frame(paint(canvas, what, who)))


def send(hub: Hub, lines: Sequence[Connection], frame: bytes) -> None:
    for line in lines:
        line.push(frame)
        if line.outbox.kept:
            hub.slow.set()


@dataclass
class Canvas:
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
        with page, current.acting(self.room.tenant, here.viewer()):
            return self.hub.painters[here.path](here.shape, self.events, self.memory, self.shared)


def paint(canvas: Canvas, what: str, who: str) -> str:
    """What changed, and the parts of the page it changes; when they cannot be made, word that the page is behind."""
    seq, audience = canvas.events[-1].seq, canvas.audience
    if not audience.path:
        return news(seq, changed=what, by=who)
    try:
        return news(seq, changed=what, by=who, view=audience.view) + partials(canvas.parts())
    except Exception:
        logger.exception("could not paint %s", audience.path)
        return news(seq, behind=True, changed=what, by=who)
