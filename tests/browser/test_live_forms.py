"""What stands above the calendar follows as well: verdicts, conflicts, and the browser's own history."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from studio.bookings.models import Booking
from tests.browser.conftest import check_accessible
from tests.browser.test_live import comp, open_card, step_back
from tests.browser.test_main_flow import fill_in, studio
from tests.support.cast import World
from tests.support.viewers import SOON, WHEN, Viewers

__all__ = ["comp", "studio"]


def history(page: Page) -> int:
    return int(page.evaluate("history.length"))


def press(page: Page, name: str) -> None:
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name=name, exact=True).click()


def test_an_open_conflict_goes_when_the_winner_goes(look: Viewers, comp: Booking) -> None:
    mia, sara, vera = look("mia", at=1), look("sara"), look("vera", at=1)
    fill_in(mia, "Kofi Adu", "2026-11-24", "2026-11-25")
    press(mia, "Book")
    conflict = mia.locator("dialog.conflict")
    expect(conflict.get_by_role("heading")).to_have_text("Kofi Adu is already booked")
    open_card(sara, comp)
    sara.get_by_role("link", name="Cancel this booking").click()
    sara.get_by_label("Reason").fill("The client moved")
    press(sara, "Cancel booking")
    expect(conflict.get_by_role("heading")).to_have_text("Kofi Adu is free now")
    check_accessible(mia)
    conflict.get_by_role("button", name="Book: As you asked").click()
    expect(conflict).to_have_count(0)
    expect(mia.locator("dialog[open]")).to_have_count(0)
    expect(vera.locator("a.bar").filter(has_text="key frames")).to_be_visible(timeout=SOON)


def test_reading_itself_again_is_no_step_in_the_history(look: Viewers, comp: Booking) -> None:
    mia, sara = look("mia", at=1), look("sara")
    artists = look("adam", "/harbour/artists?page=1")
    open_card(mia, comp)
    before, listed = history(mia), history(artists)
    step_back(mia)
    press(mia, "Confirm")
    expect(mia.locator(f"#bar-{comp.id}")).to_have_attribute("data-status", "confirmed")
    open_card(sara, comp)
    step_back(sara)
    expect(mia.locator(f"#bar-{comp.id}")).to_have_attribute("data-status", "pencil")
    look.world.artist("Nadia Newcomer")
    expect(artists.get_by_role("link", name="Nadia Newcomer")).to_be_visible()
    artists.wait_for_timeout(300)
    assert (history(mia), history(artists)) == (before, listed)
    mia.keyboard.press("Escape")
    mia.get_by_role("link", name="Later").first.click()
    expect(mia.locator(f"#bar-{comp.id}")).to_have_count(0)
    assert history(mia) == before + 1
    mia.go_back()
    expect(mia.locator(f"#bar-{comp.id}")).to_be_visible()
    assert mia.url.endswith(WHEN)


def test_a_list_follows_line_by_line(look: Viewers, comp: Booking, studio: World) -> None:
    adam, sara = look("adam", f"{WHEN}&view=list", at=1), look("sara")
    lines = adam.locator("#schedule tbody tr")
    count = lines.count()
    fill_in(sara, "Mirela Pop", "2026-11-24", "2026-11-25")
    press(sara, "Book")
    expect(lines.filter(has_text="key frames")).to_be_visible(timeout=SOON)
    expect(lines).to_have_count(count + 1)
    open_card(sara, comp)
    sara.get_by_role("link", name="Cancel this booking").click()
    sara.get_by_label("Reason").fill("The client moved")
    press(sara, "Cancel booking")
    expect(lines.locator(f"a[href$='{comp.id}']")).to_have_count(0, timeout=SOON)
    expect(lines).to_have_count(count)
