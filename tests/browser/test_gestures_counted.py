"""Ten tasks of a producer's day, in as many gestures as docs/gestures.md says, by mouse and by keys."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from studio.bookings.models import Booking
from tests.support import gestures
from tests.support.cast import World, days
from tests.support.counted import Hands
from tests.support.gestures import WHEN, bar, combobox, lands, track
from tests.support.viewers import Viewers


@pytest.fixture
def comp(world: World) -> Booking:
    """Beside the team: of two who paint, Aaron has no day and Bea every day; and a project that began long ago."""
    aaron, bea = (world.artist(name, department="Paint", skills=["paint"]) for name in ("Aaron Busy", "Bea Vale"))
    saga = world.project("Saga")
    world.booking(aaron, saga, days(-7, 40), title="all of it")
    world.booking(bea, saga, days(-70, 2), title="the first")
    return gestures.team(world)


@pytest.fixture
def hold(world: World, comp: Booking) -> Booking:
    return world.booking(world.artist("Teo Grau", skills=["fx"]), world.project("Aurora"), days(9), "hold", title="fx")


def said(page: Page, words: str) -> None:
    expect(page.locator("#flashes")).to_contain_text(words)


def book(hands: Hands, artist: str) -> None:
    """What is asked once the days are chosen: for whom; Enter takes the one that is found, and Enter books."""
    project = combobox(hands.page.locator("#booking-form"), "Project")
    expect(project).to_be_focused()
    hands.type("harb")
    hands.key("Enter")
    expect(project).to_have_value("Harbour S2")
    hands.key("Enter")
    said(hands.page, f"Booked {artist} on Harbour S2, Mon 30 Nov – Wed 2 Dec.")


def test_by_mouse(look: Viewers, world: World, comp: Booking, hold: Booking) -> None:
    sara = look("sara", WHEN)
    hands, mine = Hands(sara), bar(sara, comp)
    with hands.take(4):  # book three days: one drag, three keys
        hands.drag(track(sara, "Mirela Pop"), (2, 0), at=14.5)
        book(hands, "Mirela Pop")
    with hands.take(1):  # a week later, to another artist
        hands.drag(mine, (7, 1))
    lands(world, comp, "Kofi Mensah", "Mon 30 09:00", "Wed 02 18:00")
    said(sara, "Given to Kofi Mensah, Mon 30 Nov – Wed 2 Dec.")
    with hands.take(1):  # take it back
        hands.click(sara.get_by_role("button", name="Undo"))
    lands(world, comp, "Ana Duarte", "Mon 23 09:00", "Wed 25 18:00")
    said(sara, "Taken back: Ana Duarte, Mon 23 – Wed 25 Nov.")
    with hands.take(1):  # a day longer
        hands.drag(mine, (1, 0), "end")
    lands(world, comp, "Ana Duarte", "Mon 23 09:00", "Thu 26 18:00")
    said(sara, "Resized: Ana Duarte, Mon 23 – Thu 26 Nov, 4 working days.")
    with hands.take(2):  # to a substitute, where it was taken
        hands.drag(mine, (0, 1))
        hands.click(sara.get_by_role("button", name="Assign: Book Mirela Pop"))
    lands(world, comp, "Mirela Pop", "Mon 23 09:00", "Thu 26 18:00")
    said(sara, "Saved: Mirela Pop, Mon 23 – Thu 26 Nov.")
    expect(track(sara, "Mirela Pop").locator(f"#bar-{comp.id}")).to_have_count(1)
    with hands.take(1):  # to end at lunch
        hands.drag(mine, (-0.5, 0), "end")
    lands(world, comp, "Mirela Pop", "Mon 23 09:00", "Thu 26 13:00")
    with hands.take(2):  # confirm a hold
        hands.click(bar(sara, hold))
        hands.click(sara.locator("#panel").get_by_role("button", name="Confirm", exact=True))
    said(sara, "Confirmed: Teo Grau, Wed 2 Dec.")
    with hands.take(2):  # who of them is free
        hands.click(sara.get_by_role("searchbox"))
        hands.type("paint")
    expect(sara.locator(".schedule-row")).to_have_count(2)
    expect(track(sara, "Bea Vale").locator(".bar")).to_have_count(0)
    sara.get_by_role("searchbox").fill("")
    expect(sara.locator(".schedule-row")).to_have_count(6)
    with hands.take(1):  # one project's schedule
        hands.click(sara.locator("#key").get_by_role("link", name="Saga"))
    expect(sara.locator(".schedule-row")).to_have_count(1)
    sara.goto(f"{WHEN}&view=projects")
    with hands.take(2):  # to its first booking
        hands.click(sara.locator(".schedule-row").get_by_role("link", name="Saga", exact=True))
        hands.click(sara.get_by_role("link", name="First booking"))
    expect(sara.locator("a.bar").filter(has_text="the first")).to_be_focused()


def test_by_keys(look: Viewers, world: World, comp: Booking, hold: Booking) -> None:
    sara = look("sara", WHEN)
    hands, mine = Hands(sara), bar(sara, comp)
    track(sara, "Mirela Pop").locator("xpath=..").get_by_role("link", name="Mirela Pop", exact=True).focus()
    for key in ("End", *["ArrowLeft"] * 6):  # on a free day
        sara.keyboard.press(key)
    with hands.take(6):  # book three days
        hands.key("Shift+ArrowRight", "Shift+ArrowRight", "Enter")
        book(hands, "Mirela Pop")
    mine.focus()
    with hands.take(4):  # a week later, to another artist
        hands.key("m", "Shift+ArrowRight", "ArrowDown", "Enter")
    lands(world, comp, "Kofi Mensah", "Mon 30 09:00", "Wed 02 18:00")
    said(sara, "Given to Kofi Mensah, Mon 30 Nov – Wed 2 Dec.")
    with hands.take(1):  # take it back
        hands.key("Control+z")
    lands(world, comp, "Ana Duarte", "Mon 23 09:00", "Wed 25 18:00")
    expect(track(sara, "Ana Duarte").locator(f"#bar-{comp.id}")).to_have_count(1)
    expect(mine).to_be_focused()
    with hands.take(2):  # a day longer
        hands.key("Shift+ArrowRight", "Enter")
    lands(world, comp, "Ana Duarte", "Mon 23 09:00", "Thu 26 18:00")
    said(sara, "Resized: Ana Duarte, Mon 23 – Thu 26 Nov, 4 working days.")
    with hands.take(5):  # to a substitute, where it was taken
        hands.key("m", "ArrowDown", "Enter")
        expect(sara.locator("#conflict-title")).to_have_text("Kofi Mensah is already booked")
        sara.wait_for_function(
            "() => document.querySelector('dialog.conflict[open]') && !document.activeElement.closest('.schedule-grid')"
        )
        hands.key("Tab", "Enter")
    lands(world, comp, "Mirela Pop", "Mon 23 09:00", "Thu 26 18:00")
    expect(track(sara, "Mirela Pop").locator(f"#bar-{comp.id}")).to_have_count(1)
    mine.focus()
    with hands.take(2):  # to end at lunch
        hands.key("Control+Shift+ArrowLeft", "Enter")
    lands(world, comp, "Mirela Pop", "Mon 23 09:00", "Thu 26 13:00")
    bar(sara, hold).focus()
    with hands.take(2):  # confirm a hold
        hands.key("s", "s")
    said(sara, "Confirmed: Teo Grau, Wed 2 Dec.")
    with hands.take(4):  # who of them is free
        hands.key("/")
        hands.type("paint")
        hands.key("Enter")
        expect(sara.locator("a.bar").filter(has_text="all of it")).to_be_focused()
        hands.key("ArrowDown")
    expect(sara.locator(".cell")).to_be_focused()
    assert str(sara.locator(".cell").get_attribute("aria-label")).startswith("Book Bea Vale, ")
    with hands.take(2):  # one project's schedule
        hands.key("/")
        hands.type("saga")
    expect(sara.locator(".schedule-row")).to_have_count(1)
    sara.goto(f"{WHEN}&view=projects")
    sara.locator(".schedule-row").get_by_role("link", name="Saga", exact=True).focus()
    with hands.take(2):  # to its first booking
        hands.key("Enter")
        expect(sara.get_by_role("link", name="First booking")).to_be_visible()
        hands.key("f")
    expect(sara.locator("a.bar").filter(has_text="the first")).to_be_focused()
