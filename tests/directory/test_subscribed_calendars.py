"""Calendars elsewhere on the artist's page: added by address or file, told of in words, private to those who plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from studio.artists.models import Artist
from studio.availability.calendars.models import SubscribedCalendar
from studio.availability.calendars.sandbox import Busy, Reading
from studio.lib import jobs
from studio.lib.spans import Span
from tests.availability.calendars.calendar_server import calendar, hour
from tests.conftest import browser
from tests.support.cast import World, settle

As = Callable[[str], FlaskClient]
URL = "https://calendar.example.com/private-1234/ana.ics"


@pytest.fixture
def ana(world: World) -> Artist:
    return world.artist("Ana", member_id=world.ana.id)


def address(artist: Artist) -> str:
    return f"/harbour/artists/{artist.id}"


def kept(world: World, artist: Artist) -> list[SubscribedCalendar]:
    with world.acting():
        return SubscribedCalendar.of_artist(artist)


def read(world: World, artist: Artist, *entries: Busy, problem: str = "") -> SubscribedCalendar:
    """A calendar that was read."""
    now = datetime.now(UTC)
    with world.acting("sara"):
        row = SubscribedCalendar.add(world.sara, artist, now, "Home", True, URL, "calendar.example.com")
        row.keep(Reading(entries, skipped=1), now, artist.zone)
        if problem:
            row.fail(problem, now)
        settle()
    return row


def tomorrow(title: str) -> Busy:
    start = datetime.now(UTC).replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return Busy(Span(start, start + timedelta(hours=1)), None, None, title)


def file(content: bytes) -> dict[str, Any]:
    return {"file": (BytesIO(content), "ana.ics")}


def test_an_address_or_a_file_is_subscribed_to_and_read_by_a_worker(world: World, as_: As, ana: Artist) -> None:
    sara = as_("sara")
    assert 'type="file"' in sara.get(f"{address(ana)}/calendars/new").text
    by_url = sara.post(f"{address(ana)}/calendars", data={"url": URL.replace("https", "webcal")})
    assert by_url.status_code == 303 and by_url.location.endswith("/availability#calendars")
    sara.post(f"{address(ana)}/calendars", data={"name": "School", **file(calendar(hour("20261201T09")))})
    assert [(row.name, row.host) for row in kept(world, ana)] == [
        ("calendar.example.com", "calendar.example.com"), ("School", ""),
    ]  # fmt: skip
    assert jobs.queue(jobs.IMPORTS).count == 2
    page = sara.get(f"{address(ana)}/availability").text
    assert "Being read" in page and "Uploaded file" in page and "private-1234" not in page


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Give an address or a file"),
        ({"url": "http://calendar.example.com/a.ics"}, "An address that begins with https://."),
        ({"url": "https://192.168.0.1/a.ics"}, "An address on the internet"),
        ({"file": b"<html>"}, "it must be an .ics file"),
        ({"file": b"BEGIN:VCALENDAR" + b" " * (5 << 20)}, "at most 5 MB"),
    ],
)
def test_what_can_be_no_calendar_is_refused_at_its_field(
    world: World, as_: As, ana: Artist, sent: dict[str, Any], sentence: str
) -> None:
    data = file(sent["file"]) if "file" in sent else sent
    refused = as_("sara").post(f"{address(ana)}/calendars", data=data)
    assert refused.status_code == 422 and sentence in refused.text and kept(world, ana) == []


def test_a_file_without_a_name_of_its_own_is_called_as_it_can_be_read(world: World, as_: As, ana: Artist) -> None:
    sent = {"file": (BytesIO(calendar(hour("20261201T09"))), "a\0n\x1ba.ics")}
    assert as_("sara").post(f"{address(ana)}/calendars", data=sent).status_code == 303
    assert [row.name for row in kept(world, ana)] == ["ana.ics"]


def test_a_sixth_calendar_is_one_too_many(world: World, as_: As, ana: Artist) -> None:
    sara = as_("sara")
    answers = [sara.post(f"{address(ana)}/calendars", data={"url": URL}).status_code for _ in range(6)]
    assert answers == [303] * 5 + [422]


def test_the_page_says_what_is_known_and_titles_to_those_who_plan(world: World, as_: As, ana: Artist) -> None:
    read(world, ana, tomorrow("Dentist"))
    for name in ("sara", "ana"):
        page = as_(name).get(f"{address(ana)}/availability").text
        assert "Home" in page and "Dentist" in page and "1 busy time; 1 entry could not be understood" in page
    page = as_("vera").get(f"{address(ana)}/availability").text
    assert "A calendar elsewhere" in page and not any(word in page for word in ("Dentist", "Home", "example.com"))


def test_the_page_says_in_words_why_it_cannot_be_read(world: World, as_: As, ana: Artist) -> None:
    row = read(world, ana, tomorrow("Dentist"), problem="refused")
    sara = as_("sara")
    page = sara.get(f"{address(ana)}/availability").text
    assert "asks for a password" in page and "The busy times of the last time it was read stay." in page
    assert "could not read" in sara.get(f"{address(ana)}/history").text
    again = sara.post(f"{address(ana)}/calendars/{row.id}/readings", follow_redirects=True)
    assert "less than a minute ago" in again.text


def test_it_is_removed_by_those_who_may_and_is_nobody_elses(
    app: Flask, world: World, other: World, as_: As, ana: Artist
) -> None:
    row = read(world, ana, tomorrow("Dentist"))
    path = f"{address(ana)}/calendars/{row.id}/removal"
    assert as_("vera").post(path).status_code == 403
    oscar = browser(app, other.tokens["oscar"])
    assert oscar.post(path.replace("harbour", other.tenant.slug)).status_code == 404 and len(kept(world, ana)) == 1
    assert as_("sara").post(path).status_code == 303 and kept(world, ana) == []
    assert as_("sara").post(path).status_code == 404
