"""Who may open a socket, and how it ends."""

from __future__ import annotations

import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from studio.accounts.models import Membership, Tenant, digest
from studio.artists.models import Artist
from studio.extensions import db
from studio.lib import clock
from tests.live.conftest import THREADS, relay, server
from tests.live.pages import TEXT, Page, Refused, cookie, seq
from tests.support import cast
from tests.support.servers import GREENLETS, PATIENCE, free_port, process, wait_for


def test_another_sites_page_is_refused(app: Flask, world: cast.World, page: Callable[..., Page]) -> None:
    for origin in ("https://evil.example", "http://127.0.0.1:1", "null", "http://[::1", None):
        with pytest.raises(Refused, match="403"):
            page("sara", origin=origin)


def test_no_answer_says_which_version_of_what_serves_it(running: str) -> None:
    with urllib.request.urlopen(f"{running}/healthz") as answer:
        assert not any(letter.isdigit() for letter in answer.headers.get("Server", ""))
        assert "X-Powered-By" not in answer.headers


def test_nobody_is_told_to_sign_in(world: cast.World, running: str) -> None:
    with closing(Page(running, "/harbour/live")) as stranger:
        assert stranger.closed() == 4401


def test_an_outsider_is_no_member(world: cast.World, other: cast.World, app: Flask, running: str) -> None:
    with closing(Page(running, "/harbour/live", cookie(app, other.tokens["oscar"]))) as oscar:
        assert oscar.closed() == 4403
    assert oscar.frames == []


def test_a_studio_that_does_not_exist_is_not_found(world: cast.World, app: Flask, running: str) -> None:
    with pytest.raises(Refused, match="404"):
        Page(running, "/nowhere/live")


def test_signing_out_closes_the_sockets_of_that_session_alone(
    world: cast.World, page: Callable[..., Page], as_: Callable[..., object]
) -> None:
    sara, mia = page("sara"), page("mia")
    sara.look("/harbour/schedule", 0), mia.look("/harbour/schedule", 0)
    assert as_("sara").post("/sign-out").status_code == 303  # type: ignore[attr-defined]
    assert sara.closed() == 4401
    world.artist("Ana")
    assert "artists" in mia.until("data-changed")


def test_a_member_who_is_removed_is_shown_out_and_one_with_another_role_comes_again(
    world: cast.World, page: Callable[..., Page]
) -> None:
    vera, adam = page("vera"), page("adam")
    vera.look("/harbour/schedule"), adam.look("/harbour/schedule")
    with world.acting("mia"):
        db.session.get_one(Membership, (world.tenant.id, world.vera.id)).remove(world.mia, clock.now())
        db.session.get_one(Membership, (world.tenant.id, world.adam.id)).give_role(world.mia, "viewer", clock.now())
        db.session.commit()
    assert vera.closed() == 4403
    assert adam.closed() == 1012


def test_a_browser_nobody_does_anything_in_is_shown_out_when_its_studio_says_so(
    world: cast.World, page: Callable[..., Page], owner_engine: Engine
) -> None:
    """Looking is no request; the socket ends, and the page asks to sign in again."""
    sara, mia = page("sara"), page("mia")
    sara.look("/harbour/schedule"), mia.look("/harbour/schedule")
    with world.acting("mia"):
        db.session.get_one(Tenant, world.tenant.id).idle_hours = 8
        db.session.commit()
    idle = text("UPDATE sessions SET last_seen_at = now() - interval '9 hours' WHERE token_hash = :token")
    with owner_engine.begin() as owner:
        owner.execute(idle, {"token": digest(world.tokens["sara"])})
    with world.acting("mia"):  # whoever's rights change, everybody's are looked at
        db.session.get_one(Membership, (world.tenant.id, world.adam.id)).give_role(world.mia, "viewer", clock.now())
        db.session.commit()
    assert sara.closed() == 4401
    world.artist("Ana")
    assert "artists" in mia.until("data-changed")


def test_words_that_make_no_sense_end_the_socket(world: cast.World, page: Callable[..., Page]) -> None:
    for words in (
        b"hello", b"[1]", b'{"view": 7, "seq": "x"}', b'{"open": "booking:x"}', b"[" * 9000, b'{"a":' * 1800,
        b'{"view": "", "seq": 1e400}', b'{"view": "/harbour/schedule?x=\\ud800"}',
    ):  # fmt: skip
        sara = page("sara")
        sara.send(TEXT, words)
        assert sara.closed() == 1008, words


def test_too_many_words_end_the_socket(world: cast.World, page: Callable[..., Page]) -> None:
    sara = page("sara")
    sara.send(TEXT, b" " * 10_000)
    assert sara.closed() == 1009


