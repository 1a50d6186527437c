"""The calendar under the keys: arrows walk, M carries, Shift stretches, N books, S steps, Delete ends, ? tells."""

from __future__ import annotations

from playwright.sync_api import expect

from studio.bookings.models import Booking
from tests.browser.conftest import check_accessible
from tests.support import gestures
from tests.support.cast import World, days
from tests.support.gestures import WHEN, bar, label, lands, press
from tests.support.viewers import PHONE, Viewers


def test_arrows_walk_over_bars_and_free_days_and_enter_opens_what_is_there(look: Viewers, comp: Booking) -> None:
    sara = look("sara", WHEN)
    sara.locator(".schedule-scroll").focus()
    press(sara, "ArrowDown", "Home")
    assert label(sara) == "Book Ana Duarte, Mon 16 Nov"
    press(sara, *["ArrowRight"] * 7)
    assert label(sara) == "Harbour S2 · comp"
    expect(bar(sara, comp)).to_be_focused()
    press(sara, "ArrowRight")
    assert label(sara) == "Book Ana Duarte, Thu 26 Nov"
    press(sara, "ArrowDown")
    assert label(sara) == "Harbour S2 · grade"
    expect(sara.locator("#said")).to_contain_text("Kofi Mensah: Harbour S2 · grade, Pencil, Thu 26 Nov 09:00")
    press(sara, "ArrowDown", "ArrowUp", "ArrowLeft")
    assert label(sara) == "Book Kofi Mensah, Wed 25 Nov"
    check_accessible(sara)
    press(sara, "Enter")
    expect(sara.get_by_label("From", exact=True)).to_have_value("2026-11-25")
    press(sara, "Escape")
    assert label(sara) == "Book Kofi Mensah, Wed 25 Nov"
    press(sara, "ArrowUp", "Enter")
    expect(sara.locator("#panel")).to_contain_text("Ana Duarte")
    press(sara, "Escape")
    expect(bar(sara, comp)).to_be_focused()
    press(sara, "End")
    assert label(sara) == "Book Ana Duarte, Sun 6 Dec"


def test_keys_keep_the_working_days_and_with_alt_the_length(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN)
    bar(sara, comp).focus()
    press(sara, "m", *["ArrowRight"] * 3)
    expect(sara.locator("#said")).to_have_text("Ana Duarte, Thu 26 – Mon 30 Nov, 3 working days. Free")
    press(sara, "Alt+ArrowRight", "Alt+ArrowLeft")
    expect(sara.locator("#said")).to_contain_text("3 → 2 working days, −8 h")
    press(sara, "Enter")
    lands(world, comp, "Ana Duarte", "Thu 26 09:00", "Sat 28 18:00")


def test_in_a_year_arrows_walk_over_weeks_and_tell_how_full_each_is(look: Viewers, comp: Booking) -> None:
    sara = look("sara", f"{WHEN}&zoom=year")
    sara.locator(".schedule-scroll").focus()
    press(sara, "ArrowDown", "Home")
    assert label(sara) == "Ana Duarte, week of Mon 29 Dec"
    press(sara, "ArrowRight")
    assert label(sara) == "Ana Duarte, week of Mon 5 Jan"
    press(sara, "End")
    assert label(sara) == "Ana Duarte, week of Mon 28 Dec"
    press(sara, *["ArrowLeft"] * 5)
    assert label(sara) == "Ana Duarte, week of Mon 23 Nov. 23 Nov – 29 Nov: 60% booked"


def test_what_began_before_the_window_is_shown_from_its_edge_on_while_it_is_carried(
    look: Viewers, world: World
) -> None:
    long = world.booking(world.artist("Long Ago"), world.project("Saga"), days(-14, 12))
    sara = look("sara", WHEN)
    bar(sara, long).focus()
    press(sara, "m", "ArrowRight", "ArrowRight")
    preview = sara.locator(".drop-preview")
    expect(preview).to_have_attribute("data-state", "free")
    assert preview.evaluate("preview => preview.style.getPropertyValue('--s')") == "1"
    press(sara, "Escape")


