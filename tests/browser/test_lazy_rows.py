"""A calendar too long to come at once: what comes near the screen is filled in, and nothing that is newer is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from studio.artists.models import Artist
from studio.bookings.models import Booking
from studio.schedule.page import WHOLE
from tests.browser.conftest import check_accessible
from tests.support.cast import World, days
from tests.support.viewers import WHEN, Viewers

MANY = 160
IN_VIEW = """
() => [...document.querySelectorAll(".schedule-row")].filter((row) => {
  const box = row.getBoundingClientRect();
  return box.bottom > 150 && box.top < innerHeight;
}).map((row) => row.id)
"""
FOCUSED_WHEN_DRAWN = """
(id) => new MutationObserver((_, observer) => {
  const bar = document.getElementById(id);
  if (!bar) return;
  window.focused = document.activeElement === bar;
  observer.disconnect();
}).observe(document.body, { childList: true, subtree: true })
"""


@pytest.fixture
def crowd(world: World) -> list[tuple[Artist, Booking]]:
    """Many artists, each with a booking on Monday."""
    aurora = world.project("Aurora")
    artists = [world.artist(f"Artist {n:03}") for n in range(MANY)]
    return [(artist, world.booking(artist, aurora, days(0), title="comp")) for artist in artists]


def test_rows_are_filled_in_as_one_comes_to_them(look: Viewers, crowd: list[tuple[Artist, Booking]]) -> None:
    sara = look("sara")
    artist, booking = crowd[-1]
    row = sara.locator(f"#row-{artist.id}")
    expect(row.locator("h3")).to_have_text(artist.name)
    expect(sara.locator(f"#bar-{crowd[0][1].id}")).to_be_visible()
    assert row.locator(".bar").count() == 0
    row.locator("h3 a").focus()  # as somebody does who tabs to it, or finds it in the page
    expect(sara.locator(f"#bar-{booking.id}")).to_be_in_viewport()
    expect(row.locator("h3 a")).to_be_focused()
    expect(row.locator(".utilisation")).to_be_visible()
    sara.locator(f"#bar-{booking.id}").click()
    expect(sara.locator("#panel-title")).to_contain_text("Aurora")
    assert sara.locator(".schedule-row[data-late]").count() > 0  # those flown past
    check_accessible(sara)


def test_the_keys_wait_in_a_row_that_is_not_filled_in_yet(look: Viewers, crowd: list[tuple[Artist, Booking]]) -> None:
    sara, held, slow = look("sara", state=""), list[Route](), True
    sara.route("**/schedule/rows?*", lambda route: held.append(route) if slow else route.continue_())
    sara.goto(WHEN)
    late = sara.locator(".schedule-row[data-late]").first
    artist, booking = crowd[WHOLE]
    expect(late.locator("h3")).to_have_text(artist.name)
    sara.locator(f"#bar-{crowd[WHOLE - 1][1].id}").focus()
    sara.keyboard.press("ArrowDown")
    expect(sara.get_by_role("button", name=f"{artist.name}, Mon 23 Nov", exact=True)).to_be_focused()
    sara.evaluate(FOCUSED_WHEN_DRAWN, f"bar-{booking.id}")
    slow = False
    for route in held:
        route.continue_()
    expect(sara.locator(f"#bar-{booking.id}")).to_be_focused()
    assert sara.evaluate("window.focused")  # at once, not when something else is drawn anew
    sara.keyboard.press("Control+End")
    last, far = crowd[-1]
    expect(sara.locator(f"#bar-{far.id}")).to_be_in_viewport()
    expect(sara.get_by_role("button", name=f"Book {last.name}, Sun 13 Dec")).to_be_focused()


def test_an_address_leads_to_a_row_far_below(look: Viewers, crowd: list[tuple[Artist, Booking]]) -> None:
    sara = look("sara")
    artist, booking = crowd[-1]
    sara.goto("about:blank")
    sara.goto(f"{WHEN}#row-{artist.id}")
    expect(sara.locator(f"#bar-{booking.id}")).to_be_in_viewport()


def test_what_others_did_meanwhile_is_in_the_rows_one_comes_to(
    look: Viewers, crowd: list[tuple[Artist, Booking]], world: World
) -> None:
    sara = look("sara")
    artist, _ = crowd[-1]
    theirs = world.booking(artist, world.project("Kestrel"), days(2), title="new")
    sara.locator(f"#row-{artist.id} h3 a").focus()
    expect(sara.locator(f"#bar-{theirs.id}")).to_be_in_viewport()
    world.booking(artist, world.project("Mirage"), days(4), title="newer")
    expect(sara.locator(f"#row-{artist.id} .bar")).to_have_count(3)


def test_the_box_that_scrolls_is_opaque(look: Viewers, world: World) -> None:
    """Else browsers do not scroll it apart from the page's own work; how fast it is then, the benchmark measures."""
    world.artist("Kofi")
    sara = look("sara")
    paper = sara.locator(".schedule-scroll").evaluate("(box) => getComputedStyle(box).backgroundColor")
    assert paper not in ("rgba(0, 0, 0, 0)", "transparent")


def test_another_week_is_whole_where_one_is(look: Viewers, crowd: list[tuple[Artist, Booking]]) -> None:
    sara = look("sara")
    artist, booking = crowd[MANY // 2]
    sara.locator(f"#row-{artist.id} h3 a").focus()
    expect(sara.locator(f"#bar-{booking.id}")).to_be_in_viewport()
    seen = sara.evaluate(IN_VIEW)
    with sara.expect_response(lambda answer: "x-first-row" in answer.request.headers) as asked:
        sara.get_by_role("link", name="Earlier").locator("visible=true").click()
    html = " ".join(asked.value.text().split())
    assert len(seen) > 8 and " data-late " in html
    assert [id for id in seen if f'id="{id}" data-late' in html] == []
    expect(sara.locator(f"#bar-{booking.id}")).to_be_in_viewport()


def test_without_scripts_there_are_links_to_the_others(
    open_page: Callable[..., Page], look: Viewers, crowd: list[tuple[Artist, Booking]]
) -> None:
    kept = look("sara").context.storage_state()
    page = open_page(java_script_enabled=False, storage_state=kept)
    page.goto(WHEN)
    assert page.locator(f"#bar-{crowd[-1][1].id}").count() == 0
    assert not page.locator(".schedule-lot").last.is_visible()  # of rows that cannot be filled in
    page.get_by_role("link", name="From Artist 150").click()
    expect(page.locator(f"#bar-{crowd[-1][1].id}")).to_be_visible()
