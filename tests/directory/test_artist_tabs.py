"""The tabs of an artist's page: the projects they are on, with what may be seen of them, and their history."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from studio.artists.models import Artist
from studio.extensions import db
from tests.conftest import browser
from tests.support.cast import World, days, settle
from tests.support.statements import statements

As = Callable[[str], FlaskClient]


@pytest.fixture
def ana(world: World) -> Artist:
    """Ana, who signs in as well, on two projects."""
    ana = world.artist("Ana", member_id=world.ana.id)
    show = world.project("Harbour S2", client="Channel North")
    world.booking(ana, show, days(0, 2))
    world.booking(ana, show, days(7), "pencil")
    world.booking(ana, show, days(14, 2), "hold")
    world.booking(ana, world.project("Titles"), days(2))
    return ana


def words(answer: object) -> str:
    return " ".join(str(getattr(answer, "text", "")).split())


class TestProjects:
    def test_each_says_from_when_to_when_how_long_and_how_firmly(self, ana: Artist, as_: As) -> None:
        page = words(as_("vera").get(f"/harbour/artists/{ana.id}/projects"))
        assert page.index(">Harbour S2</a>") < page.index(">Titles</a>") and "Channel North" in page
        assert "Mon 23 Nov 2026" in page and "Tue 8 Dec 2026" in page and "Wed 25 Nov 2026" in page
        assert "24 h" in page and "+ 16 h held" in page and "2 projects" in page
        assert page.count('data-status="confirmed"') == 2 and page.count('data-status="hold"') == 1

    def test_cost_is_for_those_who_may_see_money_and_the_artist(self, world: World, ana: Artist, as_: As) -> None:
        for name, seen in (("sara", True), ("ana", True), ("vera", False)):
            page = words(as_(name).get(f"/harbour/artists/{ana.id}/projects"))
            assert ("£1,200.00" in page) == ("Cost" in page) == seen
        poor = world.artist("Kofi", hourly_rate=None)
        world.booking(poor, world.project("Reel"), days(0))
        assert "–</td>" in words(as_("sara").get(f"/harbour/artists/{poor.id}/projects"))

    def test_nothing_cancelled_makes_a_project_theirs(self, world: World, as_: As) -> None:
        kofi = world.artist("Kofi")
        booking = world.booking(kofi, world.project("Reel"), days(0))
        cancelled = as_("sara").post(
            f"/harbour/bookings/{booking.id}/cancellation", data={"reason": "No.", "version": "1"}
        )
        assert cancelled.status_code == 303
        page = as_("sara").get(f"/harbour/artists/{kofi.id}/projects").text
        assert "No projects yet" in page and "Reel" not in page

    def test_it_takes_as_many_statements_however_many_there_are(self, world: World, ana: Artist, as_: As) -> None:
        path, client = f"/harbour/artists/{ana.id}/projects", as_("sara")
        with statements() as few:
            client.get(path)
        for n in range(3):
            world.booking(ana, world.project(f"Reel {n}"), days(21 + n))
        with statements() as many:
            client.get(path)
        assert len(few) == len(many)


class TestHistory:
    def test_it_is_told_a_page_at_a_time(self, world: World, as_: As) -> None:
        kofi = world.artist("Kofi")
        with world.acting("sara"):
            artist = db.session.get_one(Artist, (world.tenant.id, kofi.id))
            for n in range(60):
                artist.edit(world.sara, hourly_rate=Decimal(n + 1))
            settle()
        first = as_("sara").get(f"/harbour/artists/{kofi.id}/history").text
        assert first.count("<li data-kind=") == 50 and "£60.00" in first and "Page 1 of 2" in first
        last = as_("sara").get(f"/harbour/artists/{kofi.id}/history?page=2").text
        assert last.count("<li data-kind=") == 11 and 'data-kind="artist.added"' in last
        assert as_("vera").get(f"/harbour/artists/{kofi.id}/history").text.count("<li data-kind=") == 1
        assert as_("sara").get(f"/harbour/artists/{kofi.id}/history?page=x").status_code == 200


def test_another_studios_artist_has_no_tabs_here(world: World, other: World, ana: Artist, as_: As) -> None:
    oscar = browser(as_("sara").application, other.tokens["oscar"])
    for tab in ("projects", "statistics", "history"):
        assert as_("sara").get(f"/harbour/artists/{ana.id}/{tab}").status_code == 200
        assert oscar.get(f"/other/artists/{ana.id}/{tab}").status_code == 404
