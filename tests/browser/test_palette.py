"""The palette under a real hand: opened by key, click and touch; walked, chosen, booked, refused, and left."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, Route, expect
from sqlalchemy import select

from studio.artists.models import Artist
from studio.bookings.models import Booking
from studio.extensions import db
from tests.browser.conftest import check_accessible
from tests.live.pages import cookie
from tests.support.cast import World, days
from tests.support.viewers import DESK, PHONE, WHEN

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
Open = Callable[..., Page]


@pytest.fixture
def studio(world: World) -> World:
    """Kofi is confirmed Tuesday and Wednesday; Mirela has the same skills and is free."""
    kofi = world.artist("Kofi Mensah", role="Compositor", department="Compositing", city="London")
    world.artist("Mirela Pop", department="Compositing")
    harbour = world.project("Harbour S2", code="HB2")
    world.project("Aurora titles")
    world.booking(kofi, harbour, days(1, 2), "confirmed", title="comp")
    return world


@pytest.fixture
def sara(app: Flask, studio: World, site: str, open_page: Open) -> Open:
    """A window in which Sara looks at an address."""

    def open_as_sara(path: str = WHEN, size: dict[str, int] = DESK, **options: Any) -> Page:
        page = open_page(size, **options)
        name, _, value = cookie(app, studio.tokens["sara"]).partition("=")
        page.context.add_cookies([{"name": name, "value": value, "url": site}])
        page.goto(path)
        return page

    return open_as_sara


def bookings(world: World) -> list[tuple[str, str, str, str]]:
    with world.acting():
        rows = select(Artist.name, Booking.starts_at, Booking.status, Booking.title).join(
            Artist, Artist.id == Booking.artist_id
        )
        found = db.session.execute(rows.where(Booking.title != "comp")).all()
        db.session.rollback()
    return [(name, f"{start:%d %b %Y}", status, title) for name, start, status, title in found]


def field(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search, or book in words")


def ask(page: Page, words: str) -> None:
    """Type the words and wait for their answer."""
    field(page).fill(words)
    expect(field(page)).to_have_attribute("data-answered", words)


def chosen(page: Page) -> str:
    return " ".join(page.locator("#palette [aria-selected=true]").inner_text().split())


@SIZES
def test_it_opens_over_any_page_and_a_booking_in_words_takes_seconds(
    studio: World, sara: Open, size: dict[str, int]
) -> None:
    page = sara("/harbour/artists", size)
    if size is PHONE:
        page.get_by_role("link", name="Search").tap()
    else:
        page.keyboard.press("Control+k")
    expect(field(page)).to_be_focused()
    check_accessible(page)
    ask(page, "Mirela 7-9 Dec 2026 harbour hold: v2 notes")
    expect(page.locator(".palette-offer")).to_contain_text("Mirela Pop on Harbour S2 · v2 notes")
    expect(page.locator(".palette-offer")).to_contain_text("Mon 7 – Wed 9 Dec")
    check_accessible(page)
    if size is PHONE:
        page.locator(".palette-offer").tap()
    else:
        page.keyboard.press("Enter")
    expect(page.locator("#flashes")).to_contain_text("Booked Mirela Pop on Harbour S2, ")
    expect(page.locator("#palette")).to_be_hidden()
    assert bookings(studio) == [("Mirela Pop", "07 Dec 2026", "hold", "v2 notes")]


def test_arrows_walk_what_was_found_and_enter_goes_there(studio: World, sara: Open) -> None:
    page = sara()
    page.keyboard.press("Control+k")
    ask(page, "o")
    first = chosen(page)
    page.keyboard.press("ArrowDown")
    assert chosen(page) != first
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")  # from the first to the last
    last = page.locator("#palette [role=option]").last
    expect(last).to_have_attribute("aria-selected", "true")
    expect(field(page)).to_have_attribute("aria-activedescendant", str(last.get_attribute("id")))
    expect(page.locator("#palette-said")).to_contain_text("result")
    ask(page, "kofi")
    assert chosen(page) == "Kofi Mensah Compositor · London"
    page.keyboard.press("Enter")
    page.wait_for_url("**/harbour/artists/*")
    expect(page.get_by_role("heading", name="Kofi Mensah")).to_be_visible()


def test_enter_while_the_answer_is_being_put_in_is_not_lost(studio: World, sara: Open) -> None:
    page = sara()
    page.keyboard.press("Control+k")
    ask(page, "o")
    page.evaluate("""() => new MutationObserver(() => {
        const press = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true });
        document.getElementById("palette-words").dispatchEvent(press);
    }).observe(document.getElementById("palette-results"), { childList: true })""")
    field(page).fill("kofi")
    page.wait_for_url("**/harbour/artists/*")
    expect(page.get_by_role("heading", name="Kofi Mensah")).to_be_visible()


def test_left_it_gives_the_focus_back_also_to_the_button_of_an_open_menu(studio: World, sara: Open) -> None:
    page = sara()
    page.get_by_role("link", name="Later").first.focus()
    page.keyboard.press("Control+k")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Later").first).to_be_focused()
    page.locator("#filter-button").press("Enter")
    page.locator("#filter-menu").locator("a, button, input, select").locator("visible=true").first.focus()
    page.keyboard.press("Control+k")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    expect(page.locator("#filter-button")).to_be_focused()


def test_what_was_left_before_its_answer_came_is_not_followed(studio: World, sara: Open) -> None:
    page = sara()
    answers: list[Route] = []
    page.route(
        "**/harbour/palette?*",
        lambda route: answers.append(route) if "kofi" in route.request.url else route.continue_(),
    )
    page.keyboard.press("Control+k")
    field(page).fill("kofi")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    page.wait_for_timeout(200)
    for route in answers:
        route.continue_()
    page.wait_for_timeout(500)  # for what must not happen
    assert "/schedule" in page.url


def test_a_date_goes_there_on_the_calendar_as_it_stands(studio: World, sara: Open) -> None:
    page = sara("/harbour/schedule?date=2026-11-23&department=Compositing")
    page.keyboard.press("Control+k")
    ask(page, "14 Dec 2026")
    assert chosen(page) == "Go to Mon 14 Dec"
    page.keyboard.press("Enter")
    page.wait_for_url("**/harbour/schedule?date=2026-12-14&department=Compositing")


def test_a_taken_artist_is_known_beforehand_and_the_conflict_offers_ways_out(studio: World, sara: Open) -> None:
    page = sara()
    page.keyboard.press("Control+k")
    ask(page, "Kofi 24-25 Nov 2026 aurora pencil")
    expect(page.locator(".palette-offer")).to_contain_text("Already booked: Harbour S2 · comp")
    page.keyboard.press("Enter")
    expect(page.locator("#conflict-title")).to_have_text("Kofi Mensah is already booked")
    check_accessible(page)
    page.locator(".conflict").get_by_text("Cancel", exact=True).click()
    expect(page.locator("#palette")).to_be_visible()  # what was typed is still there
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Assign: Book Mirela Pop").click()
    expect(page.locator("#flashes")).to_contain_text("Booked Mirela Pop")
    expect(page.locator("#palette")).to_be_hidden()
    assert bookings(studio) == [("Mirela Pop", "24 Nov 2026", "pencil", "")]


def test_what_is_left_open_is_chosen_and_goes_into_the_words(studio: World, sara: Open) -> None:
    studio.artist("Kofi Asante")
    page = sara()
    page.keyboard.press("Control+k")
    ask(page, "kofi 7 Dec 2026 aurora")
    expect(page.locator("#palette-group-1")).to_have_text("Which artist?")
    check_accessible(page)
    page.get_by_role("option", name="Kofi Asante").first.click()
    expect(field(page)).to_have_value("Kofi Asante 7 Dec 2026 aurora ")
    expect(field(page)).to_be_focused()
    expect(page.locator(".palette-offer")).to_contain_text("Kofi Asante on Aurora titles")
    page.keyboard.press("Enter")
    expect(page.locator("#flashes")).to_contain_text("Booked Kofi Asante")


def test_the_rest_is_filled_in_the_form(studio: World, sara: Open) -> None:
    page = sara()
    page.keyboard.press("Control+k")
    ask(page, "Mirela 7 Dec 2026 2-6pm aurora hold")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#palette")).to_be_hidden()
    expect(page.locator("#booking-form").get_by_role("combobox", name="Artist")).to_have_value("Mirela Pop")
    expect(page.get_by_label("Start time")).to_have_value("14:00")
    expect(page.get_by_role("radio", name="Hold")).to_be_checked()


def test_it_is_left_by_escape_by_its_key_by_its_button_and_by_a_press_beside(studio: World, sara: Open) -> None:
    page = sara()
    palette, search = page.locator("#palette"), page.get_by_role("link", name="Search")
    search.focus()
    for leave in (
        lambda: page.keyboard.press("Escape"),
        lambda: page.keyboard.press("Control+k"),
        lambda: palette.get_by_role("button", name="Close").click(),
        lambda: page.mouse.click(20, 880),
    ):
        page.keyboard.press("Control+k")
        expect(palette).to_be_visible()
        expect(field(page)).to_have_value("")
        leave()
        expect(palette).to_be_hidden()
    expect(search).to_be_focused()


def test_it_opens_while_one_types_in_a_field_but_not_over_another_dialog(studio: World, sara: Open) -> None:
    page = sara()
    page.keyboard.press("/")
    page.keyboard.press("Meta+k")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="New booking").first.click()
    expect(page.locator("#booking-form")).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_hidden()


def test_enter_before_the_answer_goes_where_it_leads_but_never_books_unseen(studio: World, sara: Open) -> None:
    page = sara()

    def slow(route: Route) -> None:
        time.sleep(0.4)
        route.continue_()

    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=option]").first).to_be_visible()
    page.route("**/palette?*", slow)
    field(page).fill("Mirela 7 Dec 2026 aurora")
    page.keyboard.press("Enter")
    expect(page.locator(".palette-offer")).to_be_visible()
    page.wait_for_timeout(300)
    assert bookings(studio) == []
    field(page).fill("mirela")
    page.keyboard.press("Enter")
    page.wait_for_url("**/harbour/artists/*")


def test_without_the_network_it_says_so(studio: World, sara: Open) -> None:
    page = sara(expected=("ERR_FAILED", "Failed to fetch"))
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=option]").first).to_be_visible()
    page.route("**/palette?*", lambda route: route.abort())
    field(page).fill("mirela")
    expect(page.locator("#palette-results")).to_contain_text("Studio could not be reached")


def test_without_scripts_it_is_a_page_that_finds_and_books(studio: World, sara: Open) -> None:
    page = sara(java_script_enabled=False)
    page.get_by_role("link", name="Search").click()
    page.get_by_role("searchbox", name="Search, or book in words").fill("Mirela 7 Dec 2026 aurora")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Mirela Pop on Aurora titles").click()
    page.wait_for_url("**/harbour/schedule?date=2026-12-07#bar-*")
    assert bookings(studio) == [("Mirela Pop", "07 Dec 2026", "pencil", "")]


@SIZES
def test_words_that_were_not_understood_stay_and_are_cleared_up_by_key_and_by_hand(
    studio: World, sara: Open, size: dict[str, int]
) -> None:
    page = sara("/harbour/artists", size)
    page.keyboard.press("Control+k")
    ask(page, "Mirela 23-21 Dec 2026 harbour final comp")
    expect(page.locator("#palette .palette-title").first).to_have_text("Not understood: “final comp”")
    expect(page.locator("#palette-said")).to_contain_text("Not understood: “final comp”")
    assert chosen(page) == "Take it as the title"
    page.keyboard.press("Enter")
    expect(field(page)).to_have_value('Mirela 23-21 Dec 2026 harbour "final comp" ')
    expect(page.locator("#palette .palette-title").first).to_have_text("Which days?")
    check_accessible(page)
    option = page.get_by_role("option", name="Mon 21 – Wed 23 Dec")
    option.tap() if size is PHONE else option.click()
    expect(field(page)).to_have_value('Mirela 21-23 Dec 2026 harbour "final comp" ')
    expect(page.locator(".palette-offer")).to_contain_text("Mirela Pop on Harbour S2 · final comp")
    assert bookings(studio) == []
    page.keyboard.press("Enter")
    expect(page.locator("#flashes")).to_contain_text("Booked Mirela Pop")
    assert bookings(studio) == [("Mirela Pop", "21 Dec 2026", "pencil", "final comp")]


@SIZES
def test_two_artists_are_booked_with_one_key_or_none_of_them(studio: World, sara: Open, size: dict[str, int]) -> None:
    page = sara(size=size)
    page.keyboard.press("Control+k")
    ask(page, "Kofi and Mirela 24 Nov 2026 aurora hold")
    expect(page.locator(".palette-each")).to_have_count(2)
    ask(page, "Kofi and Mirela 24 Nov 2026 aurora")
    expect(page.locator(".palette-offer")).to_contain_text("Already booked: Harbour S2 · comp")
    assert chosen(page) == "Book Mirela Pop"
    check_accessible(page)
    ask(page, "Kofi and Mirela 30 Nov 2026 aurora")
    mirela = next(artist for artist in artists(studio) if artist.name == "Mirela Pop")
    taken = studio.booking(mirela, studio.project("Kestrel"), days(7), "confirmed", title="meanwhile")
    page.keyboard.press("Enter")
    expect(page.locator("#flashes")).to_contain_text("Nothing was booked: Mirela Pop is already booked.")
    expect(page.locator(".palette-offer")).to_contain_text("Already booked: Kestrel · meanwhile")
    assert [one for one in bookings(studio) if one[3] != "meanwhile"] == []
    with studio.acting():
        db.session.get_one(Booking, (studio.tenant.id, taken.id)).cancel(None, "off")
        db.session.commit()
    ask(page, "Kofi and Mirela 30 Nov 2026 aurora pencil")
    page.keyboard.press("Enter")
    expect(page.locator("#flashes")).to_contain_text("Booked Kofi Mensah, Mirela Pop on Aurora titles, Mon 30 Nov.")
    expect(page.locator("#palette")).to_be_hidden()


def artists(world: World) -> list[Artist]:
    with world.acting():
        found = list(db.session.scalars(select(Artist)))
        db.session.expunge_all()
    return found


@SIZES
def test_a_booking_is_moved_in_words(studio: World, sara: Open, size: dict[str, int]) -> None:
    page = sara(size=size)
    page.keyboard.press("Control+k")
    ask(page, "move kofi 24 nov 2026 to 1 dec 2026")
    expect(page.locator(".palette-offer")).to_contain_text("Tue 24 – Wed 25 Nov → Tue 1 – Wed 2 Dec")
    check_accessible(page)
    if size is PHONE:
        page.locator(".palette-offer").tap()
    else:
        page.keyboard.press("Enter")
    expect(page.locator("#flashes")).to_contain_text("Moved")
    expect(page.locator("#palette")).to_be_hidden()
    with studio.acting():
        [booking] = db.session.scalars(select(Booking)).all()
        assert f"{booking.starts_at:%d %b}" == "01 Dec"
        db.session.rollback()
    page.keyboard.press("Control+k")
    ask(page, "move kofi 7 jan 2027 to 8 jan")
    expect(page.locator("#palette-said")).to_contain_text("There is no such booking on these days.")
    ask(page, "cancel kofi 1 dec 2026")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Cancel this booking")).to_be_visible()


def test_words_lead_to_who_is_free_to_the_guide_and_out(studio: World, sara: Open) -> None:
    page = sara()
    page.keyboard.press("Control+k")
    ask(page, "who is free 24-25 nov 2026")
    page.keyboard.press("Enter")
    page.wait_for_url("**/harbour/schedule?date=2026-11-24&free_from=2026-11-24&free_until=2026-11-25")
    expect(page.locator(".schedule-artist h3")).to_have_text(["Mirela Pop"])
    page.keyboard.press("Control+k")
    ask(page, "help holds")
    page.keyboard.press("Enter")
    page.wait_for_url("**/harbour/help?q=holds")
    page.keyboard.press("Control+k")
    ask(page, "sign out")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in**")


@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_in_both_schemes(studio: World, sara: Open, size: dict[str, int], scheme: str) -> None:
    page = sara(size=size, color_scheme=scheme)
    page.keyboard.press("Control+k")
    for words in ("Kofi 24-25 Nov 2026 aurora pencil", "Kofi 30 Nov 2026 harbour", "kofi next week", "qqqq"):
        ask(page, words)
        check_accessible(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= size["width"]
