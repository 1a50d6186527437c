"""A new booking begins with what one looks at; an artist or project that is not there is added in its form."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from studio.artists.models import Artist
from studio.extensions import db
from studio.projects.models import Project
from tests.browser.conftest import check_accessible
from tests.browser.test_main_flow import studio
from tests.support.cast import World
from tests.support.gestures import combobox
from tests.support.viewers import DESK, PHONE, WHEN, Viewers

__all__ = ["studio"]


def first_day(page: Page) -> str:
    value: str = page.get_by_label("From", exact=True).input_value()
    return value


def test_the_form_follows_the_window_and_the_filters(look: Viewers, studio: World) -> None:
    sara = look("sara", "/harbour/schedule?date=2027-03-03")
    sara.keyboard.press("n")
    expect(sara.get_by_label("From", exact=True)).to_have_value("2027-03-01")
    sara.keyboard.press("Escape")
    expect(sara.locator("dialog[open]")).to_have_count(0)
    sara.get_by_role("link", name="Later").first.click()
    sara.wait_for_url("**date=2027-03-10*")
    sara.get_by_role("searchbox").fill("mirela")
    sara.wait_for_url("**q=mirela*")
    expect(sara.locator(".schedule-row")).to_have_count(1)
    sara.get_by_role("link", name="New booking").locator("visible=true").first.click()
    expect(sara.get_by_label("From", exact=True)).to_have_value("2027-03-08")
    expect(combobox(sara, "Artist")).to_have_value("Mirela Pop")
    expect(combobox(sara, "Project")).to_be_focused()


def test_a_key_on_the_name_of_a_row_books_that_row(look: Viewers, studio: World) -> None:
    sara = look("sara", "/harbour/schedule?date=2027-03-03")
    sara.get_by_role("link", name="Kofi Mensah").first.focus()
    sara.keyboard.press("n")
    expect(combobox(sara, "Artist")).to_have_value("Kofi Mensah")
    assert first_day(sara) == "2027-03-01"


def test_a_phone_books_the_day_it_shows(look: Viewers, studio: World) -> None:
    sara = look("sara", "/harbour/schedule?date=2027-03-03", size=PHONE)
    sara.locator(".day-strip a").filter(has_text="5").first.tap()
    sara.wait_for_url("**date=2027-03-05*")
    sara.get_by_role("link", name="New booking").locator("visible=true").first.tap()
    expect(sara.get_by_label("From", exact=True)).to_have_value("2027-03-05")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_who_is_not_there_is_added_and_chosen(look: Viewers, studio: World, size: dict[str, int]) -> None:
    sara = look("sara", WHEN, size=size)
    sara.get_by_role("link", name="New booking").locator("visible=true").first.click()
    sara.get_by_label("Title").fill("key frames")
    artist, project = combobox(sara, "Artist"), combobox(sara, "Project")
    artist.click()
    artist.press_sequentially("Zed  Artist")
    add = sara.get_by_role("option", name='Add "Zed Artist"')
    expect(add).to_have_attribute("aria-selected", "true")
    check_accessible(sara)
    sara.keyboard.press("Enter")
    expect(artist).to_have_value("Zed Artist")
    expect(artist).to_be_focused()
    expect(sara.get_by_text("Zed Artist is added.")).to_be_visible()
    expect(sara.locator("#availability")).to_contain_text("Zed Artist is free")
    project.click()
    project.press_sequentially("Kestrel")
    add = sara.get_by_role("option", name='Add "Kestrel"')
    expect(add).to_be_visible()
    expect(project).not_to_have_attribute("aria-busy", "true")
    expect(sara.get_by_role("option", name="Kestrel EP4")).to_have_attribute("aria-selected", "true")
    if size is PHONE:
        add.tap()
    else:
        sara.keyboard.press("ArrowDown")  # the first one is meant, as long as nobody walks on
        expect(sara.get_by_role("option", name="Kestrel EP4")).to_have_attribute("aria-selected", "true")
        sara.keyboard.press("ArrowDown")
        expect(add).to_have_attribute("aria-selected", "true")
        sara.keyboard.press("Enter")
    expect(project).to_have_value("Kestrel")
    expect(sara.get_by_label("Title")).to_have_value("key frames")
    check_accessible(sara)
    sara.get_by_role("button", name="Book", exact=True).click()
    expect(sara.locator("#flashes")).to_contain_text("Booked Zed Artist on Kestrel")


def test_what_is_there_is_not_offered_and_tab_adds_nobody(look: Viewers, studio: World) -> None:
    sara = look("sara", WHEN)
    sara.keyboard.press("n")
    artist = combobox(sara, "Artist")
    artist.fill("kofi  mensah")
    expect(sara.get_by_role("option", name="Kofi Mensah")).to_be_visible()
    expect(sara.get_by_role("option", name="Add")).to_have_count(0)
    artist.fill("Nobody Yet")
    expect(sara.get_by_role("option", name='Add "Nobody Yet"')).to_be_visible()
    sara.keyboard.press("Tab")
    expect(artist).to_have_value("")
    with studio.acting():
        assert db.session.scalar(select(Artist.id).where(Artist.name == "Nobody Yet")) is None


def test_a_name_that_is_none_is_said_at_the_field_and_stays(look: Viewers, studio: World) -> None:
    sara = look("sara", WHEN)
    sara.keyboard.press("n")
    project = combobox(sara, "Project")
    project.fill("x" * 121)
    sara.get_by_role("option", name="Add").click()
    expect(sara.get_by_text("At most 120 characters.")).to_be_visible()
    expect(project).to_have_value("x" * 121)
    expect(project).to_have_attribute("aria-invalid", "true")
    check_accessible(sara)
    project.fill("Kestrel EP5")
    sara.get_by_role("option", name='Add "Kestrel EP5"').click()
    expect(project).to_have_value("Kestrel EP5")
    expect(sara.get_by_text("At most 120 characters.")).to_have_count(0)
    with studio.acting():
        assert db.session.scalar(select(Project.id).where(Project.name == "Kestrel EP5")) is not None


def test_where_nothing_counts_every_hour_is_a_key_away(look: Viewers, studio: World) -> None:
    with studio.acting():
        kofi = db.session.scalars(select(Artist.id).where(Artist.name == "Kofi Mensah")).one()
    evening = "starts_on=2027-03-17&ends_on=2027-03-17&starts_time=18:00&ends_time=22:00"
    sara = look("sara", f"/harbour/bookings/new?artist_id={kofi}&{evening}")
    check, counts = sara.locator("#availability"), sara.get_by_role("radio", name="Every hour")
    expect(check).to_contain_text("It counts no hours.")
    check_accessible(sara)
    sara.get_by_role("button", name="Count every hour").press("Enter")
    expect(counts).to_be_checked()
    expect(counts).to_be_focused()
    expect(check).to_contain_text("Counts 4 h, all of it overtime.")
    sara.keyboard.press("ArrowLeft")
    expect(check).to_contain_text("It counts no hours.")
