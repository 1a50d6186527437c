"""What one does the others see, without touching anything, in whatever they are looking at."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from studio.bookings.models import Booking
from studio.lib.spans import Span
from tests.browser.conftest import check_accessible
from tests.browser.test_main_flow import fill_in, studio
from tests.support.cast import World, days
from tests.support.viewers import PHONE, SOON, WHEN, Viewers

__all__ = ["studio"]


@pytest.fixture
def comp(studio: World) -> Booking:
    """Kofi's, Thursday and Friday, confirmed."""
    kofi, kestrel = studio.artist("Kofi Adu"), studio.project("Mirage")
    return studio.booking(kofi, kestrel, days(0, 3), "confirmed", title="grade")


def open_card(page: Page, booking: Booking) -> None:
    page.locator(f"a[href$='{booking.id}']").locator("visible=true").first.click()
    expect(page.locator("#panel-title")).to_be_visible()


def step_back(page: Page) -> None:
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("#panel").get_by_role("button", name="Back to pencil").click()


def test_a_step_is_seen_in_every_view_at_once(look: Viewers, comp: Booking) -> None:
    sara, mia, adam, vera = (
        look("sara"),
        look("mia", at=1),
        look("adam", f"{WHEN}&view=list", at=1),
        look("vera", size=PHONE, at=1),
    )
    open_card(sara, comp)
    open_card(mia, comp)
    step_back(sara)
    expect(mia.locator(f"#bar-{comp.id}")).to_have_attribute("data-status", "pencil", timeout=SOON)
    expect(mia.locator("#panel .badge").first).to_have_text("Pencil", timeout=SOON)
    expect(mia.locator("#panel .history li").first).to_contain_text("Sara", timeout=SOON)
    row = adam.locator("tr").filter(has=adam.locator(f"a[href$='{comp.id}']"))
    expect(row.locator(".badge")).to_have_text("Pencil", timeout=SOON)
    card = vera.locator(".agenda-card").filter(has=vera.locator(f"a[href$='{comp.id}']"))
    expect(card).to_have_attribute("data-status", "pencil", timeout=SOON)
    expect(sara.locator(f"#bar-{comp.id}")).to_have_attribute("data-status", "pencil", timeout=SOON)


def test_a_booking_appears_and_the_verdict_of_an_open_form_turns(look: Viewers, studio: World) -> None:
    mia, sara, vera = look("mia", at=1), look("sara"), look("vera", at=1)
    fill_in(mia, "Mirela Pop", "2026-11-24", "2026-11-25")
    expect(mia.locator("#availability")).to_contain_text("Mirela Pop is free")
    fill_in(sara, "Mirela Pop", "2026-11-24", "2026-11-25")
    with sara.expect_response(lambda answer: answer.request.method == "POST"):
        sara.get_by_role("button", name="Book", exact=True).click()
    expect(vera.locator("a.bar").filter(has_text="key frames")).to_be_visible(timeout=SOON)
    expect(mia.locator("#availability")).to_contain_text("Mirela Pop is already booked", timeout=SOON)
    expect(mia.get_by_label("Title")).to_have_value("key frames")


def test_lists_and_pages_of_artists_and_projects_follow(look: Viewers, studio: World) -> None:
    mirela = studio.artist("Ines Prado")
    artists, projects = look("vera", "/harbour/artists"), look("mia", "/harbour/projects", at=1)
    page = look("adam", f"/harbour/artists/{mirela.id}", at=1)
    studio.artist("Nadia Newcomer")
    expect(artists.get_by_role("link", name="Nadia Newcomer")).to_be_visible()
    aurora = studio.project("Zephyr pilot")
    expect(projects.get_by_role("link", name="Zephyr pilot")).to_be_visible()
    tomorrow = datetime.now(UTC) + timedelta(days=1)  # an artist's page lists what is to come
    studio.booking(mirela, aurora, Span(tomorrow, tomorrow + timedelta(hours=9)), "pencil")
    expect(page.get_by_role("link", name="Zephyr pilot")).to_be_visible()


def test_a_form_that_is_being_filled_in_is_not_pulled_away(look: Viewers, comp: Booking) -> None:
    mia, sara = look("mia", at=1), look("sara")
    open_card(mia, comp)
    mia.locator("#panel").get_by_role("link", name="Edit").click()
    title = mia.get_by_label("Title")
    title.fill("half a thou")
    title.evaluate("field => field.setSelectionRange(4, 4)")
    open_card(sara, comp)
    step_back(sara)
    hint = mia.locator("dialog .live-hint")
    expect(hint).to_contain_text("Changed by Sara.")
    expect(title).to_have_value("half a thou")
    expect(title).to_be_focused()
    assert title.evaluate("field => field.selectionStart") == 4
    check_accessible(mia)
    hint.get_by_role("button", name="Reload").click()
    expect(mia.get_by_label("Title")).to_have_value("grade")
    expect(mia.locator("dialog").get_by_role("radio", name="Pencil")).to_be_checked()


