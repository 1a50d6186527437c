"""Working days only, under the hand: what is put down beside a weekend one does not see lands on the dates one sees."""

from __future__ import annotations

from datetime import UTC, datetime

from playwright.sync_api import expect

from studio.bookings.models import Booking
from studio.lib.spans import Span
from tests.browser.conftest import check_accessible
from tests.support import gestures
from tests.support.cast import World
from tests.support.gestures import WHEN, bar, drag, label, lands, press
from tests.support.viewers import Viewers

WORKING = f"{WHEN}&weekends=0"
SATURDAY = Span(datetime(2026, 11, 28, 10, tzinfo=UTC), datetime(2026, 11, 28, 15, tzinfo=UTC))


def test_a_bar_is_dragged_over_a_weekend_by_the_days_one_sees(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WORKING)
    assert sara.locator(".schedule-day").count() == 15
    here = ("Mon 23 09:00", "Wed 25 18:00")
    for by, expected in (
        (1, ("Tue 24 09:00", "Thu 26 18:00")),
        (3, ("Thu 26 09:00", "Mon 30 18:00")),
        (5, ("Mon 30 09:00", "Wed 02 18:00")),
        (-1, ("Fri 20 09:00", "Tue 24 18:00")),
        (-5, ("Mon 16 09:00", "Wed 18 18:00")),
    ):
        with drag(sara, bar(sara, comp), by=(by, 0)):
            expect(sara.locator(".drop-preview")).to_have_attribute("data-state", "free")
        lands(world, comp, "Ana Duarte", *expected)
        sara.keyboard.press("Control+z")
        lands(world, comp, "Ana Duarte", *here)
        expect(bar(sara, comp)).to_have_attribute("style", "--s:29;--e:41")


def test_an_edge_stands_on_friday_or_on_monday(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WORKING)
    for edge, by, expected in (
        ("end", 2, ("Mon 23 09:00", "Fri 27 18:00")),
        ("end", 3, ("Mon 23 09:00", "Mon 30 18:00")),
        ("start", -1, ("Fri 20 09:00", "Wed 25 18:00")),
    ):
        with drag(sara, bar(sara, comp), by=(by, 0), edge=edge):
            pass
        lands(world, comp, "Ana Duarte", *expected)
        sara.keyboard.press("Control+z")
        lands(world, comp, "Ana Duarte", "Mon 23 09:00", "Wed 25 18:00")
        expect(bar(sara, comp)).to_have_attribute("style", "--s:29;--e:41")


def test_days_beside_a_weekend_are_swept_and_pressed(look: Viewers, comp: Booking) -> None:
    sara = look("sara", WORKING)
    track = gestures.track(sara, "Mirela Pop")
    for at, by, first, last in (
        (8.3, 2, "2026-11-26", "2026-11-30"),
        (9.4, 0, "2026-11-27", "2026-11-27"),
        (10.2, 0, "2026-11-30", "2026-11-30"),
        (14.6, 0, "2026-12-04", "2026-12-04"),
        (7.3, 2.4, "2026-11-25", "2026-11-27"),
    ):
        with drag(sara, track, by=(by, 0), at=at):
            pass
        expect(sara.get_by_label("From", exact=True)).to_have_value(first)
        expect(sara.get_by_label("Until", exact=True)).to_have_value(last)
        sara.get_by_role("button", name="Close").locator("visible=true").click()


def test_keys_step_over_what_is_not_seen(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WORKING)
    sara.locator(".schedule-scroll").focus()
    press(sara, "ArrowDown", "Home")
    assert label(sara) == "Book Ana Duarte, Mon 16 Nov"
    press(sara, *["ArrowRight"] * 4)
    assert label(sara) == "Book Ana Duarte, Fri 20 Nov"
    box = sara.locator(".cell").bounding_box()
    head = sara.locator(".schedule-day[data-date='2026-11-20']").bounding_box()
    assert box and head and abs(box["x"] - head["x"]) < 2 and abs(box["width"] - head["width"]) < 2
    press(sara, "ArrowRight")
    expect(bar(sara, comp)).to_be_focused()
    press(sara, "ArrowRight", "ArrowRight", "ArrowRight")
    assert label(sara) == "Book Ana Duarte, Mon 30 Nov"
    press(sara, "End")
    assert label(sara) == "Book Ana Duarte, Fri 4 Dec"
    press(sara, "ArrowRight")
    assert label(sara) == "Book Ana Duarte, Fri 4 Dec"
    bar(sara, comp).focus()
    press(sara, *["Shift+ArrowRight"] * 2)
    expect(sara.locator("#said")).to_contain_text("Mon 23 – Fri 27 Nov")
    press(sara, "Enter")
    lands(world, comp, "Ana Duarte", "Mon 23 09:00", "Fri 27 18:00")
    expect(bar(sara, comp)).to_have_attribute("style", "--s:29;--e:49")
    bar(sara, comp).focus()
    press(sara, "m", "ArrowRight", "ArrowRight", "ArrowLeft", *["ArrowRight"] * 4)
    press(sara, "Enter")
    lands(world, comp, "Ana Duarte", "Mon 30 09:00", "Fri 04 18:00")


def test_what_lies_on_a_weekend_is_counted_at_its_border_and_shown_by_a_press(
    look: Viewers, world: World, comp: Booking
) -> None:
    world.booking(world.artist("Yuki Tanaka", department="Compositing"), world.project("Aurora"), SATURDAY, "hold")
    sara = look("sara", f"{WORKING}&department=Compositing")
    mark = sara.get_by_role("button", name="1 booking on the weekend. Show weekends")
    at, monday = mark.bounding_box(), sara.locator(".schedule-day[data-date='2026-11-30']").bounding_box()
    assert at and monday and abs(at["x"] + at["width"] / 2 - monday["x"]) < 2
    check_accessible(sara)
    mark.click()
    expect(sara.locator(".schedule-day")).to_have_count(21)
    expect(mark).to_have_count(0)
    assert "weekends" not in sara.url and "department=Compositing" in sara.url
    sara.get_by_role("button", name="Show", exact=True).click()
    sara.get_by_role("navigation", name="Weekends").get_by_role("link", name="Hidden").click()
    expect(sara.locator(".schedule-day")).to_have_count(15)
    assert "weekends=0" in sara.url
    check_accessible(sara)
