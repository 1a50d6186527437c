"""The calendar under the mouse: bars are moved, given away, stretched; empty time is swept; a refusal snaps back."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from studio.bookings.models import Booking
from studio.lib.spans import Span
from tests.browser.conftest import check_accessible
from tests.support import gestures
from tests.support.cast import World, days
from tests.support.gestures import WHEN, bar, drag, lands, point
from tests.support.viewers import Viewers


def test_a_bar_is_dragged_in_time_and_its_preview_says_that_it_is_free(
    look: Viewers, world: World, comp: Booking
) -> None:
    sara = look("sara", WHEN)
    with drag(sara, bar(sara, comp), by=(2, 0)):
        expect(sara.locator(".drop-preview")).to_have_attribute("data-state", "free")
        expect(sara.locator(".drop-preview-words")).to_contain_text("Ana Duarte, Wed 25 – Fri 27 Nov, 3 working days")
        check_accessible(sara)
    expect(sara.locator("#flashes")).to_contain_text("Moved: Ana Duarte, ")
    lands(world, comp, "Ana Duarte", "Wed 25 09:00", "Fri 27 18:00")
    expect(sara.locator(".drop-preview, .drop-preview-words")).to_have_count(0)
    expect(sara.locator("#panel article")).to_have_count(0)  # the end of a drag is no click


def test_a_bar_keeps_its_working_days_and_alt_its_length_and_its_ghost_says_so_before_the_drop(
    look: Viewers, world: World, comp: Booking
) -> None:
    """Three days from Thursday on: over the weekend until Monday, or with Alt until Saturday, a day less."""
    sara = look("sara", WHEN)
    ghost, told, width = sara.locator(".drop-preview"), sara.locator(".drop-preview-words"), gestures.column(sara)
    with drag(sara, bar(sara, comp), by=(3, 0)):
        expect(ghost).to_have_text("Harbour S2 · comp")
        expect(ghost).to_have_attribute("data-hue", bar(sara, comp).get_attribute("data-hue") or "")
        expect(told).to_contain_text("Ana Duarte, Thu 26 – Mon 30 Nov, 3 working days")
        expect(told).not_to_contain_text("→")
        box = ghost.bounding_box()
        assert box and round(box["width"] / width) == 5
        sara.keyboard.down("Alt")
        expect(told).to_contain_text("3 → 2 working days, −8 h")
        expect(told).to_contain_text("Thu 26 – Sat 28 Nov")
        sara.keyboard.up("Alt")
        expect(told).to_contain_text("Thu 26 – Mon 30 Nov")
        check_accessible(sara)
    lands(world, comp, "Ana Duarte", "Thu 26 09:00", "Mon 30 18:00")
    sara.keyboard.press("Control+z")
    lands(world, comp, "Ana Duarte", "Mon 23 09:00", "Wed 25 18:00")
    with drag(sara, bar(sara, comp), by=(3, 0)):
        sara.keyboard.down("Alt")
        expect(told).to_contain_text("3 → 2 working days")
    sara.keyboard.up("Alt")
    lands(world, comp, "Ana Duarte", "Thu 26 09:00", "Sat 28 18:00")


def test_half_days_are_what_three_weeks_snap_to(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN)
    with drag(sara, bar(sara, comp), by=(0.6, 0)):
        pass
    lands(world, comp, "Ana Duarte", "Mon 23 14:00", "Thu 26 13:00")
    expect(bar(sara, comp)).to_have_attribute("title", "Confirmed, Mon 23 Nov 14:00 – Thu 26 Nov 13:00")


@pytest.fixture
def night(world: World) -> Booking:
    """Priya, from Monday 22:00 to Tuesday 06:00."""
    evening = days(0).end + timedelta(hours=4)
    priya, harbour = world.artist("Priya Nair", department="Editing"), world.project("Nightfall")
    return world.booking(priya, harbour, Span(evening, evening + timedelta(hours=8)))


@pytest.mark.parametrize("zoom", ["week", "weeks", "month"])
def test_a_night_is_large_enough_to_be_hit_at_the_edges_of_both_days(
    look: Viewers, world: World, night: Booking, zoom: str
) -> None:
    sara = look("sara", f"/harbour/schedule?date=2026-11-23&zoom={zoom}")
    shown = bar(sara, night)
    expect(shown).to_have_attribute("title", "Confirmed, Mon 23 Nov 22:00 – Tue 24 Nov 06:00")
    box, edge = shown.bounding_box(), sara.get_by_label("Tue 24 Nov", exact=True).locator("xpath=..").bounding_box()
    assert box and edge and box["width"] >= 24 and box["height"] >= 22
    assert box["x"] < edge["x"] - 8 and edge["x"] + 8 < box["x"] + box["width"]
    for side in (-10, 10):  # it is what lies on either day
        at = edge["x"] + side, box["y"] + box["height"] / 2
        assert (
            sara.evaluate("([x, y]) => document.elementFromPoint(x, y).closest('a.bar')?.id", at) == f"bar-{night.id}"
        )
    shown.focus()
    assert sara.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    check_accessible(sara)


def test_a_night_put_down_where_it_was_stays_and_a_day_on_is_a_day_later(
    look: Viewers, world: World, night: Booking
) -> None:
    sara = look("sara", WHEN)
    for edge in ("", "start", "end"):
        with drag(sara, bar(sara, night), by=(0.2, 0), edge=edge):
            sara.mouse.move(*point(sara, bar(sara, night), (0, 0), edge))
        sara.wait_for_timeout(200)
        lands(world, night, "Priya Nair", "Mon 23 22:00", "Tue 24 06:00")
    with drag(sara, bar(sara, night), by=(1, 0)):
        expect(sara.locator(".drop-preview-words")).to_contain_text("Tue 24 Nov 22:00 – Wed 25 Nov 06:00")
    lands(world, night, "Priya Nair", "Tue 24 22:00", "Wed 25 06:00")
    expect(bar(sara, night)).to_have_attribute("style", "--s:35;--e:39")


def test_a_bar_is_given_to_another_artist(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN)
    with drag(sara, bar(sara, comp), by=(0, 1)):
        expect(sara.locator(".drop-preview-words")).to_contain_text("Kofi Mensah")
    expect(sara.locator("#flashes")).to_contain_text("Given to Kofi Mensah, ")
    lands(world, comp, "Kofi Mensah", "Mon 23 09:00", "Wed 25 18:00")
    row = sara.locator(".schedule-row").filter(has=bar(sara, comp))
    expect(row).to_contain_text("Kofi Mensah")


@pytest.mark.parametrize(
    ("edge", "by", "expected"),
    [
        ("end", 1, ("Mon 23 09:00", "Thu 26 18:00")),
        ("end", -1.5, ("Mon 23 09:00", "Tue 24 13:00")),
        ("start", -1, ("Sun 22 09:00", "Wed 25 18:00")),
        ("start", 1, ("Tue 24 09:00", "Wed 25 18:00")),
        ("end", -9, ("Mon 23 09:00", "Mon 23 13:00")),
    ],
)
def test_an_edge_is_dragged(
    look: Viewers, world: World, comp: Booking, edge: str, by: float, expected: tuple[str, str]
) -> None:
    sara = look("sara", WHEN)
    with drag(sara, bar(sara, comp), by=(by, 0), edge=edge):
        pass
    lands(world, comp, "Ana Duarte", *expected)


def test_a_taken_place_shows_before_the_drop_and_snaps_back_with_ways_out(
    look: Viewers, world: World, comp: Booking
) -> None:
    sara = look("sara", WHEN)
    home = bar(sara, comp).bounding_box()
    with drag(sara, bar(sara, comp), by=(2, 1)):
        expect(sara.locator(".drop-preview")).to_have_attribute("data-state", "clash")
        expect(sara.locator(".drop-preview-words")).to_contain_text("Taken: Harbour S2 · grade")
    expect(sara.locator("#conflict-title")).to_have_text("Kofi Mensah is already booked")
    check_accessible(sara)
    assert bar(sara, comp).bounding_box() == home
    lands(world, comp, "Ana Duarte", "Mon 23 09:00", "Wed 25 18:00")
    sara.get_by_role("button", name="Move: Start").click()
    expect(sara.locator("dialog[open]")).to_have_count(0)
    lands(world, comp, "Kofi Mensah", "Mon 30 09:00", "Wed 02 18:00")


def test_escape_drops_it_back(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN)
    with drag(sara, bar(sara, comp), by=(2, 0)):
        sara.keyboard.press("Escape")
        expect(sara.locator(".drop-preview")).to_have_count(0)
    lands(world, comp, "Ana Duarte", "Mon 23 09:00", "Wed 25 18:00")
    expect(sara.locator("#panel article, #flashes .flash")).to_have_count(0)


def test_what_the_mouse_carries_is_not_cancelled_by_a_key(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN)
    with drag(sara, bar(sara, comp), by=(2, 0)):
        for key in ("Delete", "s", "n", "ArrowRight"):
            sara.keyboard.press(key)
        sara.wait_for_timeout(300)
    expect(sara.locator("#flashes")).to_contain_text("Moved: Ana Duarte, ")
    expect(sara.locator("dialog[open]")).to_have_count(0)
    lands(world, comp, "Ana Duarte", "Wed 25 09:00", "Fri 27 18:00")
    expect(bar(sara, comp)).to_have_attribute("data-status", "confirmed")


def test_a_move_is_undone_by_its_toast_and_by_the_keys(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN)
    for take_back in (
        lambda: sara.get_by_role("button", name="Undo").click(),
        lambda: sara.keyboard.press("Control+z"),
    ):
        with drag(sara, bar(sara, comp), by=(2, 1)):
            sara.mouse.move(*point(sara, bar(sara, comp), (-5, 1)))
        lands(world, comp, "Kofi Mensah", "Wed 18 09:00", "Fri 20 18:00")
        expect(sara.get_by_role("button", name="Undo")).to_be_visible()  # the answer came: there is something to undo
        take_back()
        lands(world, comp, "Ana Duarte", "Mon 23 09:00", "Wed 25 18:00")
        expect(bar(sara, comp)).to_have_attribute("title", "Confirmed, Mon 23 Nov 09:00 – Wed 25 Nov 18:00")


def test_a_change_that_somebody_made_meanwhile_is_not_lost(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN)
    with drag(sara, bar(sara, comp), by=(2, 0)):
        expect(sara.locator(".drop-preview")).to_have_attribute("data-state", "free")
        gestures.move(world, comp, days(-7, 3))
        sara.wait_for_timeout(400)
        expect(bar(sara, comp)).to_have_attribute("data-lifted", "")  # it is not pulled away
    expect(sara.locator("#flashes")).to_contain_text("It changed while you were looking: Adam moved it")
    lands(world, comp, "Ana Duarte", "Mon 16 09:00", "Wed 18 18:00")
    expect(bar(sara, comp)).to_have_attribute("title", "Confirmed, Mon 16 Nov 09:00 – Wed 18 Nov 18:00")


def test_empty_time_is_swept_to_book_days_with_alt_halves_and_one_day_by_a_click(
    look: Viewers, world: World, comp: Booking
) -> None:
    sara = look("sara", WHEN)
    track = gestures.track(sara, "Kofi Mensah")
    with drag(sara, track, by=(2, 0), at=14.3):
        expect(sara.locator(".drop-preview")).to_have_attribute("data-state", "free")
    expect(sara.get_by_label("From", exact=True)).to_have_value("2026-11-30")
    expect(sara.get_by_label("Until", exact=True)).to_have_value("2026-12-02")
    expect(sara.locator("#booking-form").get_by_role("combobox", name="Artist")).to_have_value("Kofi Mensah")
    sara.get_by_role("button", name="Close").locator("visible=true").click()
    with drag(sara, track, by=(1.1, 0), at=14.6):  # two days are touched, each in part
        pass
    expect(sara.get_by_label("From", exact=True)).to_have_value("2026-11-30")
    expect(sara.get_by_label("Until", exact=True)).to_have_value("2026-12-01")
    expect(sara.get_by_label("Whole working days")).to_be_checked()
    sara.get_by_role("button", name="Close").locator("visible=true").click()
    with drag(sara, track, by=(0.4, 0), at=14.05):
        sara.keyboard.down("Alt")
        expect(sara.locator(".drop-preview-words")).to_contain_text("09:00 – 13:00")
    sara.keyboard.up("Alt")
    expect(sara.get_by_label("End time")).to_have_value("13:00")
    sara.get_by_role("button", name="Close").locator("visible=true").click()
    with drag(sara, track, by=(0, 0), at=15.2):
        pass
    expect(sara.get_by_label("From", exact=True)).to_have_value("2026-12-01")
    expect(sara.get_by_label("Whole working days")).to_be_checked()


def test_a_sweep_is_given_up_with_escape(look: Viewers, comp: Booking) -> None:
    sara = look("sara", WHEN)
    with drag(sara, gestures.track(sara, "Kofi Mensah"), by=(2, 0), at=14.3):
        sara.keyboard.press("Escape")
    sara.wait_for_timeout(200)
    expect(sara.locator("dialog[open], .drop-preview")).to_have_count(0)


def test_a_week_snaps_to_hours_and_a_day_to_quarters(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", "/harbour/schedule?date=2026-11-23&zoom=week")
    with drag(sara, bar(sara, comp), by=(-2 / 9 + 0.01, 0), edge="end"):
        pass
    lands(world, comp, "Ana Duarte", "Mon 23 09:00", "Wed 25 16:00")
    sara.goto("/harbour/schedule?date=2026-11-25&zoom=day")
    with drag(sara, bar(sara, comp), by=(0.8, 0), edge="end"):
        pass
    lands(world, comp, "Ana Duarte", "Mon 23 09:00", "Wed 25 16:45")
    with drag(sara, bar(sara, comp), by=(-0.5, 0)):
        pass
    lands(world, comp, "Ana Duarte", "Mon 23 08:30", "Wed 25 16:15")


def test_the_calendar_scrolls_when_something_is_dragged_to_its_edge(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN, size={"width": 1024, "height": 500})
    area = sara.locator(".schedule-scroll")
    box = area.bounding_box()
    assert box
    with drag(sara, bar(sara, comp), by=(1, 0)):
        sara.mouse.move(box["x"] + box["width"] - 4, box["y"] + 150, steps=4)
        end = time.monotonic() + 30
        while area.evaluate("area => area.scrollLeft") <= 60 and time.monotonic() < end:
            sara.wait_for_timeout(20)
        assert area.evaluate("area => area.scrollLeft") > 60
        sara.keyboard.press("Escape")


def test_a_quarter_is_for_looking_and_a_viewer_moves_nothing(look: Viewers, world: World, comp: Booking) -> None:
    for name, path in (("sara", "/harbour/schedule?date=2026-11-23&zoom=quarter"), ("vera", WHEN)):
        page = look(name, path)
        with drag(page, bar(page, comp), by=(3, 0)):
            expect(page.locator(".drop-preview")).to_have_count(0)
        lands(world, comp, "Ana Duarte", "Mon 23 09:00", "Wed 25 18:00")


def test_a_plain_click_still_opens_the_booking(look: Viewers, comp: Booking) -> None:
    sara: Page = look("sara", WHEN)
    bar(sara, comp).click()
    expect(sara.locator("#panel")).to_contain_text("Ana Duarte")


def test_rows_of_projects_move_in_time_only(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", f"{WHEN}&view=projects")
    with drag(sara, bar(sara, comp), by=(2, 0)):
        expect(sara.locator(".drop-preview")).to_have_attribute("data-state", "free")
    lands(world, comp, "Ana Duarte", "Wed 25 09:00", "Fri 27 18:00")
