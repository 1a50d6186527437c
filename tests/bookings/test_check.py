"""What the form says about an artist's time while it is being filled in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from studio.availability.models import TimeBlock
from studio.bookings.locking import LOCK
from studio.extensions import db
from tests.bookings.test_detail import words
from tests.support.cast import NOTHING, World, days

As = Callable[[str], FlaskClient]


@pytest.fixture
def ana(world: World) -> Any:
    """Ana is confirmed on Monday, on hold on Tuesday and Wednesday."""
    ana, harbour = world.artist("Ana"), world.project("Harbour")
    world.booking(ana, harbour, days(0), title="comp")
    world.booking(ana, harbour, days(1, 2), "hold", title="grade")
    return ana


def asked(browser: FlaskClient, artist: Any, first: str, last: str, **more: str) -> tuple[int, str, str]:
    query = {
        "artist_id": str(artist.id),
        "all_day": "y",
        "starts_on": first,
        "ends_on": last,
        "status": "pencil",
        **more,
    }
    answer = browser.get("/harbour/bookings/verdict", query_string=query)
    return answer.status_code, answer.text.split('data-state="')[1].split('"')[0], words(answer.text)


def test_free_behind_and_clash(ana: Any, as_: As) -> None:
    sara = as_("sara")
    assert asked(sara, ana, "2026-11-26", "2026-11-27") == (
        200, "free", "Ana is free Thu 26 – Fri 27 Nov. Counts 16 h.",
    )  # fmt: skip
    assert asked(sara, ana, "2026-11-24", "2026-11-24", status="hold") == (
        200, "behind",
        "Ana has a hold then This would be the 2nd. Harbour · grade, Tue 24 – Wed 25 Nov. Counts 8 h.",
    )  # fmt: skip
    _, state, text = asked(sara, ana, "2026-11-23", "2026-11-24")
    assert state == "clash" and "Ana is already booked Harbour · comp, Mon 23 Nov." in text
    assert (
        asked(sara, ana, "2026-11-23", "2026-11-23", status="hold")[1] == "free"
    )  # a hold blocks nothing, and nothing it


def test_a_weekend_counts_no_hours_unless_asked(ana: Any, as_: As) -> None:
    sara = as_("sara")
    assert asked(sara, ana, "2026-11-28", "2026-11-29")[1] == "unavailable"
    assert asked(sara, ana, "2026-11-28", "2026-11-29", counts="days_off_too")[1] == "free"


def test_it_says_how_much_counts_and_offers_every_hour_where_nothing_would(ana: Any, as_: As) -> None:
    sara, thursday = as_("sara"), "2026-11-26"
    evening = {"all_day": "", "starts_time": "18:00", "ends_time": "22:00"}
    _, state, said = asked(sara, ana, thursday, thursday, **evening)
    assert state == "unavailable" and said.endswith("It counts no hours. Count every hour")
    _, state, said = asked(sara, ana, thursday, thursday, **evening, counts="every_hour")
    assert state == "free" and said.endswith("Counts 4 h, all of it overtime.") and "Count every" not in said
    long = {**evening, "starts_time": "09:00"}
    assert asked(sara, ana, thursday, thursday, **long)[2].endswith("Counts 8 h.")
    assert asked(sara, ana, thursday, thursday, **long, counts="every_hour")[2].endswith(
        "Counts 13 h, 5 h of it overtime."
    )


def test_time_off_is_in_the_way_whatever_counts(world: World, as_: As) -> None:
    vince = world.artist("Vince")
    with world.acting():
        TimeBlock.add(None, vince, kind="vacation", starts_on=date(2026, 11, 23), ends_on=date(2026, 11, 29))
        db.session.commit()
    for day in ("2026-11-25", "2026-11-28"):
        for counts in ("days_off_too", "every_hour"):
            _, state, said = asked(as_("sara"), vince, day, day, counts=counts)
            assert state == "unavailable" and "Vacation, Mon 23 – Sun 29 Nov" not in said
            assert "Booking it asks for a reason. Counts" in said


def test_an_edited_booking_is_not_in_its_own_way(world: World, as_: As) -> None:
    kofi = world.artist("Kofi")
    booking = world.booking(kofi, world.project("Titles"), days(0))
    assert asked(as_("sara"), kofi, "2026-11-23", "2026-11-23")[1] == "clash"
    assert asked(as_("sara"), kofi, "2026-11-23", "2026-11-23", booking=str(booking.id))[1] == "free"
    assert as_("sara").get(f"/harbour/bookings/verdict?artist_id={kofi.id}&booking=x").status_code == 404


@pytest.mark.parametrize("htmx", [True, False])
def test_a_refused_form_still_says_whether_the_artist_is_free(
    world: World, other: World, ana: Any, as_: As, htmx: bool
) -> None:
    sara, headers = as_("sara"), {"HX-Request": "true"} if htmx else {}

    def said(**typed: str) -> str:
        form = {"artist_id": str(ana.id), "starts_on": "2026-11-26", "ends_on": "2026-11-27", "all_day": "y", **typed}
        answer = sara.post("/harbour/bookings", data={"status": "pencil", **form}, headers=headers)
        assert answer.status_code == 422
        return words(answer.text.split('id="availability"')[1].split("</div>")[0].split(">", 1)[1])

    assert said() == "Ana is free Thu 26 – Fri 27 Nov. Counts 16 h."
    assert "Ana is already booked Harbour · comp, Mon 23 Nov." in said(starts_on="2026-11-23")
    assert said(ends_on="2026-11-25") == "The end must not be before the start."
    for nobody in ("", str(other.artist("Olga").id)):
        assert said(artist_id=nobody) == "Choose an artist and days to see whether they are free."


def test_what_is_not_filled_in_yet_is_no_error(ana: Any, as_: As) -> None:
    sara = as_("sara")
    assert sara.get("/harbour/bookings/verdict").status_code == 200
    assert asked(sara, ana, "2026-11-23", "")[:2] == (200, "unknown")
    assert asked(sara, ana, "2026-11-24", "2026-11-23")[2] == "The end must not be before the start."
    assert (
        "comes twice"
        in asked(sara, ana, "2026-10-25", "2026-10-25", all_day="", starts_time="01:30", ends_time="09:00")[2]
    )


@pytest.mark.parametrize(
    "query",
    ["starts_on=infinity", "ends_on=1e9", f"artist_id={NOTHING}&starts_on=2026-11-23&ends_on=2026-11-23",
     "starts_time=99:99", "starts_on=%00", "counts=weekends"],
)  # fmt: skip
def test_what_no_form_sends_is_refused(world: World, as_: As, query: str) -> None:
    assert as_("sara").get(f"/harbour/bookings/verdict?{query}").status_code in (404, 422)


def test_asking_writes_nothing_and_waits_for_no_lock(ana: Any, world: World, as_: As, owner_engine: Engine) -> None:
    with owner_engine.connect() as someone_booking:
        someone_booking.execute(LOCK, {"key": f"{world.tenant.id}:{ana.id}"})
        before = someone_booking.execute(text("SELECT count(*) FROM events")).scalar()
        assert asked(as_("sara"), ana, "2026-11-23", "2026-11-23")[1] == "clash"
        assert someone_booking.execute(text("SELECT count(*) FROM events")).scalar() == before
