"""The views under the hand: zoomed, filtered, grouped, saved; on a desk and on a phone; each of them accessible."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from studio.schedule.query import VIEWS
from studio.schedule.zooms import ZOOMS
from tests.browser.conftest import check_accessible
from tests.live.pages import cookie
from tests.support.cast import World, days
from tests.support.gestures import combobox
from tests.support.viewers import DESK, PHONE, Viewers

WHEN = "/harbour/schedule?date=2026-11-24"
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
Open = Callable[..., Page]


@pytest.fixture
def studio(world: World) -> World:
    kofi = world.artist("Kofi Mensah", department="Compositing", city="Porto", tags=["senior"])
    mirela = world.artist("Mirela Pop", department="3D", city="Oslo", skills=["comp", "Houdini"])
    world.artist("Yuki Tanaka", department="3D", city="Tokyo", zone="Asia/Tokyo")
    aurora, kestrel = world.project("Aurora titles", client="Lumen"), world.project("Kestrel EP4", client="Channel")
    world.booking(kofi, aurora, days(0, 3), title="comp")
    world.booking(kofi, aurora, days(8, 3), "pencil")
    world.booking(mirela, kestrel, days(1, 2), "hold")
    return world


@pytest.fixture
def sara(app: Flask, studio: World, site: str, open_page: Open) -> Open:
    """A window in which Sara is signed in."""

    def open_as_sara(size: dict[str, int] = DESK, **options: object) -> Page:
        page = open_page(size, **options)
        name, _, value = cookie(app, studio.tokens["sara"]).partition("=")
        page.context.add_cookies([{"name": name, "value": value, "url": site}])
        return page

    return open_as_sara


def shown(page: Page) -> list[str]:
    return page.locator(".schedule-artist h3").all_inner_texts()


def settled(page: Page, part: str) -> None:
    """The address has come to hold `part`."""
    page.wait_for_url(re.compile(re.escape(part)))


@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view_is_accessible(sara: Open, size: dict[str, int], scheme: str) -> None:
    page = sara(size, color_scheme=scheme)
    for view in VIEWS:
        for zoom in ZOOMS:
            page.goto(f"{WHEN}&view={view}&zoom={zoom}")
            check_accessible(page)


@SIZES
def test_the_menus_and_the_saved_views_are_accessible(sara: Open, size: dict[str, int]) -> None:
    page = sara(size)
    page.goto(f"{WHEN}&skill=comp&group=city&density=compact")
    for menu in ("filter-menu", "display-menu"):
        page.locator(f"[popovertarget={menu}]").locator("visible=true").first.click()
        expect(page.locator(f"#{menu}")).to_be_visible()
        check_accessible(page)
        page.locator(f"#{menu}").get_by_role("button", name="Close").click()
        expect(page.locator(f"#{menu}")).to_be_hidden()
    page.goto("/harbour/schedule/views?skill=comp")
    check_accessible(page)


def test_filters_are_chosen_without_losing_the_menu_and_taken_off_one_by_one(sara: Open) -> None:
    page = sara()
    page.goto(WHEN)
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("Skill", exact=True).focus()
    page.get_by_label("Skill", exact=True).select_option("Houdini")
    settled(page, "skill=Houdini")
    expect(page.locator(".schedule-artist h3")).to_have_text(["Mirela Pop"])
    expect(page.locator("#filter-menu")).to_be_visible()
    page.get_by_label("Skill", exact=True).select_option("comp")
    settled(page, "skill=Houdini&skill=comp")
    expect(page.get_by_label("Skill", exact=True)).to_have_value("")
    expect(page.get_by_label("Skill", exact=True)).to_be_focused()
    check_accessible(page)
    page.locator("#filter-menu").get_by_role("link", name="Without comp").press("Enter")
    expect(page.locator("#filter-menu").get_by_role("link", name="Without")).to_have_count(1)
    page.locator("#filter-menu").get_by_role("link", name="Without Houdini").press("Enter")
    expect(page.get_by_label("Skill", exact=True)).to_be_focused()
    expect(page.locator(".schedule-artist h3")).to_have_count(3)
    assert "skill" not in page.url
    expect(page.locator("#filter-menu")).to_be_visible()
    page.get_by_label("Free from").fill("2026-11-23")
    settled(page, "free_from=2026-11-23")
    page.locator("#filter-free_until").fill("2026-11-25")
    settled(page, "free_until=2026-11-25")
    expect(page.locator(".schedule-artist h3")).to_have_text(["Mirela Pop", "Yuki Tanaka"])
    page.keyboard.press("Escape")
    expect(page.locator("#filter-menu")).to_be_hidden()
    page.reload()
    expect(page.locator(".schedule-artist h3")).to_have_text(["Mirela Pop", "Yuki Tanaka"])
    page.get_by_role("link", name="Take off the filter Free").press("Enter")
    expect(page.get_by_role("button", name="Filter")).to_be_focused()
    expect(page.locator(".schedule-artist h3")).to_have_count(3)
    assert "free" not in page.url


def test_whose_clock_is_shown_is_chosen_among_all_the_worlds(sara: Open) -> None:
    page = sara()
    page.goto(f"{WHEN}&zoom=day")
    expect(page.locator("a.bar").filter(has_text="Aurora")).to_have_attribute("title", re.compile("Mon 23 Nov 09:00"))
    page.get_by_role("button", name="Show", exact=True).click()
    box = combobox(page, "Times in")
    box.click()
    box.press_sequentially("kathm")
    expect(page.get_by_role("option", name="Asia/Kathmandu")).to_be_visible()
    box.press("Enter")
    settled(page, "tz=Asia%2FKathmandu")
    expect(box).to_be_focused()
    expect(page.locator("a.bar").filter(has_text="Aurora")).to_have_attribute("title", re.compile("Mon 23 Nov 14:45"))
    expect(page.get_by_role("button", name="Times in Asia/Kathmandu")).to_be_visible()


def test_what_is_typed_into_a_menu_stays_when_others_change_something(studio: World, look: Viewers) -> None:
    page = look("sara")
    page.get_by_role("button", name="Show", exact=True).click()
    box = combobox(page, "Times in")
    box.click()
    box.press_sequentially("kathm")
    studio.artist("Zoe Adams", department="Colour")
    expect(page.locator("#filter-department option", has_text="Colour")).to_have_count(1)
    expect(box).to_have_value("kathm")
    expect(box).to_be_focused()


def test_dates_are_typed_digit_by_digit_and_keep_their_order(sara: Open) -> None:
    page = sara()
    page.goto(WHEN)
    page.get_by_role("button", name="Filter").click()
    first, last = page.locator("#filter-free_from"), page.locator("#filter-free_until")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    first.focus()
    page.keyboard.type("12012026", delay=60)
    settled(page, "free_from=2026-12-01&free_until=2026-12-01")
    assert not [url for url in asked if "free_from=0" in url]  # a year that is not whole yet
    last.fill("2026-12-04")
    settled(page, "free_from=2026-12-01&free_until=2026-12-04")
    first.fill("2026-12-08")
    settled(page, "free_from=2026-12-08&free_until=2026-12-08")
    assert "date=2026-12-08" in page.url and "zoom=" not in page.url  # the calendar is there
    expect(last).to_have_value("2026-12-08")
    last.fill("2026-12-30")
    settled(page, "free_from=2026-12-08&free_until=2026-12-30")
    assert "date=2026-12-08&zoom=month" in page.url
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Later").first.press("Enter")  # one may look elsewhere all the same
    settled(page, "date=2027-01-08&zoom=month&free_from=2026-12-08")
    page.get_by_role("button", name="Filter").click()
    first.fill("")
    expect(page.get_by_role("link", name="Take off the filter Free")).to_have_count(0)
    expect(last).to_have_value("")


def test_arrows_walk_through_what_can_be_added_and_enter_adds_it(sara: Open) -> None:
    page = sara()
    page.goto(WHEN)
    page.get_by_role("button", name="Filter").click()
    status = page.get_by_label("Status", exact=True)
    status.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(status).to_have_value("pencil")
    assert "status" not in page.url
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Without Pencil")).to_be_visible()
    expect(status).to_have_value("")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    settled(page, "status=pencil&status=hold")


@SIZES
def test_clearing_takes_the_words_too(sara: Open, size: dict[str, int]) -> None:
    page = sara(size)
    page.goto(WHEN)
    search = page.get_by_role("searchbox")
    search.focus()
    page.keyboard.type("zzzz")
    settled(page, "q=zzzz")
    clear = page.get_by_role("link", name="Clear filters").locator("visible=true").last
    (clear.tap if size is PHONE else clear.click)()
    expect(search).to_have_value("")
    page.wait_for_timeout(500)  # for what must not come after
    assert "q=" not in page.url
    expect(page.get_by_text("Nothing matches")).to_have_count(0)


def test_the_menus_open_below_their_buttons_however_much_is_on(sara: Open) -> None:
    page = sara()
    page.goto(f"{WHEN}&skill=comp&skill=Houdini&department=3D&department=Compositing&status=hold&tag=senior")
    button = page.get_by_role("button", name="Filter")
    button.click()
    above, menu = button.bounding_box(), page.locator("#filter-menu").bounding_box()
    assert above and menu and menu["y"] >= above["y"] + above["height"]


def test_rows_are_grouped_and_made_lower(sara: Open) -> None:
    page = sara()
    page.goto(WHEN)
    row = page.locator(".schedule-row").first
    tall = row.bounding_box()
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_label("Group artists by").select_option("city")
    expect(page.locator(".schedule-group h2")).to_have_text(
        [re.compile("Oslo"), re.compile("Porto"), re.compile("Tokyo")]
    )
    page.get_by_role("link", name="Compact").click()
    settled(page, "density=compact")
    lower = "most => document.querySelector('.schedule-row').getBoundingClientRect().height < most"
    assert tall
    page.wait_for_function(lower, arg=tall["height"] * 0.75)
    assert "group=city" in page.url


def x_of(page: Page, date: int) -> float:
    """The middle of a day's column."""
    box = page.locator(".schedule-day").filter(has=page.get_by_text(str(date), exact=True)).first.bounding_box()
    assert box
    return box["x"] + box["width"] / 2