def test_a_reason_half_written_stays_and_the_card_below_follows(look: Viewers, comp: Booking) -> None:
    mia, sara = look("mia", at=1), look("sara")
    open_card(mia, comp)
    mia.get_by_role("link", name="Cancel this booking").click()
    mia.get_by_label("Reason").fill("The client mov")
    open_card(sara, comp)
    step_back(sara)
    expect(mia.locator("dialog .live-hint")).to_contain_text("Changed by Sara.")
    expect(mia.locator("#panel .badge").first).to_have_text("Pencil")
    mia.get_by_role("button", name="Cancel booking").click()
    expect(mia.get_by_role("alert")).to_contain_text("It changed while you were looking: Sara pencilled it in.")
    expect(mia.get_by_label("Reason")).to_have_value("The client mov")
    check_accessible(mia)
    mia.get_by_role("button", name="Cancel booking").click()
    expect(mia.locator("dialog[open]")).to_have_count(0)
    expect(mia.locator("#panel .history")).to_contain_text("The client mov")


def test_focus_scroll_and_menus_stay_where_they_are(look: Viewers, comp: Booking) -> None:
    mia, sara = look("mia", f"{WHEN}&zoom=quarter", at=1), look("sara")
    bar = mia.locator(f"#bar-{comp.id}")
    mia.locator(".schedule-scroll").evaluate("box => { box.scrollLeft = 40; }")
    left = mia.locator(".schedule-scroll").evaluate("box => box.scrollLeft")
    mia.get_by_role("button", name="Account").click()
    bar.focus()
    open_card(sara, comp)
    step_back(sara)
    expect(bar).to_have_attribute("data-status", "pencil")
    expect(bar).to_be_focused()
    assert mia.locator(".schedule-scroll").evaluate("box => box.scrollLeft") == left
    assert mia.locator("#account-menu").evaluate("menu => menu.matches(':popover-open')")


def test_nothing_moves_while_somebody_drags_over_the_days(look: Viewers, comp: Booking) -> None:
    mia, sara = look("mia", at=1), look("sara")
    row = mia.locator(".schedule-row").filter(has=mia.locator(f"#bar-{comp.id}"))
    box = row.locator(".track").bounding_box()
    assert box
    open_card(sara, comp)
    mia.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 8)
    mia.mouse.down()
    mia.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 8)
    step_back(sara)
    mia.wait_for_timeout(600)
    expect(mia.locator(f"#bar-{comp.id}")).to_have_attribute("data-status", "confirmed")
    expect(mia.locator(".drop-preview")).to_have_count(1)
    mia.mouse.up()
    expect(mia.locator(f"#bar-{comp.id}")).to_have_attribute("data-status", "pencil")
    expect(mia.locator("#booking-form")).to_be_visible()


def test_another_week_is_followed_from_the_moment_one_goes_there(look: Viewers, studio: World) -> None:
    mia = look("mia", at=1)
    mia.keyboard.press("ArrowRight")
    expect(mia.locator(".schedule-day b").first).not_to_have_text("16")
    mirela = studio.artist("Ines Prado")
    later = studio.booking(mirela, studio.project("Zephyr"), days(21, 2), "hold", title="later")
    expect(mia.locator(f"#bar-{later.id}")).to_be_visible()


def test_going_back_through_the_history_stays_live(look: Viewers, comp: Booking) -> None:
    mia, sara = look("mia", at=1), look("sara")
    mia.keyboard.press("ArrowRight")
    expect(mia.locator(f"#bar-{comp.id}")).to_have_count(0)
    mia.go_back()
    expect(mia.locator(f"#bar-{comp.id}")).to_be_visible()
    expect(mia.locator("#live")).to_be_visible()
    expect(mia.locator("#presence li:visible")).to_have_count(1)
    open_card(sara, comp)
    open_card(mia, comp)
    expect(sara.locator("#panel .presence-here li:visible")).to_have_text(re.compile("Mia"))
    step_back(sara)
    expect(mia.locator(f"#bar-{comp.id}")).to_have_attribute("data-status", "pencil", timeout=SOON)


def test_the_hint_on_a_forms_own_page_offers_the_page_again(look: Viewers, comp: Booking) -> None:
    mia, sara = look("mia", f"/harbour/bookings/{comp.id}/edit", at=1), look("sara")
    open_card(sara, comp)
    expect(sara.locator("#panel .presence-here")).to_contain_text("Mia is editing")
    step_back(sara)
    mia.locator(".live-hint button").click()
    expect(mia.get_by_role("radio", name="Pencil")).to_be_checked()


def test_a_bookings_own_page_follows(look: Viewers, comp: Booking) -> None:
    mia, sara = look("mia", f"/harbour/bookings/{comp.id}", at=1), look("sara")
    open_card(sara, comp)
    step_back(sara)
    expect(mia.locator("#card-status")).to_have_text("Pencil", timeout=SOON)
    expect(mia.locator(".history li").first).to_contain_text("Sara", timeout=SOON)
