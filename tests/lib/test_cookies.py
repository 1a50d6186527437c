"""The session cookie is verified once, and still believed only while it is whole and young enough."""

from __future__ import annotations

import time

import pytest
from flask import Flask, session

from studio.lib.cookies import RememberedCookies


@pytest.fixture
def site() -> Flask:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="only-for-tests-only-for-tests-only", PERMANENT_SESSION_LIFETIME=3600)
    app.session_interface = RememberedCookies(app)
    app.add_url_rule("/remember/<word>", "remember", remember)
    app.add_url_rule("/", "recall", lambda: ",".join(session.get("words", [])))
    return app


def remember(word: str) -> str:
    words = session.get("words", [])
    words.append(word)
    session["words"] = words
    return ""


def test_a_cookie_is_read_again_and_again(site: Flask) -> None:
    browser = site.test_client()
    browser.get("/remember/one")
    browser.get("/remember/two")
    assert [browser.get("/").text for _ in range(3)] == ["one,two"] * 3


def test_what_one_request_changes_is_not_remembered_for_the_next(site: Flask) -> None:
    browser = site.test_client()
    browser.get("/remember/one")
    cookie = browser.get_cookie("session")
    assert cookie is not None
    for _ in range(2):
        browser.set_cookie("session", cookie.value)
        browser.get("/remember/two")
        assert browser.get("/").text == "one,two"


@pytest.mark.parametrize("spoil", [lambda value: value[:5] + "A" + value[5:], lambda value: "x", lambda value: ""])
def test_a_forged_cookie_says_nothing(site: Flask, spoil: object) -> None:
    browser = site.test_client()
    browser.get("/remember/one")
    cookie = browser.get_cookie("session")
    assert cookie is not None
    browser.set_cookie("session", spoil(cookie.value))
    assert browser.get("/").text == ""


def test_an_old_cookie_says_nothing_though_it_was_verified(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = site.test_client()
    browser.get("/remember/one")
    assert browser.get("/").text == "one"
    later = time.time() + 3602
    monkeypatch.setattr(time, "time", lambda: later)
    assert browser.get("/").text == ""
