"""Room on the screen: one line of tools at every width of a desk and at 200 % zoom; a grid that stays where it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import check_accessible
from tests.live.pages import cookie
from tests.support.cast import World, days

WHEN = "/harbour/schedule?date=2026-11-24"
FILTERED = f"{WHEN}&department=Compositing&skill=comp&skill=roto&tag=senior&status=confirmed&status=pencil&q=kofi"
WIDTHS = (1440, 1180, 1024, 720)  # the last is a window of 1440 at 200 %
Open = Callable[..., Page]


@pytest.fixture
def sara(app: Flask, world: World, site: str, open_page: Open) -> Open:
    """A window of some width in which Sara is signed in."""
    kofi = world.artist("Kofi Mensah", department="Compositing", skills=["comp", "roto"], tags=["senior"])
    for n, name in enumerate(("Aurora titles", "Kestrel EP4", "Museum of Tides", "Night Ferry")):
        world.booking(kofi, world.project(name), days(n * 2, 2), "confirmed")

    def open_as_sara(width: int, **options: Any) -> Page:
        page = open_page({"width": width, "height": 450 if width == 720 else 900}, **options)
        name, _, value = cookie(app, world.tokens["sara"]).partition("=")
        page.context.add_cookies([{"name": name, "value": value, "url": site}])
        return page

    return open_as_sara


def box(page: Page, selector: str) -> dict[str, float]:
    found: dict[str, float] = page.locator(selector).first.evaluate("each => each.getBoundingClientRect().toJSON()")
    return found


def boxes(page: Page, bar: str) -> list[dict[str, float]]:
    """What stands in a bar, in order."""
    script = """([bar]) => [...document.querySelectorAll(`${bar} :is(a, button, input:not([type=hidden]), h1)`)]
        .filter(each => each.checkVisibility() && each.offsetWidth > 1 && !each.closest(".legend-chips"))
        .map(each => each.getBoundingClientRect().toJSON()).sort((a, b) => a.left - b.left)"""
    found: list[dict[str, float]] = page.evaluate(script, [bar])
    return found


def check_one_line(page: Page, bar: str, width: int) -> None:
    """In the bar, one beside the other: nothing on a second line, over its neighbour or outside the window."""
    around, inside = box(page, bar), boxes(page, bar)
    for each in inside:
        assert around["top"] <= each["top"] and each["bottom"] <= around["bottom"], each
    for one, next_one in zip(inside, inside[1:], strict=False):
        assert one["right"] <= next_one["left"] + 1, (one, next_one)
    assert inside[-1]["right"] <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_the_toolbar_is_one_line_whatever_is_on(sara: Open, width: int) -> None:
    page = sara(width)
    for address in (WHEN, FILTERED, f"{FILTERED}&view=list", f"{WHEN}&zoom=year", f"{WHEN}&tz=Asia/Kathmandu"):
        page.goto(address)
        expect(page.locator("#live[data-state=live]")).to_be_visible()
        for bar in (".topbar", "#legend"):
            check_one_line(page, bar, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    check_accessible(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_filter_and_no_banner_moves_the_grid(sara: Open, width: int) -> None:
    page = sara(width)
    page.goto(WHEN)
    top = box(page, "#schedule .schedule-scroll")["top"]
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("Skill", exact=True).select_option("comp")
    expect(page.locator("#filter-button .count")).to_have_text("1")
    assert box(page, "#schedule .schedule-scroll")["top"] == top
    page.keyboard.press("Escape")
    words = "document.querySelector('template[data-offline=network]').content.cloneNode(true)"
    banner = f"document.querySelector('#offline').replaceChildren({words})"
    page.evaluate(f"{banner}; document.dispatchEvent(new CustomEvent('flash', {{detail: {{message: 'Moved.'}}}}))")
    expect(page.locator("#offline")).to_be_visible()
    expect(page.locator(".flash")).to_be_visible()
    assert box(page, "#schedule .schedule-scroll")["top"] == top
    session = "Object.assign(document.createElement('section'), {className: 'session-bar', textContent: 'Signed out'})"
    page.evaluate(f"document.querySelector('.frame').prepend({session})")
    assert box(page, "#schedule .schedule-scroll")["top"] == top
    for address in (FILTERED, f"{WHEN}&q=nobody", f"{WHEN}&view=list&status=hold"):
        page.goto(address)
        assert box(page, "#schedule")["top"] == top


def test_what_is_folded_away_is_found_and_closes_when_it_was_used(sara: Open) -> None:
    page = sara(720)
    page.goto(WHEN)
    page.get_by_role("button", name="Range 3 weeks").click()
    check_accessible(page)
    menu = page.locator("#zoom-menu")
    assert box(page, "#zoom-menu")["top"] >= box(page, "[data-unfolds=zoom]")["bottom"]
    menu.get_by_role("link", name="Week", exact=True).click()
    expect(page.locator(".schedule-grid[data-zoom=week]")).to_be_visible()
    expect(menu).to_be_hidden()
    opener = page.get_by_role("button", name="Range Week")
    expect(opener).to_be_focused()
    page.get_by_role("button", name="View Artists").click()
    page.locator("#view-menu").get_by_role("link", name="List").click()
    expect(page.locator("#schedule table")).to_be_visible()
    page.get_by_role("button", name="More").click()
    page.locator("#more-menu").get_by_role("link", name="Views").click()
    expect(page.get_by_role("dialog").get_by_label("Name")).to_be_visible()


def test_the_filters_that_are_on_are_counted_and_cleared_where_there_is_no_room(sara: Open) -> None:
    page = sara(720)
    page.goto(FILTERED)
    expect(page.locator("#filter-button .count")).to_have_text("6")
    page.locator("#legend").get_by_role("link", name="Clear filters").click()
    expect(page.locator("#filter-button .count")).to_have_count(0)
    assert page.url.endswith(WHEN)


def rail(page: Page) -> float:
    return box(page, ".rail")["width"]


@pytest.mark.parametrize(("width", "wide"), [(1440, True), (1180, False), (1024, False)])
def test_the_sidebar_has_names_where_there_is_room_and_stays_as_it_is_put(sara: Open, width: int, wide: bool) -> None:
    page = sara(width)
    page.goto("/harbour/artists")
    assert (rail(page) > 150) is wide
    toggle = page.get_by_role("button", name="Narrow the sidebar" if wide else "Widen the sidebar")
    assert toggle.get_attribute("aria-expanded") == ("true" if wide else "false")
    toggle.focus()
    with page.expect_response("**/sidebar"):
        page.keyboard.press("Enter")
    assert (rail(page) > 150) is not wide
    other = page.get_by_role("button", name="Widen the sidebar" if wide else "Narrow the sidebar")
    expect(other).to_be_focused()
    page.goto("/harbour/projects")
    assert (rail(page) > 150) is not wide
    check_accessible(page)
    page.goto(WHEN)
    for bar in (".topbar", "#legend"):
        check_one_line(page, bar, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_theme_holds_at_once_and_after_a_reload(sara: Open) -> None:
    page = sara(1440, color_scheme="light")
    page.goto("/harbour/artists")
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Account").click()
    with page.expect_response("**/theme"):
        page.get_by_role("group", name="Theme").get_by_role("button", name="Dark").click()
    dark = page.evaluate(paper)
    assert dark != light
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    check_accessible(page)
    page.reload()
    assert page.evaluate(paper) == dark
    assert page.locator("meta[name=theme-color][media=all]").get_attribute("data-scheme") == "dark"
    page.get_by_role("button", name="Account").click()
    with page.expect_response("**/theme"):
        page.get_by_role("button", name="System", exact=True).click()
    assert page.evaluate(paper) == light


def test_without_scripts_the_sidebar_and_the_theme_are_forms(sara: Open) -> None:
    page = sara(1440, java_script_enabled=False)
    page.goto("/harbour/artists")
    page.get_by_role("button", name="Narrow the sidebar").click()
    page.wait_for_url("**/harbour/artists")
    expect(page.locator("html")).to_have_attribute("data-sidebar", "closed")
    page.goto("/harbour/profile")
    page.locator("main").get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.wait_for_url("**/harbour/profile")


def test_the_head_of_the_list_stays_while_it_scrolls(sara: Open) -> None:
    page = sara(720)
    page.set_viewport_size({"width": 720, "height": 260})
    page.goto(f"{WHEN}&view=list")
    top, bottom = box(page, "#schedule thead th")["top"], box(page, "#schedule")["bottom"]
    assert bottom == 260
    page.locator("#schedule").evaluate("each => { each.scrollTop = 90 }")
    assert box(page, "#schedule thead th")["top"] == box(page, "#schedule")["top"] <= top
    page.get_by_role("columnheader", name="Artist").get_by_role("link").press("Enter")
    expect(page.get_by_role("columnheader", name="Artist")).to_have_attribute("aria-sort", "ascending")
    expect(page.get_by_role("columnheader", name="Artist").get_by_role("link")).to_be_focused()
    assert "sort=artist" in page.url
    check_accessible(page)
