"""An artist's tabs in a browser: charts that fit a phone, and the tables behind them, by keyboard."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import check_accessible
from tests.support.cast import World, days
from tests.support.viewers import PHONE, Viewers


def test_charts_fit_a_phone_and_their_tables_open_by_keyboard(look: Viewers, world: World) -> None:
    ana, show = world.artist("Ana"), world.project("Harbour S2")
    for n, status in enumerate(("confirmed", "pencil", "hold")):
        world.booking(ana, show, days(7 * n, 3), status)
    sara = look("sara", f"/harbour/artists/{ana.id}/statistics?from=2026-01-01&to=2026-12-31", size=PHONE)
    expect(sara.get_by_role("img", name="Utilisation by week")).to_be_visible()
    assert sara.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sara.locator("summary").first.focus()
    sara.keyboard.press("Enter")
    expect(sara.get_by_role("region", name="Week", exact=True)).to_contain_text("23 Nov 2026")
    check_accessible(sara)
    sara.get_by_role("navigation", name="Pages of Ana").get_by_role("link", name="Projects").click()
    expect(sara.locator(".tabs [aria-current]")).to_have_text("Projects")
    check_accessible(sara)
