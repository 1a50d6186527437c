"""What the guide's pictures show: an address of the demo studio, what is pressed there, and which part is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

OWNER, SCHEDULER, ARTIST, VIEWER = "owner@demo.test", "scheduler@demo.test", "artist@demo.test", "viewer@demo.test"
SCHEDULE = "/demo/schedule?date=2026-11-23"
WORDS = "#palette-words"


def nothing(page: Page) -> None:
    """The page as it opens."""


@dataclass(frozen=True)
class Screen:
    name: str  # of the file in docs/guide/pictures
    path: str = SCHEDULE
    prepare: Callable[[Page], None] = nothing
    crop: str = ""  # the element that is kept, with a margin; "" for the window down to `height`
    height: int = 640
    phone: bool = False
    who: str = OWNER
    also: str = ""  # who else looks at it


def press(key: str) -> Callable[[Page], None]:
    return lambda page: page.keyboard.press(key)


def open_card(selector: str, at: int) -> Callable[[Page], None]:
    def prepare(page: Page) -> None:
        page.locator(selector).nth(at).click()
        page.locator("[data-panel]").wait_for()

    return prepare


def ask_in_words(words: str, answer: str) -> Callable[[Page], None]:
    """Type into the palette, and wait until it shows `answer`."""

    def prepare(page: Page) -> None:
        page.keyboard.press("Control+k")
        page.locator(WORDS).fill(words)
        page.locator(answer).first.wait_for()

    return prepare


def book_in_form(page: Page) -> None:
    ask_in_words("Kofi Mensah 11-13 Jan Harbour S2 pencil", ".palette-offer")(page)
    page.get_by_role("option", name="Open in the form").click()
    page.locator("#booking-form").wait_for()


def clash(page: Page) -> None:
    ask_in_words("Kofi Mensah 23-27 Nov Northwind confirmed", ".palette-verdict:has-text('Already booked')")(page)
    page.keyboard.press("Enter")
    page.locator("#conflict").wait_for()


def save_views(page: Page) -> None:
    for name in ("Compositing, three weeks", "Harbour S2 by artist"):
        page.locator(".legend-end a", has_text="Views").click()
        page.locator(".view-form [name=name]").fill(name)
        page.locator(".view-form button[type=submit]").click()
        page.locator("#schedule-title", has_text=name).wait_for()
    page.locator(".legend-end a", has_text="Views").click()
    page.locator(".view[data-open]").wait_for()


def open_first(listed: str) -> Callable[[Page], None]:
    def prepare(page: Page) -> None:
        page.locator(listed).first.click()
        page.wait_for_load_state("networkidle")

    return prepare


def call_sheet(page: Page) -> None:
    open_first("a.row-link")(page)
    page.locator(".topbar-end a", has_text="Call sheet").click()
    page.locator(".call-list").wait_for()


def availability(page: Page) -> None:
    open_first("a.row-link")(page)
    page.locator(".tabs a", has_text="Availability").click()
    page.locator("#availability-page").wait_for()


def statistics(page: Page) -> None:
    open_first("a.row-link")(page)
    page.locator(".tabs a", has_text="Statistics").click()
    page.locator("#statistics").wait_for()


def subscribing(page: Page) -> None:
    availability(page)
    page.locator("#calendars a", has_text="Subscribe").click()
    page.locator("#url").fill("webcal://calendar.example.com/ana.ics")


def time_off(page: Page) -> None:
    availability(page)
    page.locator(".topbar-end a", has_text="Add time off").click()
    page.locator("#starts_on").fill("2026-12-07")
    page.locator("#ends_on").fill("2026-12-11")
    page.locator("#block-check .displaced").wait_for()


def filter_menu(page: Page) -> None:
    page.locator("#filter-button").click()
    page.locator("#filter-menu").wait_for()


FILTERED = f"{SCHEDULE}&department=Compositing&skill=keying"
SCREENS = (
    Screen("schedule"),
    Screen("year", "/demo/schedule?date=2026-11-23&zoom=year", height=520),
    Screen("by-project", f"{SCHEDULE}&view=projects", height=520),
    Screen("filters", FILTERED, filter_menu, height=600),
    Screen("compact", f"{SCHEDULE}&group=city&density=compact", height=560),
    Screen("holds", f"{SCHEDULE}&status=hold&status=pencil&status=confirmed&department=Sound", height=480),
    Screen("keys", prepare=press("?"), crop="#shortcuts"),
    Screen("live", crop=".topbar", who=OWNER, also=SCHEDULER),
    Screen("list", "/demo/schedule?date=2026-11-23&zoom=week&view=list", height=560),
    Screen("phone", phone=True, height=760),
    Screen("phone-card", prepare=open_card(".agenda-card h3 a", 1), phone=True, height=760),
    Screen("booking-form", prepare=book_in_form, crop="dialog[open]"),
    Screen("booking-card", prepare=open_card(".bar[data-status=confirmed][href]", 3), crop="[data-panel]"),
    Screen("conflict", prepare=clash, crop="dialog.conflict[open]"),
    Screen("palette", prepare=ask_in_words("Kofi 11-13 Jan Harbour pencil", ".palette-offer"), crop="#palette"),
    Screen("saved-views", SCHEDULE, save_views, crop="dialog[open]"),
    Screen("print", f"/demo/schedule/print{SCHEDULE.removeprefix('/demo/schedule')}&department=Design", height=600),
    Screen("artists", "/demo/artists", height=520),
    Screen(
        "finding-people",
        "/demo/artists?free_from=2026-11-30&free_to=2026-12-04&skill=compositing&view=cards",
        height=640,
    ),
    Screen("artist", "/demo/artists?q=Ana+Duarte", open_first("a.row-link"), height=600),
    Screen("availability", "/demo/artists?q=Ana+Duarte", availability, height=700),
    Screen("time-off", "/demo/artists?q=Ana+Duarte", time_off, height=760),
    Screen("statistics", "/demo/artists?q=Ana+Duarte", statistics, height=760),
    Screen("my-bookings", "/demo/my-bookings", phone=True, height=760, who=ARTIST),
    Screen("feeds", "/demo/feeds?kind=mine", height=560, who=ARTIST),
    Screen("subscribing", "/demo/artists?q=Ana+Duarte", subscribing, height=620),
    Screen("projects", "/demo/projects", height=520),
    Screen("project", "/demo/projects?q=Harbour", open_first("a.row-link"), height=600),
    Screen("call-sheet", "/demo/artists?q=Ana+Duarte", call_sheet, height=600),
    Screen("profile", "/demo/profile", height=470),
    Screen("members", "/demo/members", height=760),
    Screen("settings", "/demo/settings", height=760),
    Screen("tokens", "/demo/tokens", height=860),
    Screen("import", "/demo/imports/new", height=560),
    Screen("webhook", "/demo/settings/webhooks/new", height=620),
)
