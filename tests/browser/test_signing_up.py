"""Opening a studio, and the first steps in it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from studio.accounts.models import Tenant
from tests.browser.conftest import check_accessible
from tests.support.cast import PASSWORD, World


def test_a_studio_opens_with_the_zone_the_currency_and_the_formats_of_the_browser(
    world: World, open_page: Callable[..., Page]
) -> None:
    page = open_page(locale="de-AT", timezone_id="Europe/Rome")
    page.goto("/sign-up")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Rome")
    expect(page.get_by_label("Currency")).to_have_value("EUR · Euro")
    expect(page.get_by_label("Public holidays")).to_have_value("Italy")  # those of the zone
    check_accessible(page)
    page.get_by_label("Studio name").fill("Café Noir")
    page.get_by_label("Currency").fill("CHF")
    page.keyboard.press("Enter")
    page.get_by_label("Your name").fill("Nora")
    page.get_by_label("Your email").fill("nora@noir.test")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Open the studio").click()
    page.wait_for_url("**/cafe-noir/schedule")
    with world.acting():
        opened = Tenant.named("cafe-noir")
        assert opened and (opened.zone, opened.currency, opened.locale) == ("Europe/Rome", "CHF", "de_AT")
        assert opened.holiday_region == "IT"
