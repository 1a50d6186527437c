"""Working hours side by side and subscribed calendars, for everybody and on a phone."""

from __future__ import annotations

from datetime import UTC, datetime

from playwright.sync_api import expect

from studio.availability.calendars.models import SubscribedCalendar
from studio.availability.calendars.sandbox import Reading
from tests.browser.conftest import check_accessible
from tests.support.cast import World, settle
from tests.support.viewers import PHONE, Viewers


def test_both_pages_are_for_everybody_and_one_leads_to_the_other(look: Viewers, world: World) -> None:
    ana, now = world.artist("Ana"), datetime.now(UTC)
    world.artist("Yuki", zone="Asia/Tokyo")
    with world.acting("sara"):
        row = SubscribedCalendar.add(world.sara, ana, now, "Home", False, "https://example.com/a.ics", "example.com")
        row.keep(Reading(), now, ana.zone)
        row.fail("refused", now)
        settle()
    sara = look("sara", "/harbour/schedule/overlap", size=PHONE)
    expect(sara.get_by_role("row", name="Yuki")).to_be_visible()
    check_accessible(sara)
    assert sara.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    sara.get_by_role("link", name="Ana").click()
    expect(sara.get_by_role("region", name="Subscribed calendars")).to_contain_text("asks for a password")
    check_accessible(sara)
