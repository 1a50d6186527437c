"""Of a long calendar only the rows near the screen come with their bars; the others are asked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from studio.artists.models import Artist
from studio.bookings.models import Booking
from studio.schedule import page
from studio.schedule.agenda import cards
from tests.conftest import browser
from tests.schedule.test_schedule import on_one_line
from tests.support.cast import World, days

As = Callable[[str], FlaskClient]
WINDOW = "/harbour/schedule?date=2026-11-23"
ROWS = "/harbour/schedule/rows?date=2026-11-23&ids="


@pytest.fixture
def four(world: World, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Artist, Booking]]:
    """Ana, Ben, Cleo and Dan, each booked on Monday; two rows are whole."""
    monkeypatch.setattr(page, "FEW", 2)
    monkeypatch.setattr(page, "WHOLE", 2)
    monkeypatch.setattr(page, "CHUNK", 1)
    artists, aurora = [world.artist(name) for name in ("Ana", "Ben", "Cleo", "Dan")], world.project("Aurora")
    return [(artist, world.booking(artist, aurora, days(0))) for artist in artists]


def late(html: str) -> list[str]:
    return re.findall(r'id="row-([^"]+)" data-late', html)


def bars(html: str) -> list[str]:
    return re.findall(r'<a class="bar" id="bar-([^"]+)"', html)


def test_rows_far_below_come_without_bars_but_with_their_names(four: list[tuple[Artist, Booking]], as_: As) -> None:
    html = on_one_line(as_("sara").get(WINDOW).text)
    assert bars(html) == [str(booking.id) for _, booking in four[:2]]
    assert late(html) == [str(artist.id) for artist, _ in four[2:]]
    assert "Cleo</a>" in html and "Dan</a>" in html
    assert re.findall(r'class="schedule-lot" style="--rows:1"([^>]*)>(<template>)?', html) == [
        ("", ""), ("", ""), (" data-late data-packed", "<template>"), (" data-late data-packed", "<template>"),
    ]  # fmt: skip
    swapped = on_one_line(as_("sara").get(WINDOW, headers={"HX-Request": "true"}).text)
    assert re.findall(r'class="schedule-lot" style="--rows:1"([^>]*)>(<template>)?', swapped) == [
        ("", ""), ("", ""), (" data-late", ""), (" data-late", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("ask", ["address", "header"])
def test_the_page_begins_whole_where_one_looks(four: list[tuple[Artist, Booking]], as_: As, ask: str) -> None:
    sara = as_("sara")
    first = sara.get(WINDOW)
    there = sara.get(f"{WINDOW}&row=2") if ask == "address" else sara.get(WINDOW, headers={"X-First-Row": "2"})
    assert bars(there.text) == [str(booking.id) for _, booking in four[2:]]
    assert there.headers["ETag"] != first.headers["ETag"]
    assert re.findall(r'<a href="([^"]+)">From (\w+)</a>', on_one_line(first.text)) == [
        (f"{WINDOW}", "Ana"),
        (f"{WINDOW}&amp;row=2", "Cleo"),
    ]


def test_beyond_the_end_and_nonsense_are_what_there_is(four: list[tuple[Artist, Booking]], as_: As) -> None:
    sara = as_("sara")
    assert bars(on_one_line(sara.get(f"{WINDOW}&row=99").text)) == [str(booking.id) for _, booking in four[2:]]
    for text in ("-1", "x", "²", "9999999"):
        assert bars(on_one_line(sara.get(f"{WINDOW}&row={text}").text))[0] == str(four[0][1].id)


def test_rows_are_asked_for_by_artist(four: list[tuple[Artist, Booking]], as_: As) -> None:
    (cleo, booking), (dan, other) = four[2:]
    answer = as_("sara").get(f"{ROWS}{cleo.id},{dan.id}")
    assert bars(answer.text) == [str(booking.id), str(other.id)] and not late(answer.text)
    assert int(re.findall(r'data-seq="(\d+)"', answer.text)[0]) >= 4
    filtered = on_one_line(as_("sara").get(f"{ROWS}{cleo.id}&status=hold").text)
    assert bars(filtered) == []


def test_rows_of_others_and_of_nobody_are_left_out(
    app: Flask, four: list[tuple[Artist, Booking]], other: World, as_: As
) -> None:
    with other.acting("oscar"):
        stranger = other.artist("Stranger")
    for ids in (str(stranger.id), str(uuid4()), "nonsense", "", ","):
        answer = as_("sara").get(ROWS + ids)
        assert answer.status_code == 200 and "schedule-row" not in answer.text
    assert browser(app, other.tokens["oscar"]).get(f"{ROWS}{four[0][0].id}").status_code == 404


def test_a_day_of_the_agenda_ends_and_leads_to_the_list(
    four: list[tuple[Artist, Booking]], as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards, "LONGEST_DAY", 3)
    html = on_one_line(as_("sara").get(WINDOW).text)
    assert html.count('<article class="agenda-card"') == 3
    assert "And 1 more on this day." in html and "view=list" in html
