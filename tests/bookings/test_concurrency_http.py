"""Eight browsers, one slot, thirty times, through gunicorn: one gets it, seven are told who did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from http.client import HTTPConnection
from threading import Barrier
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from studio.bookings import replay
from tests.support import servers
from tests.support.cast import World

CLIENTS, ROUNDS = 8, 30


@pytest.fixture
def address(app: Flask, clean: None, environment: dict[str, str]) -> Iterator[str]:
    with servers.web(environment, workers=2) as address:
        yield address


def test_of_eight_browsers_one_books(address: str, world: World, as_: Callable[[str], FlaskClient]) -> None:
    headers = signed_in(as_("sara"))
    ids = {"artist_id": world.artist("Ana Duarte").id, "project_id": world.project("Film").id}
    form = {**ids, "status": "confirmed", "counts": "every_hour"}
    answers: list[list[int]] = [[] for _ in range(ROUNDS)]
    together = Barrier(CLIENTS, timeout=60)

    def client(n: int) -> None:
        connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
        for round in range(ROUNDS):
            together.wait()
            answers[round].append(post(connection, headers, {**form, **slot(round), "title": f"Client {n}"}))

    with ThreadPoolExecutor(CLIENTS) as pool:
        assert list(pool.map(client, range(CLIENTS))) == [None] * CLIENTS
    assert [Counter(statuses) for statuses in answers] == [{201: 1, 409: CLIENTS - 1}] * ROUNDS
    with world.acting():
        report = replay.rebuild()
    assert (report.bookings, report.differences) == (ROUNDS, [])
    assert report.log_length >= ROUNDS * CLIENTS  # the refusals are in the log too


def signed_in(browser: FlaskClient) -> dict[str, str]:
    """The headers of a signed-in browser that speaks htmx."""
    cookie = browser.get_cookie("studio")
    assert cookie is not None
    return {
        "Cookie": f"studio={cookie.value}",
        "X-CSRFToken": browser.environ_base["HTTP_X_CSRFTOKEN"],
        "HX-Request": "true",
        "Content-Type": "application/x-www-form-urlencoded",
    }


def slot(round: int) -> dict[str, str]:
    """A new hour for every round."""
    day, hour = date(2026, 11, 23) + timedelta(days=round // 8), 9 + round % 8
    return {
        "starts_on": day.isoformat(), "starts_time": f"{hour:02}:00",
        "ends_on": day.isoformat(), "ends_time": f"{hour + 1:02}:00",
    }  # fmt: skip


def post(connection: HTTPConnection, headers: dict[str, str], form: dict[str, object]) -> int:
    connection.request("POST", "/harbour/bookings", urlencode(form), headers)
    response = connection.getresponse()
    response.read()
    return response.status