@pytest.mark.parametrize("how", ["keys", "wheel"])
def test_zooming_keeps_the_date_under_the_pointer(sara: Open, how: str) -> None:
    page = sara(size={"width": 900, "height": 700})
    page.goto(WHEN)
    page.locator(".schedule-scroll").evaluate("element => { element.scrollLeft = 300 }")
    x = x_of(page, 1)
    page.mouse.move(x, 300)

    def turn(sign: int) -> None:
        if how == "keys":
            page.keyboard.press("-" if sign > 0 else "+")
        else:
            page.keyboard.down("Control")
            page.mouse.wheel(0, 60 * sign)
            page.keyboard.up("Control")

    turn(1)
    settled(page, "date=2026-12-01&zoom=month")
    assert page.locator(".schedule-day[data-chosen] b").inner_text() == "1"
    turn(-1)
    settled(page, "date=2026-12-01")
    expect(page.locator(".schedule-grid")).to_have_attribute("data-zoom", "weeks")
    turn(-1)
    settled(page, "zoom=week")
    expect(page.locator(".schedule-grid")).to_have_attribute("data-from", "2026-11-30")


def test_a_date_leads_into_its_day_and_a_week_of_heat_into_its_month(sara: Open) -> None:
    page = sara()
    page.goto(WHEN)
    page.get_by_role("link", name="Wed 25 Nov", exact=True).click()
    settled(page, "date=2026-11-25&zoom=day")
    expect(page.locator(".schedule-day")).to_have_count(24)
    page.get_by_role("navigation", name="Range").get_by_role("link", name="Year").click()
    settled(page, "zoom=year")
    page.locator(".heat[title]").first.click(position={"x": 4, "y": 8})
    settled(page, "date=2026-11-23&zoom=month")
    page.go_back()
    expect(page.locator(".heat[title]").first).to_be_visible()


