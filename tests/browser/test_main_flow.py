"""The main flow, lived at a desk and on a phone: sign in, book, clash, take every way out, step, cancel, import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from studio.artists.models import Artist
from studio.bookings.models import Booking
from studio.extensions import db
from tests.browser.conftest import check_accessible
from tests.support import servers
from tests.support.cast import PASSWORD, World, days
from tests.support.gestures import combobox
from tests.support.viewers import DESK, PHONE

WHEN = "/harbour/schedule?date=2026-11-23"
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
CSV = """artist,project,title,starts_at,ends_at,status
Kofi Mensah,Aurora titles,from a file,2026-12-07T09:00:00+00:00,2026-12-07T18:00:00+00:00,confirmed
Kofi Mensah,Aurora titles,in the way,2026-12-07T10:00:00+00:00,2026-12-07T11:00:00+00:00,pencil
New Person,New Project,brand new,2026-12-08T09:00:00+00:00,2026-12-08T18:00:00+00:00,hold
"""


@pytest.fixture
def studio(world: World) -> World:
    """Kofi is confirmed Monday to Wednesday; Mirela has the same skills, costs less, and is free."""
    kofi = world.artist("Kofi Mensah", department="Compositing")
    world.artist("Mirela Pop", department="Compositing", hourly_rate=45)
    aurora = world.project("Aurora titles")
    world.project("Kestrel EP4")
    world.booking(kofi, aurora, days(0, 3), "confirmed", title="comp")
    return world


def sign_in(page: Page) -> None:
    page.goto("/harbour/sign-in")
    check_accessible(page)
    page.get_by_label("Email").fill("sara@studio.test")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/harbour/**")
    page.goto(WHEN)


def choose(page: Page, label: str, name: str) -> None:
    form = page.locator("#booking-form")
    box = combobox(form, label)
    box.fill(name[:4])
    form.get_by_role("option", name=name).locator("visible=true").click()
    expect(box).to_have_value(name)


def fill_in(page: Page, artist: str, first: str, last: str, status: str = "Pencil") -> None:
    page.get_by_role("link", name="New booking").locator("visible=true").first.click()
    choose(page, "Artist", artist)
    choose(page, "Project", "Kestrel EP4")
    page.get_by_label("From", exact=True).fill(first)
    page.get_by_label("Until", exact=True).fill(last)
    page.get_by_role("radio", name=status).check(force=True)
    page.get_by_label("Title").fill("key frames")
    page.get_by_label("Location").fill("Stage 2")


def clash(page: Page) -> None:
    """Ask for the Tuesday and Wednesday that Kofi has already given away."""
    fill_in(page, "Kofi Mensah", "2026-11-24", "2026-11-25")
    expect(page.locator("#availability")).to_contain_text("Kofi Mensah is already booked")
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.locator("#conflict-title")).to_have_text("Kofi Mensah is already booked")
    expect(page.locator(".conflict")).to_contain_text("Aurora titles · comp")
    expect(page.locator(".conflict")).to_contain_text("by 2 days")
    check_accessible(page)


def bookings(world: World) -> list[tuple[str, str, str]]:
    """What the database holds for Kestrel: who, from which day, in which status."""
    with world.acting():
        found = db.session.execute(
            select(Artist.name, Booking.starts_at, Booking.status)
            .join(Artist, Artist.id == Booking.artist_id)
            .where(Booking.title == "key frames", Booking.location == "Stage 2")
            .order_by(Booking.placed_at)
        ).all()
        db.session.rollback()
    return [(name, f"{start:%a %d}", status) for name, start, status in found]


@SIZES
def test_a_free_artist_is_booked_in_one_go(studio: World, open_page: Callable[..., Page], size: dict[str, int]) -> None:
    page = open_page(size)
    sign_in(page)
    check_accessible(page)
    fill_in(page, "Mirela Pop", "2026-11-24", "2026-11-25")
    expect(page.locator("#availability")).to_contain_text("Mirela Pop is free")
    check_accessible(page)
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.locator("#flashes")).to_contain_text("Booked Mirela Pop")
    page.goto("/harbour/schedule?date=2026-11-24")
    shown = page.locator("a.bar, .agenda-card h3 a").locator("visible=true").filter(has_text="Kestrel EP4")
    expect(shown.first).to_be_visible()
    assert bookings(studio) == [("Mirela Pop", "Tue 24", "pencil")]


@SIZES
def test_the_until_goes_along_with_the_from_and_the_toast_leads_to_the_booking(
    studio: World, open_page: Callable[..., Page], size: dict[str, int]
) -> None:
    page = open_page(size)
    sign_in(page)
    fill_in(page, "Mirela Pop", "2026-11-26", "2026-11-30")
    first, last = page.get_by_label("From", exact=True), page.get_by_label("Until", exact=True)
    first.fill("2027-01-04")
    first.blur()
    expect(last).to_have_value("2027-01-08")
    last.fill("2027-01-05")
    first.fill("2027-01-11")
    first.blur()
    expect(last).to_have_value("2027-01-12")
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.locator("#flashes")).to_contain_text("Booked Mirela Pop on Kestrel EP4, Mon 11 – Tue 12 Jan.")
    if size == DESK:  # on a phone the form is a page of its own, which leads there at once
        page.locator("#flashes").get_by_role("link", name="Show").click()
    page.wait_for_url("**/schedule?date=2027-01-11#bar-*")
    if size == PHONE:
        expect(page.locator(".agenda")).to_contain_text("Kestrel EP4")
    else:
        bar = page.locator("a.bar:target")
        expect(bar).to_contain_text("Kestrel EP4")
        expect(bar).to_be_in_viewport()
        expect(bar).to_have_css("outline-style", "solid")
    check_accessible(page)


@SIZES
@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("Move: Start", ("Kofi Mensah", "Thu 26", "pencil")),
        ("Assign: Book Mirela Pop", ("Mirela Pop", "Tue 24", "pencil")),
        ("Pencil becomes 1st hold", ("Kofi Mensah", "Tue 24", "hold")),
    ],
)
def test_a_clash_offers_ways_out_and_each_works(
    studio: World, open_page: Callable[..., Page], size: dict[str, int], way: str, expected: tuple[str, str, str]
) -> None:
    page = open_page(size)
    sign_in(page)
    clash(page)
    page.get_by_role("button", name=way).click()
    expect(page.locator("#flashes")).to_contain_text("Booked")
    assert bookings(studio) == [expected]


def test_escape_asks_before_it_throws_away_what_was_typed(studio: World, open_page: Callable[..., Page]) -> None:
    page = open_page(DESK)
    sign_in(page)
    title, asked = page.get_by_label("Title"), page.get_by_role("dialog", name="Close without saving?")
    page.get_by_role("link", name="New booking").locator("visible=true").first.click()
    expect(title).to_be_visible()
    page.keyboard.press("Escape")  # nothing was typed
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.get_by_role("link", name="New booking").locator("visible=true").first.click()
    title.fill("key frames")
    for _ in range(2):
        page.keyboard.press("Escape")
        expect(asked).to_be_visible()
        check_accessible(page)
        page.get_by_role("button", name="Not now").click()
        expect(asked).to_have_count(0)
        expect(title).to_have_value("key frames")
    title.fill("x" * 201)
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.locator(".form-errors")).to_be_visible()
    page.keyboard.press("Escape")  # what was refused is typed, too
    asked.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_a_press_beside_the_form_asks_as_well(studio: World, open_page: Callable[..., Page]) -> None:
    page = open_page(DESK)
    sign_in(page)
    title, asked = page.get_by_label("Title"), page.get_by_role("dialog", name="Close without saving?")
    page.get_by_role("link", name="New booking").locator("visible=true").first.click()
    expect(title).to_be_visible()
    page.mouse.click(20, 450)
    expect(title).to_be_visible()  # nothing was typed, and nobody meant to close it
    expect(asked).to_have_count(0)
    title.fill("key frames")
    page.mouse.click(20, 450)
    asked.get_by_role("button", name="Not now").click()
    expect(title).to_have_value("key frames")
    page.mouse.click(20, 450)
    asked.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.locator("a.bar").filter(has_text="Aurora titles").first.click()
    page.locator("#panel").get_by_text("Cancel this booking").click()
    page.get_by_label("Reason").fill("The client moved")
    page.keyboard.press("Escape")  # the dialog that asks why is no other
    asked.get_by_role("button", name="Not now").click()
    expect(page.get_by_label("Reason")).to_have_value("The client moved")
    page.mouse.click(20, 450)
    asked.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator("dialog[open]")).to_have_count(0)


@SIZES
def test_leaving_the_clash_keeps_what_was_typed(
    studio: World, open_page: Callable[..., Page], size: dict[str, int]
) -> None:
    page = open_page(size)
    sign_in(page)
    clash(page)
    page.locator(".conflict").get_by_text("Cancel", exact=True).click()
    expect(page.get_by_label("Title")).to_have_value("key frames")
    expect(page.get_by_label("Location")).to_have_value("Stage 2")
    expect(page.locator("#booking-form").get_by_role("combobox", name="Artist")).to_have_value("Kofi Mensah")
    expect(page.get_by_label("From", exact=True)).to_have_value("2026-11-24")
    assert bookings(studio) == []


@SIZES
def test_a_booking_steps_back_and_forth_and_is_cancelled_with_a_reason(
    studio: World, open_page: Callable[..., Page], size: dict[str, int]
) -> None:
    page = open_page(size)
    sign_in(page)
    page.locator("a.bar, .agenda-card h3 a").locator("visible=true").filter(has_text="Aurora titles").first.click()
    panel = page.locator("#panel")
    expect(panel.get_by_role("heading", name="Aurora titles · comp")).to_be_visible()
    check_accessible(page)
    panel.get_by_role("button", name="Back to pencil").click()
    expect(panel.locator(".history")).to_contain_text("Sara")
    panel.get_by_role("button", name="Back to hold").click()
    expect(panel.locator(".badge").first).to_contain_text("1st hold")
    panel.get_by_role("button", name="Confirm").click()
    expect(panel.locator(".badge").first).to_contain_text("Confirmed")
    panel.get_by_role("link", name="Cancel this booking").click()
    page.get_by_label("Reason").fill("The client moved the shoot")
    page.get_by_role("button", name="Cancel booking").click()
    expect(panel.locator(".history")).to_contain_text("The client moved the shoot")
    page.goto(WHEN)
    expect(page.locator("a.bar, .agenda-card h3 a").filter(has_text="Aurora titles")).to_have_count(0)


@SIZES
def test_a_schedule_is_imported_after_a_preview(
    studio: World, open_page: Callable[..., Page], size: dict[str, int], environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "schedule.csv"
    file.write_text(CSV)
    page = open_page(size)
    sign_in(page)
    page.goto("/harbour/imports/new")
    check_accessible(page)
    with servers.worker({**environment, **servers.UNMEASURED}):
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Preview").click()
        page.get_by_role("button", name="Import 2 bookings").click()
        expect(page.get_by_text("accepted 2, refused 1")).to_be_visible()
    expect(page.get_by_text("already booked")).to_be_visible()
    check_accessible(page)


def test_the_schedule_is_walked_and_booked_from_the_keyboard(studio: World, open_page: Callable[..., Page]) -> None:
    page = open_page(DESK)
    sign_in(page)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".schedule-day b").first).not_to_have_text("16")
    page.keyboard.press("n")
    box = combobox(page, "Artist")
    expect(box).to_be_focused()
    box.press_sequentially("Mire")
    page.get_by_role("option", name="Mirela Pop").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value("Mirela Pop")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Close without saving?")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_an_outsider_finds_nothing_behind_the_address(
    studio: World, other: World, open_page: Callable[..., Page]
) -> None:
    page = open_page(DESK)
    page.goto("/other/sign-in")
    page.get_by_label("Email").fill("oscar@studio.test")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/other/**")
    answer = page.request.get("/harbour/schedule")
    assert answer.status == 404
    assert "Kofi" not in answer.text()
