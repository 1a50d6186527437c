"""Servers are killed under open pages while bookings are made: in the end every page shows what the database holds."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Engine, text

from studio.artists.models import Artist
from studio.config import ROOT
from studio.dev.servers import valkey
from tests.conftest import SECRET
from tests.live.pages import cookie
from tests.live.viewers import Viewer
from tests.support import cast
from tests.support.servers import GREENLETS, PATIENCE, free_port, wait_for
from tests.support.wire import Wire

WEEKS = "/harbour/schedule?date=2026-11-23&zoom=month"
AGENDA = "/harbour/schedule?date=2026-11-23&zoom=weeks"  # a month on a phone has no bookings in words


class Cache:
    """A Valkey of its own, at an address that stays while it is killed and started again, empty."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.server = valkey.start(folder / "valkey", "secret", durable=False)
        self.wire = Wire(self.server.url)

    def kill(self) -> None:
        self.wire.cut()
        self.server.process.kill()
        self.server.process.wait()

    def start(self) -> None:
        self.server = valkey.start(self.folder / "valkey", "secret", durable=False)
        self.wire.behind = "127.0.0.1", int(self.server.url.rsplit(":", 1)[1].split("/")[0])
        self.wire.mend()


class House:
    """Studio's processes, each of which can be killed and started again."""

    def __init__(self, environment: dict[str, str]):
        self.environment = {**os.environ, **environment}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.ports = {"web": free_port(), "live": free_port()}

    def start(self, name: str) -> None:
        if name in self.ports:
            bind = ("--bind", f"127.0.0.1:{self.ports[name]}", "--workers", "1")
            self.run(
                name, "gunicorn", "wsgi:app", *bind, *GREENLETS, "--graceful-timeout", "4", "--log-level", "critical"
            )
            wait_for(f"{self.address(name)}/healthz", self.running[name])
        else:
            self.run(name, "flask", "--app", "wsgi", "relay")

    def run(self, name: str, *command: str) -> None:
        self.running[name] = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=self.environment)

    def address(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports[name]}"

    def stop(self, name: str, how: signal.Signals = signal.SIGTERM) -> None:
        child = self.running.pop(name)
        below = psutil.Process(child.pid).children() if how == signal.SIGKILL else []
        for send in (child.send_signal, *(process.send_signal for process in below)):  # gunicorn's worker as well
            send(how)
        child.wait(PATIENCE)

    def again(self, name: str, how: signal.Signals) -> None:
        self.stop(name, how)
        self.start(name)


