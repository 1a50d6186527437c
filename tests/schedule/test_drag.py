"""Putting a booking down: the ghost's question, the drop, what stands in its way, and taking it back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from studio.activity.models import Event
from studio.artists.models import Artist
from studio.bookings.models import Booking
from studio.extensions import db
from studio.lib.spans import Span
from tests.bookings.test_detail import words
from tests.schedule.test_schedule import on_one_line
from tests.support.cast import MONDAY, World, days

As = Callable[[str], FlaskClient]
HTMX = {"HX-Request": "true"}
WEEKS = {"zoom": "weeks", "date": "2026-11-16"}


@pytest.fixture
def comp(world: World) -> Booking:
    """Ana is confirmed Monday to Wednesday; Kofi has a pencil on Thursday."""
    ana, kofi = world.artist("Ana"), world.artist("Kofi")
    harbour = world.project("Harbour")
    world.booking(kofi, harbour, days(3), "pencil", title="grade")
    return world.booking(ana, harbour, days(0, 3), title="comp")


def named(world: World, name: str) -> Artist:
    with world.acting():
        found = db.session.scalars(select(Artist).where(Artist.name == name)).one()
        db.session.expunge_all()
        db.session.rollback()
    return found


def ask(browser: FlaskClient, **query: Any) -> TestResponse:
    return browser.get("/harbour/bookings/landing", query_string={**WEEKS, **query})


def drop(browser: FlaskClient, booking: Booking, version: int = 1, **form: Any) -> TestResponse:
    form = {**WEEKS, "version": version, **form}
    return browser.put(f"/harbour/bookings/{booking.id}/placement", data=form, headers=HTMX)


def told(answer: TestResponse) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    placed: dict[str, Any] = json.loads(answer.headers["HX-Trigger"])["placed"]
    return placed


def now(world: World, booking: Booking) -> tuple[str, str, str]:
    with world.acting():
        found = db.session.execute(
            select(Artist.name, Booking.starts_at, Booking.ends_at)
            .join(Artist, Artist.id == Booking.artist_id)
            .where(Booking.id == booking.id)
        ).one()
        db.session.rollback()
    return found[0], f"{found[1]:%a %d %H:%M}", f"{found[2]:%a %d %H:%M}"


def kinds(world: World) -> list[str]:
    with world.acting():
        found = list(db.session.scalars(select(Event.kind).where(Event.kind.like("booking.%")).order_by(Event.seq)))
        db.session.rollback()
    return found[2:]


def test_a_ghost_is_told_who_when_whether_it_is_free_and_which_version_was_lifted(
    world: World, comp: Booking, as_: As
) -> None:
    sara, kofi = as_("sara"), named(world, "Kofi")
    free = ask(sara, booking=comp.id, by=4)
    assert 'data-state="free" data-version="1" data-status="confirmed"' in on_one_line(free.text)
    assert words(on_one_line(free.text)).replace(" ,", ",") == "Ana, Tue 24 – Thu 26 Nov, 3 working days Free"
    taken = ask(sara, booking=comp.id, by=4, artist_id=kofi.id)
    assert 'data-state="clash"' in taken.text and "Taken: Harbour · grade" in words(taken.text)
    assert 'data-state="unavailable"' in ask(sara, booking=comp.id, starts=48, ends=56).text  # a weekend


def test_a_ghost_over_empty_time_knows_the_form_that_books_it(world: World, comp: Booking, as_: As) -> None:
    kofi = named(world, "Kofi")
    whole = ask(as_("sara"), artist_id=kofi.id, starts=28, ends=36)
    assert "starts_on=2026-11-23&amp;ends_on=2026-11-24" in on_one_line(whole.text) and "all_day=y" in on_one_line(
        whole.text
    )
    morning = ask(as_("sara"), artist_id=kofi.id, starts=28, ends=30)
    assert "starts_time=09:00" in on_one_line(morning.text) and "ends_time=13:00" in on_one_line(morning.text)
    address = on_one_line(morning.text).split('data-address="')[1].split('"')[0].replace("&amp;", "&")
    form = on_one_line(as_("sara").get(address, headers=HTMX).text)
    assert (
        'value="13:00"' in form
        and 'name="all_day"' in form
        and "checked" not in form.split('name="all_day"')[1].split(">")[0]
    )


def test_a_drop_moves_resizes_and_gives_to_somebody_else_in_one_event_each(
    world: World, comp: Booking, as_: As
) -> None:
    sara, kofi = as_("sara"), named(world, "Kofi")
    placed = told(drop(sara, comp, by=4))
    assert placed["message"] == "Moved: Ana, Tue 24 – Thu 26 Nov." and placed["version"] == 2
    assert now(world, comp) == ("Ana", "Tue 24 09:00", "Thu 26 18:00")
    resized = "Resized: Ana, Tue 24 Nov 09:00 – Wed 25 Nov 13:00, 12 h."
    assert told(drop(sara, comp, 2, ends=38))["message"] == resized
    assert now(world, comp) == ("Ana", "Tue 24 09:00", "Wed 25 13:00")
    given = "Given to Kofi, Mon 23 Nov 09:00 – Tue 24 Nov 13:00."
    assert told(drop(sara, comp, 3, by=-4, artist_id=kofi.id))["message"] == given
    assert now(world, comp) == ("Kofi", "Mon 23 09:00", "Tue 24 13:00")
    assert kinds(world) == ["booking.moved", "booking.resized", "booking.changed"]


def test_a_ghost_says_what_a_move_takes_from_a_booking_that_keeps_its_days(
    world: World, comp: Booking, as_: As
) -> None:
    """Monday to Wednesday, from Thursday on: over the weekend it is as long, and where it stands is told in slots."""
    sara = as_("sara")
    kept = ask(sara, booking=comp.id, by=12)
    assert "Thu 26 – Mon 30 Nov" in on_one_line(kept.text) and "→" not in kept.text
    assert 'data-starts="40.0"' in kept.text and 'data-ends="60.0"' in kept.text
    exact = ask(sara, booking=comp.id, by=12, exactly_by="yes")
    assert "3 → 2 working days, −8 h" in on_one_line(exact.text)
    weekend = on_one_line(ask(sara, booking=comp.id, by=20, exactly_by="yes").text)
    assert "3 → 1 working days, −16 h" in weekend  # Saturday to Monday
    told(drop(sara, comp, by=12))
    assert now(world, comp)[1:] == ("Thu 26 09:00", "Mon 30 18:00")
    told(drop(sara, comp, version=2, by=-12, exactly_by="yes"))
    assert now(world, comp)[1:] == ("Mon 23 09:00", "Fri 27 18:00")


def test_a_booking_of_every_hour_keeps_its_hours_and_loses_none_on_a_day_off(world: World, as_: As) -> None:
    """Thursday evening to Friday night, two days on: the weekend is as good."""
    evening = Span(days(3).end, days(4).end + timedelta(hours=4))
    late = world.booking(world.artist("Noor"), world.project("Shoot"), evening, counts="every_hour")
    there = on_one_line(ask(as_("sara"), booking=late.id, by=8).text)
    assert 'data-state="free"' in there and "→" not in there
    told(drop(as_("sara"), late, by=8))
    assert now(world, late)[1:] == ("Sat 28 18:00", "Sun 29 22:00")


def test_what_was_moved_can_be_taken_back_to_exactly_where_it_was(world: World, comp: Booking, as_: As) -> None:
    sara, kofi = as_("sara"), named(world, "Kofi")
    before = now(world, comp)
    placed = told(drop(sara, comp, by=-3, artist_id=kofi.id))
    assert now(world, comp) != before
    address, data = f"/harbour/bookings/{comp.id}/placement", {**placed["undo"], "version": placed["version"]}
    undone = told(sara.put(address, data=data, headers=HTMX))
    assert undone["message"] == "Taken back: Ana, Mon 23 – Wed 25 Nov."
    assert now(world, comp) == before


def test_a_drop_where_it_already_is_changes_nothing(world: World, comp: Booking, as_: As) -> None:
    assert told(drop(as_("sara"), comp, 99, by=0)) == {"id": str(comp.id), "version": 1, "undo": {}, "message": ""}
    assert kinds(world) == []


def test_a_taken_place_is_refused_with_ways_out_and_nothing_moves(world: World, comp: Booking, as_: As) -> None:
    before = now(world, comp)
    answer = drop(as_("sara"), comp, by=4, artist_id=named(world, "Kofi").id)
    assert answer.status_code == 409 and answer.headers["HX-Retarget"] == "#dialog-over"
    assert "Kofi is already booked" in words(answer.text) and "Start" in words(answer.text)
    assert now(world, comp) == before and kinds(world) == ["booking.conflict"]


def test_the_artists_own_hours_stand_beside_those_of_the_shown_zone(world: World, as_: As) -> None:
    """In the ghost and in the form; once, where they are the same."""
    yuki, ana = world.artist("Yuki", zone="Asia/Tokyo"), world.artist("Ana")
    sara, both = as_("sara"), "Mon 23 Nov 09:00 – 18:00 in Tokyo, Mon 23 Nov 00:00 – 09:00 in London"
    place = {"starts": 28, "ends": 32, "artist_id": yuki.id}
    assert both in on_one_line(ask(sara, **place).text)
    kathmandu = ask(sara, **place, tz="Asia/Kathmandu").text
    assert "09:00 – 18:00 in Tokyo, Mon 23 Nov 05:45 – 14:45 in Kathmandu" in on_one_line(kathmandu)
    assert "in London" not in ask(sara, **{**place, "artist_id": ana.id}).text
    typed = {"artist_id": yuki.id, "all_day": "y", "starts_on": "2026-11-23", "ends_on": "2026-11-23", "status": "hold"}
    assert both in on_one_line(sara.get("/harbour/bookings/verdict", query_string=typed).text)


def test_the_next_free_slot_of_a_refused_move_has_as_many_working_days(world: World, as_: As) -> None:
    """Two days, put down on a Friday that is taken: it is not offered one day."""
    ana, harbour = world.artist("Ana"), world.project("Harbour")
    world.booking(ana, harbour, days(4), title="mix")
    comp = world.booking(ana, harbour, days(0, 2), title="comp")
    refused = drop(as_("sara"), comp, by=16)
    assert refused.status_code == 409
    assert "Fri 27 – Mon 30 Nov" in on_one_line(refused.text)
    assert "first free slot of 2 days" in on_one_line(refused.text)
    assert "Start Mon 30 Nov instead" in on_one_line(refused.text)


def test_a_drop_on_what_somebody_changed_meanwhile_is_refused_and_says_who(
    world: World, comp: Booking, as_: As
) -> None:
    told(drop(as_("adam"), comp, by=4))
    answer = drop(as_("sara"), comp, 1, by=8)
    assert answer.status_code == 409 and "HX-Retarget" not in answer.headers
    assert "It changed while you were looking: Adam" in words(answer.text)
    assert now(world, comp)[1] == "Tue 24 09:00"


def test_an_archived_artist_gets_nothing(world: World, comp: Booking, as_: As) -> None:
    ines = world.artist("Ines")
    with world.acting():
        db.session.merge(ines).archive(None, MONDAY)
        db.session.commit()
    answer = drop(as_("sara"), comp, by=0, artist_id=ines.id)
    assert answer.status_code == 409 and "archived" in words(answer.text)


@pytest.mark.parametrize(
    "form",
    [
        {"by": "x"}, {"by": "999999"}, {"by": "9" * 40}, {"by": "3000000"},
        {"zoom": "quarter", "by": 2}, {"zoom": "", "by": 2},
        {"starts": 60}, {"ends": 2}, {"starts": 2, "date": "never"}, {"by": -99_999}, {"ends": 99_999},
        {"starts_at": "2026-11-23", "ends_at": "2026-11-24"}, {"starts_at": "nonsense", "ends_at": "2026-11-24"},
        {"starts_at": "9999-12-31T23:59:59-12:00", "ends_at": "2026-11-24T09:00:00+00:00"}, {"by": "٣"},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_said_on_the_card_and_moves_nothing(
    world: World, comp: Booking, as_: As, form: Any
) -> None:
    before = now(world, comp)
    answer = drop(as_("sara"), comp, **form)
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert now(world, comp) == before
    assert 'data-state="unknown"' in ask(as_("sara"), **{"booking": comp.id, **form}).text


def test_a_time_the_clocks_skip_is_not_guessed(world: World, as_: As) -> None:
    ana = world.artist("Ana")
    early = days(124)  # Saturday 27 March 2027; the clocks go forward in the night after it
    early = type(early)(early.start.replace(hour=1, minute=30), early.end)
    booking = world.booking(ana, world.project("Harbour"), early, "hold")
    answer = drop(as_("sara"), booking, by=4)
    assert answer.status_code == 422 and "The clocks go forward in Europe/London then" in words(answer.text)


def test_who_may_not_book_may_not_move_and_strangers_find_nothing(
    world: World, other: World, comp: Booking, as_: As
) -> None:
    for name in ("vera", "ana"):
        assert drop(as_(name), comp, by=4).status_code == 403
        assert ask(as_(name), booking=comp.id, by=4).status_code == 403
        assert as_(name).get(f"/harbour/bookings/{comp.id}/cancellation").status_code == 403
    with other.acting():
        stranger = other.artist("Otto")
    sara = as_("sara")
    assert drop(sara, comp, by=4, artist_id=stranger.id).status_code == 404
    assert ask(sara, artist_id=stranger.id, starts=0, ends=4).status_code == 404
    assert ask(sara, booking=uuid4(), by=4).status_code == 404
    assert ask(sara, booking="x", by=4).status_code == 404
    assert ask(sara, starts=0, ends=4).status_code == 404


def test_the_reason_for_an_end_is_asked_in_a_dialog(world: World, comp: Booking, as_: As) -> None:
    sara = as_("sara")
    dialog = sara.get(f"/harbour/bookings/{comp.id}/cancellation", headers=HTMX)
    assert dialog.status_code == 200 and "Cancel this booking" in words(dialog.text)
    sara.post(f"/harbour/bookings/{comp.id}/cancellation", data={"reason": "over", "version": 1}, headers=HTMX)
    again = sara.get(f"/harbour/bookings/{comp.id}/cancellation", headers=HTMX)
    assert again.status_code == 409 and "This booking is cancelled." in words(again.text)
