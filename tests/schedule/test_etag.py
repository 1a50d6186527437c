"""A schedule that did not change is not made, nor sent, again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from studio.extensions import db
from studio.lib import clock
from studio.schedule import first_steps
from tests.support.cast import MONDAY, World, days
from tests.support.statements import statements

As = Callable[[str], FlaskClient]
WINDOW = "/harbour/schedule?date=2026-11-23"


@pytest.fixture
def sara(as_: As, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    client = as_("sara")
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    return client


def mark(client: FlaskClient, url: str = WINDOW, **headers: str) -> str:
    return client.get(url, headers=headers).headers["ETag"]


def test_an_unchanged_page_is_answered_with_304_and_asks_only_who_asks(
    world: World, sara: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_steps, "MANY", -1)  # a studio at work
    first = mark(sara)
    with statements() as asked:
        response = sara.get(WINDOW, headers={"If-None-Match": first})
    assert (response.status_code, response.data, response.headers["ETag"]) == (304, b"", first)
    assert first.startswith("W/")
    assert asked == []  # who asks is settled before the session begins
    assert {"HX-Request", "Cookie"} <= {name.strip() for name in response.headers["Vary"].split(",")}
    assert response.headers["Cache-Control"] == "private, no-cache"


def test_any_change_in_the_studio_is_a_new_page(world: World, sara: FlaskClient) -> None:
    kofi, aurora = world.artist("Kofi"), world.project("Aurora")
    first = mark(sara)
    world.booking(kofi, aurora, days(0))
    response = sara.get(WINDOW, headers={"If-None-Match": first})
    assert response.status_code == 200 and response.headers["ETag"] != first


def test_each_member_address_and_part_has_its_own_page(world: World, as_: As, sara: FlaskClient) -> None:
    marks = [
        mark(sara), mark(sara, WINDOW + "&q=x"), mark(sara, WINDOW + "&tz=Asia/Tokyo"),
        mark(sara, WINDOW, **{"HX-Request": "true"}), mark(as_("mia")), mark(as_("vera")),
    ]  # fmt: skip
    assert len(set(marks)) == len(marks)


def test_a_new_role_is_a_new_page(world: World, sara: FlaskClient) -> None:
    first = mark(sara)
    with world.acting():
        db.session.execute(db.text("UPDATE memberships SET role = 'viewer' WHERE id = :id"), {"id": world.sara.id})
        db.session.commit()
    assert mark(sara) != first


def test_tomorrow_is_a_new_page(world: World, sara: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = mark(sara)
    monkeypatch.setattr(clock, "now", lambda: MONDAY + timedelta(days=1))
    assert mark(sara) != first


def test_a_page_with_a_message_is_shown_once(world: World, sara: FlaskClient) -> None:
    with sara.session_transaction() as session:
        session["_flashes"] = [("ok", "Kofi is booked.")]
    response = sara.get(WINDOW)
    assert "Kofi is booked." in response.text and "ETag" not in response.headers
    assert "ETag" in sara.get(WINDOW).headers
