"""A new booking begins with what one looks at: the window, the row, the one artist or project that is filtered for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from studio.availability.working_time import WorkingTime
from studio.extensions import db
from studio.lib import clock
from studio.lib.weeks import ISO
from studio.schedule.new_booking import first_day
from studio.schedule.query import ScheduleQuery
from tests.support.cast import MONDAY, World, days

As = Callable[[str], FlaskClient]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def sara(as_: As, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    client = as_("sara")
    monkeypatch.setattr(clock, "now", lambda: MONDAY + timedelta(days=1))  # Tuesday 24 November 2026
    return client


def link(client: FlaskClient, query: str = "", id: str = "new-booking", **headers: str) -> dict[str, str]:
    """What the link gives the form."""
    page = client.get(f"/harbour/schedule?{query}", headers=headers).text
    found = re.search(rf'id="{id}"[^>]*href="([^"]*)"', page)
    assert found
    return dict(parse_qsl(urlsplit(unescape(found[1])).query))


@pytest.mark.parametrize(
    ("asked", "today", "begins"),
    [
        ({}, date(2026, 11, 24), date(2026, 11, 24)),  # today is in the window
        ({}, date(2026, 11, 28), date(2026, 11, 30)),  # and a Saturday
        ({"date": "2027-01-05"}, date(2026, 11, 24), date(2027, 1, 4)),  # the window begins on its Monday
        ({"date": "2026-11-02"}, date(2026, 11, 24), date(2026, 11, 2)),
        ({"zoom": "month", "date": "2026-08-20"}, date(2026, 11, 24), date(2026, 8, 3)),  # 1 August is a Saturday
        ({"zoom": "day", "date": "2026-12-05"}, date(2026, 11, 24), date(2026, 12, 5)),  # nobody works on any day of it
    ],
)
def test_the_first_working_day_of_the_window(asked: dict[str, str], today: date, begins: date) -> None:
    now = MONDAY + (today - MONDAY.date())
    query = ScheduleQuery.of(MultiDict(asked), "Europe/London", now, ISO)
    assert first_day(query, WorkingTime("Europe/London")) == begins


def test_it_follows_the_window_also_when_htmx_moves_it(world: World, sara: FlaskClient) -> None:
    world.artist("Kofi")
    assert link(sara) == {"starts_on": "2026-11-24"}
    for headers in ({}, HTMX):
        assert link(sara, "date=2027-01-06", **headers) == {"starts_on": "2027-01-04"}
        assert link(sara, "date=2027-01-06", "new-booking-phone", **headers) == {"starts_on": "2027-01-06"}
        assert link(sara, "view=list&date=2027-01-06", **headers) == {"starts_on": "2027-01-04"}


def test_the_one_artist_that_is_left_and_the_one_project_are_in_it(world: World, sara: FlaskClient) -> None:
    kofi, ana = world.artist("Kofi", skills=["roto"]), world.artist("Ana Duarte")
    night, aurora = world.project("Night Ferry"), world.project("Aurora")
    world.booking(kofi, night, days(0))
    world.booking(ana, aurora, days(1))
    begins = {"starts_on": "2026-11-24"}
    assert link(sara, "q=duarte") == {"artist_id": str(ana.id), **begins}
    assert link(sara, "skill=roto", **HTMX) == {"artist_id": str(kofi.id), **begins}
    assert link(sara, f"project={night.id}") == {"project_id": str(night.id), **begins}
    assert link(sara, f"project={night.id}&q=kofi") == {
        "artist_id": str(kofi.id), "project_id": str(night.id), **begins,
    }  # fmt: skip
    assert link(sara, "view=projects&q=aurora") == {"project_id": str(aurora.id), **begins}
    assert link(sara, f"project={night.id}&project={aurora.id}") == begins
    assert link(sara, "q=nobody") == begins


def test_what_cannot_be_booked_is_not_in_it(world: World, other: World, sara: FlaskClient) -> None:
    kofi, night, theirs = world.artist("Kofi"), world.project("Night Ferry"), other.project("Secret")
    world.booking(kofi, night, days(0))
    with world.acting("mia"):
        for record in (kofi, night):
            db.session.merge(record).archive(world.mia, MONDAY)
        db.session.commit()
    for query in ("q=kofi", f"project={night.id}", f"project={theirs.id}"):
        assert link(sara, query) == {"starts_on": "2026-11-24"}
        assert sara.get(f"/harbour/bookings/new?{'&'.join(['starts_on=2026-11-24'])}").status_code == 200


def test_the_plus_of_a_row_begins_there_too(world: World, sara: FlaskClient) -> None:
    kofi = world.artist("Kofi")
    page = unescape(sara.get("/harbour/schedule?date=2027-01-06").text)
    assert f'href="/harbour/bookings/new?artist_id={kofi.id}&starts_on=2027-01-04"' in page


def test_who_may_not_book_has_no_such_link(world: World, as_: As) -> None:
    assert "new-booking" not in as_("vera").get("/harbour/schedule").text
    assert "new-booking" not in as_("vera").get("/harbour/schedule", headers=HTMX).text
