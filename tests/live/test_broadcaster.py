"""What is wrong with one audience's page costs the others nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask

from studio.live.hub import catch_up
from studio.live.hub.audiences import ELSEWHERE, NARROW, Audience
from studio.live.hub.broadcaster import broadcast
from studio.live.hub.hub import Hub
from tests.support.cast import World

WIDE = Audience("/schedule", locale="en_GB", zone="Europe/London")


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
    lookers = wide, narrow, elsewhere = Looker(WIDE), Looker(WIDE._replace(shape=NARROW)), Looker(ELSEWHERE)
    room.connections = {*lookers}
    world.artist("Ana")
    room.receive(catch_up.after(world.tenant, 0))
    broadcast(hub, room)
    assert "the row" in wide.frames[0] and "data-behind" not in wide.frames[0]
    assert "data-behind" in narrow.frames[0] and "artists" in narrow.frames[0]
    assert "artists" in elsewhere.frames[0]
