"""What is wrong with one audience's page costs the others nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from flask import Flask

from studio.lib import formats
from studio.lib.current import current
from studio.live.hub import catch_up
from studio.live.hub.audiences import ELSEWHERE, NARROW, WIDE, Audience, audience
from studio.live.hub.broadcaster import broadcast
from studio.live.hub.hub import Hub
from tests.support.cast import World

PAGE = Audience("/schedule", locale="en_GB", zone="Europe/London", studio_locale="en_GB")


@dataclass(eq=False)
class Looker:
    """Stands in for a connection."""

    audience: Audience
    has_backlog: bool = False
    frames: list[str] = field(default_factory=list)

    def push(self, frame: bytes) -> None:
        self.frames.append(frame.decode(errors="replace"))


def refuse(shape: str) -> str:
    raise LookupError(shape)


@pytest.mark.parametrize("broken", [refuse, lambda shape: "half a surrogate: \ud800"], ids=["raises", "not encodable"])
def test_whose_parts_cannot_be_rendered_is_told_it_is_behind(app: Flask, world: World, broken: Any) -> None:
    def renderer(shape: str, *_: Any) -> dict[str, str]:
        return {"row": broken(shape) if shape == NARROW else "<b>the row</b>"}

    hub = Hub(app, app.extensions["redis"], 9, {"/schedule": renderer}, [])
    room = hub.room(world.tenant)
    lookers = wide, narrow, elsewhere = Looker(PAGE), Looker(PAGE._replace(shape=NARROW)), Looker(ELSEWHERE)
    room.connections = {*lookers}
    world.artist("Ana")
    room.receive(catch_up.after(world.tenant, 0))
    broadcast(hub, room)
    assert "the row" in wide.frames[0] and "data-behind" not in wide.frames[0]
    assert "data-behind" in narrow.frames[0] and "artists" in narrow.frames[0]
    assert "artists" in elsewhere.frames[0]


def test_a_page_is_painted_by_the_weeks_it_has_although_the_room_is_older(app: Flask, world: World) -> None:
    """The studio began its weeks on Monday when the room was opened, and on Sunday when somebody came later."""
    painted: list[tuple[str, str, date]] = []

    def renderer(*_: Any) -> dict[str, str]:
        painted.append((current.tenant.locale, current.member.locale, formats.week().start(date(2026, 11, 25))))
        return {"row": "<b>the row</b>"}

    hub = Hub(app, app.extensions["redis"], 9, {"/schedule": renderer}, [])
    room, address = hub.room(world.tenant), f"/{world.tenant.slug}/schedule"
    later, reader = replace(world.tenant, locale="en_US"), replace(world.sara, locale="de_DE")
    before, after, german = (
        audience(who, tenant, address, WIDE, frozenset(hub.renderers))
        for who, tenant in ((world.sara, world.tenant), (replace(world.sara, locale="en_US"), later), (reader, later))
    )
    assert len({before, after, german}) == 3
    room.connections = {Looker(each) for each in (before, after, german)}
    world.artist("Ana")
    room.receive(catch_up.after(world.tenant, 0))
    broadcast(hub, room)
    assert sorted(painted) == [
        ("en_GB", "en_GB", date(2026, 11, 23)), ("en_US", "de_DE", date(2026, 11, 22)),
        ("en_US", "en_US", date(2026, 11, 22)),
    ]  # fmt: skip
