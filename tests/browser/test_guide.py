"""The guide in a browser: from the page one is on, by keyboard, without scripts, on paper, whoever one is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import check_accessible
from tests.support.viewers import DESK, PHONE, Viewers

Open = Callable[..., Page]


def test_a_question_mark_leads_from_a_page_to_what_explains_it(look: Viewers) -> None:
    page = look("sara", "/harbour/artists")
    page.keyboard.press("?")
    expect(page).to_have_url("/harbour/help/finding-people")
    page.keyboard.press("/")
    page.keyboard.type("how firm is a booking")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Statuses and holds").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Statuses and holds")


def test_the_schedule_keeps_its_keys_and_offers_the_guide_beside_them(look: Viewers) -> None:
    page = look("sara")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Guide to this page").click()
    expect(page).to_have_url("/harbour/help/schedule")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, {"width": 1024, "height": 768}, PHONE], ids=["desk", "small", "phone"])
def test_it_is_accessible_and_never_wider_than_the_window(open_page: Open, size: dict[str, int], scheme: str) -> None:
    page = open_page(size, color_scheme=scheme)
    for path in ("/help", "/help/moving", "/help?q=holds", "/help?q=zzzz"):
        page.goto(path)
        check_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_it_works_without_scripts(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/sign-in")
    page.get_by_role("link", name="Guide").click()
    page.get_by_role("searchbox").fill("webhook secret")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name="Webhooks").first.click()
    expect(page.locator("article img").first).to_be_visible()


def test_on_paper_there_is_only_the_page(look: Viewers) -> None:
    page = look("vera", "/harbour/help/holds")
    page.emulate_media(media="print")
    for gone in (".rail", ".topbar", ".guide-contents", ".guide-around"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator(".guide-print-title")).to_have_text("Statuses and holds")
