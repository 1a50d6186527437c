"""Time off, added by keyboard: from an artist's page, to where it is listed and stands in the year."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import check_accessible
from tests.support.cast import World
from tests.support.viewers import PHONE, Viewers


def test_time_off_is_added_by_keyboard_and_others_see_it_come(look: Viewers, world: World) -> None:
    ana = world.artist("Ana", holiday_region="GB-ENG")
    path = f"/harbour/artists/{ana.id}/availability"
    vera, sara = look("vera", path, size=PHONE, at=1), look("sara", path)
    check_accessible(sara)
    sara.keyboard.press("n")
    kinds = sara.get_by_role("group", name="What it is")
    kinds.get_by_role("radio", name="Vacation").focus()
    sara.keyboard.press("ArrowRight")
    expect(kinds.get_by_role("radio", name="Sick")).to_be_checked()
    whole = sara.get_by_role("checkbox", name="Whole days")
    whole.focus()
    expect(sara.get_by_label("Start time")).to_be_hidden()
    sara.keyboard.press("Space")
    expect(sara.get_by_label("Start time")).to_be_visible()
    check_accessible(sara)
    sara.keyboard.press("Space")
    sara.get_by_label("Note").press_sequentially("Flu.")
    sara.keyboard.press("Enter")  # a line of its own
    sara.keyboard.press("Tab")
    expect(sara.get_by_role("button", name="Save")).to_be_focused()
    sara.keyboard.press("Enter")
    listed = sara.get_by_role("region", name="Time off and extra time")
    expect(listed.get_by_role("listitem")).to_contain_text("Sick")
    expect(sara.locator("#flashes")).to_contain_text("Saved.")
    expect(sara.get_by_text("No booking overlaps it.")).to_be_visible()
    check_accessible(sara)
    theirs = vera.get_by_role("region", name="Time off and extra time")
    expect(theirs.get_by_role("listitem")).to_contain_text("Time off")
    check_accessible(vera)


def test_a_week_is_typed_and_a_second_one_opens(look: Viewers, world: World) -> None:
    sara = look("sara", f"/harbour/artists/{world.artist('Ana').id}/patterns/new")
    second = sara.get_by_role("group", name="Week 2")
    expect(second).to_be_hidden()
    sara.get_by_role("checkbox", name="Two weeks or more in turn").check()
    second.get_by_label("Friday").fill("9-25")
    check_accessible(sara)
    sara.get_by_role("button", name="Save").click()
    expect(second.get_by_label("Friday")).to_have_accessible_description("Hours such as 9-13, 14-18.")
    second.get_by_label("Friday").fill("9-12")
    sara.get_by_role("button", name="Save").click()
    expect(sara.get_by_role("region", name="Working week")).to_contain_text("21.5 h a week on average")


def test_the_studios_working_time_is_accessible(look: Viewers, world: World) -> None:
    mia = look("mia", "/harbour/settings/working-time")
    mia.get_by_label("Day", exact=True).fill("2027-08-02")
    mia.get_by_label("Name").fill("Company day")
    mia.get_by_role("button", name="Add a day off").click()
    expect(mia.get_by_role("region", name="Days off of the studio")).to_contain_text("Company day")
    check_accessible(mia)
