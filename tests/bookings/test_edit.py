"""Editing a booking: everything at once, one event, and nobody's change is lost unseen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from studio.activity.models import Event
from studio.bookings.models import Booking
from tests.bookings.test_detail import now, words
from tests.bookings.test_form import HTMX, timed, typed
from tests.support.cast import World, days

As = Callable[[str], FlaskClient]


@pytest.fixture
def booked(world: World) -> dict[str, Any]:
    ana, harbour = world.artist("Ana"), world.project("Harbour")
    booking = world.booking(ana, harbour, days(0, 4), "pencil", title="comp", notes="Shots 10 to 40.")
    return {"ana": ana, "harbour": harbour, "booking": booking, "url": f"/harbour/bookings/{booking.id}"}


def kinds(world: World, booking: Booking) -> list[str]:
    with world.acting():
        return [event.kind for event in Event.history(booking.id)][1:]


def test_the_form_shows_the_booking_as_it_stands(booked: dict[str, Any], as_: As) -> None:
    for headers in ({}, HTMX):
        page = as_("sara").get(f"{booked['url']}/edit", headers=headers).text
        for value in ("2026-11-23", "2026-11-26", "comp"):
            assert f'value="{value}"' in page
        assert f'selected value="{booked["ana"].id}"' in page and "Ana is free" in page
        assert 'checked data-asked data-toggle=".times"' in page or "checked" in page.split('id="all_day"')[0][-60:]


def test_times_of_hours_come_back_in_the_shown_zone(world: World, booked: dict[str, Any], as_: As) -> None:
    hours = days(7).shifted_to(days(7).start.replace(hour=10, minute=30))
    booking = world.booking(booked["ana"], booked["harbour"], hours)
    page = as_("sara").get(f"/harbour/bookings/{booking.id}/edit").text
    assert 'value="10:30"' in page and 'value="19:30"' in page


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"starts_on": "2026-11-30", "ends_on": "2026-12-03"}, "booking.moved"),
        ({"ends_on": "2026-11-27"}, "booking.resized"),
        ({"artist": "Kofi"}, "booking.assigned"),
        ({"project": "Titles"}, "booking.transferred"),
        ({"status": "confirmed"}, "booking.confirmed"),
        ({"status": "hold"}, "booking.held"),
        ({"title": "grade", "notes": ""}, "booking.described"),
        ({"counts": "every_hour"}, "booking.described"),
        ({"title": "grade", "status": "confirmed"}, "booking.changed"),
        ({}, None),
    ],
)
def test_one_save_is_one_event_of_the_fitting_kind(
    world: World, booked: dict[str, Any], as_: As, changes: dict[str, str], kind: str | None
) -> None:
    artist = world.artist(changes.pop("artist")) if "artist" in changes else booked["ana"]
    project = world.project(changes.pop("project")) if "project" in changes else booked["harbour"]
    form = typed(artist, project, version="1", **changes)
    for _ in range(2):  # the button was pressed twice
        answer = as_("sara").post(booked["url"], data=form, headers=HTMX)
        assert answer.status_code == 200
        assert "closeDialog" in answer.headers["HX-Trigger"] and "cardChanged" in answer.headers["HX-Trigger"]
        assert f"Saved: {artist.name}, " in answer.headers["HX-Trigger"]
    assert kinds(world, booked["booking"]) == ([kind] if kind else [])
    changed = now(world, booked["booking"].id)
    assert (changed.artist_id, changed.project_id) == (artist.id, project.id)
    assert changed.status == form["status"] and changed.title == form["title"]
    assert (changed.expires_at is not None) == (changed.status == "hold")


def test_a_plain_form_goes_to_the_card(booked: dict[str, Any], as_: As) -> None:
    answer = as_("sara").post(booked["url"], data=typed(booked["ana"], booked["harbour"], version="1", title="grade"))
    assert (answer.status_code, answer.location) == (303, booked["url"])


def test_what_others_did_meanwhile_is_told_and_nothing_typed_is_lost(
    world: World, booked: dict[str, Any], as_: As
) -> None:
    as_("mia").post(f"{booked['url']}/confirmation", data={"version": "1"}, headers=HTMX)
    form = typed(booked["ana"], booked["harbour"], version="1", title="Grade it")
    answer = as_("sara").post(booked["url"], data=form, headers=HTMX)
    assert answer.status_code == 409
    assert "Mia confirmed it" in words(answer.text) and 'value="Grade it"' in answer.text
    assert now(world, booked["booking"].id).title == "comp"
    assert 'name="version" type="hidden" value="2"' in answer.text
    assert as_("sara").post(booked["url"], data={**form, "version": "2"}, headers=HTMX).status_code == 200
    assert now(world, booked["booking"].id).title == "Grade it"


def test_several_changes_at_once_are_told_one_by_one(world: World, booked: dict[str, Any], as_: As) -> None:
    kofi = world.artist("Kofi")
    form = timed(kofi, booked["harbour"], "2026-12-01 10:00", "2026-12-01 12:00", version="1", status="hold", title="")
    assert as_("sara").post(booked["url"], data=form, headers=HTMX).status_code == 200
    page = words(as_("sara").get(booked["url"]).text)
    assert "Sara changed it" in page
    for change in ("When: Mon 23 – Thu 26 Nov → Tue 1 Dec 10:00 – 12:00", "Artist: Ana → Kofi",
                   "Status: pencil → hold", "Title: comp → nothing"):  # fmt: skip
        assert change in page


def test_a_mistyped_edit_keeps_what_was_typed(booked: dict[str, Any], as_: As) -> None:
    form = typed(booked["ana"], booked["harbour"], version="1", ends_on="2026-11-01", notes="New words")
    answer = as_("sara").post(booked["url"], data=form, headers=HTMX)
    assert (answer.status_code, "New words" in answer.text) == (422, True)
