"""Time off, added by keyboard: from an artist's page, to where it is listed and stands in the year."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from playwright.sync_api import Locator, expect

from studio.accounts.models import Tenant
from studio.availability.models import TimeBlock
from studio.extensions import db
from tests.browser.conftest import check_accessible
from tests.support import gestures
from tests.support.cast import World, settle
from tests.support.gestures import Finger
from tests.support.viewers import PHONE, WHEN, Viewers


def test_time_off_is_added_by_keyboard_and_others_see_it_come(look: Viewers, world: World) -> None:
    ana = world.artist("Ana", holiday_region="GB-ENG")
    path = f"/harbour/artists/{ana.id}/availability"
    vera, sara = look("vera", path, size=PHONE, at=1), look("sara", path)
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
    theirs = vera.get_by_role("region", name="Time off and extra time")
    expect(theirs.get_by_role("listitem")).to_contain_text("Time off")
    check_accessible(vera)


def test_a_week_is_typed_and_a_second_one_opens(look: Viewers, world: World) -> None:
    sara = look("sara", f"/harbour/artists/{world.artist('Ana').id}/patterns/new")
    second = sara.get_by_role("group", name="Week 2")
    expect(second).to_be_hidden()
    sara.get_by_role("checkbox", name="Two weeks or more in turn").check()
    second.get_by_role("textbox", name="Friday").fill("9-25")
    check_accessible(sara)
    sara.get_by_role("button", name="Save").click()
    expect(second.get_by_role("textbox", name="Friday")).to_have_accessible_description("Hours such as 9-13, 14-18.")
    second.get_by_role("textbox", name="Friday").fill("9-12")
    sara.get_by_role("button", name="Save").click()
    expect(sara.get_by_role("region", name="Working week")).to_contain_text("21.5 h a week on average")


def test_the_studios_working_time_is_accessible(look: Viewers, world: World) -> None:
    mia = look("mia", "/harbour/settings/working-time")
    mia.get_by_label("Day", exact=True).fill("2027-08-02")
    mia.get_by_label("Name").fill("Company day")
    mia.get_by_role("button", name="Add a day off").click()
    expect(mia.get_by_role("region", name="Studio days off")).to_contain_text("Company day")
    check_accessible(mia)


def test_time_off_is_asked_for_counted_at_once_where_it_is_answered_and_declined(look: Viewers, world: World) -> None:
    with world.acting("mia"):
        db.session.get_one(Tenant, world.tenant.id).change(approval_kinds=["vacation"], vacation_days=Decimal(25))
        settle()
    artist, monday = world.artist("Ana", member_id=world.ana.id, zone="UTC"), date(2030, 5, 6)
    sara, ana = (
        look("sara", "/harbour/time-off"),
        look("ana", f"/harbour/artists/{artist.id}/time-blocks/new", size=PHONE),
    )
    expect(sara.locator(".rail-count")).to_be_hidden()
    ana.get_by_label("From").fill(str(monday))
    ana.get_by_label("Until", exact=True).fill(str(monday + timedelta(days=4)))
    expect(ana.locator("#block-check")).to_contain_text(
        "5 days; 20 days left after this. A scheduler has to approve it"
    )
    check_accessible(ana)
    ana.get_by_role("button", name="Send").click()
    expect(sara.locator(".rail-count")).to_contain_text("1")
    sara.get_by_role("link", name="Review").click()
    sara.get_by_role("button", name="Decline").click()
    reason = sara.get_by_label("Reason")
    expect(reason).to_have_accessible_description(
        "The artist reads it. Needed to decline. Say why, for the artist to read."
    )
    check_accessible(sara)
    reason.fill("Delivery week.")
    sara.get_by_role("button", name="Decline").click()
    expect(sara.get_by_role("region", name="Answered")).to_contain_text("Delivery week.")
    expect(ana.get_by_role("region", name="Time off and extra time")).to_contain_text("Declined")


def test_a_week_is_drawn_by_mouse_keys_and_finger(look: Viewers, world: World) -> None:
    sara = look("sara", f"/harbour/artists/{world.artist('Ana').id}/patterns/new", has_touch=True)
    week = sara.get_by_role("group", name="Hours of week 1")
    monday, saturday, sunday = (sara.get_by_role("textbox", name=day) for day in ("Monday", "Saturday", "Sunday"))
    box = week.locator(".week-track").nth(5).bounding_box()
    assert box
    hour, middle = box["height"] / 30, box["x"] + box["width"] / 2
    sara.mouse.move(middle, box["y"] + 10 * hour)
    sara.mouse.down()
    sara.mouse.move(middle, box["y"] + 12 * hour - 2, steps=3)
    sara.mouse.up()
    expect(saturday).to_have_value("10:00–12:00")
    sara.mouse.move(middle, box["y"] + 12 * hour - 2)  # its end
    sara.mouse.down()
    sara.mouse.move(middle, box["y"] + 13 * hour, steps=3)
    sara.mouse.up()
    expect(saturday).to_have_value("10:00–13:00")
    for key, hours in (("ArrowDown", "10:15–13:15"), ("Shift+ArrowUp", "10:15–13:00"), ("Alt+ArrowUp", "10:00–13:00")):
        sara.keyboard.press(key)
        expect(saturday).to_have_value(hours)
    sara.keyboard.press("ArrowRight")
    expect(sunday).to_have_value("10:00–13:00")
    expect(sara.locator("#said")).to_have_text("Now Sunday 10:00–13:00.")
    sara.keyboard.press("Delete")
    expect(sunday).to_have_value("")
    finger = Finger(sara)
    finger.down(middle, box["y"] + 20.5 * hour)
    sara.wait_for_timeout(450)  # it rests
    finger.move(middle, box["y"] + 26 * hour - 2)
    finger.up()
    expect(saturday).to_have_value("20:00–02:00")
    monday.fill("8-12")
    expect(week.get_by_role("button", name="Monday 08:00–12:00")).to_be_visible()
    week.get_by_role("button", name="Monday: add, empty or copy").click()
    week.get_by_role("button", name="Sunday", exact=True).click()
    expect(sunday).to_have_value("08:00–12:00")
    check_accessible(sara)


def test_time_off_is_swept_dragged_and_carried_over_a_year_and_a_month(look: Viewers, world: World) -> None:
    ana = world.artist("Ana")
    with world.acting("sara"):
        TimeBlock.add(world.sara, ana, "vacation", starts_on=date(2027, 3, 8), ends_on=date(2027, 3, 9))
        settle()
    here = f"/harbour/artists/{ana.id}/availability"
    sara = look("sara", f"{here}?year=2027", has_touch=True)

    def day(name: str) -> Locator:
        return sara.locator(f"[data-date='2027-{name}']")

    def middle(name: str) -> tuple[float, float]:
        day(name).scroll_into_view_if_needed()
        box = day(name).bounding_box()
        assert box
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(first: str, last: str, edge: float = 0) -> None:
        x, y = middle(first)
        sara.mouse.move(x + edge, y)
        sara.mouse.down()
        sara.mouse.move(*middle(last), steps=4)
        sara.mouse.up()

    def lies_on(name: str) -> None:
        expect(day(name).and_(sara.locator("[data-block], :has([data-block])"))).to_be_visible()  # it is drawn anew

    flashes = sara.locator("#flashes")
    drag("03-08", "03-10")  # all of it
    expect(flashes).to_contain_text("Vacation, Ana: Wed 10 – Thu 11 Mar 2027.")
    lies_on("03-11")
    day("03-10").focus()
    for key in ("r", "ArrowRight", "ArrowDown", "Enter"):  # a day longer, and a day later
        sara.keyboard.press(key)
    expect(flashes).to_contain_text("Thu 11 – Fri 12 Mar 2027.")
    lies_on("03-12")
    sara.goto(f"{here}?month=2027-03")
    check_accessible(sara)
    finger = Finger(sara)
    finger.down(*middle("03-12"))
    sara.wait_for_timeout(450)  # it rests
    finger.move(*middle("03-19"))
    finger.up()
    lies_on("03-18")
    day("03-22").focus()
    for key in ("Shift+ArrowRight", "Shift+ArrowDown"):
        sara.keyboard.press(key)
    expect(sara.locator("#said")).to_contain_text("Enter adds time off.")
    drag("03-24", "03-26")
    expect(sara.get_by_label("From")).to_have_value("2027-03-24")
    expect(sara.get_by_label("Until", exact=True)).to_have_value("2027-03-26")


def test_time_off_is_dragged_and_carried_along_its_row_of_the_schedule(look: Viewers, world: World) -> None:
    with world.acting("sara"):
        columns = {"starts_on": date(2026, 11, 24), "ends_on": date(2026, 11, 25)}
        block = TimeBlock.add(world.sara, world.artist("Ana"), "vacation", **columns)
        settle()
    sara = look("sara", WHEN, has_touch=True)
    strip, said = sara.locator(f"#off-{block.id}"), sara.locator("#said")
    expect(strip).to_have_accessible_name("Vacation, Ana, Tue 24 – Wed 25 Nov 2026")
    with gestures.drag(sara, strip, (1, 0)):
        expect(sara.locator(".drop-preview")).to_be_visible()
    expect(strip).to_have_attribute("title", "Vacation, Ana, Wed 25 – Thu 26 Nov 2026")
    sara.keyboard.press("Control+z")
    expect(strip).to_have_attribute("title", "Vacation, Ana, Tue 24 – Wed 25 Nov 2026")
    finger = Finger(sara)
    finger.down(*gestures.point(sara, strip, (0, 0)))
    expect(strip).to_have_attribute("data-lifted", "")
    finger.move(*gestures.point(sara, strip, (5, 0)))
    finger.up()
    expect(strip).to_have_attribute("title", "Vacation, Ana, Sun 29 – Mon 30 Nov 2026")
    check_accessible(sara)
    sara.goto(f"{WHEN}&zoom=quarter")  # by keys, also where days are narrow
    strip.focus()
    gestures.press(sara, "r", "ArrowRight")
    expect(said).to_have_text("Ana, Sun, 29 Nov – Tue, 1 Dec 2026")
    gestures.press(sara, "ArrowDown", "Enter")
    expect(strip).to_have_attribute("title", "Vacation, Ana, Mon 30 Nov – Tue 1 Dec 2026")
    expect(strip).to_be_focused()
