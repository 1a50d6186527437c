"""Where a booking's card stands: beside what was pressed and below the tools; and what floats on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from studio.bookings.models import Booking
from tests.support.cast import World, days
from tests.support.gestures import WHEN
from tests.support.viewers import PHONE, Viewers

SIZES = [(1440, 900), (1180, 820), (1024, 768), (720, 450)]  # the last is a desk at 200 %


def box(found: Locator) -> dict[str, Any]:
    found.hover(position={"x": 4, "y": 4})
    return found.bounding_box() or {}


def apart(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return (
        one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
        or one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
    )  # fmt: skip


def check_card(page: Page, booking: Booking, width: int, height: int) -> None:
    bar = page.locator(f"#bar-{booking.id}")
    bar.scroll_into_view_if_needed()
    bar.click(position={"x": 6, "y": 8})
    card = page.locator("#panel article")
    expect(card).to_be_visible()
    card.hover(position={"x": 4, "y": 4})
    places: list[dict[str, Any]] = [dict(each.bounding_box() or {}) for each in (card, bar, page.locator(".topbar"))]
    shape, pressed, tools = places
    assert shape["y"] >= tools["y"] + tools["height"], "below the tools"
    assert shape["x"] >= 0 and shape["x"] + shape["width"] <= width and shape["y"] + shape["height"] <= height
    if height > 500:
        assert apart(shape, pressed), (shape, pressed)
    page.keyboard.press("Escape")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_card_covers_neither_its_bar_nor_the_tools(
    look: Viewers, world: World, comp: Booking, width: int, height: int
) -> None:
    yuki, grade = world.artist("Yuki Long"), world.project("Feature")
    long = world.booking(yuki, grade, days(0, 19), "pencil", title="all of it")
    page = look("sara", f"{WHEN}", size={"width": width, "height": height})
    for booking in (comp, long):
        check_card(page, booking, width, height)


def test_on_a_phone_nothing_ends_below_the_plus_and_messages_stand_above_it(
    look: Viewers, world: World, comp: Booking
) -> None:
    page = look("sara", WHEN, size=PHONE)
    plus = page.locator(".fab")
    page.evaluate("document.dispatchEvent(new CustomEvent('flash', { detail: { message: 'Saved.', tone: 'ok' } }))")
    flash = page.locator("#flashes .flash")
    expect(flash).to_be_visible()
    assert apart(box(flash), plus.bounding_box() or {})
    week = f"{WHEN[:-2]}23"
    for address in (week, f"{week}&view=list"):
        page.goto(address)
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        last = page.locator(".agenda-card, #schedule tbody tr").locator("visible=true").last
        assert apart(last.bounding_box() or {}, plus.bounding_box() or {}), address
