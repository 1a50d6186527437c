"""A studio's room in a process: it is there while anybody is in it, or on the way."""

from __future__ import annotations

import pytest
from flask import Flask

from studio.live.hub.hub import Full, Hub
from tests.support.cast import World


@pytest.fixture
def hub(app: Flask) -> Hub:
    return Hub(app, app.extensions["redis"], 2, {}, [])


def test_a_room_stays_for_who_is_still_on_the_way_to_it(hub: Hub, world: World) -> None:
    room = hub.room(world.tenant)
    hub.drop_empty_rooms()
    assert hub.room(world.tenant) is room
    room.release()
    hub.drop_empty_rooms()
    assert list(hub.rooms.values()) == [room]
    room.release()
    hub.drop_empty_rooms()
    assert hub.rooms == {}


def test_who_is_on_the_way_is_counted(hub: Hub, world: World, other: World) -> None:
    first, _ = hub.room(world.tenant), hub.room(other.tenant)
    with pytest.raises(Full):
        hub.room(world.tenant)
    first.release()
    hub.room(world.tenant)
