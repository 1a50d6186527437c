"""Who looks at the schedule, and who has which booking open: hashes in Redis that fade when nobody renews them."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Iterable
from dataclasses import dataclass
from os import getpid
from time import monotonic, time
from typing import Any
from uuid import UUID, uuid4

from flask import render_template
from redis import RedisError

from studio.lib.current import current
from studio.live.hub import messages
from studio.live.hub.hub import Hub
from studio.live.hub.room import Room
from studio.live.transport.connection import Connection

SCHEDULE = "schedule"
BOOKINGS = "bookings"  # all that are open anywhere: the schedule marks their bars
TARGETS = {SCHEDULE: "presence", BOOKINGS: "bar-presence"}
PLACE_OF_PATH = {"/schedule": SCHEDULE}
TICK = 0.2
MOST_PEOPLE = 30  # shown at one place
HERE = uuid4().hex[:8]  # this machine's processes; others write into the same hash
logger = logging.getLogger("studio.live")


@dataclass(frozen=True)
class Person:
    member: str
    name: str
    editing: bool
    booking: str = ""  # which one they have open


def maintain_presence(hub: Hub) -> None:
    """Write what our pages say, renew it, and show everybody's. What fails is written and shown once Redis is back."""
    renewed = monotonic()
    try:
        while not hub.ended.wait(TICK):
            due = monotonic() - renewed > hub.times.presence
            renewed = monotonic() if due else renewed
            for room in list(hub.rooms.values()):
                refresh(hub, room, due)
        for room in list(hub.rooms.values()):
            write(hub, room, False)
    except RedisError as error:
        logger.warning("presence waits for Redis: %s", error)
        hub.ended.wait(1)


def refresh(hub: Hub, room: Room, due: bool) -> None:
    changed, places_changed = room.take_presence_changes()
    try:
        if changed or due:
            write(hub, room, due)
        if due:
            places_changed |= {place for place, _ in room.presence}  # somebody else may have faded
        for place in places_changed:
            show(hub, room, place)
    except RedisError:
        room.note_presence(places_changed)
        raise


def write(hub: Hub, room: Room, renew: bool) -> None:
    """What our pages are at, into Redis; the places where anybody came, went or changed are announced."""
    now = {(place, field): value(connection, place) for (place, field), connection in present(room).items()}
    new = {key for key, text in now.items() if room.presence.get(key) != text}
    went = room.presence.keys() - now.keys()
    if not new and not went and not renew:
        return
    expires = math.ceil(2.25 * hub.times.presence)
    with hub.redis.pipeline(transaction=False) as pipe:
        for place, field in now if renew else new:
            pipe.hset(name(room, place), field, f"{int(time()) + expires} {now[place, field]}")
            pipe.expire(name(room, place), 2 * expires)
        for place, field in went:
            pipe.hdel(name(room, place), field)
        for place in {place for place, _ in new | went}:
            pipe.publish(f"presence:{room.tenant.id}", place)
        pipe.execute()
    room.presence = now


def present(room: Room) -> dict[tuple[str, str], Connection]:
    """Our pages by place and member: of somebody's windows one, and one in which they are editing if there is any."""
    connections = sorted(room.connections.copy(), key=lambda connection: connection.editing)
    return {(place, mark(one, place)): one for one in connections for place in places(one)}


def show(hub: Hub, room: Room, place: str) -> None:
    """Everybody at a place, to our pages that are there."""
    connections = [one for one in list(room.connections) if place in places(one, shown=True)]
    if connections:
        html = render(hub, room, people(hub.redis.hgetall(name(room, place)).values(), time())[:MOST_PEOPLE])
        target = TARGETS.get(place) or f"presence-{place.replace(':', '-')}"
        frame = messages.frame(hub.app.jinja_env, None, {target: html}, "innerMorph")
        for connection in connections:
            connection.push(frame)


def places(connection: Connection, shown: bool = False) -> list[str]:
    """Where a page is, and so its person: nowhere while the page is in the background, though it is shown the rest."""
    found = [PLACE_OF_PATH[connection.audience.path]] if connection.audience.path in PLACE_OF_PATH else []
    bookings = SCHEDULE in found if shown else connection.place
    if connection.place:
        found.append(connection.place)
    if bookings:
        found.append(BOOKINGS)
    return found if shown or not connection.away else []


def mark(connection: Connection, place: str) -> str:
    """Whose page it is; of the open bookings, each of somebody's windows has its own."""
    whose = f"{HERE}-{getpid()}-{connection.member.id}"
    return f"{whose}-{connection.place}" if place == BOOKINGS else whose


def value(connection: Connection, place: str) -> str:
    editing = connection.editing and bool(connection.place)
    booking = [connection.place.removeprefix("booking:")] if place == BOOKINGS else []
    return json.dumps([str(connection.member.id), connection.member.name, editing, *booking])


def name(room: Room, place: str) -> str:
    return f"present:{room.tenant.id}:{place}"


def people(values: Iterable[Any], now: float) -> list[Person]:
    """Everybody once, by name, at each booking; editing if they are in any of their windows."""
    found: dict[tuple[str, ...], Person] = {}
    for text in values:
        until, _, said = text.decode().partition(" ")
        member, called, editing, *booking = json.loads(said)
        if int(until) > now:
            known = found.get((member, *booking))
            found[member, *booking] = Person(member, called, editing or bool(known and known.editing), *booking)
    return sorted(found.values(), key=lambda person: (person.name.casefold(), person.member))


def render(hub: Hub, room: Room, people: list[Person]) -> str:
    with hub.app.test_request_context(base_url=f"http://localhost/{room.tenant.slug}"), current.acting(room.tenant):
        return render_template("live/_presence.html", people=people)


def open_place(connection: Connection, place: Any, doing: Any) -> None:
    """A page has opened a booking's card or form, or closed it. Raises ValueError for what is no booking."""
    kind, _, id = str(place).partition(":")
    connection.place = f"booking:{UUID(id)}" if kind == "booking" else ""
    connection.editing = doing == "editing"
