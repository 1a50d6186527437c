"""The card of a booking: what it says to whom, and what can be done from it."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from studio.bookings.models import Booking
from studio.extensions import db
from tests.bookings.test_conflicts import refused, take, ways
from tests.bookings.test_form import HTMX, typed
from tests.conftest import browser
from tests.support.cast import NOTHING, World, days

As = Callable[[str], FlaskClient]


@pytest.fixture
def booked(world: World) -> dict[str, Any]:
    """Ana is pencilled on Harbour from Monday to Thursday."""
    ana, harbour = world.artist("Ana", hourly_rate=Decimal(50)), world.project("Harbour", client="North")
    booking = world.booking(ana, harbour, days(0, 4), "pencil", title="comp")
    return {"ana": ana, "harbour": harbour, "booking": booking, "url": f"/harbour/bookings/{booking.id}"}


def now(world: World, id: UUID) -> Booking:
    with world.acting():
        db.session.expire_all()
        return db.session.scalars(select(Booking).where(Booking.id == id)).one()


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def test_a_card_says_who_what_when_and_for_how_much(booked: dict[str, Any], as_: As) -> None:
    for headers in ({}, HTMX):
        page = words(as_("sara").get(booked["url"], headers=headers).text)
        for text in (
            "Harbour · comp",
            "Ana",
            "North",
            "Mon 23 Nov 09:00 – Thu 26 Nov 18:00",
            "32",
            "£1,600.00",
            "Pencil",
        ):
            assert text in page


def test_a_card_shows_the_artists_own_time_when_it_differs(world: World, as_: As) -> None:
    booking = world.booking(world.artist("Yuki", zone="Asia/Tokyo"), world.project("Titles"), days(0))
    page = words(as_("sara").get(f"/harbour/bookings/{booking.id}").text)
    assert "Mon 23 Nov 09:00 – 18:00 Mon 23 Nov 18:00 – Tue 24 Nov 03:00 for Yuki (Asia/Tokyo)" in page


def test_money_is_for_those_who_may_see_it_and_for_the_artist_themselves(
    world: World, booked: dict[str, Any], as_: As
) -> None:
    assert "£" not in as_("vera").get(booked["url"]).text
    assert "£" not in as_("ana").get(booked["url"]).text
    own = world.booking(world.artist("Ana Duarte", member_id=world.ana.id), booked["harbour"], days(0))
    assert "£400.00" in as_("ana").get(f"/harbour/bookings/{own.id}").text


@pytest.mark.parametrize("name", ["ana", "vera"])
def test_artists_and_viewers_see_no_buttons_and_can_change_nothing(
    world: World, booked: dict[str, Any], as_: As, name: str
) -> None:
    they, url = as_(name), booked["url"]
    assert "<button" not in they.get(url).text.split("<main")[1].split("</main>")[0]
    assert they.get(f"{url}/edit").status_code == 403
    assert they.post(url).status_code == 403
    for noun in ("confirmation", "pencil", "hold", "cancellation", "span", "artist", "project"):
        assert they.post(f"{url}/{noun}", data={"version": "1"}).status_code == 403
    assert they.delete(f"{url}/confirmation").status_code == they.delete(f"{url}/pencil").status_code == 403
    assert now(world, booked["booking"].id).version == 1


def test_an_outsider_gets_404_from_every_route(world: World, other: World, booked: dict[str, Any], app: Any) -> None:
    from_outside = browser(app, other.tokens["oscar"])
    for tenant in ("harbour", "other"):
        url = f"/{tenant}/bookings/{booked['booking'].id}"
        assert from_outside.get(url).status_code == from_outside.get(f"{url}/edit").status_code == 404
        assert from_outside.post(url, data=typed(booked["ana"], booked["harbour"])).status_code == 404
        for noun in ("confirmation", "pencil", "hold", "cancellation", "span", "artist", "project"):
            assert from_outside.post(f"{url}/{noun}", data={"version": "1", "reason": "x"}).status_code == 404
        for noun in ("confirmation", "pencil"):
            assert from_outside.delete(f"{url}/{noun}").status_code == 404
        verdict = f"/{tenant}/bookings/verdict?artist_id={booked['ana'].id}&starts_on=2026-11-23&ends_on=2026-11-23"
        assert from_outside.get(verdict).status_code == 404
        assert from_outside.get(f"/{tenant}/bookings/new?artist_id={booked['ana'].id}").status_code == 404
    assert from_outside.get("/harbour/bookings/new").status_code == 404
    assert from_outside.post("/harbour/bookings", data=typed(booked["ana"], booked["harbour"])).status_code == 404
    assert now(world, booked["booking"].id).version == 1


@pytest.mark.parametrize("id", ["garbage", "1", "%00", NOTHING, "9" * 5000])
def test_a_booking_that_is_none_is_404(world: World, as_: As, id: str) -> None:
    assert as_("sara").get(f"/harbour/bookings/{id}").status_code == 404


def test_the_status_goes_forward_and_back(world: World, booked: dict[str, Any], as_: As) -> None:
    sara, url, id = as_("sara"), booked["url"], booked["booking"].id
    steps = [
        (sara.post, "confirmation", "confirmed"), (sara.delete, "confirmation", "pencil"),
        (sara.delete, "pencil", "hold"), (sara.post, "pencil", "pencil"), (sara.post, "hold", "hold"),
        (sara.post, "confirmation", "confirmed"), (sara.post, "pencil", "pencil"),
    ]  # fmt: skip
    for version, (call, noun, status) in enumerate(steps, 1):
        answer = call(f"{url}/{noun}?version={version}", headers=HTMX)
        assert (answer.status_code, now(world, id).status) == (200, status)
        assert "bookingChanged" in answer.headers["HX-Trigger"]
        assert ": Ana, " in answer.headers["HX-Trigger"]  # the message: who has it, and when
    page = words(sara.get(url).text)
    for sentence in ("Studio booked it: pencil", "Sara confirmed it", "Sara pencilled it in", "Sara made it a hold"):
        assert sentence in page


def test_the_fresh_card_has_what_was_just_done_in_its_history(booked: dict[str, Any], as_: As) -> None:
    answer = as_("sara").post(f"{booked['url']}/confirmation", data={"version": "1"}, headers=HTMX)
    assert "Sara confirmed it" in words(answer.text)


def test_a_plain_form_goes_back_to_the_card(booked: dict[str, Any], as_: As) -> None:
    answer = as_("sara").post(f"{booked['url']}/confirmation", data={"version": "1"})
    assert (answer.status_code, answer.location) == (303, booked["url"])


def test_a_button_pressed_twice_does_it_once(world: World, booked: dict[str, Any], as_: As) -> None:
    sara = as_("sara")
    for _ in range(2):
        assert sara.post(f"{booked['url']}/confirmation", data={"version": "1"}, headers=HTMX).status_code == 200
    assert now(world, booked["booking"].id).version == 2
    for _ in range(2):
        form = {"version": "2", "reason": "Job died"}
        assert sara.post(f"{booked['url']}/cancellation", data=form, headers=HTMX).status_code == 200
    assert now(world, booked["booking"].id).version == 3


def test_a_stale_card_is_409_with_the_fresh_one_and_who_changed_it(
    world: World, booked: dict[str, Any], as_: As
) -> None:
    as_("mia").post(f"{booked['url']}/confirmation", data={"version": "1"}, headers=HTMX)
    for noun, form in (("hold", {}), ("cancellation", {"reason": "x"}), ("span", span(1))):
        answer = as_("sara").post(f"{booked['url']}/{noun}", data={"version": "1", **form}, headers=HTMX)
        assert answer.status_code == 409
        assert "It changed while you were looking: Mia confirmed it." in words(answer.text)
        assert 'name="version" value="2"' in answer.text
        assert "HX-Retarget" not in answer.headers
    assert now(world, booked["booking"].id).status == "confirmed"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 400, "\0"])
def test_without_a_version_nothing_changes(world: World, booked: dict[str, Any], as_: As, version: str) -> None:
    answer = as_("sara").post(f"{booked['url']}/confirmation", data={"version": version}, headers=HTMX)
    assert answer.status_code == 409
    assert now(world, booked["booking"].id).status == "pencil"


def span(first: int, count: int = 4) -> dict[str, str]:
    day, last = days(first).start, days(first + count - 1).start
    return {"all_day": "y", "starts_on": f"{day:%Y-%m-%d}", "ends_on": f"{last:%Y-%m-%d}"}


def test_it_moves_and_changes_its_length(world: World, booked: dict[str, Any], as_: As) -> None:
    sara, url = as_("sara"), booked["url"]
    assert sara.post(f"{url}/span", data={"version": "1", **span(7)}, headers=HTMX).status_code == 200
    assert now(world, booked["booking"].id).span == days(7, 4)
    answer = sara.post(f"{url}/span", data={"version": "2", **span(7, 2)}, headers=HTMX)
    assert now(world, booked["booking"].id).span == days(7, 2)
    page = words(answer.text)
    assert "Sara moved it from Mon 23 – Thu 26 Nov to Mon 30 Nov – Thu 3 Dec" in page
    assert "Sara changed its length from Mon 30 Nov – Thu 3 Dec to Mon 30 Nov – Tue 1 Dec" in page


@pytest.mark.parametrize(
    "bad", [{}, {"starts_on": "infinity", "ends_on": "1e9"}, {"starts_on": "9999-12-31", "ends_on": "9999-12-31"}]
)
def test_a_span_that_makes_no_sense_is_422(world: World, booked: dict[str, Any], as_: As, bad: dict[str, str]) -> None:
    answer = as_("sara").post(f"{booked['url']}/span", data={"version": "1", **bad}, headers=HTMX)
    assert answer.status_code == 422
    assert now(world, booked["booking"].id).version == 1


def test_it_is_given_to_another_artist_and_project(world: World, booked: dict[str, Any], as_: As) -> None:
    kofi, titles = world.artist("Kofi"), world.project("Titles")
    sara, url = as_("sara"), booked["url"]
    assert sara.post(f"{url}/artist", data={"version": "1", "artist_id": str(kofi.id)}, headers=HTMX).status_code == 200
    answer = sara.post(f"{url}/project", data={"version": "2", "project_id": str(titles.id)}, headers=HTMX)
    assert answer.status_code == 200
    page = words(answer.text)
    assert "Sara gave it to Kofi" in page and "Sara moved it to the project Titles" in page
    for noun, name in (("artist", "artist_id"), ("project", "project_id")):
        for bad in ("", "garbage", "\0", str(uuid4())):
            form = {"version": "3", name: bad}
            assert sara.post(f"{url}/{noun}", data=form, headers=HTMX).status_code == 422


def test_every_refused_change_leaves_all_as_it_was_and_offers_ways_out(
    world: World, booked: dict[str, Any], as_: As
) -> None:
    kofi, titles = world.artist("Kofi"), world.project("Titles")
    world.booking(booked["ana"], titles, days(8), "confirmed")
    world.booking(kofi, titles, days(2), "confirmed")
    hold = world.booking(booked["ana"], titles, days(3, 2), "hold")
    sara, url = as_("sara"), booked["url"]
    attempts = [
        (f"{url}/span", {**span(7)}), (f"{url}/span", {**span(0, 9)}), (f"{url}/artist", {"artist_id": str(kofi.id)}),
        (f"/harbour/bookings/{hold.id}/confirmation", {}), (url, typed(kofi, titles)),
    ]  # fmt: skip
    for address, form in attempts:
        answer = sara.post(address, data={"version": "1", **form}, headers=HTMX)
        assert (answer.status_code, answer.headers["HX-Retarget"]) == (409, "#dialog-over")
        assert "is already booked" in answer.text
        assert sara.post(address, data={"version": "1", **form}).status_code == 409
    assert now(world, booked["booking"].id).version == now(world, hold.id).version == 1
    assert len(refused(world)) == 2 * len(attempts)


def test_the_ways_out_of_a_refused_move_move_that_booking(world: World, booked: dict[str, Any], as_: As) -> None:
    world.booking(booked["ana"], world.project("Titles"), days(8), "confirmed")
    kofi = world.artist("Kofi", hourly_rate=Decimal(40))
    sara, id = as_("sara"), booked["booking"].id

    def offered(version: int) -> dict[str, dict[str, str]]:
        form = {"version": str(version), **span(7, 4)}
        return ways(sara.post(f"{booked['url']}/span", data=form, headers=HTMX).text)

    answer = take(sara, offered(1)["Start Wed 2 Dec instead"])
    assert answer.status_code == 200 and "cardChanged" in answer.headers["HX-Trigger"]
    assert now(world, id).span == days(9, 6) and now(world, id).status == "pencil"  # Wednesday to Monday
    assert take(sara, offered(2)["Book Kofi"]).status_code == 200
    assert (now(world, id).artist_id, now(world, id).span) == (kofi.id, days(7, 4))


def test_a_refused_confirmation_can_stay_a_hold_elsewhere_but_is_not_offered_what_it_is(
    world: World, booked: dict[str, Any], as_: As
) -> None:
    hold = world.booking(booked["ana"], booked["harbour"], days(1), "hold")
    answer = as_("sara").post(f"/harbour/bookings/{hold.id}/confirmation", data={"version": "1"}, headers=HTMX)
    assert answer.status_code == 409
    assert not any(title.startswith("Keep as") for title in ways(answer.text))


def test_cancelling_needs_a_reason_that_stays_in_the_history(world: World, booked: dict[str, Any], as_: As) -> None:
    sara, url = as_("sara"), booked["url"]
    for reason in ("", "   ", "x\0y", "x" * 501):
        answer = sara.post(f"{url}/cancellation", data={"version": "1", "reason": reason}, headers=HTMX)
        assert answer.status_code == 422 and 'id="reason-error"' in answer.text and "<dialog" in answer.text
    assert now(world, booked["booking"].id).status == "pencil"
    answer = sara.post(f"{url}/cancellation", data={"version": "1", "reason": "The job died"}, headers=HTMX)
    assert (answer.status_code, answer.text) == (200, "")
    assert all(event in answer.headers["HX-Trigger"] for event in ("closeDialog", "cardChanged", "bookingChanged"))
    card = sara.get(url, headers=HTMX).text
    assert "Sara cancelled it" in words(card) and "The job died" in words(card)
    assert "/confirmation" not in card and "/cancellation" not in card


def test_without_scripts_the_dialog_is_a_page(world: World, booked: dict[str, Any], as_: As) -> None:
    sara, address = as_("sara"), f"{booked['url']}/cancellation"
    assert f'href="{address}"' in sara.get(booked["url"]).text
    page = sara.get(address).text
    assert "<dialog" not in page.split("<main")[1].split("</main>")[0] and "Harbour · comp" in words(page)
    refused = sara.post(address, data={"version": "1", "reason": "x" * 501})
    assert refused.status_code == 422 and "x" * 501 in refused.text and "<html" in refused.text
    answer = sara.post(address, data={"version": "1", "reason": "The job died"})
    assert (answer.status_code, answer.location) == (303, booked["url"])
    assert now(world, booked["booking"].id).status == "cancelled"


def test_the_dialog_says_who_gains_by_it(world: World, booked: dict[str, Any], as_: As) -> None:
    sara, ana, titles = as_("sara"), booked["ana"], world.project("Titles")
    assert "for this time" not in sara.get(f"{booked['url']}/cancellation", headers=HTMX).text
    first = world.booking(ana, titles, days(0, 2), "hold", title="grade")
    world.booking(ana, booked["harbour"], days(1), "hold", title="edit")
    world.booking(ana, titles, days(9), "hold", title="elsewhere")
    dialog = words(sara.get(f"{booked['url']}/cancellation", headers=HTMX).text)
    assert "2 holds wait for this time: Titles · grade, Harbour · edit." in dialog
    dialog = words(sara.get(f"/harbour/bookings/{first.id}/cancellation", headers=HTMX).text)
    assert "Release this hold" in dialog and "A hold moves up: Harbour · edit." in dialog


def test_a_booking_that_is_over_shows_its_card_and_no_dialog(booked: dict[str, Any], as_: As) -> None:
    sara, mia = as_("sara"), as_("mia")
    mia.post(f"{booked['url']}/cancellation", data={"version": "1", "reason": "The job died"}, headers=HTMX)
    for noun in ("cancellation", "edit"):
        answer = sara.get(f"{booked['url']}/{noun}", headers=HTMX)
        assert answer.status_code == 409 and "This booking is cancelled." in words(answer.text)
        assert answer.headers["HX-Retarget"] == "#panel" and "closeDialog" in answer.headers["HX-Trigger"]


def test_a_cancelled_booking_takes_no_more_changes(world: World, booked: dict[str, Any], as_: As) -> None:
    sara, url = as_("sara"), booked["url"]
    sara.post(f"{url}/cancellation", data={"version": "1", "reason": "The job died"}, headers=HTMX)
    for noun in ("confirmation", "pencil", "hold"):
        assert sara.post(f"{url}/{noun}", data={"version": "2"}, headers=HTMX).status_code == 409
    assert sara.get(f"{url}/edit").status_code == 409
    form = typed(booked["ana"], booked["harbour"], version="2", title="Again")
    assert sara.post(url, data=form, headers=HTMX).status_code == 422
    assert now(world, booked["booking"].id).version == 2


def test_a_released_hold_promotes_those_behind_it(world: World, booked: dict[str, Any], as_: As) -> None:
    titles = world.project("Titles")
    first = world.booking(booked["ana"], titles, days(7, 2), "hold", title="grade")
    second = world.booking(booked["ana"], booked["harbour"], days(8, 2), "hold")
    sara = as_("sara")
    page = words(sara.get(f"/harbour/bookings/{second.id}").text)
    assert "2nd hold" in page and "Behind Titles · grade, Tue 1 Dec" in page and "Held until" in page
    page = words(sara.get(f"/harbour/bookings/{first.id}").text)
    assert "1st hold" in page and "Behind" not in page  # whoever came later stands behind it, not ahead
    form = {"version": "1", "reason": "Not needed"}
    answer = sara.post(f"/harbour/bookings/{first.id}/cancellation", data=form, headers=HTMX)
    assert "Released: Ana, " in answer.headers["HX-Trigger"]
    assert "Sara released the hold" in words(sara.get(f"/harbour/bookings/{first.id}", headers=HTMX).text)
    assert "1st hold" in words(sara.get(f"/harbour/bookings/{second.id}").text)
