"""Answers that come late, in the wrong order, or as failures: at rest, a page shows what a fresh one shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from studio.artists.models import Artist
from studio.bookings.models import Booking
from studio.extensions import db
from studio.lib.spans import Span
from studio.projects.models import Project
from tests.browser.conftest import EXPECTED
from tests.browser.test_main_flow import choose
from tests.support.cast import World, days
from tests.support.held import Held
from tests.support.servers import PATIENCE
from tests.support.viewers import WHEN, Viewers, in_state

BROKEN = (*EXPECTED, "status of 503")
PAST = "**/harbour/schedule?*"


@dataclass
class Stage:
    world: World
    artist: Artist
    project: Project
    booking: Booking


@pytest.fixture
def stage(world: World) -> Stage:
    artist, project = world.artist("Ines Prado", department="Edit"), world.project("Kestrel EP4")
    world.artist("Mirela Pop", department="Edit")
    return Stage(world, artist, project, world.booking(artist, project, days(0, 2), "pencil", title="comp"))


def book(stage: Stage, n: int) -> None:
    soon = datetime.now(UTC).replace(hour=9, minute=0) + timedelta(days=3 * n)
    stage.world.booking(stage.artist, stage.project, Span(soon, soon + timedelta(hours=8)), "hold", title=f"soon {n}")
    stage.world.booking(stage.artist, stage.project, days(7 + n), "pencil", title=f"next {n}")


def step(stage: Stage, n: int) -> None:
    with stage.world.acting("sara"):
        booking = db.session.get_one(Booking, (stage.world.tenant.id, stage.booking.id))
        (booking.confirm if n % 2 else booking.pencil_in)(stage.world.sara)
        db.session.commit()
        db.session.expunge_all()


def join(stage: Stage, n: int) -> None:
    stage.world.artist(f"Newcomer {n}")
    stage.world.project(f"New project {n}")


def nothing(page: Page, stage: Stage) -> None:
    """The part is there from the beginning."""


def open_card(page: Page, stage: Stage) -> None:
    page.locator(f"#bar-{stage.booking.id}").click()
    expect(page.locator("#panel-title")).to_be_visible()


def open_form(page: Page, stage: Stage) -> None:
    page.get_by_role("link", name="New booking").locator("visible=true").first.click()
    choose(page, "Artist", stage.artist.name)
    choose(page, "Project", stage.project.name)
    page.get_by_label("From", exact=True).fill("2026-12-01")
    page.get_by_label("Until", exact=True).fill("2026-12-04")
    expect(page.locator("#availability")).to_contain_text("Ines Prado is free")
    page.wait_for_timeout(400)  # for what typing asked


@dataclass
class Part:
    """Where it is, what it shows, what it asks by, and what somebody else does meanwhile."""

    path: str
    shows: str
    asks: str
    change: Callable[[Stage, int], None]
    open: Callable[[Page, Stage], None] = nothing


PARTS = {
    "artists": Part("/harbour/artists", "#artists", "**/harbour/artists?*", join),
    "projects": Part("/harbour/projects", "#projects", "**/harbour/projects?*", join),
    "artist": Part("/harbour/artists/{artist}", "#artist-page", "**/harbour/artists/*", book),
    "project": Part("/harbour/projects/{project}", "#project-page", "**/harbour/projects/*", book),
    "booking": Part("/harbour/bookings/{booking}", "#main article", "**/harbour/bookings/*", step),
    "card": Part(WHEN, "#panel", "**/harbour/bookings/*", step, open_card),
    "verdict": Part(WHEN, "#availability", "**/harbour/bookings/verdict*", book, open_form),
}
FATES = {"held": 0, "failed": 503}


def shown(page: Page, part: Part) -> Any:
    """What can be read, without how long ago anything was."""
    return page.locator(part.shows).first.evaluate(
        """part => { const copy = part.cloneNode(true);
        for (const time of copy.querySelectorAll("time, .history small, .presence, noscript")) time.remove();
        return copy.textContent.replace(/\\s+/g, ""); }"""
    )


@pytest.mark.parametrize("fate", FATES)
@pytest.mark.parametrize("kind", PARTS)
def test_what_reads_itself_again_is_at_rest_what_a_fresh_page_is(
    look: Viewers, stage: Stage, kind: str, fate: str
) -> None:
    """News comes while the answer to older news is held; the answer may be a failure, and still nothing is lost."""
    part, ids = PARTS[kind], {"artist": stage.artist.id, "project": stage.project.id, "booking": stage.booking.id}
    path = part.path.format(**ids)
    mia = look("mia", path, at=1, expected=BROKEN)
    part.open(mia, stage)
    held = Held(mia, part.asks)
    part.change(stage, 1)
    held.wait_for()
    in_state(mia, "behind")
    part.change(stage, 2)
    part.change(stage, 3)
    mia.wait_for_timeout(150)  # for the news to be heard
    held.let(status=FATES[fate])
    held.wait_for()
    held.free()
    fresh = look("mia", path, at=1)
    part.open(fresh, stage) if kind != "verdict" else None
    if kind == "verdict":
        return expect(mia.locator("#availability")).to_contain_text("Ines Prado is already booked")
    for _ in range(int(PATIENCE * 10)):
        if shown(mia, part) == shown(fresh, part):
            break
        mia.wait_for_timeout(100)
    assert shown(mia, part) == shown(fresh, part)
    in_state(mia, "live")
    expect(mia.locator("#flashes .flash")).to_have_count(0)


def bars(page: Page) -> list[Any]:
    found: list[Any] = page.locator("#schedule a.bar").evaluate_all(
        "bars => bars.map(bar => [bar.id, bar.dataset.status, bar.getAttribute('style')]).sort()"
    )
    return [page.locator(".schedule-head").inner_text(), *found]


def is_what_a_fresh_one_is(page: Page, look: Viewers, address: str) -> None:
    page.wait_for_timeout(300)  # for what must not come any more
    fresh = look("mia", address.removeprefix(look.sites[1]), at=1)
    for _ in range(int(PATIENCE * 10)):
        if bars(page) == bars(fresh):
            break
        page.wait_for_timeout(100)
    assert page.url == address
    assert bars(page) == bars(fresh)


@pytest.mark.parametrize("order", [(0, 0), (1, 0)], ids=["in order", "the other way round"])
@pytest.mark.parametrize("way", ["links", "today", "refresh"])
def test_the_window_pressed_last_wins_whatever_comes_when(
    look: Viewers, stage: Stage, way: str, order: tuple[int, int]
) -> None:
    start = "/harbour/schedule" if way == "today" else WHEN
    mia = look("mia", start, at=1)
    here = mia.url
    held = Held(mia, "**/harbour/schedule*")
    zooms = mia.get_by_role("navigation", name="Range")
    if way == "links":
        zooms.get_by_role("link", name="Month").click()
        held.wait_for()
        zooms.get_by_role("link", name="Week", exact=True).click()
        address = f"{here}&zoom=week"
    elif way == "today":
        zooms.get_by_role("link", name="Week", exact=True).click()
        held.wait_for()
        mia.locator("[data-shortcut=t]").click()  # where the page still is
        address = here
    else:
        mia.evaluate("htmx.trigger(document.body, 'bookingChanged')")
        held.wait_for()
        stage.world.booking(stage.artist, stage.project, days(1), "hold", title="meanwhile")
        mia.locator("[data-shortcut=ArrowRight]").click()
        address = here.replace("2026-11-23", "2026-11-30")
    held.wait_for(2)
    for number in order:
        held.let(number)
        mia.wait_for_timeout(100)
    held.free()
    mia.wait_for_url(address)
    is_what_a_fresh_one_is(mia, look, address)
    in_state(mia, "live")


def test_an_answer_that_finds_its_page_gone_back_is_dropped(look: Viewers, stage: Stage) -> None:
    mia = look("mia", WHEN, at=1)
    mia.locator("[data-shortcut=ArrowRight]").click()
    mia.wait_for_url("**date=2026-11-30")
    held = Held(mia, "**/harbour/schedule?date=2026-12-07")
    mia.locator("[data-shortcut=ArrowRight]").click()
    held.wait_for()
    mia.go_back()
    expect(mia.locator(f"#bar-{stage.booking.id}")).to_be_visible()
    held.free()
    is_what_a_fresh_one_is(mia, look, look.sites[1] + WHEN)


def test_the_card_pressed_last_is_shown(look: Viewers, stage: Stage) -> None:
    other = stage.world.booking(stage.artist, stage.project, days(3, 2), "hold", title="grade")
    third = stage.world.booking(stage.artist, stage.project, days(7, 2), "hold", title="conform")
    mia = look("mia", at=1)
    held = Held(mia, "**/harbour/bookings/*")
    for count, booking in enumerate((stage.booking, other, third), 1):
        mia.locator(f"#bar-{booking.id}").click()
        held.wait_for(count)
    for number in (2, 0, 0):
        held.let(number)
    held.free()
    expect(mia.locator("#panel-title")).to_contain_text("conform")
    mia.wait_for_timeout(200)
    expect(mia.locator("#panel-title")).to_contain_text("conform")
    expect(mia.locator("#panel")).not_to_have_attribute("aria-busy", "true")


def test_a_card_that_reads_itself_again_never_takes_the_place_of_another(look: Viewers, stage: Stage) -> None:
    other = stage.world.booking(stage.artist, stage.project, days(3, 2), "hold", title="grade")
    mia = look("mia", at=1)
    open_card(mia, stage)
    held = Held(mia, f"**/harbour/bookings/{stage.booking.id}")
    step(stage, 1)
    held.wait_for()
    mia.locator(f"#bar-{other.id}").click()
    expect(mia.locator("#panel-title")).to_contain_text("grade")
    held.free()
    mia.wait_for_timeout(200)
    expect(mia.locator("#panel-title")).to_contain_text("grade")
    in_state(mia, "live")


def test_a_filter_typed_while_the_last_answer_is_on_its_way_is_what_is_shown(look: Viewers, stage: Stage) -> None:
    mia = look("mia", "/harbour/artists", at=1)
    held = Held(mia, "**/harbour/artists?q=*")
    search = mia.get_by_role("searchbox", name="Find an artist")
    for count, words in enumerate(("pr", "mir", "ines"), 1):
        search.fill(words)
        held.wait_for(count)
    for number in (2, 0, 0):
        held.let(number)
    held.free()
    mia.wait_for_url("**/artists?q=ines")
    expect(mia.locator("#artists")).to_contain_text("Ines Prado")
    expect(mia.locator("#artists")).not_to_contain_text("Mirela Pop")
    join(stage, 1)
    in_state(mia, "live")
    expect(mia.locator("#artists")).not_to_contain_text("Newcomer")
