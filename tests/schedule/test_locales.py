"""Weeks begin, and dates are ordered, as the studio's locale has them: on the calendar, on paper and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import pytest
from flask.testing import FlaskClient

from studio.extensions import db
from studio.lib import clock
from tests.schedule.test_schedule import HTMX, on_one_line, page
from tests.schedule.test_views import grid
from tests.support.cast import World, days

As = Callable[[str], FlaskClient]
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday
DATE = "date=2026-11-25"


@pytest.fixture(autouse=True)
def wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def heads(html: str) -> list[str]:
    """What stands over each column."""
    found = re.findall(r'<div class="schedule-day"[^>]*>(.*?)</div>', html)
    return [" ".join(re.sub("<[^>]+>", " ", head).split()) for head in found]


def corner(html: str) -> str:
    found = re.search(r'<div class="schedule-corner"[^>]*>([^<]*)', html)
    assert found
    return found[1]


def title(html: str) -> str:
    found = re.search(r"<title>(.*?)</title>", html)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("locale", "zoom", "first", "expected"),
    [
        ("en_GB", "week", "2026-11-23", ["Mon 23", "Tue 24", "Wed 25"]),
        ("en_US", "week", "2026-11-22", ["Sun 22", "Mon 23", "Tue 24"]),
        ("de_DE", "week", "2026-11-23", ["Mo. 23", "Di. 24", "Mi. 25"]),
        ("en_GB", "weeks", "2026-11-23", ["Nov Mon 23", "Tue 24", "Wed 25"]),
        ("en_US", "weeks", "2026-11-22", ["Nov Sun 22", "Mon 23", "Tue 24"]),
        ("ar_EG", "weeks", "2026-11-21", ["نوفمبر السبت 21", "الأحد 22"]),  # a week from Saturday
        ("en_GB", "quarter", "2026-10-01", ["Oct", "", "", "", "5"]),
        ("en_US", "quarter", "2026-10-01", ["Oct", "", "", "4"]),
        ("en_GB", "year", "2025-12-29", ["Jan 1", "2"]),
        ("en_US", "year", "2025-12-28", ["Jan 1", "2"]),
    ],
)  # fmt: skip
def test_a_window_begins_with_the_first_day_of_a_week(
    world: World, as_: As, locale: str, zoom: str, first: str, expected: list[str]
) -> None:
    world.artist("Kofi")
    world.set_locale(locale)
    html = page(as_("sara"), f"/harbour/schedule?{DATE}&zoom={zoom}")
    assert grid(html)["data-from"] == first
    assert heads(html)[: len(expected)] == expected


def test_a_year_numbers_its_weeks_by_the_locale(world: World, as_: As) -> None:
    world.artist("Kofi")
    for locale, last in (("en_GB", "Jan 53"), ("en_US", "Jan 1")):
        world.set_locale(locale)
        assert heads(page(as_("sara"), f"/harbour/schedule?{DATE}&zoom=year"))[-1] == last


def test_words_are_the_members_own_but_weeks_are_the_studios(world: World, as_: As) -> None:
    """Everybody has the same weeks: addresses are passed on."""
    world.booking(world.artist("Kofi"), world.project("Aurora"), days(0, 3))
    world.account("sara").locale = "en_US"
    db.session.commit()
    html = page(as_("sara"), f"/harbour/schedule?{DATE}")
    assert grid(html)["data-from"] == "2026-11-23"
    assert "Confirmed, Mon, Nov 23, 9:00 AM – Wed, Nov 25, 6:00 PM" in unescape(html).replace("\u202f", " ")
    assert "Today · Wed, Nov 25" in html
    assert "Confirmed, Mon 23 Nov 09:00 – Wed 25 Nov 18:00" in page(as_("vera"), f"/harbour/schedule?{DATE}")


@pytest.mark.parametrize(
    ("locale", "letters", "blank"), [("en_GB", "MTWTFSS", 7), ("en_US", "SMTWTFS", 1), ("de_DE", "MDMDFSS", 7)]
)
def test_a_phones_months_have_their_weekdays_in_order(
    world: World, as_: As, locale: str, letters: str, blank: int
) -> None:
    """1 November 2026 is a Sunday."""
    world.artist("Kofi")
    world.set_locale(locale)
    html = page(as_("sara"), f"/harbour/schedule?{DATE}&zoom=month")
    found = re.search(r'<p class="month-letters" aria-hidden="true">(.*?)</p>', html)
    assert found and re.sub("<[^>]+>", "", found[1]) == letters
    assert f'<div class="month-days" style="--blank:{blank}">' in html


def test_a_phones_week_and_its_steps_begin_on_the_locales_day(world: World, as_: As) -> None:
    world.set_locale("en_US")
    html = page(as_("sara"), "/harbour/schedule?date=2026-11-28&zoom=week")
    agenda = html[html.index('id="agenda"') :]
    strip = re.search(r'<nav class="day-strip".*?</nav>', agenda)
    assert strip and re.findall(r"<b>(\d+)", strip[0]) == ["22", "23", "24", "25", "26", "27", "28"]
    assert "date=2026-11-15" in agenda and "date=2026-11-29" in agenda


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("zoom=week", "November 2026"),
        ("", "Nov – Dec 2026"),
        ("zoom=month", "November 2026"),
        ("zoom=quarter", "Oct – Dec 2026"),
        ("zoom=week&date=2026-12-30", "Dec 2026 – Jan 2027"),
        ("zoom=day", "Wed, Nov 25, 2026"),
        ("zoom=year", "2026"),
        ("view=list", None),
    ],
)
def test_a_window_says_which_months_it_is_of(world: World, as_: As, query: str, words: str | None) -> None:
    world.booking(world.artist("Kofi"), world.project("Aurora"), days(0, 2))
    world.set_locale("en_US")
    url = f"/harbour/schedule?{query if 'date' in query else f'{DATE}&{query}'}"
    html, swapped = page(as_("sara"), url), page(as_("sara"), url, **HTMX)
    assert title(html) == title(swapped) == f"Schedule · {words or 'Nov – Dec 2026'} · Harbour Post"
    if words:
        assert corner(html) == words


def test_the_month_stands_where_it_changes(world: World, as_: As) -> None:
    world.artist("Kofi")
    html = page(as_("sara"), f"/harbour/schedule?{DATE}")
    assert {n: head for n, head in enumerate(heads(html)) if head[-1] != "d" and len(head.split()) > 2} == {
        0: "Nov Mon 23", 8: "Dec Tue 1",
    }  # fmt: skip
    assert "data-months" in html
    one = page(as_("sara"), f"/harbour/schedule?{DATE}&zoom=week")
    assert "data-months" not in one and "<em>" not in one


def test_a_quarter_numbers_today_and_the_weeks_that_have_room_beside_it(
    world: World, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.artist("Kofi")

    def numbers(day: int) -> list[str]:
        monkeypatch.setattr(clock, "now", lambda: NOW.replace(day=day))
        html = page(as_("sara"), "/harbour/schedule?zoom=quarter")
        assert re.findall(r"data-today[^>]*><span>[^<]*</span><a[^>]*><b>(\d+)", html) == [str(day)]
        return re.findall(r"<b>(\d+)</b>", html[html.index("schedule-corner") : html.index("schedule-body")])

    november = ["2", "9", "16", "23", "30"]
    assert numbers(25)[4:-4] == ["2", "9", "16", "23", "25", "30"]
    assert numbers(24)[4:-4] == ["2", "9", "16", "24", "30"]
    assert numbers(22)[4:-4] == ["2", "9", "16", "22", "30"]
    assert numbers(23)[4:-4] == november


def used(html: str) -> list[tuple[str, str]]:
    """The percentage of each row, and what it says to those who point at it, or listen."""
    return re.findall(r'<span class="utilisation" role="img" title="([^"]*)">(\d+%)', html)


@pytest.mark.parametrize(("locale", "since"), [("en_GB", "Mon 23 Nov"), ("en_US", "Sun, Nov 22")])
def test_a_year_under_way_counts_from_this_week_on(world: World, as_: As, locale: str, since: str) -> None:
    """An artist who joined in autumn is not a tenth booked: what is past cannot be booked any more."""
    aurora = world.project("Aurora")
    world.booking(world.artist("Kofi"), aurora, days(0, 19))  # three of the six weeks that are left
    world.booking(world.artist("Ana"), aurora, days(-7 * 30, 7 * 29))
    world.set_locale(locale)
    url = "/harbour/schedule?zoom=year"
    html = page(as_("sara"), url)
    assert used(html) == [(f"0% booked from {since} on", "0%"), (f"50% booked from {since} on", "50%")]
    day = since.split(" ", 1)[1]
    assert f"<small>% booked from {day} on</small>" in re.sub(r">\s+%", ">%", html)
    printed = on_one_line(as_("sara").get("/harbour/schedule/print?zoom=year").text)
    assert used(printed) == used(html) and f"% booked from {day} on" in printed
    projects = page(as_("sara"), f"{url}&view=projects")
    assert "<small>" not in projects[projects.index("schedule-corner") : projects.index("schedule-body")]


def test_a_year_that_is_over_or_yet_to_come_counts_as_a_whole(world: World, as_: As) -> None:
    world.booking(world.artist("Kofi"), world.project("Aurora"), days(-365, 7 * 26))
    for year, share in (("2025", "11%"), ("2027", "0%")):
        html = page(as_("sara"), f"/harbour/schedule?zoom=year&date={year}-06-01")
        assert used(html) == [(f"{share} booked", share)] and "booked from" not in html
    assert "role" not in re.findall(r'<span class="utilisation"[^>]*', page(as_("sara"), "/harbour/schedule"))[0]


def test_the_month_under_way_counts_so_on_a_phone(world: World, as_: As) -> None:
    world.booking(world.artist("Kofi"), world.project("Aurora"), days(-14, 26))  # to the Friday after the next
    html = page(as_("sara"), "/harbour/schedule?zoom=year")
    words = re.findall(r'<a class="month" [^>]*aria-label="([^"]*)"', html)
    assert words[9:] == [
        "October 2026, 0% booked", "November 2026, 100% booked from Mon 23 Nov on", "December 2026, 17% booked",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("locale", "dates", "first"), [("en_GB", "23 Nov – 13 Dec 2026", "Mon"), ("en_US", "Nov 22 – Dec 12, 2026", "Sun")]
)
def test_paper_has_the_same_weeks_and_months(world: World, as_: As, locale: str, dates: str, first: str) -> None:
    world.artist("Kofi")
    world.set_locale(locale)
    html = on_one_line(as_("sara").get(f"/harbour/schedule/print?{DATE}").text)
    assert title(html) == f"Schedule · {dates} · Harbour Post" and f"<h1>Schedule · {dates}</h1>" in html
    assert corner(html) == "Nov – Dec 2026"
    assert heads(html)[0].split()[:2] == ["Nov", first] and "Dec Tue 1" in heads(html)
