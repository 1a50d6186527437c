"""The session ends while a page stands: what was typed stays, and goes on once its author has signed in again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from studio.artists.models import Artist
from studio.extensions import db
from tests.browser.conftest import check_accessible
from tests.browser.test_main_flow import bookings, fill_in, studio
from tests.support.cast import PASSWORD, World
from tests.support.viewers import DESK, PHONE, WHEN, Viewers, in_state

__all__ = ["studio"]
REFUSED = ("status of 401", "status of 400", "status of 422", "status of 409")


def bar(page: Page) -> Locator:
    return page.get_by_role("region", name="You are signed out")


def sign_out_elsewhere(page: Page) -> Page:
    """In another window of the same browser."""
    other = page.context.new_page()
    other.goto(WHEN)
    other.get_by_role("button", name="Account").click()
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url("**/sign-in**")
    return other


def sign_in(place: Page | Locator, name: str = "sara") -> None:
    place.get_by_label("Email").fill(f"{name}@studio.test")
    place.get_by_label("Password", exact=True).fill(PASSWORD)
    place.get_by_role("button", name="Sign in", exact=True).click()


def revoke(world: World, name: str = "sara") -> None:
    """Without a word to anybody: no socket is told."""
    account = world.account(name)
    for session in account.sessions(datetime.now(UTC)):
        session.revoke(datetime.now(UTC))
    db.session.commit()


def deaf(page: Page) -> None:
    """A network that keeps sockets away, and a page that has not yet asked."""
    page.route_web_socket("**/live", lambda socket: socket.close())


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_signing_out_in_another_window_leaves_what_was_typed_and_the_page_goes_on(
    look: Viewers, studio: World, size: dict[str, int]
) -> None:
    sara = look("sara", size=size, expected=REFUSED)
    fill_in(sara, "Mirela Pop", "2026-11-24", "2026-11-25")
    if size is PHONE:
        in_state(sara, "live")
    sign_out_elsewhere(sara)
    expect(bar(sara)).to_be_visible()
    expect(sara.get_by_label("Title")).to_have_value("key frames")
    expect(bar(sara).get_by_label("Email")).to_have_value("sara@studio.test")
    check_accessible(sara)
    bar(sara).get_by_label("Password").fill("a wrong guess")
    bar(sara).get_by_role("button", name="Sign in").click()
    expect(bar(sara)).to_contain_text("The email or the password is wrong.")
    bar(sara).get_by_label("Password").fill(PASSWORD)
    if size is PHONE:
        bar(sara).get_by_role("button", name="Sign in").tap()
    else:
        sara.keyboard.press("Enter")
    expect(bar(sara)).to_have_count(0)
    in_state(sara, "live")
    expect(sara.get_by_label("Location")).to_have_value("Stage 2")
    sara.get_by_role("button", name="Book", exact=True).click()
    expect(sara.locator("#flashes")).to_contain_text("Booked Mirela Pop")
    assert bookings(studio) == [("Mirela Pop", "Tue 24", "pencil")]


def test_what_was_refused_is_sent_again_by_one_press(look: Viewers, studio: World) -> None:
    sara = look("sara", state="", expected=REFUSED)
    deaf(sara)
    sara.goto(WHEN)
    fill_in(sara, "Mirela Pop", "2026-11-24", "2026-11-25")
    revoke(studio)
    sara.get_by_role("button", name="Book", exact=True).click()
    password = bar(sara).get_by_label("Password")
    expect(password).to_be_focused()
    assert bookings(studio) == []
    password.press_sequentially(PASSWORD)
    sara.keyboard.press("Enter")
    again = sara.get_by_role("button", name="Send again")
    expect(again).to_be_focused()
    check_accessible(sara)
    assert bookings(studio) == []  # not by itself
    sara.keyboard.press("Enter")
    expect(sara.locator("#flashes")).to_contain_text("Booked Mirela Pop")
    expect(sara.locator("#session")).to_have_count(0)
    assert bookings(studio) == [("Mirela Pop", "Tue 24", "pencil")]


def test_a_page_that_has_not_heard_of_it_loses_nothing_either(look: Viewers, studio: World) -> None:
    sara = look("sara", size=PHONE, state="", expected=REFUSED)
    deaf(sara)
    sara.goto(WHEN)
    fill_in(sara, "Mirela Pop", "2026-11-24", "2026-11-25")
    sign_out_elsewhere(sara).close()
    sara.get_by_role("button", name="Book", exact=True).click()
    expect(sara.get_by_text("What you typed is kept")).to_be_visible()
    check_accessible(sara)
    sign_in(sara)
    expect(sara.get_by_role("heading", name="What you typed is still here")).to_be_visible()
    check_accessible(sara)
    assert bookings(studio) == []
    sara.get_by_role("button", name="Send it again").tap()
    sara.wait_for_url("**/schedule?date=2026-11-24#bar-*")
    assert bookings(studio) == [("Mirela Pop", "Tue 24", "pencil")]


def test_somebody_else_who_signs_in_sees_nothing_of_it(look: Viewers, studio: World) -> None:
    sara = look("sara", expected=REFUSED)
    fill_in(sara, "Mirela Pop", "2026-11-24", "2026-11-25")
    sign_out_elsewhere(sara)
    sign_in(bar(sara), "mia")
    expect(sara.locator("body")).to_have_attribute("data-email", "mia@studio.test")
    expect(sara.locator("dialog[open]")).to_have_count(0)
    in_state(sara, "live")
    assert "key frames" not in sara.content()
    assert bookings(studio) == []


@pytest.mark.parametrize("name", ["sara", "mia"])
def test_signing_in_in_another_window_is_noticed(look: Viewers, studio: World, name: str) -> None:
    sara = look("sara", "/harbour/artists/new", expected=REFUSED)
    sara.get_by_label("Name", exact=True).fill("Zed Artist")
    other = sign_out_elsewhere(sara)
    expect(bar(sara)).to_be_visible()
    sign_in(other, name)
    other.wait_for_url("**/harbour/**")
    expect(bar(sara)).to_have_count(0)
    expect(sara.get_by_label("Name", exact=True)).to_have_value("Zed Artist" if name == "sara" else "")
    in_state(sara, "live")
    sara.get_by_role("button", name="Add artist").click()
    if name == "sara":
        expect(sara.get_by_role("heading", name="Zed Artist").first).to_be_visible()
    with studio.acting():
        assert (db.session.scalar(select(Artist.id).where(Artist.name == "Zed Artist")) is not None) == (name == "sara")


def test_a_form_of_a_page_waits_for_the_sign_in(look: Viewers, studio: World) -> None:
    sara = look("sara", "/harbour/projects/new", expected=REFUSED)
    sara.get_by_label("Name", exact=True).fill("Night train")
    sign_out_elsewhere(sara).close()
    expect(bar(sara)).to_be_visible()
    sara.get_by_role("button", name="Add project").click()
    expect(bar(sara).get_by_label("Password")).to_be_focused()
    sara.keyboard.type(PASSWORD)
    sara.keyboard.press("Enter")
    sara.get_by_role("button", name="Send again").click()
    expect(sara.get_by_role("heading", name="Night train").first).to_be_visible()


def test_escape_and_closing_do_not_take_the_sign_in_along(look: Viewers, studio: World) -> None:
    sara = look("sara", expected=REFUSED)
    fill_in(sara, "Mirela Pop", "2026-11-24", "2026-11-25")
    sign_out_elsewhere(sara).close()
    expect(bar(sara)).to_be_visible()
    sara.get_by_label("Title").focus()
    sara.keyboard.press("Escape")
    asked = sara.get_by_role("dialog", name="Close without saving?")
    asked.get_by_role("button", name="Not now").click()
    expect(sara.get_by_label("Title")).to_have_value("key frames")
    expect(bar(sara)).to_be_visible()
    sara.keyboard.press("Escape")
    asked.get_by_role("button", name="Close", exact=True).click()
    expect(sara.locator("dialog[open]")).to_have_count(0)
    sign_in(bar(sara))
    expect(bar(sara)).to_have_count(0)
    in_state(sara, "live")
