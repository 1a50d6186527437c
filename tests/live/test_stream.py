"""GET /api/v1/stream: the same for machines, resumed where it broke."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from tests.live.conftest import THREADS, server
from tests.live.pages import cookie
from tests.live.test_schedule import change
from tests.support import cast
from tests.support.cast import days
from tests.support.servers import PATIENCE

Event = tuple[int, str, dict[str, Any]]


class Machine:
    def __init__(self, address: str, cookie: str, after: int | None = None, tenant: str = "harbour"):
        headers = {"Cookie": cookie} | ({"Last-Event-ID": str(after)} if after is not None else {})
        request = urllib.request.Request(f"{address}/api/v1/stream?tenant={tenant}", headers=headers)
        self.answer = urllib.request.urlopen(request, timeout=PATIENCE)
        assert self.answer.headers["Content-Type"].startswith("text/event-stream")
        self.answer.readline(), self.answer.readline()  # retry:

    def hear(self, count: int) -> list[Event]:
        return [next(self.events()) for _ in range(count)]

    def events(self) -> Iterator[Event]:
        fields: dict[str, str] = {}
        while line := self.answer.readline().decode():
            name, _, value = line.rstrip("\n").partition(": ")
            if name:
                fields[name] = value
            elif "event" in fields:
                yield int(fields["id"]), fields["event"], json.loads(fields["data"])
                fields = {}


@pytest.fixture
def machine(app: Flask, world: cast.World, running: str) -> Iterator[Callable[..., Machine]]:
    opened: list[Machine] = []

    def listen(name: str, **options: Any) -> Machine:
        opened.append(Machine(running, cookie(app, world.tokens[name]), **options))
        return opened[-1]

    yield listen
    for one in opened:
        one.answer.close()


def test_what_happens_is_told_by_the_products_names(world: cast.World, machine: Callable[..., Machine]) -> None:
    heard = machine("sara")
    ana, northwind = world.artist("Ana"), world.project("Northwind")
    booking = world.booking(ana, northwind, days(0), "hold", title="comp", notes="call her mother")
    change(world, booking, "mia", "confirm")
    change(world, booking, "mia", "cancel", "the job died")
    events = heard.hear(4)
    assert [(id, name) for id, name, _ in events] == [
        (1, "artist:availability_changed"), (3, "booking:created"), (4, "booking:updated"), (5, "booking:cancelled"),
    ]  # fmt: skip
    _, _, data = events[2]
    assert data["actor"] == "Mia"
    assert data["booking"]["id"] == str(booking.id)
    assert data["booking"]["status"] == "confirmed"
    told = json.dumps([data for _, _, data in events])
    assert "50" not in [str(value) for value in events[0][2]["artist"].values()]
    assert "rate" not in told and "mother" not in told


def test_it_resumes_after_the_last_it_heard(world: cast.World, machine: Callable[..., Machine]) -> None:
    names = [world.artist(f"Artist {n}").name for n in range(6)]
    again = machine("vera", after=2)
    assert [data["artist"]["name"] for _, _, data in again.hear(4)] == names[2:]
    world.artist("Ana")
    assert again.hear(1)[0][0] == 7


def test_strangers_and_outsiders_hear_nothing(world: cast.World, other: cast.World, app: Flask, running: str) -> None:
    for who, code in (("", 401), (cookie(app, other.tokens["oscar"]), 404)):
        with pytest.raises(urllib.error.HTTPError) as refused:
            Machine(running, who)
        assert refused.value.code == code


def test_streams_hold_no_thread_of_the_requests(
    world: cast.World, machine: Callable[..., Machine], running: str
) -> None:
    listening = [machine("sara") for _ in range(8)]
    with urllib.request.urlopen(f"{running}/healthz", timeout=PATIENCE) as answer:
        assert answer.status == 200
    world.artist("Ana")
    assert [one.hear(1)[0][0] for one in listening] == [1] * 8


def test_a_full_process_has_no_room_for_streams(app: Flask, environment: dict[str, str], world: cast.World) -> None:
    with server(environment, LIVE_SOCKETS="1", LIVE_KEEPALIVE="0.5") as address:
        first = Machine(address, cookie(app, world.tokens["sara"]))
        with pytest.raises(urllib.error.HTTPError) as refused:
            Machine(address, cookie(app, world.tokens["sara"]))
        assert refused.value.code == 503
        first.answer.close()
        time.sleep(2.5)  # the next comment finds nobody
        Machine(address, cookie(app, world.tokens["sara"]))


def test_a_server_of_threads_has_no_streams(app: Flask, environment: dict[str, str], world: cast.World) -> None:
    with server(environment, THREADS) as address:
        with pytest.raises(urllib.error.HTTPError) as refused:
            Machine(address, cookie(app, world.tokens["sara"]))
        assert refused.value.code == 503
