"""The calendar on paper, as it is sent: any window the screen can show, with its title, its legend and its filters."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from studio.bookings.models import Booking
from studio.extensions import db
from tests.schedule.test_schedule import on_one_line
from tests.support.cast import World, days

As = Callable[[str], FlaskClient]
WHEN = "date=2026-11-23"


@pytest.fixture
def studio(world: World) -> World:
    harbour = world.project("Harbour S2", hue="green", client="Channel North")
    for name, department in (("Ana", "Compositing"), ("Kofi", "Compositing"), ("Priya", "Grade")):
        world.booking(world.artist(name, department=department), harbour, days(1, 2), "pencil", title=f"{name}’s")
    return world


def printed(client: FlaskClient, query: str = "") -> str:
    answer = client.get(f"/harbour/schedule/print?{WHEN}&{query}")
    assert answer.status_code == 200
    return on_one_line(answer.text)


def sheet(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", text.split("<article")[1]))


def test_it_has_a_title_a_legend_and_every_row(studio: World, as_: As) -> None:
    text = printed(as_("vera"))
    assert "Schedule · 23 Nov – 13 Dec 2026" in sheet(text) and "Harbour Post" in sheet(text)
    assert "Times in Europe/London" in sheet(text)
    assert re.findall(r'<i class="bar" data-status="(\w+)">', text) == ["confirmed", "pencil", "hold"]
    assert re.findall(r'<i class="dot" data-hue="\w+"></i>([^<]+)</li>', text) == ["Harbour S2"]
    assert text.count('<tr class="paper-row">') == 3 and text.count('<tr class="paper-group">') == 2
    assert "Harbour S2 · Ana’s" in text


@pytest.mark.parametrize("view", ["artists", "projects", "list"])
@pytest.mark.parametrize("zoom", ["day", "week", "weeks", "month", "quarter", "year"])
@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Kathmandu"])
def test_every_view_prints_at_every_zoom(studio: World, as_: As, view: str, zoom: str, zone: str) -> None:
    text = printed(as_("sara"), f"view={view}&zoom={zoom}&tz={zone}")
    assert "Harbour" in sheet(text)
    assert 'class="schedule-book"' not in text and "data-book-row" not in text  # nobody books on paper


@pytest.mark.parametrize("view", ["artists", "projects"])
def test_a_hold_says_on_paper_when_it_expires_and_on_the_screen_when_opened(world: World, as_: As, view: str) -> None:
    hold = world.booking(world.artist("Ana"), world.project("Kestrel"), days(1, 2), "hold", title="grade")
    with world.acting():
        db.session.get_one(Booking, (world.tenant.id, hold.id)).expires_at = datetime(2030, 1, 2, 18, tzinfo=UTC)
        db.session.commit()
    sara = as_("sara")
    assert re.search("expires Wed 2 Jan[^<]* 18:00 · [^<]*grade</a>", printed(sara, f"view={view}"))
    assert "expires" not in sara.get(f"/harbour/schedule?{WHEN}&view={view}").text.split('id="agenda"')[0]


def test_filters_are_kept_and_said(studio: World, as_: As) -> None:
    text = printed(as_("sara"), "department=Grade&status=pencil&q=priya&free_from=2027-01-01")
    assert text.count('<tr class="paper-row">') == 1
    assert "Department: Grade" in sheet(text) and "Status: Pencil" in sheet(text) and "“priya”" in sheet(text)
    assert "Free" in sheet(text)
    assert "Nothing to print" in sheet(printed(as_("sara"), "q=nobody"))


def test_an_empty_list_says_so(studio: World, as_: As) -> None:
    assert "Nothing is booked" in sheet(printed(as_("sara"), "view=list&q=zzzz"))
    assert "Nothing is booked" not in sheet(printed(as_("sara"), "view=list"))


def test_a_year_says_what_its_colours_compare(studio: World, as_: As) -> None:
    key, sara = r'<span class="heat-key"[^>]*>(\w+) .*? (\w+)</span>', as_("sara")
    for zoom, words in (("zoom=year", ("Free", "Full")), ("zoom=year&view=projects", ("Less", "More"))):
        assert re.findall(key, printed(sara, zoom)) == [words]
        assert re.findall(key, on_one_line(sara.get(f"/harbour/schedule?{zoom}").text)) == [words]


def test_the_paper_is_one_there_is_and_the_way_back_keeps_the_window(studio: World, as_: As) -> None:
    sara = as_("sara")
    assert 'data-paper="a3"' in printed(sara, "paper=a3") and 'data-paper="a4"' in printed(sara, "paper=a0")
    text = printed(sara, "zoom=month&department=Grade&paper=a3")
    assert 'href="/harbour/schedule?date=2026-11-23&amp;zoom=month&amp;department=Grade"' in text
    assert "zoom=month&amp;department=Grade&amp;paper=a4" in text


def test_the_schedule_leads_to_its_paper(studio: World, as_: As) -> None:
    text = on_one_line(as_("vera").get(f"/harbour/schedule?{WHEN}&zoom=month&department=Grade").text)
    [href] = re.findall(r'href="(/harbour/schedule/print\?[^"]+)"', text)
    assert href == "/harbour/schedule/print?date=2026-11-23&amp;zoom=month&amp;department=Grade"


def test_another_studios_schedule_is_not_printed(studio: World, other: World, as_: As) -> None:
    other.artist("Zelda")
    assert "Zelda" not in printed(as_("sara"))
    assert as_("sara").get("/other/schedule/print").status_code == 404
