"""Who looks at the schedule, and who has which booking open: hashes in Redis that fade when nobody renews them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from os import getpid
from time import monotonic, time
from typing import Any
from uuid import UUID, uuid4

from flask import render_template
from redis import RedisError

from studio.lib.current import current
from studio.live.hub.hub import Hub
from studio.live.hub.messages import partial
from studio.live.hub.room import Room
from studio.live.transport.connection import Connection
from studio.live.transport.frames import text_frame

SCHEDULE = "schedule"
PLACE_OF_PATH = {"/schedule": SCHEDULE}
RENEW, FADE = 20.0, 45  # seconds between two heartbeats; seconds until somebody without one is gone
TICK = 0.2
MOST = 30  # people shown at one place
HERE = uuid4().hex[:8]  # this machine's processes; others write into the same hash
logger = logging.getLogger("studio.live")


@dataclass(frozen=True)
class Person:
    member: str
    name: str
    editing: bool


def keep(hub: Hub) -> None:
    """Write what our pages say, renew it, and show everybody's. What fails is written and shown once Redis is back."""
    renewed = monotonic()
    try:
        while not hub.ended.wait(TICK):
            due = monotonic() - renewed > RENEW
            renewed = monotonic() if due else renewed
            for room in list(hub.rooms.values()):
                refresh(hub, room, due)
        for room in list(hub.rooms.values()):
            write(hub, room, False)
    except RedisError as error:
        logger.warning("presence waits for Redis: %s", error)
        hub.ended.wait(1)


def refresh(hub: Hub, room: Room, due: bool) -> None:
    stirred, stirred_at = room.settle()
    try:
        if stirred or due:
            write(hub, room, due)
        if due:
            stirred_at |= {place for place, _ in room.present}  # somebody else may have faded
        for place in stirred_at:
            show(hub, room, place)
    except RedisError:
        room.stir(stirred_at)
        raise


def write(hub: Hub, room: Room, renew: bool) -> None:
    """What our lines are at, into Redis; the places where anybody came, went or changed are announced."""
    now = {key: value(line) for key, line in present(room).items()}
    new = {key for key, text in now.items() if room.present.get(key) != text}
    went = room.present.keys() - now.keys()
    if not new and not went and not renew:
        return
    with hub.redis.pipeline(transaction=False) as pipe:
        for place, field in now if renew else new:
            pipe.hset(name(room, place), field, f"{int(time()) + FADE} {now[place, field]}")
            pipe.expire(name(room, place), 2 * FADE)
        for place, field in went:
            pipe.hdel(name(room, place), field)
        for place in {place for place, _ in new | went}:
            pipe.publish(f"presence:{room.tenant.id}", place)
        pipe.execute()
    room.present = now


def present(room: Room) -> dict[tuple[str, str], Connection]:
    """Our lines by place and member: of somebody's windows one, and one in which they are editing if there is any."""
    lines = sorted(room.lines.copy(), key=lambda line: line.editing)
    return {(place, mark(line)): line for line in lines for place in places(line)}


def show(hub: Hub, room: Room, place: str) -> None:
    """Everybody at a place, to our pages that are there."""
    lines = [line for line in list(room.lines) if place in places(line, shown=True)]
    if lines:
        html = render(hub, room, people(hub.redis.hgetall(name(room, place)).values(), time())[:MOST])
        target = "presence" if place == SCHEDULE else f"presence-{place.replace(':', '-')}"
        frame = text_frame(partial(target, html, "innerMorph"))
        for line in lines:
            line.push(frame)


def places(line: Connection, shown: bool = False) -> list[str]:
    """Where a page is, and so its person: nowhere while the page is in the background, though it is shown the rest."""
    found = [PLACE_OF_PATH[line.audience.path]] if line.audience.path in PLACE_OF_PATH else []
    if line.place:
        found.append(line.place)
    return found if shown or not line.away else []


def mark(line: Connection) -> str:
    return f"{HERE}-{getpid()}-{line.member.id}"


def value(line: Connection) -> str:
    return json.dumps([str(line.member.id), line.member.name, line.editing and bool(line.place)])


def name(room: Room, place: str) -> str:
    return f"present:{room.tenant.id}:{place}"


def people(values: Iterable[Any], now: float) -> list[Person]:
    """Everybody once, by name; editing if they are in any of their windows."""
    found: dict[str, Person] = {}
    for text in values:
        until, _, said = text.decode().partition(" ")
        member, called, editing = json.loads(said)
        if int(until) > now:
            known = found.get(member)
            found[member] = Person(member, called, editing or bool(known and known.editing))
    return sorted(found.values(), key=lambda person: (person.name.casefold(), person.member))


def render(hub: Hub, room: Room, people: list[Person]) -> str:
    with hub.app.test_request_context(base_url=f"http://localhost/{room.tenant.slug}"), current.acting(room.tenant):
        return render_template("live/_presence.html", people=people)


def open_place(line: Connection, place: Any, doing: Any) -> None:
    """A page has opened a booking's card or form, or closed it. Raises ValueError for what is no booking."""
    kind, _, id = str(place).partition(":")
    line.place = f"booking:{UUID(id)}" if kind == "booking" else ""
    line.editing = doing == "editing"