def test_a_view_is_saved_opened_and_changed(sara: Open) -> None:
    page = sara()
    page.goto(f"{WHEN}&skill=Houdini&view=projects")
    page.get_by_role("link", name="Views").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Save view").click()
    expect(dialog.get_by_text("This is needed.")).to_be_visible()
    dialog.get_by_label("Name").fill("FX desk")
    dialog.get_by_label("Share with the studio").check()
    check_accessible(page)
    dialog.get_by_role("button", name="Save view").click()
    expect(page.get_by_role("heading", name="FX desk", level=1)).to_be_visible()
    assert "skill=Houdini" in page.url and "date=" not in page.url
    page.goto("/harbour/schedule")
    page.get_by_role("link", name="Views").click()
    dialog.get_by_role("link", name="FX desk", exact=True).click()
    expect(page.get_by_role("heading", name="FX desk", level=1)).to_be_visible()
    page.get_by_role("link", name="Take off the filter Skill").click()
    settled(page, "view=projects&saved=")
    page.get_by_role("link", name="Views").click()
    dialog.get_by_role("button", name="Update it").click()
    expect(page.get_by_role("heading", name="FX desk", level=1)).to_be_visible()
    page.get_by_role("link", name="Views").click()
    dialog.get_by_role("link", name="Edit FX desk").click()
    dialog.get_by_role("button", name="Remove view").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text("The view “FX desk” is removed.")).to_be_visible()