class Booker:
    """Books over HTTP; keeps how long each booking took."""

    def __init__(self, address: str, app: Flask, world: cast.World, artists: list[Artist], project_id: object):
        self.connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=PATIENCE)
        signed = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps("raw")
        self.headers = {
            "Cookie": cookie(app, world.tokens["sara"]), "X-CSRFToken": signed, "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        self.artists, self.project_id, self.made = artists, project_id, 0
        self.took: list[float] = []

    def book(self, count: int) -> list[float]:
        self.connection.close()  # the server does not wait for those who rest
        return [self.one() for _ in range(count)]

    def one(self) -> float:
        """The next artist's next day."""
        artist, day = self.artists[self.made % len(self.artists)], self.made // len(self.artists)
        date = (cast.MONDAY + (cast.days(7 * (day // 5) + day % 5).start - cast.MONDAY)).date().isoformat()
        form = {
            "artist_id": artist.id, "project_id": self.project_id, "all_day": "y", "status": "confirmed",
            "starts_on": date, "ends_on": date, "title": f"{self.made}",
        }  # fmt: skip
        self.made += 1
        began = time.perf_counter()
        self.connection.request("POST", "/harbour/bookings", urlencode(form), self.headers)
        answer = self.connection.getresponse()
        answer.read()
        assert answer.status == 201, answer.status
        self.took.append(time.perf_counter() - began)
        return self.took[-1]


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    found = Cache(tmp_path)
    yield found
    found.wire.cut()
    found.server.stop()


@pytest.fixture
def house(environment: dict[str, str], app: Flask, clean: None, cache: Cache) -> Iterator[House]:
    found = House({**environment, "REDIS_URL": cache.wire.url})
    for name in ("web", "live", "relay", "spare"):
        found.start(name)
    yield found
    for name in list(found.running):
        found.stop(name)


@pytest.fixture
def booker(house: House, app: Flask, world: cast.World) -> Booker:
    artists = [world.artist(f"Artist {n:02}", department="Comp") for n in range(12)]
    return Booker(house.address("web"), app, world, artists, world.project("Northwind").id)


@pytest.fixture
def viewers(house: House, app: Flask, world: cast.World, booker: Booker) -> Iterator[list[Viewer]]:
    found = [
        Viewer(house.address(where), cookie(app, world.tokens[name]), view, shape)
        for where, name, view, shape in (
            ("web", "mia", WEEKS, "wide"), ("live", "sara", WEEKS, "wide"), ("live", "vera", AGENDA, "narrow"),
            ("web", "ana", f"{WEEKS}&view=list", "wide"), ("live", "mia", f"{WEEKS}&status=confirmed", "wide"),
        )
    ]  # fmt: skip
    until(lambda: all(viewer.opened for viewer in found))
    time.sleep(0.5)
    yield found
    for viewer in found:
        viewer.leave()


def until(done: Callable[[], bool], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.05)


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def settled(viewers: list[Viewer], owner_engine: Engine) -> None:
    """Everybody shows what a fresh page shows, and the relay has told everything."""
    for viewer in viewers:
        assert viewer.agrees(), (viewer.view, viewer.shape, viewer.codes)
        assert any("/bookings/" in html for html in viewer.seen.values())
    asked = text("SELECT count(*) FROM tenants WHERE published_seq <> event_seq")
    with owner_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        until(lambda: connection.scalar(asked) == 0)


def test_redis_is_killed_during_200_bookings_and_started_again(
    cache: Cache, booker: Booker, viewers: list[Viewer], owner_engine: Engine
) -> None:
    booker.book(70)
    cache.kill()
    booker.book(70)
    cache.start()
    booker.book(60)
    settled(viewers, owner_engine)
    assert all(viewer.pushes for viewer in viewers)


def test_bookings_take_no_longer_without_redis(cache: Cache, booker: Booker) -> None:
    """In turns, so that what else the machine does falls on both, and more of them when it fell on one; nobody looks
    on, who would take its time."""
    took: dict[bool, list[float]] = {True: [], False: []}
    booker.book(10)
    for turn in range(9):
        took[True] += booker.book(40)
        cache.kill()
        took[False] += booker.book(40)
        cache.start()
        time.sleep(1.5)  # the process has noticed
        slower = percentile(took[False], 0.99) / percentile(took[True], 0.99)
        if turn >= 2 and slower < 2:
            break
    assert slower < 2


def test_relays_are_killed_one_after_the_other(
    house: House, booker: Booker, viewers: list[Viewer], owner_engine: Engine
) -> None:
    for name in ("relay", "spare", "relay", "spare"):
        booker.book(8)
        house.stop(name, signal.SIGKILL)
        booker.book(7)
        house.start(name)
    settled(viewers, owner_engine)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["restarted", "killed"])
def test_web_and_live_go_under_open_pages(
    house: House, booker: Booker, viewers: list[Viewer], owner_engine: Engine, how: signal.Signals
) -> None:
    booker.book(10)
    house.again("live", how)
    booker.connection.close()  # it was idle: it is opened anew
    booker.book(10)
    booker.connection.close()
    house.again("web", how)
    booker.book(10)
    settled(viewers, owner_engine)
    for viewer in viewers:
        assert viewer.opened >= 2
        assert (1012 in viewer.codes) == (how == signal.SIGTERM)
