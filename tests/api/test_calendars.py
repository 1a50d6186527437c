"""Calendars subscribed from outside, over the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from studio.availability.calendars.models import SubscribedCalendar
from studio.availability.calendars.sandbox import Busy, Reading
from studio.lib.spans import Span
from tests.support.cast import World, settle

API = "/api/v1"
URL = "https://calendar.example.com/private-1234/ana.ics"
Api = Callable[..., FlaskClient]


@pytest.fixture
def ana(world: World) -> str:
    return f"{API}/artists/{world.artist('Ana', member_id=world.ana.id).id}"


def test_a_calendar_is_added_read_and_removed(api: Api, world: World, ana: str) -> None:
    sara = api("sara")
    made = sara.post(f"{ana}/calendars", json={"url": URL, "name": "Home"})
    assert (made.status_code, made.json["host"], made.json["read_at"]) == (201, "calendar.example.com", None)
    one = made.headers["Location"]
    assert sara.get(one).json == made.json == sara.get(f"{ana}/calendars").json["data"][0]
    assert "private-1234" not in made.text
    now, hour = datetime.now(UTC), Span(datetime(2026, 11, 23, 10, tzinfo=UTC), datetime(2026, 11, 23, 11, tzinfo=UTC))
    with world.acting():
        calendar = SubscribedCalendar.locked(made.json["id"])
        assert calendar
        calendar.keep(Reading((Busy(hour, None, None, "Dentist"),)), now, "Europe/London")
        settle()
    asked = f"{ana}/hours?from=2026-11-23&to=2026-11-23"
    assert (sara.get(one).json["busy_times"], sara.get(asked).json["data"][0]["available"]) == (1, "7")
    assert api("vera").get(one).json | {"name": None, "host": None, "problem": None} == api("vera").get(one).json
    told = api("vera").get(f"{API}/events?subject=subscribed_calendar").json["data"]
    assert [event["name"] for event in told] == [None, "artist:availability_changed"]
    assert "Home" not in str(told) and "Dentist" not in str(told)
    assert sara.delete(one).status_code == 204 and sara.get(one).status_code == 404
    assert sara.get(asked).json["data"][0]["available"] == "8"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, ""), ({"url": URL, "ics": "BEGIN:VCALENDAR"}, ""), ({"url": "https://10.0.0.1/a.ics"}, "/url"),
        ({"url": "ftp://example.com/a.ics"}, "/url"), ({"ics": "<html>"}, "/ics"),
        ({"url": URL, "name": "x" * 121}, "/name"),
    ],
)  # fmt: skip
def test_what_can_be_no_calendar_is_refused_at_its_field(
    api: Api, ana: str, body: dict[str, str], pointer: str
) -> None:
    refused = api("sara").post(f"{ana}/calendars", json=body)
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, pointer)


def test_schedulers_add_five_and_others_none(api: Api, ana: str) -> None:
    answers = [api("sara").post(f"{ana}/calendars", json={"ics": "BEGIN:VCALENDAR"}).status_code for _ in range(6)]
    assert answers == [201] * 5 + [409]
    assert api("vera").post(f"{ana}/calendars", json={"url": URL}).status_code == 403


def test_the_api_tells_what_would_change_and_changes_it(api: Api, world: World) -> None:
    ana = world.artist("Ana", zone="Europe/London")
    monday = datetime(2030, 1, 7, 9, tzinfo=UTC)
    world.booking(ana, world.project("Harbour S2"), Span(monday, monday + timedelta(days=1, hours=9)))
    path, body = f"{API}/artists/{ana.id}/zone-change", {"zone": "Asia/Tokyo", "kept": "moments"}
    would = api("sara").post(f"{path}?dry_run=true", json=body).json
    assert (would["before"]["hours"], would["after"]["hours"]) == ("16", "8")
    assert api("sara").get(f"{API}/artists/{ana.id}").json["zone"] == "Europe/London"
    did = api("sara").post(path, json={**body, "kept": "days"})
    assert (did.status_code, did.json["after"]["hours"], did.json["bookings"]) == (200, "16", 1)
    assert did.json["after"]["cost"] == [{"amount": "800.00", "currency": "GBP"}]
    assert api("sara").get(f"{API}/bookings").json["data"][0]["starts_at"].startswith("2030-01-07T00:00")
    tokens = api("vera"), api("sara", ["bookings.write"]), api("sara", ["artists.write"])
    assert [each.post(path, json=body).status_code for each in tokens] == [403] * 3
