"""A studio's room in a process: it is there while anybody is in it, or on the way."""

from __future__ import annotations

import pytest
from flask import Flask

from studio.live.hub import catch_up
from studio.live.hub.hub import Full, Hub
from tests.support.cast import World


@pytest.fixture
def hub(app: Flask) -> Hub:
    return Hub(app, app.extensions["redis"], 3, {}, [])


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
    first, _, _ = hub.room(world.tenant), hub.room(other.tenant), hub.room(other.tenant)
    with pytest.raises(Full):
        hub.room(world.tenant)
    first.release()
    hub.room(world.tenant)


def test_one_studio_leaves_places_for_the_others(app: Flask, world: World, other: World) -> None:
    hub = Hub(app, app.extensions["redis"], 8, {}, [])
    for _ in range(6):
        hub.room(world.tenant)
    with pytest.raises(Full):
        hub.room(world.tenant)
    hub.room(other.tenant, streams=True), hub.room(other.tenant, streams=True)
    with pytest.raises(Full):
        hub.room(other.tenant)


def test_what_is_published_after_a_gap_waits_for_what_the_log_has_before_it(hub: Hub, world: World) -> None:
    room = hub.room(world.tenant)
    for name in ("Ana", "Kofi", "Yuki"):
        world.artist(name)
    logged = catch_up.after(world.tenant, 0)
    room.must_catch_up = False
    room.receive(logged[2:])
    assert (room.received, room.unsent, room.must_catch_up) == (0, [], True)
    catch_up.catch_up(hub, room)
    room.receive(logged[1:])  # once more, late
    assert [event.seq for event in room.take_unsent()[0]] == [1, 2, 3]
    assert (room.received, room.must_catch_up) == (3, False)


def test_a_room_whose_log_is_ahead_catches_up_with_the_sweep(hub: Hub, world: World) -> None:
    room = hub.room(world.tenant)
    room.must_catch_up = False
    catch_up.compare(hub, [room])
    found = [room.must_catch_up]
    world.artist("Ana")
    catch_up.compare(hub, [room])
    assert [*found, room.must_catch_up] == [False, True]
    assert hub.pending.is_set()
