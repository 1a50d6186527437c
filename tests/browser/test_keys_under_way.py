"""Keys and clicks that come while an answer is on its way: each is acted on, or waits and says so; none is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import func, select

from studio.bookings.models import Booking
from studio.extensions import db
from tests.browser.test_main_flow import fill_in
from tests.support import gestures
from tests.support.cast import World
from tests.support.gestures import bar, combobox, drag, lands, place, press
from tests.support.held import Held
from tests.support.viewers import PHONE, Viewers

WHEN = "/harbour/schedule?date=2026-11-16"
POST = "POST"


@pytest.fixture
def comp(world: World) -> Booking:
    """Ana's, confirmed Monday to Wednesday."""
    world.project("Kestrel EP4")
    return gestures.team(world)


def booked(world: World, title: str) -> int:
    with world.acting():
        found = db.session.scalar(select(func.count()).where(Booking.title == title))
        db.session.rollback()
    return int(found or 0)


@pytest.mark.parametrize(
    ("keys", "date"),
    [
        (("ArrowRight",) * 3, "date=2026-12-07"),
        (("ArrowRight", "ArrowRight", "ArrowLeft"), "date=2026-11-23"),
        (("t", "ArrowRight"), "date="),
    ],
    ids=["three weeks", "there and back", "from today"],
)
def test_arrows_count_from_where_the_last_key_leads(
    look: Viewers, comp: Booking, keys: tuple[str, ...], date: str
) -> None:
    sara = look("sara", WHEN)
    held = Held(sara, "**/harbour/schedule*")
    for count, key in enumerate(keys, 1):
        press(sara, key)
        held.wait_for(count)
    expect(sara.locator("#schedule")).to_have_attribute("aria-busy", "true")
    held.free()
    sara.wait_for_url(f"**{date}*")
    expect(sara.locator("#schedule")).not_to_have_attribute("aria-busy", "true")
    assert "steps" not in sara.url
    if keys[0] == "t":
        fresh = look("sara", "/harbour/schedule")
        fresh.locator("[data-shortcut=ArrowRight]").click()
        fresh.wait_for_url("**date=*")
        assert sara.url == fresh.url


def test_a_phone_goes_week_by_week_as_often_as_it_is_tapped(look: Viewers, comp: Booking) -> None:
    sara = look("sara", WHEN, size=PHONE)
    held = Held(sara, "**/harbour/schedule*")
    for count in (1, 2, 3):
        sara.get_by_role("link", name="Week after").tap()
        held.wait_for(count)
    held.free()
    sara.wait_for_url("**date=2026-12-07")


@pytest.mark.parametrize("twice", ["click", "Enter"])
def test_a_form_that_is_being_saved_is_not_sent_again(look: Viewers, world: World, comp: Booking, twice: str) -> None:
    sara = look("sara", WHEN)
    fill_in(sara, "Mirela Pop", "2026-11-24", "2026-11-25")
    held, asked = Held(sara, "**/harbour/bookings", POST), list[str]()
    sara.on("request", lambda request: asked.append(request.url) if request.method == POST else None)
    if twice == "click":
        sara.get_by_role("button", name="Book", exact=True).dblclick()
    else:
        sara.get_by_label("Title").focus()
        press(sara, "Enter", "Enter")
    held.wait_for()
    sara.get_by_role("button", name="Book", exact=True).click()
    held.free()
    expect(sara.locator("#flashes")).to_contain_text("Booked Mirela Pop")
    sara.wait_for_timeout(200)  # for what must not follow
    assert len(asked) == 1
    assert booked(world, "key frames") == 1