def test_on_a_phone_one_zooms_out_to_months_and_taps_a_day(sara: Open) -> None:
    page = sara(PHONE)
    page.goto(WHEN)
    page.get_by_role("button", name="Show").click()
    page.locator("#display-menu").get_by_role("link", name="Year").click()
    settled(page, "zoom=year")
    page.locator("#display-menu").get_by_role("button", name="Close").click()
    page.get_by_role("link", name=re.compile("^November 2026")).click()
    settled(page, "zoom=month")
    page.get_by_role("link", name=re.compile("^Tue 1 Dec|^Tue 3 Nov")).first.click()
    settled(page, "date=2026-11-03")
    page.goto(f"{WHEN}&zoom=month")
    page.get_by_role("link", name=re.compile("^Wed 25 Nov")).click()
    settled(page, "date=2026-11-25")
    expect(page.locator(".agenda-card").filter(has_text="Aurora titles")).to_be_visible()
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("Project", exact=True).select_option(label="Kestrel EP4")
    settled(page, "project=")
    page.locator("#filter-menu").get_by_role("button", name="Close").click()
    expect(page.locator(".agenda-card").filter(has_text="Aurora titles")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_in_an_american_studio_a_phones_months_begin_with_sunday_and_its_dates_with_the_month(
    studio: World, sara: Open
) -> None:
    """1 November 2026 is a Sunday: it stands under the first letter."""
    studio.set_locale("en_US")
    page = sara(PHONE)
    page.goto(f"{WHEN}&zoom=month")
    letters = page.locator(".month-letters span")
    assert "".join(letters.all_inner_texts()) == "SMTWTFS"
    first, sunday = letters.first.bounding_box(), page.get_by_role("link", name="Sun, Nov 1,").bounding_box()
    assert first and sunday and abs(first["x"] - sunday["x"]) < 1
    page.get_by_role("link", name="Wed, Nov 25,").tap()
    settled(page, "date=2026-11-25")
    expect(page.locator(".agenda-day").first).to_contain_text("Wed, Nov 25")
    expect(page).to_have_title("Schedule · November 2026 · Harbour Post")
    page.get_by_role("link", name="Later").tap()
    expect(page).to_have_title("Schedule · December 2026 · Harbour Post")


def test_a_bar_too_narrow_for_four_letters_shows_none_and_keeps_its_name(studio: World, sara: Open) -> None:
    page = sara()
    studio.booking(studio.artist("Ben Ode"), studio.project("Mirage launch"), days(0, 9), "hold")
    page.goto(f"{WHEN}&zoom=quarter")
    sizes = "bar => [bar, bar.querySelector('.rank') ?? bar].map(each => parseFloat(getComputedStyle(each).fontSize))"
    wide, narrow = page.locator("a.bar", has_text="Mirage launch"), page.locator("a.bar", has_text="Kestrel EP4")
    assert min(wide.evaluate(sizes)) >= 10 and narrow.evaluate(sizes) == [0, 0]
    expect(page.get_by_role("link", name="1st Kestrel EP4")).to_have_attribute(
        "title", re.compile("^1st hold, Tue 24 Nov")
    )
    page.goto(f"{WHEN}&zoom=week")
    assert min(page.locator("a.bar", has_text="Kestrel EP4").evaluate(sizes)) >= 10


def test_nothing_is_wider_than_a_phone(sara: Open) -> None:
    page = sara(PHONE)
    for view in VIEWS:
        for zoom in ZOOMS:
            page.goto(f"{WHEN}&view={view}&zoom={zoom}&skill=comp")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, (view, zoom)


@pytest.mark.parametrize("query", ["&view=projects", "&zoom=day", "&zoom=year", "&group=project&zoom=quarter"])
def test_what_others_book_arrives_in_every_view(studio: World, look: Viewers, query: str) -> None:
    sara = look("sara", f"{WHEN}{query}")
    before = sara.locator("a.bar[id], .heat[title]").count()
    studio.booking(studio.artist("Ben Ode"), studio.project("Mirage launch"), days(0, 5), "confirmed")
    expect(sara.locator("a.bar[id], .heat[title]")).not_to_have_count(before)
    assert sara.locator("#live").get_attribute("data-state") == "live"