def test_m_and_arrows_move_and_every_step_is_told(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN)
    said = sara.locator("#said")
    bar(sara, comp).focus()
    press(sara, "m")
    expect(said).to_contain_text("Harbour S2 · comp lifted.")
    press(sara, *["ArrowRight"] * 2)
    expect(said).to_have_text("Ana Duarte, Wed 25 – Fri 27 Nov, 3 working days. Free")
    check_accessible(sara)
    press(sara, "ArrowDown")
    expect(said).to_have_text("Kofi Mensah, Wed 25 – Fri 27 Nov, 3 working days. Taken: Harbour S2 · grade")
    press(sara, "ArrowDown")
    expect(said).to_have_text("Mirela Pop, Wed 25 – Fri 27 Nov, 3 working days. Free")
    press(sara, "Enter")
    lands(world, comp, "Mirela Pop", "Wed 25 09:00", "Fri 27 18:00")
    expect(said).to_have_text("Given to Mirela Pop, Wed 25 – Fri 27 Nov.")
    expect(bar(sara, comp)).to_be_focused()
    expect(bar(sara, comp)).to_have_attribute("title", "Confirmed, Wed 25 Nov 09:00 – Fri 27 Nov 18:00")
    expect(bar(sara, comp)).to_be_focused()
    press(sara, "Control+z")
    lands(world, comp, "Ana Duarte", "Mon 23 09:00", "Wed 25 18:00")


def test_with_shift_a_move_is_a_week_and_with_control_half_a_day(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN)
    said = sara.locator("#said")
    bar(sara, comp).focus()
    press(sara, "m", "Shift+ArrowRight", "Control+ArrowRight")
    expect(said).to_contain_text("Ana Duarte, Mon 30 Nov 14:00 – Thu 3 Dec 13:00, 24 h. Free")
    press(sara, "Control+ArrowLeft", "Shift+ArrowRight")
    expect(said).to_contain_text("Ana Duarte, Mon 7 – Wed 9 Dec, 3 working days. Free")  # beyond the window
    expect(sara.locator(".drop-preview")).to_be_in_viewport()
    press(sara, "Enter")
    lands(world, comp, "Ana Duarte", "Mon 07 09:00", "Wed 09 18:00")
    expect(said).to_have_text("Moved: Ana Duarte, Mon 7 – Wed 9 Dec.")
    expect(bar(sara, comp)).to_have_count(0)
    assert label(sara) == "Book Ana Duarte, Mon 23 Nov"  # where one was


