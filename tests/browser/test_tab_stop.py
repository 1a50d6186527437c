"""The calendar is one stop of the Tab key: it remembers its place, and all that is in it is reached from there."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from studio.bookings.models import Booking
from tests.browser.conftest import check_accessible
from tests.browser.test_schedule_keyboard import label, press
from tests.support import gestures
from tests.support.cast import World
from tests.support.gestures import WHEN, bar
from tests.support.viewers import PHONE, Viewers

EVERYTHING = "[...document.querySelectorAll('.schedule-scroll, .schedule-scroll *')]"
STOPS = f"() => {EVERYTHING}.filter((each) => each.tabIndex >= 0).length"
LAST_BEFORE = "() => [...document.querySelectorAll('#legend :is(a, button)')].at(-1).focus()"
IN_THE_CALENDAR = "() => document.activeElement.closest('.schedule-grid') !== null"


def come_back(page: Page) -> str:
    """To the calendar, from what stands before it."""
    page.evaluate(LAST_BEFORE)
    press(page, "Tab")
    assert page.evaluate(STOPS) == 1
    return label(page)


def test_tab_comes_to_where_one_was_and_leaves_from_there(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN)
    assert come_back(sara).find("Ana Duarte") >= 0  # today, or the first day, of the first row
    press(sara, "Home", *["ArrowRight"] * 7)
    expect(bar(sara, comp)).to_be_focused()
    press(sara, "Tab")
    assert not sara.evaluate(IN_THE_CALENDAR)
    press(sara, "Shift+Tab")
    expect(bar(sara, comp)).to_be_focused()
    press(sara, "Shift+Tab")
    assert not sara.evaluate(IN_THE_CALENDAR)
    gestures.move(world, comp, gestures.days(2, 2))  # somebody else
    expect(bar(sara, comp)).to_have_attribute("title", "Confirmed, Wed 25 Nov 09:00 – Thu 26 Nov 18:00")
    come_back(sara)
    expect(bar(sara, comp)).to_be_focused()
    press(sara, "ArrowRight")
    for _ in range(2):  # windows that begin later, and still have that day
        date = sara.locator(".schedule-grid").get_attribute("data-from")
        sara.get_by_role("link", name="Later").locator("visible=true").click()
        expect(sara.locator(".schedule-grid")).not_to_have_attribute("data-from", str(date))
        expect(sara.locator("#schedule")).not_to_have_attribute("aria-busy", "true")
    assert come_back(sara) == "Book Ana Duarte, Mon 30 Nov"  # the first day there is
    sara.get_by_role("link", name="Projects", exact=True).and_(sara.locator("#schedule-range a")).click()
    expect(sara.locator(".schedule-grid")).to_have_attribute("data-view", "projects")
    assert come_back(sara) == "Book Harbour S2, Mon 30 Nov"


def test_heads_of_rows_and_columns_are_reached_by_arrows(look: Viewers, comp: Booking) -> None:
    sara = look("sara", WHEN)
    come_back(sara)
    press(sara, "Control+Home", "ArrowLeft")
    assert label(sara) == "Book Ana Duarte"
    press(sara, "ArrowLeft", "ArrowLeft", "ArrowDown")
    assert label(sara) == "Kofi Mensah"
    press(sara, "ArrowRight", "ArrowRight", "PageDown")
    assert label(sara) == "Book Mirela Pop, Mon 16 Nov"
    press(sara, "Control+End")
    assert label(sara) == "Book Mirela Pop, Sun 6 Dec"
    press(sara, "PageUp", "ArrowUp", "ArrowLeft")
    assert label(sara) == "Sat 5 Dec"
    check_accessible(sara)
    press(sara, "Enter")
    expect(sara.locator(".schedule-grid")).to_have_attribute("data-zoom", "day")
    expect(sara.locator(".schedule-grid")).to_have_attribute("data-from", "2026-12-05")
    assert sara.evaluate(STOPS) == 1


def test_who_had_the_focus_in_the_calendar_has_it_there_when_the_booking_is_gone(look: Viewers, comp: Booking) -> None:
    sara = look("sara", WHEN)
    bar(sara, comp).focus()
    press(sara, "Delete")
    sara.get_by_label("Reason").fill("the client left")
    press(sara, "Enter")
    expect(bar(sara, comp)).to_have_count(0)
    assert label(sara) == "Book Ana Duarte, Mon 23 Nov"


def test_in_the_list_and_on_a_phone_links_are_stops_as_everywhere(look: Viewers, comp: Booking) -> None:
    sara = look("sara", f"{WHEN}&view=list")
    assert sara.evaluate(STOPS) >= 2
    phone = look("sara", f"{WHEN[:-2]}23", size=PHONE)
    card = phone.locator(".agenda-card h3 a")
    card.first.focus()
    press(phone, "Tab")
    expect(phone.locator("#agenda :focus")).to_have_count(1)
