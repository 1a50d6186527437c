"""The calendar and call sheets as PDFs out of Chromium: heads on every page, no bar cut, readable without colour."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pypdfium2
import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from studio.artists.models import Artist
from studio.bookings.models import Booking
from tests.browser.conftest import check_accessible
from tests.live.pages import cookie
from tests.support.cast import World, days, settle
from tests.support.viewers import DESK, PHONE

MANY = 60
PRINT = "/harbour/schedule/print?date=2026-11-23"
MILLIMETRE = 72 / 25.4
PAPERS = {"a4": (297, 210), "a3": (420, 297)}
Open = Callable[..., Page]


@pytest.fixture
def sara(app: Flask, world: World, site: str, open_page: Open) -> Open:
    def open_as_sara(size: dict[str, int] = DESK) -> Page:
        page = open_page(size)
        name, _, value = cookie(app, world.tokens["sara"]).partition("=")
        page.context.add_cookies([{"name": name, "value": value, "url": site}])
        return page

    return open_as_sara


@pytest.fixture
def many(world: World) -> World:
    """Sixty artists in five departments, each with a week of their own and holds behind it."""
    harbour = world.project("Harbour S2")
    with world.acting("sara"):
        for number in range(MANY):
            artist = Artist.add(None, f"Artist {number:02}", department=f"Team {number % 5}", role="Compositor")
            Booking.place(None, artist, harbour, days(0, 5), "confirmed", title=f"job {number:02}")
            for rank in range(number % 3):
                Booking.place(None, artist, harbour, days(7, 5), "hold", title=f"wait {number:02} {rank}")
        settle()
    return world


@contextmanager
def pdf(page: Page, address: str) -> Iterator[pypdfium2.PdfDocument]:
    page.goto(address)
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    yield document
    document.close()


def texts(document: pypdfium2.PdfDocument) -> list[str]:
    """The words of each page without their spaces: how wide one is depends on the line it stands in."""
    return [joined(page.get_textpage().get_text_bounded()) for page in document]


def joined(words: str) -> str:
    return re.sub(r"\s+", "", words)


def size(document: pypdfium2.PdfDocument) -> tuple[int, int]:
    width, height = document[0].get_size()
    return round(width / MILLIMETRE), round(height / MILLIMETRE)


HEADS = {
    "weeks": "Mon 23 Nov Tue 24", "week": "Mon 23 Tue 24", "month": "Mon 23 Tue 24", "quarter": "Oct 5 12 19 26",
    "day": "09:00 10:00", "year": "Free Full",
}  # fmt: skip


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_sixty_artists_are_printed_row_by_whole_row_under_a_head_that_repeats(
    many: World, sara: Open, paper: str
) -> None:
    page = sara()
    for zoom, head in HEADS.items():
        with pdf(page, f"{PRINT}&zoom={zoom}&paper={paper}") as document:
            assert size(document) == PAPERS[paper]
            pages = texts(document)
        assert len(pages) > 1
        for number, text in enumerate(pages, 1):
            assert "Schedule·" in text and "HarbourPost" in text and f"{number}/{len(pages)}" in text
            assert joined(head) in text, (zoom, number)
            assert zoom == "year" or "Confirmed" in text
        check_rows(zoom, pages)


def test_a3_takes_fewer_pages_than_a4(many: World, sara: Open) -> None:
    page = sara()
    for query in ("zoom=week", "zoom=weeks", "zoom=month", "zoom=quarter&view=projects", "zoom=day", "view=list"):
        counts = []
        for paper in PAPERS:
            page.goto(f"{PRINT}&{query}&paper={paper}")
            with closing(pypdfium2.PdfDocument(page.pdf(format=paper.upper()))) as document:
                counts.append(len(document))
        assert counts[1] < counts[0], (query, counts)


def check_rows(zoom: str, pages: list[str]) -> None:
    """Each artist is on one page, and everything of theirs with them."""
    for number in range(MANY):
        [on] = [text for text in pages if f"Artist{number:02}" in text]
        theirs = [f"job{number:02}"] if zoom in ("week", "weeks") else []
        theirs += [f"wait{number:02}{rank}" for rank in range(number % 3)] if zoom == "weeks" else []
        for words in theirs:
            assert words in on and sum(words in text for text in pages) == 1


def test_projects_and_the_list_are_printed_too(many: World, sara: Open) -> None:
    page = sara()
    with pdf(page, f"{PRINT}&view=list") as document:
        pages = texts(document)
        assert len(pages) > 1
        assert all("WhenArtistProjectTitleStatus" in text and "Schedule·" in text for text in pages)
        assert all(sum(f"job{number:02}" in text for text in pages) == 1 for number in range(MANY))
    with pdf(page, f"{PRINT}&view=projects") as document:
        pages = texts(document)
        assert len(pages) > 1
        assert all("Schedule·" in text and "Mon23" in text for text in pages)
        for number in range(MANY):  # a row taller than a page is cut between its bars
            assert sum(f"Artist{number:02}·job{number:02}" in text for text in pages) == 1


def shades(document: pypdfium2.PdfDocument, words: str) -> tuple[int, int]:
    """The usual and the most different grey around some words of the first page: the ground, and what stands on it."""
    page, scale = document[0], 4
    text = page.get_textpage()
    index, count = text.search(words).get_next()
    boxes = [text.get_charbox(n) for n in range(index, index + count)]
    left, bottom, right, top = (pick(box[n] for box in boxes) for n, pick in enumerate((min, min, max, max)))
    bitmap = page.render(scale=scale, grayscale=True)
    height = page.get_size()[1]
    greys: list[int] = []
    for y in range(int((height - top) * scale), int((height - bottom) * scale)):
        row = bytes(bitmap.buffer)[y * bitmap.stride : (y + 1) * bitmap.stride]
        greys += row[int(left * scale) : int(right * scale)]
    ground = max(set(greys), key=greys.count)
    return ground, max(greys, key=lambda grey: abs(grey - ground))


def test_without_colour_each_status_still_looks_different_and_reads_well(world: World, sara: Open) -> None:
    kofi, harbour = world.artist("Kofi"), world.project("Harbour", hue="amber")
    for week, (status, title) in enumerate((("confirmed", "surely"), ("pencil", "perhaps"), ("hold", "waiting"))):
        world.booking(kofi, harbour, days(7 * week, 4), status, title=title)
    with pdf(sara(), PRINT) as document:
        sure, perhaps, waiting = (shades(document, words) for words in ("surely", "perhaps", "waiting"))
    assert sure[0] < 150 and sure[1] > 230, "white on dark"
    assert perhaps[0] > 240 and perhaps[1] < 60, "black on white"
    assert waiting[0] > 225 and waiting[1] < 60, "black on hatching"


def test_the_lines_between_columns_are_drawn_once(world: World, sara: Open) -> None:
    world.booking(world.artist("Kofi"), world.project("Harbour"), days(0))
    page = sara()
    for zoom in HEADS:
        page.goto(f"{PRINT}&zoom={zoom}")
        image = page.locator(".paper .track").evaluate("track => getComputedStyle(track).backgroundImage")
        assert image == "none", zoom


def test_call_sheets_are_upright_pages(world: World, sara: Open) -> None:
    harbour = world.project("Harbour S2", client="Channel North")
    with world.acting("sara"):
        for number in range(14):
            artist = Artist.add(None, f"Artist {number:02}", email=f"a{number:02}@artists.test")
            Booking.place(world.sara, artist, harbour, days(0, 5), "confirmed", title="comp", notes="Bring plates.")
        settle()
    page = sara()
    with pdf(page, f"/harbour/projects/{harbour.id}/call-sheet?week=2026-W48") as document:
        assert size(document) == (210, 297)
        pages = texts(document)
    assert len(pages) > 1
    assert all("HarbourS2·callsheetWeek48" in text and "WhenWhoWhereContactNotes" in text for text in pages)
    assert all(f"{number}/{len(pages)}" in text for number, text in enumerate(pages, 1))
    assert sum(text.count("a07@artists.test") for text in pages) == 5
    with pdf(page, f"/harbour/artists/{artist.id}/call-sheet?week=2026-W48") as document:
        assert "sara@studio.test" in texts(document)[0]


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_the_sheet_is_seen_before_it_is_printed(many: World, sara: Open, screen: dict[str, int]) -> None:
    page = sara(screen)
    page.goto("/harbour/schedule?date=2026-11-23&zoom=month" if screen is DESK else f"{PRINT}&zoom=month")
    if screen is DESK:
        page.get_by_role("link", name="Print", exact=True).click()
    expect(page.get_by_role("heading", name="Schedule · 1 Nov – 30 Nov 2026")).to_be_visible()
    check_accessible(page)
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed") is True
    page.get_by_role("link", name="A3").click()
    expect(page.locator(".paper")).to_have_attribute("data-paper", "a3")
    page.goto(f"{PRINT}&view=list")
    check_accessible(page)
    page.goto(f"{PRINT}&zoom=year&view=projects")
    check_accessible(page)
    page.get_by_role("link", name="Back to the schedule").click()
    page.wait_for_url("**/harbour/schedule?*zoom=year*")
