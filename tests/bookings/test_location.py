"""Where a booking takes place: asked for by the form, told by the card, and never lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from studio.activity.models import Event
from studio.bookings.models import Booking
from studio.extensions import db
from tests.bookings.test_conflicts import asked_again, take, taken, ways
from tests.bookings.test_detail import booked, now, words
from tests.bookings.test_form import HTMX, bookings, typed
from tests.support.cast import World, days

__all__ = ["booked", "taken"]
As = Callable[[str], FlaskClient]
EVERY_WAY = ("Start Fri 27 Nov instead", "Book Kofi", "Keep as 1st hold")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_it_is_asked_for_and_told(world: World, as_: As, headers: dict[str, str]) -> None:
    sara, form = as_("sara"), typed(world.artist("Ana"), world.project("Titles"), location="Stage 2 & yard")
    assert 'name="location"' in sara.get("/harbour/bookings/new", headers=headers).text
    assert sara.post("/harbour/bookings", data=form, headers=headers).status_code in (201, 303)
    [made] = bookings(world)
    assert made.location == "Stage 2 & yard"
    card = words(sara.get(f"/harbour/bookings/{made.id}", headers=headers).text)
    assert "Location Stage 2 & yard" in card
    assert 'value="Stage 2 &amp; yard"' in sara.get(f"/harbour/bookings/{made.id}/edit", headers=headers).text


def test_a_card_without_one_does_not_speak_of_it(booked: dict[str, Any], as_: As) -> None:
    assert "Location" not in as_("sara").get(booked["url"]).text


def test_changing_it_is_a_description_that_the_history_tells(world: World, booked: dict[str, Any], as_: As) -> None:
    form = typed(booked["ana"], booked["harbour"], version="1", notes="", location="Remote")
    for _ in range(2):  # the button was pressed twice
        assert as_("sara").post(booked["url"], data=form, headers=HTMX).status_code == 200
    assert now(world, booked["booking"].id).location == "Remote"
    with world.acting():
        assert [event.kind for event in Event.history(booked["booking"].id)][1:] == ["booking.described"]
    assert "Location: nothing → Remote" in words(as_("sara").get(booked["url"]).text)


def test_what_is_sent_twice_is_booked_once_with_it(world: World, as_: As) -> None:
    form = typed(world.artist("Ana"), world.project("Titles"), location="Stage 2", status="hold")
    form["id"] = "01920000-0000-7000-8000-000000000001"
    assert [as_("sara").post("/harbour/bookings", data=form, headers=HTMX).status_code for _ in range(2)] == [201, 201]
    assert len(bookings(world)) == 1


@pytest.mark.parametrize(("value", "says"), [("x" * 201, "At most 200 characters."), ("x\0y", "cannot be seen")])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_is_too_long_or_invisible_is_an_error_at_the_field(
    world: World, as_: As, value: str, says: str, headers: dict[str, str]
) -> None:
    form = typed(world.artist("Ana"), world.project("Titles"), location=value)
    answer = as_("sara").post("/harbour/bookings", data=form, headers=headers)
    assert answer.status_code == 422 and bookings(world) == []
    assert says in answer.text.split('id="location-error"')[1].split("</p>")[0]


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("way", EVERY_WAY)
def test_each_way_out_of_a_conflict_keeps_it(
    taken: dict[str, Any], world: World, as_: As, way: str, headers: dict[str, str]
) -> None:
    world.artist("Kofi")
    sara, form = as_("sara"), typed(taken["ana"], taken["titles"], location="Stage 2")
    refusal = sara.post("/harbour/bookings", data=form, headers=headers).text
    assert headers or 'id="location" maxlength="200" name="location" type="text" value="Stage 2"' in refusal
    assert take(sara, ways(refusal)[way], headers).status_code in (201, 303)
    assert bookings(world)[-1].location == "Stage 2"


def test_a_conflict_that_is_explained_again_keeps_it(taken: dict[str, Any], world: World, as_: As) -> None:
    sara, form = as_("sara"), typed(taken["ana"], taken["titles"], location="Stage 2")
    again = asked_again(sara.post("/harbour/bookings", data=form, headers=HTMX).text, sara).text
    assert {fields["location"] for fields in ways(again).values()} == {"Stage 2"}


def test_a_bar_let_go_where_it_clashes_keeps_it(taken: dict[str, Any], world: World, as_: As) -> None:
    own = world.booking(taken["ana"], taken["titles"], days(9), "pencil", location="Stage 2")
    sara = as_("sara")
    there = {"version": "1", "starts_at": days(1).start.isoformat(), "ends_at": days(1).end.isoformat()}
    refusal = sara.put(f"/harbour/bookings/{own.id}/placement", data=there, headers=HTMX)
    assert refusal.status_code == 409
    assert take(sara, ways(refusal.text)["Keep as 1st hold"]).status_code == 200
    db.session.expunge_all()
    held = next(booking for booking in bookings(world) if booking.id == own.id)
    assert (held.status, held.location) == ("hold", "Stage 2")


def test_a_form_that_is_behind_shows_what_was_typed(world: World, booked: dict[str, Any], as_: As) -> None:
    as_("mia").post(f"{booked['url']}/confirmation", data={"version": "1"}, headers=HTMX)
    form = typed(booked["ana"], booked["harbour"], version="1", location="Stage 2")
    answer = as_("sara").post(booked["url"], data=form, headers=HTMX)
    assert answer.status_code == 409 and 'value="Stage 2"' in answer.text


def test_steps_and_moves_leave_it(world: World, as_: As) -> None:
    booking: Booking = world.booking(world.artist("Ana"), world.project("Titles"), days(0), "hold", location="Stage 2")
    url = f"/harbour/bookings/{booking.id}"
    assert as_("sara").post(f"{url}/confirmation", data={"version": "1"}, headers=HTMX).status_code == 200
    assert now(world, booking.id).location == "Stage 2"
