"""The list of a window by each of its columns, and where it begins."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from studio.live.hub import catch_up
from studio.schedule.agenda import listing
from tests.schedule.test_broadcasts import painted
from tests.schedule.test_schedule import on_one_line
from tests.support.cast import World, days

As = Callable[[str], FlaskClient]
LIST = "/harbour/schedule?date=2026-11-23&view=list"


@pytest.fixture
def studio(world: World) -> World:
    """Each title says in which order the bookings begin, 1 before the window does."""
    asa, bo = world.artist("Åsa"), world.artist("bo")
    ten, nine = world.project("Film 10"), world.project("Film 9")
    world.booking(asa, nine, days(-4, 6), "confirmed", title="1")
    world.booking(bo, ten, days(0), "hold", title="2")
    world.booking(asa, ten, days(2), "pencil", title="3")
    world.booking(bo, nine, days(4), "confirmed", title="")
    return world


def titles(html: str) -> str:
    return ",".join(re.findall(r'<td data-label="Title">(.*?)</td>', on_one_line(html)))


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", "2,3,,1"), ("when", "2,3,,1"), ("-when", ",3,2,1"), ("artist", "1,3,2,"), ("-artist", "2,,1,3"),
        ("project", "1,,2,3"), ("-project", "2,3,1,"), ("title", "1,2,3,"), ("-title", "3,2,1,"),
        ("status", "2,3,1,"), ("-status", "1,,3,2"), ("price", "2,3,,1"),
    ],
)  # fmt: skip
def test_the_list_is_ordered_by_any_column_and_by_start_among_those_alike(
    studio: World, as_: As, sort: str, order: str
) -> None:
    assert titles(as_("sara").get(f"{LIST}&sort={sort}").text) == order


def test_it_begins_where_the_window_does_and_leads_to_what_was_under_way(studio: World, as_: As) -> None:
    html = on_one_line(as_("sara").get(LIST).text)
    at = html.index
    first, before = at('<tbody id="list-2026-11-23">'), at('<tbody id="list-before">')
    assert (
        first < html.index(">2</td>") < before < html.index("Already under way on Mon 23 Nov") < html.index(">1</td>")
    )
    assert re.search(r'<a href="#list-before">1 already under way</a>', html)
    assert "under way" not in as_("sara").get(f"{LIST}&sort=artist").text


def test_a_heading_says_how_it_is_ordered_and_turns_it_round(studio: World, as_: As) -> None:
    html = on_one_line(as_("sara").get(f"{LIST}&sort=artist&status=pencil").text)
    heads = re.findall(r'<th scope="col"(?: aria-sort="(\w+)")?><a class="sort" href="([^"]+)"', html)
    assert [order for order, _ in heads] == ["", "ascending", "", "", ""]
    hrefs = [href.replace("&amp;", "&") for _, href in heads]
    assert "sort" not in hrefs[0] and "sort=-artist" in hrefs[1] and "sort=project" in hrefs[2]
    assert all("status=pencil" in href for href in hrefs)
    html = as_("sara").get(f"{LIST}&sort=-when").text
    assert 'aria-sort="descending"' in html


def test_what_is_left_out_is_the_end_of_that_order(studio: World, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST", 2)
    for sort, order in (("", "2,3"), ("-title", "3,2"), ("artist", "1,3")):
        html = as_("sara").get(f"{LIST}&sort={sort}").text
        assert titles(html) == order
        assert "2 more bookings are not listed" in on_one_line(html)


def test_a_list_by_artist_hears_of_what_is_booked(app: Flask, studio: World, as_: As) -> None:
    cleo, orchard = studio.artist("Cleo"), studio.project("Orchard")
    seq = catch_up.after(studio.tenant, 0)[-1].seq
    studio.booking(cleo, orchard, days(1), title="5")
    parts = painted(app, studio, seq, f"{LIST.removeprefix('/harbour')}&sort=artist")
    assert parts.keys() == {"list-note", "list-all"}
    assert titles("".join(parts.values())) == titles(as_("sara").get(f"{LIST}&sort=artist").text)
