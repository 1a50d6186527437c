"""The relay tells what was committed: all of it, in order, at least once, whoever dies or is away."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import Engine, text

from studio.activity.message import EventMessage
from studio.activity.relay import Relay
from studio.config import ROOT, Settings
from tests.support import cast
from tests.support.servers import PATIENCE
from tests.support.wire import Wire


class Ears:
    """Hears what is published for a studio."""

    def __init__(self, app: Flask, world: cast.World):
        self.pubsub = app.extensions["redis"].pubsub(ignore_subscribe_messages=True)
        self.pubsub.subscribe(f"live:{world.tenant.id}")
        self.heard: list[EventMessage] = []
        while not self.pubsub.subscribed or self.pubsub.get_message(timeout=0.05):
            pass

    def hear(self, count: int, seconds: float = PATIENCE) -> list[EventMessage]:
        end = time.monotonic() + seconds
        while len(self.heard) < count and time.monotonic() < end:
            if message := self.pubsub.get_message(timeout=0.1):
                self.heard.append(EventMessage.from_json(message["data"]))
        assert len(self.heard) >= count, f"heard only {[event.seq for event in self.heard]}"
        return self.heard


@pytest.fixture
def ears(app: Flask, world: cast.World) -> Iterator[Ears]:
    found = Ears(app, world)
    yield found
    found.pubsub.close()


def url(settings: Settings) -> str:
    return settings.relay_database_url.replace("+psycopg", "")


@contextmanager
def working(relay: Relay) -> Iterator[Relay]:
    thread = Thread(target=relay.run)
    thread.start()
    try:
        yield relay
    finally:
        relay.stopping.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def cursor(owner_engine: Engine, world: cast.World) -> int:
    with owner_engine.connect() as connection:
        asked = text("SELECT published_seq FROM tenants WHERE id = :id")
        return int(connection.scalar(asked, {"id": world.tenant.id}) or 0)


def until(done: Callable[[], bool], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_what_was_committed_is_told_in_order_and_the_cursor_follows(
    app: Flask, settings: Settings, world: cast.World, ears: Ears, owner_engine: Engine
) -> None:
    for n in range(20):
        world.artist(f"Artist {n}")
    told: list[int] = []
    relay = Relay(url(settings), app.extensions["redis"], [lambda events: told.extend(event.seq for event in events)])
    with working(relay):
        assert [event.seq for event in ears.hear(20)] == list(range(1, 21))
        until(lambda: cursor(owner_engine, world) == 20)
    first = ears.heard[0]
    assert (first.kind, first.state["name"], first.tenant_id) == ("artist.added", "Artist 0", str(world.tenant.id))
    assert told == list(range(1, 21))


def test_a_commit_kicks_the_relay_long_before_it_would_sweep(
    app: Flask, settings: Settings, world: cast.World, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.activity.relay.SWEEP", 300)
    with working(Relay(url(settings), app.extensions["redis"])) as relay:
        until(lambda: app.extensions["redis"].pubsub_numsub("relay:kick")[0][1] == 1)
        time.sleep(0.3)
        world.artist("Ana")
        ears.hear(1)
        relay.stopping.set()
        app.extensions["redis"].publish("relay:kick", str(world.tenant.id))


def test_more_than_a_batch_is_told_in_batches(
    app: Flask, settings: Settings, world: cast.World, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.activity.relay.BATCH", 7)
    for n in range(16):
        world.artist(f"Artist {n}")
    batches: list[int] = []
    with working(Relay(url(settings), app.extensions["redis"], [lambda events: batches.append(len(events))])):
        assert [event.seq for event in ears.hear(16)] == list(range(1, 17))
        until(lambda: batches == [7, 7, 2])


class Killed(Exception):
    pass


class Fragile(Relay):
    """Dies between publishing and moving the cursor."""

    def advance(self, *args: Any) -> None:
        raise Killed


def test_killed_between_publishing_and_the_cursor_the_next_tells_the_same_again(
    app: Flask, settings: Settings, world: cast.World, ears: Ears, owner_engine: Engine
) -> None:
    world.artist("Ana")
    world.artist("Kofi")
    with pytest.raises(Killed):
        Fragile(url(settings), app.extensions["redis"]).run()
    first = list(ears.hear(2))
    assert cursor(owner_engine, world) == 0
    world.artist("Mirela")
    with working(Relay(url(settings), app.extensions["redis"])):
        again = ears.hear(5)[2:]
    assert [event.id for event in again[:2]] == [event.id for event in first]
    assert [event.seq for event in again] == [1, 2, 3]


KILLS_ITSELF = """
import os, signal
from studio.activity.relay import Relay
Relay.advance = lambda *args: os.kill(os.getpid(), signal.SIGKILL)
from flask.cli import main
import sys
sys.argv = ["flask", "--app", "wsgi", "relay"]
main()
"""


def test_a_spare_takes_over_when_the_first_is_killed(
    app: Flask, settings: Settings, environment: dict[str, str], world: cast.World, ears: Ears, owner_engine: Engine
) -> None:
    first = subprocess.Popen([sys.executable, "-c", KILLS_ITSELF], cwd=ROOT, env={**os.environ, **environment})
    locks = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted")
    with owner_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        until(lambda: connection.scalar(locks) == 1)
    told: list[Sequence[EventMessage]] = []
    with working(Relay(url(settings), app.extensions["redis"], [told.append])):
        time.sleep(0.5)
        assert not told
        world.artist("Ana")
        assert first.wait(PATIENCE) == -signal.SIGKILL
        until(lambda: cursor(owner_engine, world) == 1)
    assert [event.seq for event in ears.hear(2)] == [1, 1]
    assert ears.heard[0].id == ears.heard[1].id


def test_without_redis_it_waits_and_then_leaves_nothing_out(
    app: Flask, settings: Settings, world: cast.World, ears: Ears, owner_engine: Engine
) -> None:
    wire = Wire(settings.redis_url)
    with working(Relay(url(settings), Redis.from_url(wire.url, socket_timeout=1))):
        world.artist("Ana")
        ears.hear(1)
        until(lambda: cursor(owner_engine, world) == 1)
        wire.cut()
        for n in range(5):
            world.artist(f"Artist {n}")
        time.sleep(1.5)
        assert cursor(owner_engine, world) == 1
        wire.mend()
        ears.hear(6)
        until(lambda: cursor(owner_engine, world) == 6)
    assert [event.seq for event in ears.heard] == [1, 2, 3, 4, 5, 6]
    wire.cut()


def test_chores_are_done_with_every_sweep_and_one_that_is_wrong_stops_nobody(app: Flask, settings: Settings) -> None:
    done: list[object] = []

    def wrong(connection: object) -> None:
        raise KeyError("wrong")

    with working(Relay(url(settings), app.extensions["redis"], chores=[wrong, done.append])):
        until(lambda: len(done) > 1)


def test_a_subscriber_that_is_wrong_stops_nobody(
    app: Flask, settings: Settings, world: cast.World, ears: Ears, owner_engine: Engine
) -> None:
    told: list[Sequence[EventMessage]] = []

    def wrong(events: Sequence[EventMessage]) -> None:
        raise KeyError("wrong")

    world.artist("Ana")
    with working(Relay(url(settings), app.extensions["redis"], [wrong, told.append])):
        until(lambda: cursor(owner_engine, world) == 1)
    assert len(told) == 1


def test_a_commit_does_not_wait_for_a_redis_that_hangs(app: Flask, world: cast.World) -> None:
    before, app.extensions["redis"] = (
        app.extensions["redis"],
        Redis(host="10.255.255.1", socket_connect_timeout=PATIENCE),
    )
    try:
        began = time.monotonic()
        for n in range(5):
            world.artist(f"Artist {n}")
        assert time.monotonic() - began < PATIENCE  # not one of them waited
    finally:
        app.extensions["redis"] = before


class Line:
    """Stands in for a subscription: Redis listens from the moment it has said so."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: Any) -> None:
        pass

    def subscribe(self, channel: str) -> None:
        self.said.append("asked")

    def get_message(self, timeout: float) -> None:
        self.said.append("listens")


def test_it_looks_for_what_is_unpublished_once_redis_listens_for_kicks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kick between the look and the listening would be heard by nobody."""
    line, redis = Line(), Redis()
    monkeypatch.setattr(redis, "pubsub", lambda **_: line)
    relay = Relay("", redis)

    def sweep(_: Any) -> None:
        line.said.append("looked")
        relay.stopping.set()

    monkeypatch.setattr(relay, "sweep", sweep)
    relay.work(None)
    assert line.said == ["asked", "listens", "looked"]
