"""A booking over time off or outside working hours is refused softly: with who and why, and booked with a reason."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from studio.activity.models import Event
from studio.artists.models import Artist
from studio.availability.models import StudioHoliday, TimeBlock
from studio.bookings import replay
from studio.bookings.errors import ArtistUnavailable
from studio.bookings.models import Booking
from studio.extensions import db
from tests.bookings.test_conflicts import take, ways
from tests.bookings.test_detail import words
from tests.bookings.test_form import HTMX, bookings, typed
from tests.support.cast import World, days

As = Callable[[str], FlaskClient]


@pytest.fixture
def kofi(world: World) -> Artist:
    """Kofi has vacation on Wednesday 25 November."""
    kofi = world.artist("Kofi")
    with world.acting():
        TimeBlock.add(None, kofi, "vacation", starts_on=date(2026, 11, 25), ends_on=date(2026, 11, 25))
        db.session.commit()
        db.session.expunge_all()
    return kofi


def anyway(page: str) -> dict[str, str]:
    """What the form sends that books it all the same."""
    form = re.search(r'<form id="conflict-draft".*?</form>', page, re.S)
    assert form and 'name="override_reason"' in form[0]
    action = re.search(r'action="(.*?)"', form[0])
    assert action
    return {"action": action[1], **dict(re.findall(r'<input type="hidden" name="(.*?)" value="(.*?)">', form[0]))}


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_it_says_who_and_why_and_books_with_a_reason(
    world: World, kofi: Artist, as_: As, headers: dict[str, str]
) -> None:
    film, sara = world.project("Film"), as_("sara")
    form = typed(kofi, film, starts_on="2026-11-23", ends_on="2026-11-27", status="confirmed", notes="Bring a lamp")
    answer = sara.post("/harbour/bookings", data=form, headers=headers)
    assert answer.status_code == 409 and "Kofi is not available: Vacation, Wed 25 Nov." in words(answer.text)
    assert ways(answer.text).keys() == {"Start Thu 26 Nov instead", "Keep as 1st hold"}
    assert bookings(world) == []
    way = anyway(answer.text)
    assert way["notes"] == "Bring a lamp"
    assert take(sara, way).status_code == 409  # without a reason it is asked again
    assert take(sara, {**way, "override_reason": "He agreed."}).status_code == 201
    [booking] = bookings(world)
    card = words(sara.get(f"/harbour/bookings/{booking.id}").text)
    assert "Hours 40 h" in card and "Booked anyway He agreed." in card
    assert "Although they do not work then: He agreed." in card
    assert "He agreed." not in as_("vera").get(f"/harbour/bookings/{booking.id}").text
    with world.acting():
        told = {event.kind: event.state for event in db.session.scalars(select(Event).order_by(Event.seq))}
        assert told["booking.conflict"]["time_off"]["blocks"] == booking.override["blocks"]
        assert told["conflict.resolved"]["way"] == "override"
        assert replay.rebuild().differences == []


def test_the_verb_refuses_time_off_whatever_came_to_it(world: World, kofi: Artist) -> None:
    film = world.project("Film")
    with world.acting("sara"):
        with pytest.raises(ArtistUnavailable, match="Kofi is not available: Time off, Wed 25 Nov"):
            Booking.place(world.sara, kofi, film, days(2), "pencil")
        hold = Booking.place(world.sara, kofi, film, days(2), "hold")  # is in nobody's way
        with pytest.raises(ArtistUnavailable):
            hold.confirm(world.sara)
        booking = Booking.place(world.sara, kofi, film, days(2), "pencil", override="He agreed.")
        booking.confirm(world.sara)  # is not asked again
        booking.describe(world.sara, title="comp")
        assert booking.override and booking.override["reason"] == "He agreed."
        booking.move(world.sara, days(3))
        assert booking.state()["override"] is None
        with pytest.raises(ArtistUnavailable):
            booking.move(world.sara, days(1, 3))


def test_a_holiday_is_refused_alone_and_only_not_counted_in_a_week(world: World, as_: As) -> None:
    kofi, film, sara = world.artist("Kofi"), world.project("Film"), as_("sara")
    with world.acting():
        db.session.add(StudioHoliday(day=date(2026, 11, 25), name="Founders’ day"))
        db.session.commit()
    query = {"artist_id": str(kofi.id), "all_day": "y", "starts_on": "2026-11-23", "ends_on": "2026-11-27"}
    said = words(sara.get("/harbour/bookings/verdict", query_string=query).text)
    assert "Not counted: Founders’ day, Wed 25 Nov. Counts 32 h." in said
    week = typed(kofi, film, starts_on="2026-11-23", ends_on="2026-11-27")
    alone = typed(kofi, film, starts_on="2026-11-25", ends_on="2026-11-25")
    assert "Founders’ day, Wed 25 Nov" in words(sara.post("/harbour/bookings", data=alone, headers=HTMX).text)
    assert sara.post("/harbour/bookings", data=week, headers=HTMX).status_code == 201


def test_outside_working_hours_every_hour_is_offered(world: World, as_: As) -> None:
    kofi, film, sara = world.artist("Kofi"), world.project("Film"), as_("sara")
    saturday = typed(kofi, film, starts_on="2026-11-28", ends_on="2026-11-28")
    page = sara.post("/harbour/bookings", data=saturday, headers=HTMX)
    assert page.status_code == 409 and "Sat 28 Nov counts no hours." in words(page.text)
    assert take(sara, ways(page.text)["Count every hour"]).status_code == 201
    assert bookings(world)[0].counts == "every_hour"


def test_a_drop_over_time_off_asks_and_an_undo_goes_back_there(world: World, kofi: Artist, as_: As) -> None:
    film, sara = world.project("Film"), as_("sara")
    booking = world.booking(kofi, film, days(1), "pencil")
    window = {"zoom": "weeks", "date": "2026-11-16"}

    def drop(version: int, **form: Any) -> Any:
        data = {**window, "version": version, **form}
        return sara.put(f"/harbour/bookings/{booking.id}/placement", data=data, headers=HTMX)

    said = words(sara.get("/harbour/bookings/landing", query_string={**window, "booking": booking.id, "ends": 40}).text)
    assert "Kofi is not available: Vacation, Wed 25 Nov." in said
    page = drop(1, ends=40)
    assert page.status_code == 409 and page.headers["HX-Retarget"] == "#dialog-over"
    assert take(sara, {**anyway(page.text), "override_reason": "He agreed."}).status_code == 200
    away = json.loads(drop(2, by=16).headers["HX-Trigger"])["placed"]
    assert drop(away["version"], **away["undo"]).status_code == 200
    with world.acting():
        row = db.session.get_one(Booking, (world.tenant.id, UUID(str(booking.id))))
        assert row.override and row.override["reason"] == "He agreed."


def test_who_else_is_away_is_no_way_out(world: World, kofi: Artist, as_: As) -> None:
    film = world.project("Film")
    world.artist("Mirela")
    page = as_("sara").post(
        "/harbour/bookings", data=typed(kofi, film, starts_on="2026-11-25", ends_on="2026-11-25"), headers=HTMX
    )
    assert "Book Mirela" in ways(page.text)
    mirela = typed(world.artist("Yuki"), film, starts_on="2026-11-25", ends_on="2026-11-25")
    world.booking(world.artist("Ben"), film, days(2))
    with world.acting():
        yuki = db.session.scalars(select(Artist).where(Artist.name == "Yuki")).one()
        TimeBlock.add(None, yuki, "sick", starts_on=date(2026, 11, 25), ends_on=date(2026, 11, 25))
        db.session.commit()
    assert "Book Kofi" not in ways(as_("sara").post("/harbour/bookings", data=mirela, headers=HTMX).text)