def test_by_hours_an_arrow_is_an_hour_and_with_control_a_quarter(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", f"{WHEN[:-2]}25&zoom=day&view=projects")
    bar(sara, comp).focus()
    press(sara, "m", "ArrowRight", "Control+ArrowRight", "ArrowDown")
    expect(sara.locator("#said")).to_contain_text("Ana Duarte, Mon 23 Nov 10:15 – Wed 25 Nov 19:15")
    press(sara, "Shift+ArrowRight", "Enter")
    lands(world, comp, "Ana Duarte", "Tue 24 10:15", "Thu 26 19:15")


def test_escape_takes_it_back_and_a_refusal_says_so(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN)
    bar(sara, comp).focus()
    press(sara, "m", "ArrowRight", "ArrowRight", "Escape")
    expect(sara.locator("#said")).to_have_text(
        "Harbour S2 · comp is back where it was. Ana Duarte, Confirmed, Mon 23 Nov 09:00 – Wed 25 Nov 18:00."
    )
    expect(bar(sara, comp)).to_be_focused()
    press(sara, "m", "ArrowDown", *["ArrowRight"] * 3)
    expect(sara.locator("#said")).to_contain_text("Taken")
    press(sara, "Enter")
    expect(sara.locator("#conflict-title")).to_have_text("Kofi Mensah is already booked")
    expect(sara.locator("#said")).to_contain_text("Not possible: Kofi Mensah, Thu 26 – Mon 30 Nov, 3 working days.")
    press(sara, "Escape")
    expect(bar(sara, comp)).to_be_focused()
    lands(world, comp, "Ana Duarte", "Mon 23 09:00", "Wed 25 18:00")


def test_shift_and_arrows_resize(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN)
    bar(sara, comp).focus()
    press(sara, "Shift+ArrowRight", "Control+Shift+ArrowDown")
    expect(sara.locator("#said")).to_contain_text("Ana Duarte, Mon 23 Nov 14:00 – Thu 26 Nov 18:00, 28 h. Free")
    press(sara, "Enter")
    expect(sara.locator("#said")).to_have_text("Resized: Ana Duarte, Mon 23 Nov 14:00 – Thu 26 Nov 18:00, 28 h.")
    lands(world, comp, "Ana Duarte", "Mon 23 14:00", "Thu 26 18:00")
    expect(bar(sara, comp)).to_have_attribute("title", "Confirmed, Mon 23 Nov 14:00 – Thu 26 Nov 18:00")
    press(sara, *["Control+Shift+ArrowLeft"] * 20, "m", "Control+ArrowLeft", "Enter")
    lands(world, comp, "Ana Duarte", "Mon 23 09:00", "Mon 23 13:00")
    press(sara, "r", "Shift+ArrowRight", "Enter")
    lands(world, comp, "Ana Duarte", "Mon 23 09:00", "Mon 30 13:00")


def test_n_books_the_day_under_the_keys_and_anybody_elsewhere(look: Viewers, comp: Booking) -> None:
    sara = look("sara", WHEN)
    artist = sara.locator("#booking-form").get_by_role("combobox", name="Artist")
    bar(sara, comp).focus()
    press(sara, "ArrowDown", "n")
    expect(artist).to_have_value("Kofi Mensah")
    expect(sara.get_by_label("From", exact=True)).to_have_value("2026-11-23")
    press(sara, "Escape", "Escape")
    expect(sara.locator("dialog[open]")).to_have_count(0)
    sara.locator("#main").focus()
    press(sara, "n")
    expect(artist).to_have_value("")


def test_s_steps_the_status_and_back(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN)
    grade = sara.locator("a.bar").filter(has_text="grade")
    grade.focus()
    press(sara, "s")
    expect(grade).to_have_attribute("data-status", "confirmed")
    expect(sara.locator("#said")).to_have_text("Confirmed: Kofi Mensah, Thu 26 – Fri 27 Nov.")
    press(sara, "s")  # the last step
    for status in ("pencil", "hold"):
        press(sara, "Shift+S")
        expect(grade).to_have_attribute("data-status", status)
    expect(grade).to_be_focused()
    expect(sara.locator("#panel article")).to_have_count(0)


def test_stepping_into_a_clash_opens_the_ways_out(look: Viewers, world: World, comp: Booking) -> None:
    hold = gestures.beside(world, comp)
    sara = look("sara", WHEN)
    bar(sara, hold).focus()
    press(sara, "s")
    expect(sara.locator("#conflict-title")).to_have_text("Ana Duarte is already booked")


def test_delete_asks_why_and_then_it_is_gone(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN)
    bar(sara, comp).focus()
    press(sara, "Delete")
    expect(sara.locator("#cancellation-title")).to_have_text("Cancel this booking")
    check_accessible(sara)
    press(sara, "Escape")
    expect(bar(sara, comp)).to_be_focused()
    press(sara, "Delete")
    sara.get_by_label("Reason").fill("the client left")
    press(sara, "Enter")
    expect(bar(sara, comp)).to_have_count(0)
    expect(sara.locator("dialog[open], #panel article")).to_have_count(0)
    expect(sara.locator("#flashes")).to_contain_text("Cancelled: Ana Duarte, Mon 23 – Wed 25 Nov.")
    assert gestures.place(world, comp)[3] == "cancelled"


def test_a_line_of_the_list_is_cancelled_by_the_same_dialog(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", f"{WHEN}&view=list")
    line = sara.locator(f"#schedule a[href$='{comp.id}']")
    line.focus()
    press(sara, "s", "Delete")
    expect(sara.locator("#cancellation-title")).to_have_text("Cancel this booking")
    sara.get_by_label("Reason").fill("the client left")
    press(sara, "Enter")
    expect(line).to_have_count(0)
    assert gestures.place(world, comp)[3] == "cancelled"


def test_the_question_mark_shows_the_shortcuts_and_the_slash_searches(look: Viewers, comp: Booking) -> None:
    sara = look("sara", WHEN)
    press(sara, "?")
    expect(sara.locator("#shortcuts-title")).to_be_visible()
    expect(sara.locator("#shortcuts")).to_contain_text("One status back")
    check_accessible(sara)
    press(sara, "Escape")
    expect(sara.locator("dialog[open]")).to_have_count(0)
    press(sara, "/")
    expect(sara.get_by_role("searchbox")).to_be_focused()


def test_arrows_in_an_open_menu_leave_the_calendar_where_it_is(look: Viewers, comp: Booking) -> None:
    sara = look("sara", f"{WHEN}&skill=comp")
    sara.locator("#filter-button").click()
    sara.locator("#filter-menu").locator("a, button").locator("visible=true").first.focus()
    press(sara, "ArrowRight", "ArrowLeft", "ArrowLeft")
    sara.wait_for_timeout(300)
    expect(sara.locator(".schedule-grid")).to_have_attribute("data-from", "2026-11-16")
    assert sara.locator("#filter-menu").evaluate("menu => menu.matches(':popover-open')")
    press(sara, "Escape")
    sara.locator("#main").focus()
    press(sara, "ArrowRight")
    expect(sara.locator(".schedule-grid")).to_have_attribute("data-from", "2026-11-23")


def test_who_may_not_book_walks_and_opens_and_nothing_else(look: Viewers, world: World, comp: Booking) -> None:
    vera = look("vera", WHEN)
    bar(vera, comp).focus()
    press(vera, "m", "ArrowRight")
    assert label(vera) == "Ana Duarte, Thu 26 Nov, free"
    press(vera, "n", "Enter", "ArrowLeft", "s", "Delete", "Shift+ArrowRight")
    vera.wait_for_timeout(300)
    expect(vera.locator("dialog[open], .drop-preview, #flashes .flash")).to_have_count(0)


def test_what_is_carried_is_not_pulled_away_by_what_others_do(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", WHEN)
    bar(sara, comp).focus()
    with sara.expect_response("**/landing?*by=0*"):  # which version it is that she lifts
        press(sara, "m")
    press(sara, "ArrowRight")
    gestures.move(world, comp, gestures.days(7, 2))
    sara.wait_for_timeout(500)
    expect(bar(sara, comp)).to_have_attribute("data-lifted", "")
    press(sara, "Enter")
    expect(sara.locator("#flashes")).to_contain_text("It changed while you were looking: Adam")
    lands(world, comp, "Ana Duarte", "Mon 30 09:00", "Tue 01 18:00")
    expect(bar(sara, comp)).to_have_attribute("title", "Confirmed, Mon 30 Nov 09:00 – Tue 1 Dec 18:00")


def test_on_a_phone_the_same_keys_work_on_the_cards(look: Viewers, world: World, comp: Booking) -> None:
    sara = look("sara", f"{WHEN[:-2]}23", size=PHONE)
    card = sara.locator(".agenda-card h3 a").first
    card.focus()
    press(sara, "Shift+S")
    expect(sara.locator(".agenda-card").first).to_have_attribute("data-status", "pencil")
    sara.locator(".agenda-card h3 a").first.focus()
    press(sara, "Delete")
    expect(sara.locator("#cancellation-title")).to_be_visible()
    check_accessible(sara)