def test_escape_while_it_is_being_saved_leaves_and_what_became_of_it_is_said(
    look: Viewers, world: World, comp: Booking
) -> None:
    sara = look("sara", WHEN)
    for artist, says in (("Mirela Pop", "#flashes"), ("Ana Duarte", "#conflict-title")):
        fill_in(sara, artist, "2026-11-24", "2026-11-25")
        expect(sara.locator("#availability")).to_contain_text(artist)
        sara.wait_for_timeout(400)  # for what typing asked
        held = Held(sara, "**/harbour/bookings", POST)
        sara.get_by_role("button", name="Book", exact=True).click()
        held.wait_for()
        press(sara, "Escape")
        expect(sara.locator("#booking-form")).to_have_count(0)
        held.free()
        expect(sara.locator(says)).to_contain_text(artist)
    assert booked(world, "key frames") == 1


def test_a_step_pressed_twice_is_two_steps(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN)
    grade = sara.locator("a.bar").filter(has_text="grade")
    grade.focus()
    held = Held(sara, "**/harbour/bookings/*/hold", POST)
    press(sara, "Shift+S")
    held.wait_for()
    press(sara, "s", "s")
    held.free()
    expect(sara.locator("#said")).to_have_text("Confirmed: Kofi Mensah, Thu 26 – Fri 27 Nov.")
    expect(grade).to_have_attribute("data-status", "confirmed")
    expect(sara.locator("dialog[open]")).to_have_count(0)


def test_what_is_moved_again_before_the_server_answered_goes_on_from_there(
    look: Viewers, world: World, comp: Booking
) -> None:
    sara = look("sara", WHEN)
    held = Held(sara, "**/placement", "PUT")
    bar(sara, comp).focus()
    press(sara, "m", "ArrowRight", "Enter")
    held.wait_for()
    bar(sara, comp).focus()
    press(sara, "m", "ArrowRight", "Enter")
    held.let()
    held.wait_for()
    held.free()
    lands(world, comp, "Ana Duarte", "Wed 25 09:00", "Fri 27 18:00")
    expect(sara.locator("#said")).to_contain_text("Moved")
    assert sara.locator("dialog[open]").count() == 0


def test_a_drag_begun_while_a_move_is_under_way_is_made_as_well(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN)
    held = Held(sara, "**/placement", "PUT")
    for count in (1, 2):
        with drag(sara, bar(sara, comp), (1, 0)):
            pass
        if count == 1:
            held.wait_for()
    held.let()
    held.wait_for()
    held.free()
    lands(world, comp, "Ana Duarte", "Wed 25 09:00", "Fri 27 18:00")


def test_undo_waits_for_the_move_and_undoes_it_once(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN)
    held, asked = Held(sara, "**/placement", "PUT"), list[str]()
    sara.on("request", lambda request: asked.append(request.url) if request.method == "PUT" else None)
    bar(sara, comp).focus()
    press(sara, "m", "ArrowRight", "Enter")
    held.wait_for()
    assert place(world, comp)[1] == "Tue 24 09:00"
    press(sara, "Control+z", "Control+z")
    held.free()
    expect(sara.locator("#flashes")).to_contain_text("Taken back: Ana Duarte, Mon 23 – Wed 25 Nov.")
    lands(world, comp, "Ana Duarte", "Mon 23 09:00", "Wed 25 18:00")
    assert len(asked) == 2


def test_escape_gives_up_a_card_that_is_on_its_way(look: Viewers, comp: Booking) -> None:
    sara = look("sara", WHEN)
    held = Held(sara, "**/harbour/bookings/*")
    bar(sara, comp).focus()
    press(sara, "Enter")
    held.wait_for()
    expect(sara.locator("#panel")).to_have_attribute("aria-busy", "true")
    press(sara, "Escape")
    held.free()
    sara.wait_for_timeout(200)  # for what must not come
    expect(sara.locator("[data-panel]")).to_have_count(0)
    expect(bar(sara, comp)).to_be_focused()


