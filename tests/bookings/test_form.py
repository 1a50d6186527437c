"""The booking form: what it takes, what it refuses, and that nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from studio.bookings.models import Booking
from studio.extensions import db
from tests.support.cast import NOTHING, World, days

As = Callable[[str], FlaskClient]
HTMX = {"HX-Request": "true"}


def typed(artist: Any, project: Any, **changes: str) -> dict[str, str]:
    """Whole days Monday 23 to Thursday 26 November 2026, pencilled."""
    given = {
        "artist_id": str(artist.id), "project_id": str(project.id), "all_day": "y", "status": "pencil",
        "starts_on": "2026-11-23", "ends_on": "2026-11-26", "title": "comp", "notes": "Shots 10 to 40.",
    }  # fmt: skip
    return {**given, **changes}


def timed(artist: Any, project: Any, start: str, end: str, **changes: str) -> dict[str, str]:
    form = typed(artist, project, **changes)
    del form["all_day"]
    (form["starts_on"], form["starts_time"]), (form["ends_on"], form["ends_time"]) = start.split(), end.split()
    return form


def bookings(world: World) -> list[Booking]:
    with world.acting():
        return list(db.session.scalars(select(Booking).order_by(Booking.id)))


def count(world: World) -> int:
    with world.acting():
        return db.session.scalar(select(func.count(Booking.id))) or 0


def test_whole_days_are_the_artists_working_days_in_their_own_zone(world: World, as_: As) -> None:
    yuki, titles = world.artist("Yuki", zone="Asia/Tokyo"), world.project("Titles")
    answer = as_("sara").post("/harbour/bookings", data=typed(yuki, titles), headers=HTMX)
    assert answer.status_code == 201
    [booking] = bookings(world)
    assert booking.starts_at.isoformat() == "2026-11-23T00:00:00+00:00"  # 09:00 in Tokyo
    assert booking.ends_at.isoformat() == "2026-11-26T09:00:00+00:00"
    assert (booking.status, booking.title, booking.notes) == ("pencil", "comp", "Shots 10 to 40.")


def test_times_are_read_in_the_shown_zone(world: World, as_: As) -> None:
    yuki, titles = world.artist("Yuki", zone="Asia/Tokyo"), world.project("Titles")
    form = timed(yuki, titles, "2026-07-01 09:00", "2026-07-01 12:30")
    assert as_("sara").post("/harbour/bookings", data=form, headers=HTMX).status_code == 201
    [booking] = bookings(world)
    assert booking.starts_at.isoformat() == "2026-07-01T08:00:00+00:00"  # summer time in London
    assert booking.ends_at.isoformat() == "2026-07-01T11:30:00+00:00"


def test_htmx_is_told_to_close_the_dialog_and_a_plain_form_goes_to_the_schedule(world: World, as_: As) -> None:
    ana, titles = world.artist("Ana"), world.project("Titles")
    sara = as_("sara")
    answer = sara.post("/harbour/bookings", data=typed(ana, titles), headers=HTMX)
    assert answer.status_code == 201
    assert all(
        name in answer.headers["HX-Trigger"] for name in ("closeDialog", "bookingChanged", "Booked Ana on Titles, ")
    )
    answer = sara.post("/harbour/bookings", data=typed(ana, titles, status="hold"))
    assert answer.status_code == 303
    assert answer.location.startswith("/harbour/schedule?date=2026-11-23#bar-")


def test_the_form_knows_artist_project_and_days_from_its_link(world: World, as_: As) -> None:
    ana, titles = world.artist("Ana"), world.project("Titles")
    query = f"artist_id={ana.id}&project_id={titles.id}&starts_on=2026-11-23&ends_on=2026-11-25"
    for headers in ({}, HTMX):
        page = as_("sara").get(f"/harbour/bookings/new?{query}", headers=headers).text
        assert 'value="2026-11-23"' in page and 'value="2026-11-25"' in page
        assert f'selected value="{ana.id}"' in page and f'selected value="{titles.id}"' in page
        assert "Ana is free" in page


def test_a_page_lists_every_artist_and_a_dialog_only_the_chosen(world: World, as_: As) -> None:
    ana, kofi = world.artist("Ana"), world.artist("Kofi")
    sara = as_("sara")
    assert str(kofi.id) in sara.get(f"/harbour/bookings/new?artist_id={ana.id}").text
    assert str(kofi.id) not in sara.get(f"/harbour/bookings/new?artist_id={ana.id}", headers=HTMX).text


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("artist_id", "", "Choose an artist."),
        ("artist_id", "garbage\0", "Choose an artist."),
        ("artist_id", NOTHING, "It does not exist, or not any more."),
        ("project_id", "1e9", "Choose a project."),
        ("status", "cancelled", "Choose hold, pencil or confirmed."),
        ("status", "", "Choose hold, pencil or confirmed."),
        ("starts_on", "", "This is needed."),
        ("starts_on", "2026-02-30", "This is not a date."),
        ("starts_on", "infinity", "This is not a date."),
        ("starts_on", "9999-12-31", "A year between 1990 and 2200."),
        ("starts_on", "2026-11-27", "The end must not be before the start."),
        ("ends_on", "2199-01-01", "A booking can last two years at most."),
        ("ends_on", "-infinity", "This is not a date."),
        ("title", "x" * 201, "At most 200 characters."),
        ("title", "x\0y", "Characters that cannot be seen are not allowed."),
        ("notes", "x\0y", "Characters that cannot be seen are not allowed."),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_makes_no_sense_is_an_error_at_its_field(
    world: World, as_: As, name: str, value: str, says: str, headers: dict[str, str]
) -> None:
    ana, titles = world.artist("Ana"), world.project("Titles")
    form = typed(ana, titles, **{"notes": "Bring the plates.", name: value})
    answer = as_("sara").post("/harbour/bookings", data=form, headers=headers)
    assert answer.status_code == 422
    assert says in answer.text
    assert ('value="comp"' in answer.text) == (name != "title")
    assert ("Bring the plates." in answer.text) == (name != "notes")
    assert count(world) == 0


@pytest.mark.parametrize("time", ["25:00", "soon", "", "\0"])
def test_a_time_that_is_none_is_an_error(world: World, as_: As, time: str) -> None:
    form = timed(world.artist("Ana"), world.project("Titles"), "2026-11-23 09:00", "2026-11-23 12:00")
    answer = as_("sara").post("/harbour/bookings", data={**form, "ends_time": time}, headers=HTMX)
    assert answer.status_code == 422
    assert "A time" in answer.text


def test_an_end_at_or_before_the_start_is_an_error(world: World, as_: As) -> None:
    form = timed(world.artist("Ana"), world.project("Titles"), "2026-11-23 09:00", "2026-11-23 09:00")
    answer = as_("sara").post("/harbour/bookings", data=form, headers=HTMX)
    assert (answer.status_code, "The end must be after the start." in answer.text) == (422, True)


def test_archived_artists_and_projects_cannot_be_booked(world: World, as_: As) -> None:
    ana, titles = world.artist("Ana"), world.project("Titles")
    with world.acting("mia"):
        db.session.merge(ana).archive(world.mia, days(0).start)
        db.session.commit()
    answer = as_("sara").post("/harbour/bookings", data=typed(ana, titles), headers=HTMX)
    assert (answer.status_code, "Ana is archived and cannot be booked." in answer.text) == (422, True)


def test_another_studios_artist_and_project_do_not_exist(world: World, other: World, as_: As) -> None:
    theirs, ours = other.artist("Olga"), world.project("Titles")
    answer = as_("sara").post("/harbour/bookings", data=typed(theirs, ours), headers=HTMX)
    assert (answer.status_code, "Olga" in answer.text) == (422, False)
    answer = as_("sara").post(
        "/harbour/bookings", data=typed(world.artist("Ana"), other.project("Secret")), headers=HTMX
    )
    assert (answer.status_code, "Secret" in answer.text) == (422, False)
    assert as_("sara").get(f"/harbour/bookings/new?artist_id={theirs.id}").text.count("Olga") == 0


def test_a_time_the_clocks_skip_is_an_error(world: World, as_: As) -> None:
    form = timed(world.artist("Ana"), world.project("Titles"), "2027-03-28 01:30", "2027-03-28 12:00")
    answer = as_("sara").post("/harbour/bookings", data=form, headers=HTMX)
    assert answer.status_code == 422
    assert "there is no such time" in answer.text


def test_a_time_that_comes_twice_is_asked_about(world: World, as_: As) -> None:
    form = timed(world.artist("Ana"), world.project("Titles"), "2026-10-25 01:30", "2026-10-25 12:00")
    sara = as_("sara")
    answer = sara.post("/harbour/bookings", data=form, headers=HTMX)
    assert answer.status_code == 422
    assert 'name="starts_which"' in answer.text and 'name="ends_which"' not in answer.text
    for which, utc in (("earlier", "00:30"), ("later", "01:30")):
        chosen = {**form, "starts_which": which, "status": "hold"}
        assert sara.post("/harbour/bookings", data=chosen, headers=HTMX).status_code == 201
        assert f"{bookings(world)[-1].starts_at:%H:%M}" == utc


def test_a_form_sent_twice_books_once_and_a_reused_form_books_again(world: World, as_: As) -> None:
    ana, titles = world.artist("Ana"), world.project("Titles")
    sara = as_("sara")
    for status in ("hold", "pencil"):
        form = typed(ana, titles, status=status, id=str(uuid7()))
        for _ in range(2):
            assert sara.post("/harbour/bookings", data=form, headers=HTMX).status_code == 201
            db.session.expunge_all()  # every request has a session of its own
    assert count(world) == 2
    again = {**form, "starts_on": "2026-12-07", "ends_on": "2026-12-07"}
    assert sara.post("/harbour/bookings", data=again, headers=HTMX).status_code == 201
    assert count(world) == 3


@pytest.mark.parametrize("name", ["ana", "vera"])
def test_artists_and_viewers_cannot_book(world: World, as_: As, name: str) -> None:
    ana, titles = world.artist("Ana Duarte"), world.project("Titles")
    browser = as_(name)
    assert browser.post("/harbour/bookings", data=typed(ana, titles), headers=HTMX).status_code == 403
    assert browser.get("/harbour/bookings/new").status_code == 403
    assert browser.get("/harbour/bookings/verdict").status_code == 403
    assert count(world) == 0


@pytest.mark.parametrize(
    "query", ["artist_id=nonsense", "project_id=%00", f"artist_id={NOTHING}", "starts_on=1e9", "ends_on=infinity"]
)
def test_a_link_that_makes_no_sense_is_refused(world: World, as_: As, query: str) -> None:
    assert as_("sara").get(f"/harbour/bookings/new?{query}").status_code in (400, 404)
