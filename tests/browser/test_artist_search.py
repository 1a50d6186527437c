"""Finding artists under the hand: the filters stay open while they narrow the list, and come off as chips."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from studio.custom_fields.models import ARTIST, CustomField
from studio.extensions import db
from tests.browser.conftest import check_accessible
from tests.live.pages import cookie
from tests.support.cast import World, days
from tests.support.viewers import DESK, PHONE


@pytest.fixture
def studio(world: World) -> World:
    with world.acting("mia"):
        CustomField.add(None, ARTIST, "Union", "choice", ["A", "B"])
        CustomField.add(None, ARTIST, "Height", "number")
        db.session.commit()
    kofi = world.artist("Kofi Mensah", skills=["Nuke"], skill_levels={"Nuke": 4}, city="Porto", custom={"union": "A"})
    world.artist("Mirela Pop", skills=["Nuke", "Houdini"], skill_levels={"Nuke": 2}, city="Oslo")
    world.artist("Yuki Tanaka", skills=["Edit"], zone="Asia/Tokyo")
    world.booking(kofi, world.project("Aurora titles"), days(0, 2))
    return world


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "dark"), (PHONE, "light")], ids=["desk", "phone"])
def test_filters_narrow_the_list_and_come_off_again(
    app: Flask, studio: World, site: str, open_page: Callable[..., Page], size: dict[str, int], scheme: str
) -> None:
    page = open_page(size, color_scheme=scheme)
    name, _, value = cookie(app, studio.tokens["sara"]).partition("=")
    page.context.add_cookies([{"name": name, "value": value, "url": site}])
    page.goto("/harbour/artists")
    people = page.locator(".row-link")
    expect(people).to_have_count(3)
    page.get_by_role("button", name="Filter").click()
    menu = page.locator("#artist-filter-menu")
    menu.get_by_label("Skill", exact=True).select_option("Nuke")
    expect(people).to_have_count(2)
    menu.get_by_label("How well: Nuke").select_option("Nuke:3")
    expect(people).to_have_text(["Kofi Mensah"])
    menu.get_by_label("How well: Nuke").select_option("Nuke:1")
    expect(people).to_have_count(2)
    menu.get_by_label("Free from").fill("2026-11-23")
    menu.get_by_label("Free until").fill("2026-11-27")
    page.wait_for_url(re.compile("free_to=2026-11-27"))
    expect(people).to_have_text(["Mirela Pop", "Kofi Mensah"])
    expect(menu).to_be_visible()
    check_accessible(page)
    page.keyboard.press("Escape")
    expect(page.get_by_text("Free 3 of 5 days, from Wed 25 Nov")).to_be_visible()
    page.get_by_role("link", name="Cards").click()
    page.wait_for_url(re.compile("view=cards"))
    check_accessible(page)
    page.get_by_role("link", name="Take off the filter Free Mon 23").click()
    expect(page.locator(".list-chips .chip")).to_have_count(1)
    page.get_by_role("link", name="Take off the filter Nuke").click()
    expect(people).to_have_count(3)
    assert page.url.endswith("/harbour/artists?view=cards")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
