"""An artist or a project that is not there is added from the form of a booking, by its name alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from studio.artists.models import Artist
from studio.extensions import db
from studio.projects.models import Project
from tests.support.cast import MONDAY, NOTHING, World

As = Callable[[str], FlaskClient]
HTMX = {"HX-Request": "true"}
KINDS = pytest.mark.parametrize(("kind", "model"), [("artists", Artist), ("projects", Project)])


def add(client: FlaskClient, kind: str, name: str, tenant: str = "harbour") -> tuple[int, str]:
    answer = client.post(f"/{tenant}/{kind}/options", data={"name": name}, headers=HTMX)
    return answer.status_code, answer.text


def count(world: World, model: Any) -> int:
    with world.acting():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


@KINDS
def test_a_name_is_enough_and_the_answer_is_its_option(world: World, as_: As, kind: str, model: Any) -> None:
    status, option = add(as_("sara"), kind, "  Zed   <Artist> ")
    assert status == 201
    with world.acting():
        record = db.session.scalars(select(model)).one()
        assert record.name == "Zed <Artist>"
        assert (record.currency, getattr(record, "zone", "Europe/London")) == ("GBP", "Europe/London")
    assert f'value="{record.id}"' in option and ">Zed &lt;Artist&gt;</option>" in option
    assert f"value=\"{record.id}\"" in as_("sara").get(f"/harbour/{kind}/options?q=zed").text  # fmt: skip


@KINDS
def test_a_name_that_is_there_is_found_however_it_is_spelled(world: World, as_: As, kind: str, model: Any) -> None:
    _, option = add(as_("sara"), kind, "Zed Artist")
    assert add(as_("sara"), kind, "zed   ARTIST") == (200, option)
    assert count(world, model) == 1


@KINDS
def test_what_is_archived_is_not_meant(world: World, as_: As, kind: str, model: Any) -> None:
    add(as_("mia"), kind, "Zed Artist")
    with world.acting("mia"):
        db.session.scalars(select(model)).one().archive(world.mia, MONDAY)
        db.session.commit()
    assert add(as_("sara"), kind, "Zed Artist")[0] == 201
    assert count(world, model) == 2


@KINDS
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "This is needed."),
        ("  ", "This is needed."),
        ("x" * 121, "At most 120 characters."),
        ("Zed\0", "Characters that cannot be seen are not allowed."),
        ("Zed\u200d", "Characters that cannot be seen are not allowed."),
    ],
)
def test_what_is_no_name_is_said_at_the_field(
    world: World, as_: As, kind: str, model: Any, name: str, says: str
) -> None:
    status, words = add(as_("sara"), kind, name)
    assert (status, says in words, 'class="error"' in words) == (422, True, True)
    assert count(world, model) == 0


@KINDS
def test_only_those_may_who_add_them_elsewhere(world: World, other: World, as_: As, kind: str, model: Any) -> None:
    for name in ("ana", "vera"):
        assert add(as_(name), kind, "Zed Artist")[0] == 403
    assert add(as_("sara"), kind, "Zed Artist", tenant="other")[0] == 404
    client = as_("sara")
    client.environ_base["HTTP_X_CSRFTOKEN"] = "none"
    assert add(client, kind, "Zed Artist")[0] == 400
    assert (count(world, model), count(other, model)) == (0, 0)


@KINDS
def test_the_same_name_in_another_studio_is_another(world: World, other: World, as_: As, kind: str, model: Any) -> None:
    other.artist("Zed Artist") if model is Artist else other.project("Zed Artist")
    assert add(as_("sara"), kind, "Zed Artist")[0] == 201


def test_the_form_of_a_booking_says_where_it_is_done(world: World, as_: As) -> None:
    page = as_("sara").get("/harbour/bookings/new", headers=HTMX).text
    assert 'data-adds="/harbour/artists/options"' in page and 'data-adds="/harbour/projects/options"' in page


DRAFT = {
    "id": NOTHING, "status": "hold", "starts_on": "2026-12-01", "ends_on": "2026-12-03", "title": "key frames & more",
    "notes": "Two\r\nlines", "location": "Stage 2", "counts": "every_hour",
}  # fmt: skip


class TestWithoutScripts:
    """The form has a button to the page of a new artist or project, which comes back to it as it was typed."""

    def test_there_and_back_with_all_that_was_typed(self, world: World, as_: As) -> None:
        sara, ferry = as_("sara"), world.project("Night Ferry")
        assert 'formaction="/harbour/bookings/draft?for=artists"' in sara.get("/harbour/bookings/new").text
        typed = {**DRAFT, "project_id": str(ferry.id), "artist_id": "", "all_day": "y", "starts_time": "09:00"}
        there = sara.post("/harbour/bookings/draft?for=artists", data=typed)
        assert (there.status_code, urlsplit(there.location).path) == (303, "/harbour/artists/new")
        form = sara.get(there.location).text
        found = re.search(r'name="back" value="([^"]*)"', form)
        assert found
        back = unescape(found[1])
        assert f'href="{found[1]}"' in form  # and who gives it up goes back, too
        artist = {"name": "Zed Artist", "zone": "Europe/London", "hue": "red", "currency": "GBP", "back": back}
        added = sara.post("/harbour/artists", data=artist)
        assert added.status_code == 303
        with world.acting():
            zed = db.session.scalars(select(Artist)).one()
        page = sara.get(added.location).text
        for chosen in (zed.id, ferry.id):
            assert f'selected value="{chosen}"' in page
        for value in ("2026-12-01", "2026-12-03", "key frames &amp; more", "Stage 2"):
            assert f'value="{value}"' in page
        assert re.search(r'checked[^>]*value="hold"', page) and "Two\nlines" in page
        assert re.search(r'checked[^>]*name="all_day"', page) and re.search(r'checked[^>]*value="every_hour"', page)

    def test_times_come_back_when_they_are_meant(self, world: World, as_: As) -> None:
        typed = {**DRAFT, "starts_time": "10:15", "ends_time": "12:30"}
        there = as_("sara").post("/harbour/bookings/draft?for=projects", data=typed)
        [back] = parse_qs(urlsplit(there.location).query)["back"]
        page = as_("sara").get(back).text
        assert 'value="10:15"' in page and 'value="12:30"' in page
        assert not re.search(r'checked[^>]*name="all_day"', page)

    def test_what_is_wrong_is_said_before_one_goes(self, world: World, as_: As) -> None:
        for changes, says in (
            ({"starts_on": "soon"}, "This is not a date."),
            ({"notes": "x" * 3000}, "Too long to be kept meanwhile."),
        ):
            answer = as_("sara").post("/harbour/bookings/draft?for=artists", data=DRAFT | changes)
            assert answer.status_code == 422
            assert says in answer.text and "key frames &amp; more" in answer.text

    def test_who_may_not_book_and_what_is_neither(self, world: World, as_: As) -> None:
        assert as_("vera").post("/harbour/bookings/draft?for=artists", data=DRAFT).status_code == 403
        assert as_("sara").post("/harbour/bookings/draft?for=members", data=DRAFT).status_code == 404
        assert as_("sara").post("/other/bookings/draft?for=artists", data=DRAFT).status_code == 404

    @pytest.mark.parametrize(
        "back", ["https://evil.test/", "//evil.test/harbour/bookings/new", "/harbour/members", "\\"]
    )
    def test_the_way_back_leads_nowhere_else(self, world: World, as_: As, back: str) -> None:
        project = {"name": "Zed", "status": "active", "hue": "red", "currency": "GBP", "back": back}
        answer = as_("sara").post("/harbour/projects", data=project)
        assert re.fullmatch(r"/harbour/projects/[0-9a-f-]{36}", answer.location)
        assert "evil" not in as_("sara").get("/harbour/projects/new", query_string={"back": back}).text