def test_the_longest_address_a_page_can_have_is_followed(world: cast.World, page: Callable[..., Page]) -> None:
    harbour = world.project("Harbour")
    view = f"/harbour/schedule?date=2026-11-23&project={harbour.id}{'&pad=long' * 900}"[:8150]
    sara = page("sara")
    sara.look(view)
    booking = world.booking(world.artist("Ana"), harbour, cast.days(0))
    assert view.removeprefix("/harbour") in unescape(sara.until(f"bar-{booking.id}"))


def test_sockets_hold_no_thread_of_the_requests(world: cast.World, page: Callable[..., Page], running: str) -> None:
    pages = [page("sara") for _ in range(20)]
    for one in pages:
        one.look("/harbour/schedule")
    with urllib.request.urlopen(f"{running}/healthz", timeout=PATIENCE) as answer:
        assert answer.status == 200
    world.artist("Ana")
    for one in pages:
        one.until("data-changed")


def test_a_full_process_says_try_later(app: Flask, environment: dict[str, str], world: cast.World) -> None:
    with server(environment, LIVE_SOCKETS="2") as address:
        pages = [Page(address, "/harbour/live", cookie(app, world.tokens["sara"])) for _ in range(3)]
        assert pages[2].closed() == 1013
        pages[0].look("/harbour/schedule")
        pages[0].close()
        end = time.monotonic() + PATIENCE
        while (again := Page(address, "/harbour/live", cookie(app, world.tokens["sara"]))).closed(1):
            assert time.monotonic() < end
        again.look("/harbour/schedule")


def test_a_server_of_threads_serves_pages_and_refuses_sockets(
    app: Flask, environment: dict[str, str], world: cast.World
) -> None:
    """A socket would hold one of its threads for hours; the page polls instead."""
    sara = cookie(app, world.tokens["sara"])
    with server(environment, THREADS) as address:
        with pytest.raises(Refused, match="503"):
            Page(address, "/harbour/live", sara)
        request = urllib.request.Request(f"{address}/harbour/schedule", headers={"Cookie": sara})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            assert answer.status == 200


def test_a_handshake_that_breaks_the_protocol_is_a_bad_request(world: cast.World, app: Flask, running: str) -> None:
    request = urllib.request.Request(f"{running}/harbour/live", headers={
        "Cookie": cookie(app, world.tokens["sara"]), "Origin": running, "Connection": "Upgrade", "Upgrade": "websocket",
        "Sec-WebSocket-Version": "7",
    })  # fmt: skip
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=PATIENCE)
    assert refused.value.code == 400


def test_at_the_end_every_page_is_told_to_come_again(
    app: Flask, environment: dict[str, str], world: cast.World
) -> None:
    """Within two seconds; a machine that stalls has another try."""
    address = f"127.0.0.1:{free_port()}"
    options = ("--bind", address, "--workers", "1", *GREENLETS, "--graceful-timeout", "4")

    def farewell() -> float:
        with process(environment, "gunicorn", *options, "--log-level", "warning", "wsgi:app") as child:
            wait_for(f"http://{address}/healthz", child)
            pages = [Page(f"http://{address}", "/harbour/live", cookie(app, world.tokens["sara"])) for _ in range(10)]
            for one in pages[:5]:
                one.look("/harbour/schedule")
            child.send_signal(signal.SIGTERM)
            began = time.monotonic()
            assert [one.closed() for one in pages] == [1012] * 10
            took = time.monotonic() - began
            assert child.wait(PATIENCE) == 0
            return took

    assert any(farewell() < 2 for _ in range(3))


def test_who_does_not_read_is_closed_and_slows_nobody(
    app: Flask, environment: dict[str, str], world: cast.World
) -> None:
    """What is pushed is large: the whole schedule of 300 artists, again and again."""
    with world.acting():
        for n in range(300):
            Artist.add(None, f"Artist {n}", skills=[])
        db.session.commit()
    with server(environment) as address, relay(environment):
        sara = Page(address, "/harbour/live", cookie(app, world.tokens["sara"]), buffer=4096)
        mia = Page(address, "/harbour/live", cookie(app, world.tokens["mia"]))
        for one in (sara, mia):
            one.say(view="/harbour/schedule", seq=300, shape="wide")
        mia.until('id="news"')
        for n in range(40):
            world.artist(f"Late {n}")
            assert seq(mia.until("data-changed")) == 301 + n
        assert sara.closed() == 1013
        assert len("".join(sara.frames)) < len("".join(mia.frames))
        assert mia.code is None
