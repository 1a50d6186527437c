"""Guessing passwords: counted at the account that is attacked, by place, and apart for browsers known to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from studio.accounts import device_cookies, login_throttle
from studio.accounts.invitations import Invitation
from studio.extensions import db
from studio.lib.http.client_address import network_of
from tests.conftest import browser
from tests.support.cast import PASSWORD, World

Signed = Callable[[str], FlaskClient]
places = count(1)


def sign_in(client: FlaskClient, password: str = PASSWORD, email: str = "mia@studio.test") -> TestResponse:
    return client.post("/sign-in", data={"email": email, "password": password})


def stranger(app: Flask) -> FlaskClient:
    """A browser nobody has signed in with, at an address of its own."""
    client = browser(app, None)
    client.environ_base["REMOTE_ADDR"] = f"198.51.100.{next(places) % 250}"
    return client


def leave(client: FlaskClient) -> None:
    """The session is gone from this browser; what else it keeps stays."""
    with client.session_transaction() as session:
        session.clear()
        session["csrf_token"] = "raw"


def guess(app: Flask, times: int = 10) -> None:
    for _ in range(times):
        assert sign_in(stranger(app), "guess").status_code == 422


def test_a_stranger_shuts_out_strangers_and_not_the_browser_that_signed_in_before(app: Flask, world: World) -> None:
    mia = browser(app, None)
    assert sign_in(mia).status_code == 303
    leave(mia)
    guess(app)
    assert sign_in(stranger(app)).status_code == 429
    assert sign_in(mia).status_code == 303


def test_a_known_browser_has_a_count_of_its_own(app: Flask, world: World) -> None:
    thief = browser(app, None)
    assert sign_in(thief).status_code == 303
    leave(thief)
    assert [sign_in(thief, "guess").status_code for _ in range(11)] == [422] * 10 + [429]
    assert sign_in(stranger(app)).status_code == 303


def test_a_browser_is_known_to_the_accounts_it_signed_in_to_and_to_no_other(app: Flask, world: World) -> None:
    sara = browser(app, None)
    assert sign_in(sara, email="sara@studio.test").status_code == 303
    leave(sara)
    guess(app)
    assert sign_in(sara).status_code == 429
    guess_at_sara = [sign_in(stranger(app), "guess", "sara@studio.test").status_code for _ in range(10)]
    assert guess_at_sara == [422] * 10
    assert sign_in(sara, email="sara@studio.test").status_code == 303


def test_a_browser_that_several_people_use_is_known_to_each(app: Flask, world: World) -> None:
    shared = browser(app, None)
    for name in ("mia", "sara"):
        assert sign_in(shared, email=f"{name}@studio.test").status_code == 303
        leave(shared)
    guess(app)
    assert sign_in(shared).status_code == 303


def test_a_device_cookie_that_was_made_up_counts_for_nothing(app: Flask, world: World) -> None:
    guess(app)
    forger = stranger(app)
    forger.set_cookie("studio-device", "eyJhIjoiYiJ9.aaaa.bbbb")
    assert sign_in(forger).status_code == 429


def test_the_device_cookie_signs_nobody_in_and_names_nobody(app: Flask, world: World) -> None:
    answer = sign_in(browser(app, None))
    (cookie,) = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith("studio-device=")]
    assert {"HttpOnly", "SameSite=Lax", "Path=/", f"Max-Age={device_cookies.LIFE}"} <= set(cookie.split("; "))
    assert "mia" not in cookie
    copy = browser(app, None)
    copy.set_cookie("studio-device", cookie.split("=", 1)[1].split(";")[0])
    assert copy.get("/harbour/schedule").location.startswith("/sign-in")


def test_the_way_an_address_is_typed_does_not_change_whose_count_it_is(app: Flask, world: World) -> None:
    typed = ["mia@studio.test", "MIA@STUDIO.TEST", " mia@studio.test ", "Mia@studio.test\r\n", "miA@studio.test"] * 2
    assert [sign_in(stranger(app), "guess", email).status_code for email in typed] == [422] * 10
    assert sign_in(stranger(app)).status_code == 429


def test_a_field_that_nobody_asked_for_does_not_change_whose_count_it_is_at_an_invitation(
    app: Flask, world: World, other: World
) -> None:
    with world.acting():
        _, token = Invitation.send(world.adam, "oscar@studio.test", "viewer", datetime.now(UTC))
        db.session.commit()
    guesses = [
        stranger(app).post(f"/harbour/invitations/{token}", data={"password": "guess", "email": f"junk{n}@x.test"})
        for n in range(11)
    ]
    assert [answer.status_code for answer in guesses] == [422] * 10 + [429]
    assert sign_in(stranger(app), email="oscar@studio.test").status_code == 429  # one count for all doors


def test_a_field_that_nobody_asked_for_does_not_help_a_stolen_session(world: World, as_: Signed) -> None:
    thief = as_("mia")
    sent = [{"current": "guess", "password": "tide tables for poets", "email": f"junk{n}@x.test"} for n in range(11)]
    answers = [thief.post("/harbour/password", data=data).status_code for data in sent]
    assert answers == [422] * 10 + [429]


def test_signing_out_and_in_again_does_not_help_at_the_password_page(app: Flask, world: World) -> None:
    sessions = [browser(app, world.tokens["mia"]) for _ in range(11)]
    wrong = {"current": "guess", "password": "tide tables for poets"}
    answers = [session.post("/password", data=wrong).status_code for session in sessions]
    assert answers == [422] * 10 + [429]


def test_programs_that_guess_are_counted_with_everybody_else(app: Flask, world: World) -> None:
    guess(app, 5)
    program = app.test_client(use_cookies=False)
    wrong = {"email": "mia@studio.test", "password": "guess"}
    assert [program.post("/api/v1/auth/login", json=wrong).status_code for _ in range(6)] == [401] * 5 + [429]
    assert sign_in(stranger(app)).status_code == 429


@pytest.mark.parametrize(
    "sent",
    [
        b'{"email": ' + b"[" * 5000 + b"]" * 5000 + b', "password": "guess"}', b'{"email": "\\ud800@studio.test"}',
        b'{"email": 1e400}', b'{"email": NaN}', b"[]", b"", b"\xff\xfe{",
    ],
)  # fmt: skip
def test_an_address_that_makes_no_sense_is_counted_too(app: Flask, world: World, sent: bytes) -> None:
    with app.test_request_context("/api/v1/auth/login", method="POST", data=sent, content_type="application/json"):
        assert len(login_throttle.count_of(login_throttle.submitted_email())) == 64


@pytest.mark.parametrize(
    "address, place",
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("", ""),
    ],
)
def test_whoever_has_a_line_is_one_place(address: str, place: str) -> None:
    assert network_of(address) == place


def test_a_network_of_addresses_is_counted_as_one_place(app: Flask, world: World) -> None:
    answers = []
    for n in range(21):
        client = browser(app, None)
        client.environ_base["REMOTE_ADDR"] = f"2001:db8:7:7::{n + 1:x}"
        answers.append(sign_in(client, "guess", f"somebody{n}@studio.test").status_code)
    assert answers == [422] * 20 + [429]
