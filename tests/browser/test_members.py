"""A member's role is changed in its line: by pointer and by keys, with a word for it, and nothing jumps."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.accounts.test_members import role_of
from tests.browser.conftest import check_accessible
from tests.support.cast import World
from tests.support.viewers import PHONE, Viewers


def test_a_role_changes_where_it_stands(look: Viewers, world: World) -> None:
    mia = look("mia", "/harbour/members", size=PHONE)
    vera = mia.get_by_role("combobox", name="Role of Vera")
    vera.scroll_into_view_if_needed()
    before = mia.evaluate("scrollY")
    expect(mia.get_by_role("button", name="Change")).to_have_count(0)
    vera.select_option("scheduler")
    expect(mia.get_by_role("status").filter(has_text="Vera is now: Scheduler.")).to_be_visible()
    assert role_of(world, "vera") == "scheduler" and mia.evaluate("scrollY") == before
    expect(vera).to_have_value("scheduler")
    check_accessible(mia)


def test_arrows_choose_a_role_only_when_the_list_is_left(look: Viewers, world: World) -> None:
    mia = look("mia", "/harbour/members")
    vera = mia.get_by_role("combobox", name="Role of Vera")
    vera.focus()
    for key in ("ArrowDown", "ArrowDown"):
        mia.keyboard.press(key)
    mia.wait_for_timeout(200)
    assert role_of(world, "vera") == "viewer"
    mia.keyboard.press("Enter")
    expect(mia.locator("#flashes")).to_contain_text("Vera is now: Scheduler.")
    expect(vera).to_be_focused()
    assert role_of(world, "vera") == "scheduler"


def test_the_last_owner_is_told_at_the_list_why_they_stay_one(look: Viewers, world: World) -> None:
    mia = look("mia", "/harbour/members")
    own = mia.get_by_role("combobox", name="Role of Mia")
    own.select_option("admin")
    mia.get_by_role("button", name="Not now").click()
    expect(own).to_have_value("owner")
    own.select_option("admin")
    mia.get_by_role("button", name="Change it").click()
    expect(mia.get_by_role("alert")).to_have_text(
        "A studio keeps at least one owner. Make somebody else an owner first."
    )
    expect(own).to_have_value("owner")
    expect(own).to_have_accessible_description("A studio keeps at least one owner. Make somebody else an owner first.")
    check_accessible(mia)
    assert role_of(world, "mia") == "owner"
