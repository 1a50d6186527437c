"""Who else looks at the schedule, and who is editing the booking one has open."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from studio.bookings.models import Booking
from tests.browser.conftest import check_accessible
from tests.browser.test_live import comp, open_card
from tests.browser.test_main_flow import studio
from tests.support.cast import World
from tests.support.viewers import PHONE, Viewers

__all__ = ["comp", "studio"]


def faces(page: Page) -> list[str]:
    """What the topbar shows, in words."""
    shown = page.locator("#presence > li:not([hidden])")
    return [text.strip() for text in shown.locator(".presence-words").all_text_contents()]


def test_the_topbar_shows_the_others_and_not_oneself(look: Viewers, studio: World) -> None:
    mia, sara = look("mia"), look("sara", at=1)
    expect(mia.locator("#presence > li:not([hidden])")).to_have_count(1)
    assert faces(mia) == ["Sara"]
    assert faces(sara) == ["Mia"]
    adam, vera, ana = look("adam"), look("vera", size=PHONE), look("ana", at=1)
    expect(mia.locator(".presence-more")).to_have_text("+2Sara, Vera")
    assert faces(mia) == ["Adam", "Ana", "Sara, Vera"]
    for page in (mia, vera):
        check_accessible(page)
    ana.close()
    adam.close()
    expect(mia.locator("#presence > li:not([hidden]) .presence-words")).to_have_text(["Sara", "Vera"])


def test_two_tabs_of_one_person_are_one_face(look: Viewers, studio: World) -> None:
    mia, sara = look("mia"), look("sara")
    again = mia.context.new_page()
    again.goto(mia.url)
    expect(sara.locator("#presence > li:not([hidden])")).to_have_count(1)
    expect(again.locator("#presence > li:not([hidden])")).to_have_count(1)
    assert faces(again) == ["Sara"]


def test_a_bar_shows_who_reads_or_edits_it(look: Viewers, comp: Booking) -> None:
    mia, sara, vera = look("mia"), look("sara", at=1), look("vera", size=PHONE)
    bar = mia.locator(f"#bar-{comp.id}")
    open_card(sara, comp)
    expect(bar.locator(".bar-faces")).to_have_text("S, Sara is reading")
    sara.locator("#panel").get_by_role("link", name="Edit").click()
    expect(bar.locator(".bar-faces")).to_have_text("S, Sara is editing")
    expect(bar.locator(".avatar")).to_be_visible()
    expect(sara.locator(".bar-faces")).to_have_count(0)
    expect(vera.locator(".agenda-card .bar-faces").first).to_have_text("S, Sara is editing")
    check_accessible(mia)
    sara.get_by_label("Title").fill("lookdev")
    sara.get_by_role("button", name="Save").click()
    expect(bar).to_contain_text("lookdev")
    expect(bar.locator(".bar-faces")).to_have_text("S, Sara is reading")
    sara.keyboard.press("Escape")
    expect(bar.locator(".bar-faces")).to_have_count(0)


def test_a_card_says_who_is_editing_it(look: Viewers, comp: Booking) -> None:
    mia, sara = look("mia"), look("sara", at=1)
    open_card(mia, comp)
    open_card(sara, comp)
    here = mia.locator("#panel .presence-here")
    expect(here.locator("li:visible")).to_have_text("SSara")
    sara.locator("#panel").get_by_role("link", name="Edit").click()
    expect(here).to_contain_text("Sara is editing")
    expect(here).to_be_visible()
    check_accessible(mia)
    expect(sara.locator("dialog .presence-here")).to_contain_text("Mia")
    check_accessible(sara)
    sara.get_by_label("Title").fill("lookdev")
    sara.get_by_role("button", name="Save").click()
    expect(mia.locator("#panel-title")).to_contain_text("lookdev")
    expect(here.locator("li:visible")).to_have_text("SSara")
    sara.keyboard.press("Escape")
    expect(here).to_be_hidden()
