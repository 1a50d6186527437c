"""The page an artist lands on: what waits for their answer, and what is booked of them, when."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from studio.bookings.models import Booking
from studio.extensions import db
from studio.lib import clock
from tests.support.cast import PASSWORD, World, days
from tests.support.statements import statements

As = Callable[[str], FlaskClient]
PAGE = "/harbour/my-bookings"


@pytest.fixture(autouse=True)
def tuesday(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, 10, tzinfo=UTC))
    yield


@pytest.fixture
def booked(world: World) -> dict[str, Any]:
    ana = world.artist("Ana Duarte", member_id=world.ana.id)
    made: dict[str, Any] = {"ana": ana}
    for name, first, status in (
        ("Past", -3, "confirmed"), ("Today", 1, "confirmed"), ("Friday", 4, "hold"), ("Asked", 7, "pencil"),
        ("December", 14, "confirmed"),
    ):  # fmt: skip
        made[name] = world.booking(ana, world.project(name), days(first), status)
    with world.acting("ana"):
        for name in ("Today", "December"):
            db.session.get_one(Booking, (world.tenant.id, made[name].id)).accept(world.ana)
        db.session.commit()
    world.booking(world.artist("Kofi"), world.project("Somebody else’s"), days(1))
    return made


def sections(page: str) -> dict[str, list[str]]:
    """The projects under each heading, in order."""
    found = re.split(r"<(?:h2 class=\"agenda-day\"[^>]*|summary)>([^<]+?) <span", page)
    return {
        title.strip(): re.findall(r"<h3><a [^>]*>([^<]+)</a>", part)
        for title, part in zip(found[1::2], found[2::2], strict=True)
    }


def test_it_says_what_waits_first_and_then_what_is_when(as_: As, booked: dict[str, Any]) -> None:
    page = as_("ana").get(PAGE).text
    assert list(sections(page).items()) == [
        ("Waiting for your answer", ["Asked"]), ("Today", ["Today"]), ("Later this week", ["Friday"]),
        ("Coming", ["December"]), ("Past", ["Past"]),
    ]  # fmt: skip
    assert "Tentative: it may still change." in page and "Confirmed: it is firm." in page
    assert "An option only" in page and "Somebody else" not in page


def test_accepting_there_leads_back_there(as_: As, booked: dict[str, Any]) -> None:
    ana, asked = as_("ana"), booked["Asked"]
    form = {"version": asked.version, "answer": "accepted", "back": PAGE}
    assert ana.post(f"/harbour/bookings/{asked.id}/answer", data=form).location == PAGE
    assert sections(ana.get(PAGE).text)["Coming"] == ["Asked", "December"]


def test_an_artist_lands_there_and_others_on_the_schedule(world: World, as_: As, client: FlaskClient) -> None:
    assert as_("ana").get("/harbour/").location == PAGE
    assert as_("sara").get("/harbour/").location == "/harbour/schedule"
    client.post("/sign-in", data={"email": "ana@studio.test", "password": PASSWORD})
    assert client.get("/").location == PAGE


def test_whoever_is_an_artist_finds_it_in_the_navigation(world: World, as_: As) -> None:
    assert PAGE not in as_("sara").get("/harbour/artists").text
    world.artist("Sara Bennett", member_id=world.sara.id)
    assert PAGE in as_("sara").get("/harbour/artists").text
    assert PAGE not in as_("vera").get("/harbour/artists").text


def test_without_bookings_or_an_artist_it_says_what_to_do(world: World, as_: As) -> None:
    assert "No artist signs in as you" in as_("ana").get(PAGE).text
    world.artist("Ana Duarte", member_id=world.ana.id)
    assert "Nothing is booked" in as_("ana").get(PAGE).text


def test_it_asks_the_database_as_often_for_ten_as_for_one(world: World, as_: As, booked: dict[str, Any]) -> None:
    ana = as_("ana")
    ana.get(PAGE)
    with statements() as few:
        ana.get(PAGE)
    project = world.project("More")
    for n in range(20, 30):
        world.booking(booked["ana"], project, days(n), "hold" if n % 2 else "pencil")
    with statements() as many:
        ana.get(PAGE)
    assert len(many) == len(few) <= 6
