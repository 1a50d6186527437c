"""A receiver fails, hangs, says it is gone or restarts: nothing is lost, and each subject is heard in its order.

Everything is real: relay, workers, PostgreSQL, Valkey, and a server that receives.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from studio.bookings.models import Booking
from studio.extensions import db
from studio.lib.clock import now
from studio.webhooks.models import Endpoint
from tests.support.cast import World, days
from tests.support.receivers import Receiver
from tests.support.servers import process
from tests.webhooks.conftest import stored

FAST = {"WEBHOOK_PRIVATE": "yes", "WEBHOOK_TIMEOUT": "0.4", "WEBHOOK_DELAYS": ",".join(["0.2"] * 60)}


@pytest.fixture(scope="module")
def running(app: Flask, environment: dict[str, str]) -> Iterator[None]:
    """A relay and two workers."""
    with ExitStack() as stack:
        for command in ("relay", "work", "work"):
            stack.enter_context(process({**environment, **FAST}, "flask", "--app", "wsgi", command))
        yield


def until(done: Callable[[], Any], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.05)


class Desk:
    """Somebody who books, confirms and cancels, on three bookings at once."""

    def __init__(self, world: World):
        self.world = world
        project = world.project("Northwind")
        artists = [world.artist(name) for name in ("Kofi", "Mirela", "Yuki")]
        self.ids = [world.booking(artist, project, days(0), "hold").id for artist in artists]

    def work(self, rounds: int) -> None:
        for _ in range(rounds):
            for id in self.ids:
                for verb in ("pencil_in", "confirm", "step_back", "step_back"):
                    with self.world.acting("sara"):
                        getattr(db.session.get_one(Booking, (self.world.tenant.id, id)), verb)(self.world.sara)
                        db.session.commit()


@pytest.fixture
def desk(running: None, endpoint: Endpoint, world: World) -> Desk:
    return Desk(world)


def told(world: World) -> set[int]:
    """The events a receiver of everything has to have heard."""
    with world.acting():
        kinds = text("SELECT seq FROM events WHERE kind LIKE 'booking.%' OR kind LIKE 'artist.%'")
        found = set(db.session.scalars(kinds))
        db.session.rollback()
    return found


def nothing_is_lost(receiver: Receiver, world: World) -> None:
    """All of it was taken, and of each subject what came first was heard first."""
    until(lambda: told(world) <= set(receiver.seqs))
    orders: dict[str, list[int]] = defaultdict(list)
    for heard in receiver.heard:
        if heard.seq not in orders[heard.subject]:
            orders[heard.subject].append(heard.seq)
    assert len(orders) == 6
    assert all(order == sorted(order) for order in orders.values())


def at_first(status: int, misses: Callable[[], None] = lambda: None) -> Callable[[dict[str, Any]], int]:
    """A receiver that refuses every third event when it comes for the first time."""
    heard: dict[int, int] = defaultdict(int)

    def answer(said: dict[str, Any]) -> int:
        seq = said["data"]["seq"]
        heard[seq] += 1
        if seq % 3 == 0 and heard[seq] == 1:
            misses()
            return status
        return 200

    return answer


def test_a_receiver_that_fails(desk: Desk, receiver: Receiver, world: World) -> None:
    receiver.answer = at_first(500)
    desk.work(1)
    nothing_is_lost(receiver, world)
    assert len(receiver.heard) > len(receiver.taken)


def test_a_receiver_that_hangs(desk: Desk, receiver: Receiver, world: World) -> None:
    """It answers when nobody listens any more: what it took then comes again, with the same id."""
    receiver.answer = at_first(200, lambda: time.sleep(0.7))
    desk.work(1)
    nothing_is_lost(receiver, world)
    assert len(receiver.heard) > len({heard.headers["webhook-id"] for heard in receiver.heard})


def test_a_receiver_that_says_it_is_gone(desk: Desk, world: World, endpoint: Endpoint, receiver: Receiver) -> None:
    desk.work(1)
    receiver.answer = lambda said: 410
    desk.work(1)
    until(lambda: stored(world, endpoint).status == "gone")
    desk.work(1)
    heard = len(receiver.heard)
    receiver.answer = lambda said: 200
    time.sleep(1)
    assert len(receiver.heard) <= heard + 1  # one may have been under way
    with world.acting("adam"):
        stored(world, endpoint).resume(world.adam, now())
        db.session.commit()
    nothing_is_lost(receiver, world)


def test_a_receiver_that_restarts(desk: Desk, receiver: Receiver, world: World) -> None:
    for _ in range(2):
        desk.work(1)
        receiver.stop()
        desk.work(1)
        receiver.start()
    nothing_is_lost(receiver, world)


def test_each_webhook_comes_without_waiting_for_the_next(desk: Desk, receiver: Receiver, world: World) -> None:
    nothing_is_lost(receiver, world)
    for _ in range(3):
        heard = len(receiver.heard)
        desk.world.artist(f"Artist {heard}")
        until(lambda seen=heard: len(receiver.heard) > seen)
