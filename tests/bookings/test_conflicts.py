"""A refused booking says who has the time and offers ways out, each one button that works."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from studio.activity.models import Event
from studio.bookings.models import Booking
from studio.extensions import db
from tests.bookings.test_form import HTMX, bookings, count, timed, typed
from tests.support.cast import World, days

As = Callable[[str], FlaskClient]


@pytest.fixture
def taken(world: World) -> dict[str, Any]:
    """Ana is confirmed on Harbour from Monday to Thursday; Titles would like to have her."""
    ana, harbour, titles = (
        world.artist("Ana", hourly_rate=Decimal(60)),
        world.project("Harbour"),
        world.project("Titles"),
    )
    booking = world.booking(ana, harbour, days(0, 4), title="comp")
    return {"ana": ana, "harbour": harbour, "titles": titles, "booking": booking}


def ways(page: str) -> dict[str, dict[str, str]]:
    """Every way out on the page: its title, and what its form would send (`action` is where)."""
    found = {}
    for item in re.findall(r'<li class="way">.*?</li>', page, re.S):
        title = unescape(re.search(r"<strong>(.*?)</strong>", item)[1])
        note = unescape(re.search(r"<small>(.*?)</small>", item)[1])
        action = re.search(r'action="(.*?)"', item)[1]
        fields = re.findall(r'<input type="hidden" name="(.*?)" value="(.*?)">', item)
        found[title] = {"action": action, "note": note, **{unescape(k): unescape(v) for k, v in fields}}
    return found


def take(browser: FlaskClient, way: dict[str, str], headers: dict[str, str] = HTMX) -> TestResponse:
    form = {name: value for name, value in way.items() if name not in ("action", "note")}
    return browser.post(way["action"], data=form, headers=headers)


def refused(world: World) -> list[Event]:
    with world.acting():
        return list(db.session.scalars(select(Event).where(Event.kind == "booking.conflict").order_by(Event.seq)))


def test_a_clash_is_409_and_names_the_winner(taken: dict[str, Any], world: World, as_: As) -> None:
    form = typed(taken["ana"], taken["titles"], starts_on="2026-11-24", ends_on="2026-11-30")
    answer = as_("sara").post("/harbour/bookings", data=form, headers=HTMX)
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#dialog-over"
    page = " ".join(unescape(answer.text).split())
    assert "Ana is already booked" in page
    assert "<strong>Harbour · comp</strong> is confirmed Mon 23 – Thu 26 Nov." in page
    assert "It overlaps your pencil by 3 days." in page
    assert count(world) == 1


def test_a_plain_form_gets_the_conflict_above_the_form_it_filled_in(taken: dict[str, Any], as_: As) -> None:
    form = typed(taken["ana"], taken["titles"], title="Grade it", notes="Line one")
    answer = as_("sara").post("/harbour/bookings", data=form)
    assert answer.status_code == 409
    assert "Ana is already booked" in answer.text
    assert 'value="Grade it"' in answer.text and "Line one" in answer.text and 'id="booking-form"' in answer.text


def test_every_refusal_is_recorded_and_nothing_else(taken: dict[str, Any], world: World, as_: As) -> None:
    as_("sara").post("/harbour/bookings", data=typed(taken["ana"], taken["titles"]), headers=HTMX)
    [told] = refused(world)
    assert told.actor_name == "Sara"
    assert told.version == 1 and told.subject_id != taken["booking"].id
    assert told.state["artist_id"] == str(taken["ana"].id) and told.state["project_id"] == str(taken["titles"].id)
    assert told.state["status"] == "pencil" and told.state["winners"] == [str(taken["booking"].id)]
    assert datetime.fromisoformat(told.state["starts_at"]) == days(0).start


def asked_again(page: str, browser: FlaskClient) -> TestResponse:
    """What an open conflict sends when it hears that something changed."""
    at = re.search(r'hx-post="([^"]+)" hx-trigger="news"', page)
    form = re.search(r'<form id="conflict-draft".*?</form>', page, re.S)
    assert at and form
    fields = re.findall(r'<input type="hidden" name="(.*?)" value="(.*?)">', form[0])
    return browser.post(at[1], data={unescape(k): unescape(v) for k, v in fields}, headers=HTMX)


@pytest.mark.parametrize("changing", [False, True])
def test_an_open_conflict_is_explained_again(taken: dict[str, Any], world: World, as_: As, changing: bool) -> None:
    sara, notes = as_("sara"), "Bring the lamp"
    form = typed(taken["ana"], taken["titles"], notes=notes)
    path = "/harbour/bookings"
    if changing:
        own = world.booking(taken["ana"], taken["titles"], days(9), "pencil")
        path, form = f"{path}/{own.id}", {**form, "version": "1"}
    page = sara.post(path, data=form, headers=HTMX).text
    again = asked_again(page, sara).text
    assert ways(again).keys() == ways(page).keys()
    assert "Ana is already booked" in again and len(refused(world)) == 1
    assert re.findall(r'name="id" value="(.*?)"', again) == re.findall(r'name="id" value="(.*?)"', page)
    with world.acting("mia"):
        db.session.get_one(Booking, (world.tenant.id, taken["booking"].id)).cancel(world.mia, "")
        db.session.commit()
    again = asked_again(page, sara).text
    assert "Ana is free now" in again
    way = ways(again)["As you asked"]
    assert unescape(way["notes"]) == notes
    assert take(sara, way).status_code == (200 if changing else 201)
    assert "Ana is already booked" in asked_again(again, as_("mia")).text or changing
    if changing:
        assert asked_again(again, sara).status_code == 204  # it is another version by now


def test_a_conflict_is_not_explained_to_strangers(taken: dict[str, Any], other: World, as_: As) -> None:
    form = typed(taken["ana"], taken["titles"])
    assert as_("vera").post("/harbour/bookings/clash", data=form).status_code == 403
    assert as_("sara").post("/harbour/bookings/clash?booking=x", data=form).status_code == 404
    assert as_("sara").post("/harbour/bookings/clash", data={}).status_code == 204
    theirs = other.booking(other.artist("Olive"), other.project("Otter"), days(0))
    assert as_("sara").post(f"/harbour/bookings/clash?booking={theirs.id}", data=form).status_code == 404


def test_touching_ends_do_not_clash(taken: dict[str, Any], world: World, as_: As) -> None:
    after = timed(taken["ana"], taken["titles"], "2026-11-26 18:00", "2026-11-26 20:00")
    before = timed(taken["ana"], taken["titles"], "2026-11-23 08:00", "2026-11-23 09:00")
    for form in (after, before):
        evening = {**form, "counts": "every_hour"}
        assert as_("sara").post("/harbour/bookings", data=evening, headers=HTMX).status_code == 201


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_next_free_slot_is_as_many_working_days(
    taken: dict[str, Any], world: World, as_: As, headers: dict[str, str]
) -> None:
    world.booking(taken["ana"], taken["harbour"], days(9, 1))  # Wednesday 2 December
    form = typed(taken["ana"], taken["titles"], starts_on="2026-11-24", ends_on="2026-11-26")
    sara = as_("sara")
    offered = ways(sara.post("/harbour/bookings", data=form, headers=headers).text)
    way = offered["Start Fri 27 Nov instead"]
    assert way["note"] == "Ana’s first free slot of 3 days"
    assert take(sara, way, headers).status_code == (201 if headers else 303)
    made = bookings(world)[-1]
    assert (made.span.start, made.span.end) == (days(4).start, days(8).end)  # Friday, Monday, Tuesday
    assert (made.title, made.notes, made.status) == ("comp", "Shots 10 to 40.", "pencil")


def test_the_next_free_hours_are_as_many_working_hours(taken: dict[str, Any], world: World, as_: As) -> None:
    form = timed(taken["ana"], taken["titles"], "2026-11-26 12:00", "2026-11-27 11:00")  # 5 + 2 hours
    sara = as_("sara")
    offered = ways(sara.post("/harbour/bookings", data=form, headers=HTMX).text)
    assert take(sara, offered["Start Fri 27 Nov, 09:00 instead"]).status_code == 201
    made = bookings(world)[-1]
    assert f"{made.starts_at:%a %H:%M} {made.ends_at:%a %H:%M}" == "Fri 09:00 Fri 17:00"


def test_other_artists_with_the_skills_are_offered_cheapest_first(taken: dict[str, Any], world: World, as_: As) -> None:
    kofi = world.artist("Kofi", hourly_rate=Decimal(55))
    world.artist("Mirela", hourly_rate=Decimal("72.5"))
    world.artist("Euro", hourly_rate=Decimal(1), currency="EUR")
    world.artist("Rigger", skills=["rig"])
    busy = world.artist("Busy", hourly_rate=Decimal(10))
    world.booking(busy, taken["harbour"], days(3), "pencil")
    sara = as_("sara")
    offered = ways(sara.post("/harbour/bookings", data=typed(taken["ana"], taken["titles"]), headers=HTMX).text)
    assert list(offered)[1:] == ["Book Kofi", "Book Mirela", "Book Euro", "Keep as 1st hold"]
    assert offered["Book Kofi"]["note"] == "Same skills · free for all of it · £40/day less"
    assert offered["Book Mirela"]["note"] == "Same skills · free for all of it · £100/day more"
    assert offered["Book Euro"]["note"] == "Same skills · free for all of it"
    assert take(sara, offered["Book Kofi"]).status_code == 201
    made = bookings(world)[-1]
    assert (made.artist_id, made.span, made.title) == (kofi.id, days(0, 4), "comp")


def test_somebody_elsewhere_is_offered_for_their_own_whole_days(taken: dict[str, Any], world: World, as_: As) -> None:
    yuki, free = world.artist("Yuki", zone="Asia/Tokyo"), world.artist("Free", zone="America/New_York")
    with world.acting():
        Booking.place(
            None, db.session.merge(yuki), db.session.merge(taken["harbour"]), days(0).shifted_to(days(-1).end), "pencil"
        )
        db.session.commit()  # Sunday evening in London is Monday morning in Tokyo
    sara = as_("sara")
    offered = ways(sara.post("/harbour/bookings", data=typed(taken["ana"], taken["titles"]), headers=HTMX).text)
    assert "Book Yuki" not in offered
    assert take(sara, offered["Book Free"]).status_code == 201
    made = bookings(world)[-1]
    assert made.artist_id == free.id and f"{made.starts_at:%a %H:%M}" == "Mon 14:00"


def test_keeping_it_as_a_hold_says_its_rank(taken: dict[str, Any], world: World, as_: As) -> None:
    world.booking(taken["ana"], taken["harbour"], days(1), "hold")
    world.booking(taken["ana"], taken["harbour"], days(9), "hold")
    sara = as_("sara")
    offered = ways(sara.post("/harbour/bookings", data=typed(taken["ana"], taken["titles"]), headers=HTMX).text)
    for _ in range(2):  # a button pressed twice
        assert take(sara, offered["Keep as 2nd hold"]).status_code == 201
        db.session.expunge_all()
    assert [b.status for b in bookings(world)] == ["confirmed", "hold", "hold", "hold"]


@pytest.mark.parametrize(
    ("title", "way"), [("Start Fri 27 Nov instead", "slot"), ("Book Kofi", "substitute"), ("Keep as 1st hold", "hold")]
)
def test_which_way_was_taken_is_kept_with_the_refusal(
    taken: dict[str, Any], world: World, as_: As, title: str, way: str
) -> None:
    world.artist("Kofi")
    sara = as_("sara")
    page = sara.post("/harbour/bookings", data=typed(taken["ana"], taken["titles"], status="confirmed"), headers=HTMX)
    assert "Confirmed becomes 1st hold" in page.text
    for _ in range(2):  # a button pressed twice
        assert take(sara, ways(page.text)[title]).status_code == 201
    (refusal,), made = refused(world), bookings(world)[-1]
    with world.acting():
        (resolved,) = db.session.scalars(select(Event).where(Event.kind == "conflict.resolved"))
        assert (resolved.subject_id, resolved.actor_name) == (refusal.subject_id, "Sara")
        assert resolved.state == {"way": way, "booking_id": str(made.id)}


def test_a_way_out_of_nothing_is_only_a_booking(taken: dict[str, Any], world: World, as_: As) -> None:
    form = typed(taken["ana"], taken["titles"], starts_on="2026-12-07", ends_on="2026-12-08")
    for lie in ({"way": "hold", "refusal": str(taken["booking"].id)}, {"way": "bribe"}, {"refusal": "x"}):
        answer = as_("sara").post("/harbour/bookings", data={**form, "status": "hold", **lie}, headers=HTMX)
        assert answer.status_code == 201
    with world.acting():
        assert db.session.scalars(select(Event).where(Event.kind == "conflict.resolved")).all() == []


def test_a_way_out_that_is_taken_meanwhile_is_refused_again(taken: dict[str, Any], world: World, as_: As) -> None:
    kofi = world.artist("Kofi")
    sara = as_("sara")
    offered = ways(sara.post("/harbour/bookings", data=typed(taken["ana"], taken["titles"]), headers=HTMX).text)
    world.booking(kofi, taken["harbour"], days(0))
    answer = take(sara, offered["Book Kofi"])
    assert (answer.status_code, "Kofi is already booked" in answer.text) == (409, True)
    assert len(refused(world)) == 2


def test_the_way_to_a_refusal_takes_the_same_few_queries_however_full_the_studio(
    taken: dict[str, Any], world: World, as_: As
) -> None:
    sara = as_("sara")
    few = queries(sara, typed(taken["ana"], taken["titles"]))
    for n in range(12):
        world.booking(taken["ana"], taken["harbour"], days(7 + n), "hold" if n % 2 else "pencil")
        world.booking(world.artist(f"Artist {n}"), taken["harbour"], days(n % 5))
    assert queries(sara, typed(taken["ana"], taken["titles"])) <= few + 1


def queries(browser: FlaskClient, form: dict[str, str]) -> int:
    seen: list[str] = []
    db.session.rollback()
    event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]), named=False)
    assert browser.post("/harbour/bookings", data=form, headers=HTMX).status_code == 409
    return len(seen)