def words(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search, or book in words")


def test_enter_before_the_offer_books_nothing_unseen_and_says_what_to_press(
    look: Viewers, world: World, comp: Booking
) -> None:
    sara = look("sara", WHEN)
    press(sara, "Control+k")
    expect(sara.locator("#palette [role=option]").first).to_be_visible()
    held = Held(sara, "**/palette?*")
    words(sara).fill("Mirela 7 Dec 2026 kestrel: v1")
    held.wait_for()
    press(sara, "Enter")
    expect(sara.locator("#palette-said")).to_have_text("Looking …")
    expect(sara.locator("#palette-said")).to_be_visible()
    held.free()
    expect(sara.locator("#palette-said")).to_have_text("Press Enter again to book.")
    assert booked(world, "v1") == 0
    press(sara, "Enter")
    expect(sara.locator("#flashes")).to_contain_text("Booked Mirela Pop")
    assert booked(world, "v1") == 1


def test_enter_on_an_offer_that_can_be_seen_books_it_at_once(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN)
    press(sara, "Control+k")
    expect(sara.locator("#palette [role=option]").first).to_be_visible()
    sara.evaluate("""() => new MutationObserver((_, observer) => {
        if (!document.querySelector(".palette-offer")) return;
        observer.disconnect();
        const press = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true });
        document.getElementById("palette-words").dispatchEvent(press);
    }).observe(document.getElementById("palette-results"), { childList: true })""")
    words(sara).fill("Mirela 7 Dec 2026 kestrel: v1")
    expect(sara.locator("#flashes")).to_contain_text("Booked Mirela Pop")
    assert booked(world, "v1") == 1


@pytest.mark.parametrize("key", ["Enter", "Tab"])
def test_a_choice_is_made_by_the_key_that_was_pressed_before_its_options_came(
    look: Viewers, comp: Booking, key: str
) -> None:
    sara = look("sara", WHEN)
    sara.locator("#main").focus()
    press(sara, "n")
    artist = combobox(sara.locator("#booking-form"), "Artist")
    artist.focus()
    held = Held(sara, "**/artists/options*")
    artist.fill("mirela")
    held.wait_for()
    expect(artist).to_have_attribute("aria-busy", "true")
    press(sara, key)
    held.free()
    expect(artist).to_have_value("Mirela Pop")
    expect(artist).not_to_have_attribute("aria-busy", "true")
    if key == "Tab":
        expect(artist).not_to_be_focused()
    else:
        expect(artist).to_be_focused()
    expect(sara.locator("#booking-form select[name=artist_id]")).not_to_have_value("")


def test_enter_before_several_options_opens_them_and_tab_puts_the_words_back(look: Viewers, comp: Booking) -> None:
    sara = look("sara", WHEN)
    sara.locator("#main").focus()
    press(sara, "n")
    artist = combobox(sara.locator("#booking-form"), "Artist")
    for key in ("Enter", "Tab"):
        held = Held(sara, "**/artists/options*")
        artist.fill("a")
        held.wait_for()
        press(sara, key)
        held.free()
        if key == "Enter":
            expect(artist).to_have_attribute("aria-expanded", "true")
        else:
            expect(artist).to_have_value("")


def test_a_button_stays_under_the_finger_while_somebody_joins_or_changes_the_card(
    look: Viewers, comp: Booking, world: World
) -> None:
    mia = look("mia", WHEN.replace("16", "23"), at=1)
    bar(mia, comp).click()
    button = mia.locator("#panel").get_by_role("button", name="Back to pencil")
    button.hover()  # once the card has arrived
    box = button.bounding_box()
    assert box
    mia.mouse.down()
    sara = look("sara", WHEN.replace("16", "23"))
    bar(sara, comp).click()
    expect(sara.locator("#panel .presence li:not([hidden])")).to_have_count(1)  # Mia: so hers has been told of Sara
    mia.wait_for_timeout(300)
    now = button.bounding_box()
    assert now and abs(now["y"] - box["y"]) < 2  # it is pressed in a little
    with mia.expect_response(lambda answer: answer.request.method == "POST"):
        mia.mouse.up()
    expect(mia.locator("#panel .badge").first).to_have_text("Pencil")
    expect(mia.locator("#panel .presence li:not([hidden])")).to_have_count(1)
