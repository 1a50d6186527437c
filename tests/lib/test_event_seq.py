"""Every answer says how far in the log it was read; never further."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from studio.schedule import page
from studio.schedule.rows import Rows
from tests.support.cast import World, days

As = Callable[[str], FlaskClient]
WINDOW = "/harbour/schedule?date=2026-11-23"
HTMX = {"HX-Request": "true"}


def test_pages_parts_and_unchanged_pages_say_the_number(world: World, as_: As) -> None:
    artist = world.artist("Ana")
    world.booking(artist, world.project("Harbour"), days(0))
    sara = as_("sara")
    for path in (WINDOW, "/harbour/artists", f"/harbour/artists/{artist.id}", "/harbour/palette?q=ana"):
        for headers in ({}, HTMX):
            assert sara.get(path, headers=headers).headers["X-Event-Seq"] == "3"
    tag = sara.get(WINDOW).headers["ETag"]
    again = sara.get(WINDOW, headers={"If-None-Match": tag})
    assert (again.status_code, again.headers["X-Event-Seq"]) == (304, "3")


def test_a_stranger_is_told_nothing(client: FlaskClient, world: World) -> None:
    assert "X-Event-Seq" not in client.get("/harbour/sign-in").headers
    assert "X-Event-Seq" not in client.get(WINDOW).headers


def test_what_is_committed_while_a_page_is_read_is_not_counted(
    world: World, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be shown or not: a page that claims it would never ask for it."""
    load = page.load

    def late(*args: object, **options: object) -> Rows:
        world.artist("Nadia")
        return load(*args, **options)

    world.artist("Ana")
    monkeypatch.setattr(page, "load", late)
    assert as_("sara").get(WINDOW, headers=HTMX).headers["X-Event-Seq"] == "1"


def test_an_address_the_page_had_when_it_asked_is_put_back_without_a_step(world: World, as_: As) -> None:
    asked = {**HTMX, "HX-Current-URL": f"http://localhost{WINDOW}"}
    answer = as_("sara").get(WINDOW, headers=asked)
    assert answer.headers["HX-Replace-Url"] == WINDOW
    assert "HX-Push-Url" not in answer.headers
    itself = {"HX-Source": "section#schedule", "HX-Target": "section#schedule"}
    assert "HX-Replace-Url" not in as_("sara").get(WINDOW, headers={**asked, **itself}).headers
