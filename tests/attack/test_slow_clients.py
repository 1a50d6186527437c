"""Hundreds of slow clients of each kind at a real server: others are answered at once, and none stays for ever."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from statistics import median
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from studio.artists.models import Artist
from studio.extensions import db
from tests.support import servers
from tests.support.api_clients import token
from tests.support.cast import World
from tests.support.slow_clients import answer, body_of, slow

CLIENTS = 500
AT_ONCE = 1.0  # seconds
SHEETS = 200
FORM = "Content-Type: application/x-www-form-urlencoded"
CUT_OFF = b"name=Cut+Off&zone=Europe/London&currency=GBP&hue=green&member_id=&hourly_rate=1"  # 100, had all of it come
JSON = "Content-Type: application/json"


@pytest.fixture
def patient(app: Flask, environment: dict[str, str]) -> Iterator[str]:
    """A server that keeps everybody for as long as the test takes."""
    own = {**environment, **servers.UNMEASURED, "REQUEST_BODY_SECONDS": "60"}
    with servers.web(own, options=("--keep-alive", "60")) as address:
        yield address


@pytest.fixture(scope="module")
def hurried(app: Flask, environment: dict[str, str]) -> Iterator[str]:
    own = {**environment, "REQUEST_BODY_SECONDS": "0.5", "UNREAD_SECONDS": "1"}
    with servers.web(own, workers=1, options=("--keep-alive", "1")) as address:
        yield address


def test_pages_are_answered_at_once_beside_slow_clients_of_every_kind(
    patient: str, world: World, as_: Callable[[str], FlaskClient]
) -> None:
    signed_in = {"Cookie": cookie_of(as_("sara"))}
    mine = f"Authorization: Bearer {token(world, 'sara')}"
    with ExitStack() as attack:
        for said, trickle in (
            (b"", b""),
            (b"GET /heal", b""),
            (b"GET / HTTP/1.1\r\nX-Slow: ", b"x"),
            (body_of("/sign-in", 4000, FORM), b"x"),
            (body_of("/api/v1/artists", 4000, JSON, mine), b" "),
        ):
            attack.enter_context(slow(patient, CLIENTS, said, trickle))
        for path in ("/healthz", "/harbour/schedule"):
            waits = [timed(patient, path, signed_in) for _ in range(5)]
            assert median(waits) < AT_ONCE, (path, waits)


def cookie_of(browser: FlaskClient) -> str:
    cookie = browser.get_cookie("studio")
    assert cookie is not None
    return f"studio={cookie.value}"


def timed(address: str, path: str, headers: dict[str, str]) -> float:
    """Seconds until a page has come, over a connection of its own."""
    begun = time.monotonic()
    connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    assert response.status == 200, (path, response.status)
    return time.monotonic() - begun


@pytest.mark.parametrize("said", [b"", b"GET /heal", b"GET / HTTP/1.1\r\nX-Slow: "])
def test_a_request_that_does_not_get_on_is_given_up(hurried: str, said: bytes) -> None:
    with slow(hurried, 3, said, trickle=b"x" if said else b"") as clients:
        assert [answer(client, seconds=10) for client in clients] == [b""] * 3


def test_half_a_form_changes_nothing(hurried: str, world: World, as_: Callable[[str], FlaskClient]) -> None:
    """The connection breaks in the middle: what has come would be a form as well, with less in it."""
    browser = as_("sara")
    signed_in = f"Cookie: {cookie_of(browser)}", f"X-CSRFToken: {browser.environ_base['HTTP_X_CSRFTOKEN']}"
    said = body_of("/harbour/artists", 400, FORM, *signed_in) + CUT_OFF
    with slow(hurried, 1, said) as (client,):
        client.shutdown(socket.SHUT_WR)
        assert answer(client, seconds=10).startswith(b"HTTP/1.1 400 ")
    with world.acting():
        assert db.session.scalar(select(Artist).where(Artist.name == "Cut Off")) is None


def test_a_body_that_does_not_come_is_answered_408(hurried: str, world: World) -> None:
    """Whatever it was going to be, and whoever sent it."""
    mine = f"Authorization: Bearer {token(world, 'sara')}"
    for head in (body_of("/sign-in", 4000), body_of("/api/v1/artists", 4000, JSON, mine)):
        with slow(hurried, 1, head, trickle=b"x") as (client,):
            said = answer(client, seconds=10)
        assert said.startswith(b"HTTP/1.1 408 "), said


def test_a_body_that_is_too_large_is_told_so_by_the_answer(hurried: str, world: World) -> None:
    """Not by a connection that breaks while it is still being sent."""
    mine = {"Authorization": f"Bearer {token(world, 'sara')}", "Content-Type": "application/json"}
    for _ in range(5):
        connection = HTTPConnection(urlsplit(hurried).netloc, timeout=30)
        connection.request("POST", "/api/v1/artists", b" " * (2 << 20), mine)
        assert connection.getresponse().status == 413
        connection.close()


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux gives up a connection nobody reads")
def test_an_answer_that_nobody_reads_is_given_up(hurried: str, app: Flask) -> None:
    """A sheet is asked for again and again and left unread: so many do not fit into what the kernels keep."""
    sheet = app.extensions["build"].url("css/studio.css")
    with slow(hurried, 1, f"GET {sheet} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() * SHEETS) as (client,):
        time.sleep(4)
        said = answer(client, seconds=10)
    assert 0 < said.count(b"HTTP/1.1 200 OK") < SHEETS
