"""The calendar under a finger: one that rests lifts, one that moves at once scrolls; handles; a phone's agenda."""

from __future__ import annotations

from playwright.sync_api import expect

from studio.bookings.models import Booking
from tests.browser.conftest import check_accessible
from tests.support import gestures
from tests.support.cast import World
from tests.support.gestures import WHEN, Finger, bar, lands, point
from tests.support.viewers import PHONE, Viewers

TABLET = {"width": 1024, "height": 768}


def test_a_finger_that_rests_lifts_and_then_moves(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN, TABLET, has_touch=True)
    finger = Finger(sara)
    finger.down(*point(sara, bar(sara, comp), (0, 0)))
    expect(bar(sara, comp)).to_have_attribute("data-lifted", "")
    finger.move(*point(sara, bar(sara, comp), (2, 2)))
    expect(sara.locator(".drop-preview")).to_have_attribute("data-state", "free")
    expect(sara.locator(".drop-preview-words")).to_contain_text("Mirela Pop, Wed 25 – Fri 27 Nov")
    finger.up()
    lands(world, comp, "Mirela Pop", "Wed 25 09:00", "Fri 27 18:00")
    expect(sara.locator("#panel article")).to_have_count(0)


def test_a_finger_that_moves_at_once_scrolls_and_moves_nothing(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN, TABLET, has_touch=True)
    finger, area = Finger(sara), sara.locator(".schedule-scroll")
    start = point(sara, bar(sara, comp), (0, 0))
    finger.down(*start)
    finger.move(start[0] - 200, start[1], steps=8)
    sara.wait_for_timeout(600)  # longer than a rest
    expect(sara.locator("[data-lifted], .drop-preview")).to_have_count(0)
    finger.up()
    assert area.evaluate("area => area.scrollLeft") > 50
    lands(world, comp, "Ana Duarte", "Mon 23 09:00", "Wed 25 18:00")
    expect(sara.locator("#panel article")).to_have_count(0)


def test_resting_without_moving_shows_handles_that_resize(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN, TABLET, has_touch=True)
    finger = Finger(sara)
    finger.down(*point(sara, bar(sara, comp), (0, 0)))
    expect(bar(sara, comp)).to_have_attribute("data-lifted", "")
    finger.up()
    handle = sara.locator('.handles [data-edge="end"]')
    expect(handle).to_be_visible()
    check_accessible(sara)
    box = handle.bounding_box()
    assert box and min(box["width"], box["height"]) >= 44
    finger.down(box["x"] + 22, box["y"] + 22)
    finger.move(box["x"] + 22 + gestures.column(sara), box["y"] + 22)
    expect(sara.locator(".drop-preview")).to_have_attribute("data-state", "free")
    finger.up()
    lands(world, comp, "Ana Duarte", "Mon 23 09:00", "Thu 26 18:00")


def test_a_taken_place_snaps_back_under_a_finger_too(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN, TABLET, has_touch=True)
    finger = Finger(sara)
    finger.down(*point(sara, bar(sara, comp), (0, 0)))
    expect(bar(sara, comp)).to_have_attribute("data-lifted", "")
    finger.move(*point(sara, bar(sara, comp), (2, 1)))
    expect(sara.locator(".drop-preview")).to_have_attribute("data-state", "clash")
    finger.up()
    expect(sara.locator("#conflict-title")).to_have_text("Kofi Mensah is already booked")
    lands(world, comp, "Ana Duarte", "Mon 23 09:00", "Wed 25 18:00")


def test_a_rest_on_empty_time_books_and_a_tap_opens(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN, TABLET, has_touch=True)
    finger, track = Finger(sara), gestures.track(sara, "Mirela Pop")
    finger.down(*point(sara, track, (0, 0), at=7.2))
    expect(sara.locator(".drop-preview")).to_be_visible()
    finger.move(*point(sara, track, (1.5, 0), at=7.2))
    expect(sara.locator(".drop-preview")).to_have_attribute("data-state", "free")
    finger.up()
    expect(sara.get_by_label("From", exact=True)).to_have_value("2026-11-23")
    expect(sara.get_by_label("Until", exact=True)).to_have_value("2026-11-24")
    sara.keyboard.press("Escape")
    bar(sara, comp).tap()
    expect(sara.locator("#panel")).to_contain_text("Ana Duarte")


def test_a_phone_edits_what_a_finger_rests_on_and_books_the_day(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", f"{WHEN[:-2]}23", PHONE)
    finger, card = Finger(sara), sara.locator(".agenda-card").filter(has_text="comp").first
    finger.down(*point(sara, card, (0, 0)))
    expect(sara.locator("#dialog-title")).to_have_text("Edit booking")
    finger.up()
    check_accessible(sara)
    expect(sara.get_by_label("From", exact=True)).to_have_value("2026-11-23")
    sara.get_by_label("Until", exact=True).fill("2026-11-24")
    sara.get_by_role("button", name="Save", exact=True).click()
    lands(world, comp, "Ana Duarte", "Mon 23 09:00", "Tue 24 18:00")
    expect(sara.locator("dialog[open], #panel article")).to_have_count(0)
    finger.down(*point(sara, sara.locator(".day-strip a").nth(3), (0, 0)))
    expect(sara.locator("#dialog-title")).to_have_text("New booking")
    finger.up()
    expect(sara.get_by_label("From", exact=True)).to_have_value("2026-11-26")


def test_a_phone_scrolls_its_agenda_and_a_tap_opens_a_card(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", f"{WHEN[:-2]}23", PHONE)
    finger, card = Finger(sara), sara.locator(".agenda-card").first
    x, y = point(sara, card, (0, 0))
    finger.down(x, y)
    finger.move(x, y - 120, steps=6)
    sara.wait_for_timeout(600)
    finger.up()
    expect(sara.locator("dialog[open], #panel article")).to_have_count(0)
    card.locator("h3 a").tap()
    expect(sara.locator("#panel article")).to_be_visible()
