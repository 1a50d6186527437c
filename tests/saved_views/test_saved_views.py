"""Saved views: a name and an address for what is asked of the calendar, private or shared."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from studio.extensions import db
from studio.saved_views import forms
from studio.saved_views.models import SavedView
from tests.conftest import browser
from tests.support.cast import World

As = Callable[[str], FlaskClient]
VIEWS = "/harbour/schedule/views"
QUERY = "date=2026-11-23&zoom=month&department=FX&skill=Nuke&nonsense=1&q=%00an"
HTMX = {"HX-Request": "true"}


def save(client: FlaskClient, name: str = "FX people", query: str = QUERY, **more: Any) -> str:
    """Saves a view; gives its address."""
    response = client.post(VIEWS, data={"name": name, "query": query, **more})
    assert response.status_code == 303, response.text
    return str(response.location)


def names(client: FlaskClient) -> list[str]:
    return re.findall(r'<li class="view"[^>]*>\s*<a href="[^"]+"[^>]*>([^<]+)</a>', client.get(VIEWS).text)


def test_a_view_has_an_address_that_leads_to_the_calendar_as_it_was(world: World, as_: As) -> None:
    sara = as_("sara")
    address = save(sara)
    there = sara.get(address)
    assert there.status_code == 303
    id = address.rsplit("/", 1)[1]
    assert there.location == f"/harbour/schedule?zoom=month&department=FX&skill=Nuke&q=an&saved={id}"
    assert sara.get(there.location).status_code == 200
    assert names(sara) == ["FX people"]


def test_dates_are_kept_although_the_address_had_none(world: World, as_: As) -> None:
    sara = as_("sara")
    first = re.compile(r'data-from="([^"]+)"')
    for query in ("", "zoom=month", "zoom=day"):
        shown = first.search(sara.get(f"/harbour/schedule?{query}").text)
        there = sara.get(save(sara, query or "weeks", query=query, keep_date="y")).location
        again = first.search(sara.get(there).text)
        assert "date=" in there and shown and again and shown[1] == again[1]


def test_a_view_without_dates_is_itself_on_any_and_cannot_be_given_some(world: World, as_: As) -> None:
    sara = as_("sara")
    address = save(sara, query="zoom=month&skill=Nuke")
    id = address.rsplit("/", 1)[1]
    there = f"{VIEWS}?zoom=month&skill=Nuke&date=2027-03-01&saved={id}"
    assert "is not what is shown now" not in sara.get(there).text
    assert "is not what is shown now" in sara.get(there.replace("Nuke", "Houdini")).text
    assert 'name="keep_date"' not in sara.get(f"{address}/edit").text
    assert "date=" not in sara.get(str(sara.post(address, data={"name": "X", "keep_date": "y"}).location)).location


def test_several_values_of_a_filter_are_saved(world: World, as_: As) -> None:
    sara = as_("sara")
    address = save(sara, query="skill=Nuke&skill=Houdini&department=FX")
    assert "department=FX&skill=Nuke&skill=Houdini&saved=" in sara.get(address).location


def test_it_opens_on_today_unless_its_dates_are_kept(world: World, as_: As) -> None:
    sara = as_("sara")
    kept = save(sara, keep_date="y")
    assert "date=2026-11-23" in sara.get(kept).location
    sara.post(kept, data={"name": "FX people"})
    assert "date=" not in sara.get(kept).location


def test_a_private_view_is_nobody_elses_and_a_shared_one_is_everybodys(world: World, as_: As) -> None:
    sara, vera, mia = as_("sara"), as_("vera"), as_("mia")
    private, shared = save(sara, "Mine"), save(sara, "Ours", shared="y")
    assert names(sara) == ["Mine", "Ours"]
    for other in (vera, mia):
        assert names(other) == ["Ours"]
        assert other.get(shared).status_code == 303
        for path in (private, f"{private}/edit"):
            assert other.get(path).status_code == 404
        for path in (private, f"{private}/content", f"{private}/removal"):
            assert other.post(path, data={"name": "Stolen"}).status_code == 404


def test_a_shared_view_is_changed_by_its_maker_and_the_admins(world: World, as_: As) -> None:
    sara, vera, adam = as_("sara"), as_("vera"), as_("adam")
    shared = save(sara, "Ours", shared="y")
    assert vera.get(f"{shared}/edit").status_code == 403
    assert vera.post(f"{shared}/removal").status_code == 403
    assert f"{shared}/edit" not in vera.get(VIEWS).text and f"{shared}/edit" in adam.get(VIEWS).text
    assert adam.post(shared, data={"name": "For all"}).status_code == 303
    assert names(vera) == ["For all"]  # still shared: an admin's form does not ask
    assert adam.post(f"{shared}/removal").status_code == 303
    assert names(sara) == []


def test_who_may_not_share_saves_for_themselves(world: World, as_: As) -> None:
    vera = as_("vera")
    assert 'name="shared"' not in vera.get(VIEWS).text
    save(vera, "Mine", shared="y")
    assert names(vera) == ["Mine"] and names(as_("sara")) == []


def test_what_is_shown_now_takes_the_place_of_what_was_saved(world: World, as_: As) -> None:
    sara = as_("sara")
    address = save(sara)
    id = address.rsplit("/", 1)[1]
    now = f"view=list&status=hold&date=2026-12-01&saved={id}"
    page = sara.get(f"{VIEWS}?{now}").text
    assert "is not what is shown now" in page and 'aria-current="true">FX people' in page
    assert sara.post(f"{address}/content", data={"query": now}).status_code == 303
    assert sara.get(address).location == f"/harbour/schedule?view=list&status=hold&saved={id}"
    assert "is not what is shown now" not in sara.get(f"{VIEWS}?view=list&status=hold&saved={id}").text


@pytest.mark.parametrize(
    ("name", "words"), [("", "This is needed."), ("x" * 81, "At most 80"), ("ours", "already have a view of this name")]
)
def test_a_name_that_will_not_do_is_told_at_the_field(world: World, as_: As, name: str, words: str) -> None:
    sara = as_("sara")
    save(sara, "Ours")
    response = sara.post(VIEWS, data={"name": name, "query": QUERY}, headers=HTMX)
    assert response.status_code == 422
    assert words in response.text and "<dialog" in response.text and 'aria-invalid="true"' in response.text
    assert "department=FX" in response.text  # what was to be saved is still there
    assert names(sara) == ["Ours"]


def test_another_name_that_is_taken_is_told_too(world: World, as_: As) -> None:
    sara = as_("sara")
    save(sara, "One")
    two = save(sara, "Two")
    response = sara.post(two, data={"name": "ONE"})
    assert response.status_code == 422 and "already have a view of this name" in response.text
    assert names(sara) == ["One", "Two"]
    assert "<dialog" in sara.get(f"{two}/edit", headers=HTMX).text


def test_two_members_may_use_the_same_name(world: World, as_: As) -> None:
    save(as_("sara"), "Ours", shared="y")
    save(as_("mia"), "Ours")
    assert names(as_("mia")) == ["Ours", "Ours"]


def test_there_is_an_end_to_how_many(world: World, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MOST", 1)
    sara = as_("sara")
    save(sara, "One")
    response = sara.post(VIEWS, data={"name": "Two", "query": ""})
    assert response.status_code == 422 and "Remove one first" in response.text


def test_another_studios_views_do_not_exist(app: Flask, world: World, other: World, as_: As) -> None:
    shared = save(as_("sara"), "Ours", shared="y")
    oscar = browser(app, other.tokens["oscar"])
    id = shared.rsplit("/", 1)[1]
    assert oscar.get(shared).status_code == 404
    for path in ("", "/edit"):
        assert oscar.get(f"/other/schedule/views/{id}{path}").status_code == 404
    assert oscar.post(f"/other/schedule/views/{id}/removal").status_code == 404
    assert names(as_("sara")) == ["Ours"]
    with other.acting("oscar"):
        assert SavedView.seen_by(other.oscar) == [] and db.session.query(SavedView).count() == 0


def test_a_view_of_another_page_is_none_of_the_calendars(world: World, as_: As) -> None:
    sara = as_("sara")
    answer = sara.post("/harbour/artists/views", data={"name": "Nuke people", "query": "q=nuke"})
    id = str(answer.location).rsplit("/", 1)[1]
    assert names(sara) == []
    assert "Nuke people" not in sara.get(f"/harbour/schedule?saved={id}").text
    assert sara.get(str(answer.location)).location == f"/harbour/artists?q=nuke&saved={id}"
