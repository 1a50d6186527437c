"""Who looks at the schedule, and who has which booking open: hashes in Redis that fade when nobody renews them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from time import monotonic, time
from typing import Any
from uuid import UUID, uuid4

from flask import render_template
from redis import RedisError

from studio.lib.current import current
from studio.live.frames import text_frame
from studio.live.hub import Hub
from studio.live.line import Line
from studio.live.news import partial
from studio.live.room import Room

SCHEDULE = "schedule"
PLACE_OF_PATH = {"/schedule": SCHEDULE}
RENEW, FADE = 20.0, 45  # seconds between two heartbeats; seconds until somebody without one is gone
TICK = 0.2
HERE = uuid4().hex[:8]  # this process; several write into one hash
logger = logging.getLogger("studio.live")


@dataclass(frozen=True)
class Person:
    member: str
    name: str
    editing: bool


def keep(hub: Hub) -> None:
    """Write what our pages say, renew it, and show everybody's."""
    renewed = monotonic()
    try:
        while not hub.ended.wait(TICK):
            due = monotonic() - renewed > RENEW
            renewed = monotonic() if due else renewed
            for room in list(hub.rooms.values()):
                write(hub, room, due)
                show(hub, room)
        for room in list(hub.rooms.values()):
            write(hub, room, False)
    except RedisError as error:
        logger.warning("presence waits for Redis: %s", error)
        hub.ended.wait(1)


def write(hub: Hub, room: Room, renew: bool) -> None:
    """What our lines are at, into Redis; the places where anybody came, went or changed are announced."""
    now = {(place, mark(line)): value(line) for line in list(room.lines) for place in places(line)}
    came = {key: text for key, text in now.items() if renew or room.present.get(key) != text}
    went = room.present.keys() - now.keys()
    if not came and not went:
        return
    with hub.redis.pipeline(transaction=False) as pipe:
        for (place, field), text in came.items():
            pipe.hset(name(room, place), field, f"{int(time()) + FADE} {text}")
            pipe.expire(name(room, place), 2 * FADE)
        for place, field in went:
            pipe.hdel(name(room, place), field)
        news = {key[0] for key in (*went, *(key for key in came if room.present.get(key) != now[key]))}
        for place in news:
            pipe.publish(f"presence:{room.tenant.id}", place)
        pipe.execute()
    room.present = now
    if renew:
        room.places |= {place for place, _ in now}  # somebody else may have faded


def show(hub: Hub, room: Room) -> None:
    """The places something changed at, to the pages that are there."""
    changed, room.places = room.places, set()
    for place in changed:
        lines = [line for line in list(room.lines) if place in places(line, shown=True)]
        if lines:
            html = render(hub, room, people(hub.redis.hgetall(name(room, place)).values(), time()))
            target = "presence" if place == SCHEDULE else f"presence-{place.replace(':', '-')}"
            frame = text_frame(partial(target, html, "innerMorph"))
            for line in lines:
                line.push(frame)


def places(line: Line, shown: bool = False) -> list[str]:
    """Where a page is, and so its person: nowhere while the page is in the background, though it is shown the rest."""
    found = [PLACE_OF_PATH[line.audience.path]] if line.audience.path in PLACE_OF_PATH else []
    if line.place:
        found.append(line.place)
    return found if shown or not line.away else []


def mark(line: Line) -> str:
    return f"{HERE}-{id(line):x}"


def value(line: Line) -> str:
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


def open_place(line: Line, place: Any, doing: Any) -> None:
    """A page has opened a booking's card or form, or closed it. Raises ValueError for what is no booking."""
    kind, _, id = str(place).partition(":")
    line.place = f"booking:{UUID(id)}" if kind == "booking" else ""
    line.editing = doing == "editing"
