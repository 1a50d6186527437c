"""Every view of the calendar: by artist, by project and as a list, from a day to a year, grouped and filtered."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from studio.availability.models import TimeBlock
from studio.extensions import db
from studio.lib import clock
from studio.lib.spans import Span
from studio.projects.models import Project
from studio.schedule import page as page_module
from studio.schedule.query import VIEWS
from studio.schedule.zooms import ZOOMS
from tests.bookings.test_detail import words
from tests.schedule.test_schedule import bar, on_one_line, page, rows
from tests.support.cast import MONDAY, World, days
from tests.support.statements import statements

As = Callable[[str], FlaskClient]
WINDOW = "/harbour/schedule?date=2026-11-23"
LONDON, NEW_YORK, SYDNEY, KATHMANDU = "Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kathmandu"
EVERY = [(view, zoom) for view in VIEWS for zoom in ZOOMS]


def groups(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<div class="schedule-group".*?<h2>(.*?) <span>(\d+)', html)


def projects(html: str) -> list[tuple[str, str]]:
    """(name, days booked) of the rows of projects."""
    found = r'<h3><a href="/harbour/projects/[^"]+">([^<]+)</a>.*?<span class="utilisation">([^<]+)</span>'
    return re.findall(found, html, re.S)


def grid(html: str) -> dict[str, str]:
    found = re.search(r'<div class="schedule-grid" ([^>]*)>', html)
    assert found
    return dict(re.findall(r'([\w-]+)="([^"]*)"', found[1]))


def cells(html: str) -> list[tuple[str, str, str]]:
    """(style, level, words) of the cells of heat."""
    return re.findall(r'<i class="heat" role="img" style="([^"]+)" data-heat="(\d)" title="([^"]+)">', html)


@pytest.fixture
def studio(world: World) -> World:
    """Kofi and Mirela work on Aurora, Mirela on Kestrel too; Ben is free; nobody is on Mirage."""
    kofi = world.artist("Kofi", department="Compositing", role="Compositor", city="Porto", tags=["senior"])
    mirela = world.artist("Mirela", department="3D", role="Compositor", city="Oslo", skills=["comp", "Houdini"])
    world.artist("Ben", department="3D", role="Rigger", city="Porto")
    aurora, kestrel = world.project("Aurora", client="Lumen"), world.project("Kestrel", client="Channel North")
    world.project("Mirage", client="Lumen")
    world.booking(kofi, aurora, days(0, 3), "confirmed", title="comp")
    world.booking(mirela, aurora, days(1, 1), "pencil")
    world.booking(mirela, kestrel, days(2, 3), "hold")
    return world


def test_by_project_everybodys_bookings_stand_under_the_client(studio: World, as_: As) -> None:
    html = page(as_("sara"), WINDOW + "&view=projects")
    assert groups(html) == [("Channel North", "1"), ("Lumen", "2")]
    assert projects(html) == [("Kestrel", "0 d"), ("Aurora", "4 d"), ("Mirage", "0 d")]
    assert re.findall(r'<a class="bar"[^>]*>(.*?)</a>', html) == [
        '<span class="rank">1st</span>Mirela', "Kofi · comp", "Mirela",
    ]  # fmt: skip
    assert len(set(re.findall(r'id="(row-[^"]+)"', html))) == 3
    assert "/harbour/bookings/new?project_id=" in html and "data-project=" in html


def test_a_filter_leaves_the_projects_that_have_what_matches(studio: World, as_: As) -> None:
    sara = as_("sara")
    assert [name for name, _ in projects(page(sara, WINDOW + "&view=projects&status=hold"))] == ["Kestrel"]
    assert [name for name, _ in projects(page(sara, WINDOW + "&view=projects&department=Compositing"))] == ["Aurora"]
    assert "Nothing matches" in page(sara, WINDOW + "&view=projects&skill=Flying")


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("department", [("3D", "2"), ("Compositing", "1")]),
        ("role", [("Compositor", "2"), ("Rigger", "1")]),
        ("city", [("Oslo", "1"), ("Porto", "2")]),
        ("project", [("Aurora", "1"), ("Kestrel", "1"), ("Not booked", "1")]),
    ],
)
def test_artists_stand_under_what_is_asked_for(
    studio: World, as_: As, group: str, expected: list[tuple[str, str]]
) -> None:
    html = page(as_("sara"), f"{WINDOW}&group={group}")
    assert groups(html) == expected
    assert sorted(rows(html)) == ["Ben", "Kofi", "Mirela"]
    assert f'<option value="{group}" selected>' in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("skill=Houdini", ["Mirela"]),
        ("tag=senior", ["Kofi"]),
        ("skill=comp&skill=Houdini", ["Mirela"]),  # both are needed
        ("department=3D&department=Compositing", ["Ben", "Mirela", "Kofi"]),  # either will do
        ("client=Channel+North", ["Mirela"]),
        ("client=Channel+North&client=Lumen", ["Mirela", "Kofi"]),
        ("status=hold&status=confirmed", ["Mirela", "Kofi"]),
        ("status=hold&status=pencil&client=Lumen", ["Mirela"]),
        ("client=Lumen&status=pencil", ["Mirela"]),
        ("skill=comp&department=3D&q=oslo", ["Mirela"]),
        ("q=compositor+porto", ["Kofi"]),
        ("q=lumen", ["Mirela", "Kofi"]),
        ("free_from=2026-11-23&free_until=2026-11-24", ["Ben"]),
        ("free_from=2026-11-26", ["Ben", "Mirela", "Kofi"]),  # a hold takes nothing
        ("free_until=2026-11-25", ["Ben", "Mirela"]),
        ("free_from=2027-01-01&free_until=2027-12-01", ["Ben", "Mirela", "Kofi"]),
        ("free_from=2026-11-23&free_until=2026-11-24&skill=Houdini", []),
    ],
)
def test_filters_combine(studio: World, as_: As, query: str, expected: list[str]) -> None:
    html = page(as_("sara"), f"{WINDOW}&{query}")
    assert rows(html) == expected


def test_who_is_free_is_asked_of_any_dates_and_of_the_artists_own_days(world: World, as_: As) -> None:
    """The window is in November; the dates are in March, and Tuesday in Tokyo begins on Monday in London."""
    aurora, yuki, kofi = world.project("Aurora"), world.artist("Yuki", zone="Asia/Tokyo"), world.artist("Kofi")
    monday = datetime(2027, 3, 1, tzinfo=ZoneInfo(LONDON))
    for artist in (yuki, kofi):
        world.booking(artist, aurora, Span(monday.replace(hour=2), monday.replace(hour=4)))
    sara = as_("sara")
    assert rows(page(sara, f"{WINDOW}&free_from=2027-03-01")) == ["Kofi"]  # in Tokyo it is Monday's noon
    assert rows(page(sara, f"{WINDOW}&free_from=2027-03-02")) == ["Kofi", "Yuki"]


def test_who_is_away_is_not_free_and_the_page_says_why_as_far_as_one_may_know(
    world: World, other: World, as_: As
) -> None:
    """The days to be free on are far from the window."""
    kofi, _mirela = world.artist("Kofi"), world.artist("Mirela")
    world.booking(world.artist("Ana", skills=["edit"]), world.project("Aurora"), days(99))
    other.booking(other.artist("Olive"), other.project("Otter"), days(99))
    with world.acting():
        TimeBlock.add(None, kofi, "sick", starts_on=days(99).start.date(), ends_on=days(99).start.date())
        db.session.commit()
    asked = f"{WINDOW}&free_from={days(99).start.date()}"
    assert rows(page(as_("sara"), asked)) == ["Mirela"]
    why = asked.replace("/schedule", "/schedule/unavailable")
    for headers in ({}, {"HX-Request": "true"}):
        said = words(as_("sara").get(why, headers=headers).text)
        assert "Kofi Kofi is not available: Sick, Tue 2 Mar." in said and "Ana Aurora is confirmed Tue 2 Mar" in said
        assert "Mirela" not in said and "Olive" not in said
    assert "Kofi is not available: Time off" in words(as_("vera").get(why).text)
    assert "Ana Aurora" not in words(as_("sara").get(f"{why}&skill=comp", headers={"HX-Request": "true"}).text)


@pytest.mark.parametrize(
    ("booked", "free"),
    [
        (days(-3, 3), True),  # until Sunday evening
        (Span(MONDAY - timedelta(hours=9), MONDAY), True),  # until Monday's first moment
        (Span(MONDAY - timedelta(hours=9), MONDAY + timedelta(minutes=1)), False),
        (Span(days(1).end, days(2).end), True),  # from Tuesday's last moment
        (Span(days(1).end - timedelta(minutes=1), days(2).end), False),
    ],
)
def test_who_is_booked_until_or_from_the_edge_is_free(world: World, as_: As, booked: Span, free: bool) -> None:
    world.booking(world.artist("Kofi"), world.project("Aurora"), booked)
    html = page(as_("sara"), f"{WINDOW}&free_from=2026-11-23&free_until=2026-11-24")
    assert rows(html) == (["Kofi"] if free else [])


def test_what_is_on_is_shown_and_each_can_be_taken_off(studio: World, as_: As) -> None:
    html = page(as_("sara"), f"{WINDOW}&skill=comp&tag=senior&free_from=2026-12-01&free_until=2026-12-02")
    chips = re.findall(r'<a class="chip" data-on data-then="[^"]+" href="([^"]+)"[^>]*aria-label="(Take [^"]+)"', html)
    assert [words for _, words in chips] == [
        "Take off the filter Skill: comp", "Take off the filter Tag: senior",
        "Take off the filter Free Tue 1 Dec – Wed 2 Dec",
    ]  # fmt: skip
    assert "skill=" not in chips[0][0] and "tag=senior" in chips[0][0] and "free_from" not in chips[2][0]
    assert '<span class="count">3</span>' in html


def test_dates_of_another_year_have_it(studio: World, as_: As) -> None:
    html = page(as_("sara"), f"{WINDOW}&free_from=2027-01-04&free_until=2027-01-08")
    assert "Take off the filter Free 4 Jan – 8 Jan 2027" in html


def test_a_filter_has_what_is_on_and_offers_the_rest(studio: World, as_: As) -> None:
    html = page(as_("sara"), f"{WINDOW}&skill=comp&skill=gone&status=hold")
    [skill] = re.findall(r'<div class="field"><label for="filter-skill">.*?</select>', html, re.S)
    hidden = r'<input type="hidden" form="schedule-filters" name="skill" value="(\w+)">'
    assert re.findall(hidden, skill) == ["comp", "gone"]
    assert re.findall(r'<option value="(\w*)">([^<]+)', skill) == [("", "Add another…"), ("Houdini", "Houdini")]
    off = re.findall(r' href="[^"]*[?;]skill=(\w+)&[^>]*aria-label="Without (\w+)"', skill)
    assert off == [("gone", "comp"), ("comp", "gone")]
    assert '<span class="count">3</span>' in html


def test_cancelled_is_offered_to_lists_alone_but_has_its_name_everywhere(studio: World, as_: As) -> None:
    def offered(query: str) -> str:
        found = re.search(r'<label for="filter-status">.*?</select>', page(as_("sara"), WINDOW + query), re.S)
        return found[0]

    assert '<option value="cancelled">Cancelled</option>' in offered("&view=list")
    assert "ancelled" not in offered("")
    on = offered("&status=cancelled")
    assert "Without Cancelled" in on and '<option value="cancelled' not in on


def test_a_project_asked_for_has_its_name_although_it_is_archived(world: World, other: World, as_: As) -> None:
    old, nothing, theirs = world.project("Old job"), uuid4(), other.project("Not ours")
    with world.acting():
        db.session.get_one(Project, (world.tenant.id, old.id)).archive(None, clock.now())
        db.session.commit()
    for path in (WINDOW, WINDOW.replace("?", "/print?")):
        html = page(as_("sara"), f"{path}&project={old.id}")
        assert "Project: Old job" in html and f'<option value="{old.id}"' not in html
        for id in (nothing, theirs.id):
            html = page(as_("sara"), f"{path}&project={id}")
            assert "Project: a project that is gone" in html and "Not ours" not in html


def test_projects_are_put_on_and_off_by_their_names_in_the_key(studio: World, as_: As) -> None:
    def names(html: str) -> dict[str, str]:
        found = re.findall(r'<li><a href="([^"]+)"[^>]*><i class="dot" data-hue="\w+"></i>(\w+)</a>', html)
        return {name: unescape(href) for href, name in found}

    sara = as_("sara")
    first = page(sara, names(page(sara, WINDOW))["Kestrel"])
    assert rows(first) == ["Mirela"]
    both = page(sara, names(first)["Aurora"])
    assert rows(both) == ["Mirela", "Kofi"]
    assert rows(page(sara, names(both)["Kestrel"])) == ["Mirela", "Kofi"]
    assert names(both)["Kestrel"] == names(page(sara, WINDOW))["Aurora"]


@pytest.mark.parametrize("zoom", ["weeks", "year"])
def test_of_many_projects_those_far_below_are_asked_for(
    studio: World, as_: As, monkeypatch: pytest.MonkeyPatch, zoom: str
) -> None:
    monkeypatch.setattr(page_module, "FEW", 1)
    monkeypatch.setattr(page_module, "WHOLE", 1)
    sara, query = as_("sara"), f"date=2026-11-23&view=projects&zoom={zoom}"
    late = re.findall(r'id="row-([^"]+)" data-late data-project', html := page(sara, f"/harbour/schedule?{query}"))
    assert len(late) == 2 and "Kofi · comp" not in html
    rows = on_one_line(sara.get(f"/harbour/schedule/rows?{query}&ids={','.join(late)}").text)
    assert re.findall(r'id="row-([^"]+)"', rows) == late
    assert ("Kofi · comp" in rows) if zoom == "weeks" else cells(rows)
    printed = on_one_line(sara.get(f"/harbour/schedule/print?{query}").text)
    assert "data-late" not in printed and ("Kofi · comp" in printed or zoom == "year")


def test_rows_can_be_lower(studio: World, as_: As) -> None:
    assert grid(page(as_("sara")))["data-density"] == "comfortable"
    assert grid(page(as_("sara"), WINDOW + "&density=compact"))["data-density"] == "compact"


@pytest.mark.parametrize(
    ("zoom", "expected"),
    [
        ("day", ("24", "96", "2026-11-23", "1", "15")),
        ("week", ("7", "252", "2026-11-23", "7", "60")),
        ("weeks", ("21", "84", "2026-11-23", "21", "720")),
        ("month", ("30", "120", "2026-11-01", "30", "720")),
        ("quarter", ("92", "368", "2026-10-01", "92", "0")),
        ("year", ("53", "53", "2025-12-29", "371", "0")),
    ],
)
def test_the_grid_says_what_its_columns_are(studio: World, as_: As, zoom: str, expected: tuple[str, ...]) -> None:
    html = page(as_("sara"), f"{WINDOW}&zoom={zoom}")
    found = grid(html)
    style = dict(part.split(":") for part in found["style"].split(";"))
    assert (style["--days"], style["--slots"], found["data-from"], found["data-days"], found["data-snap"]) == expected
    assert len(re.findall(r'<div class="schedule-day"', html)) == int(expected[0])
    assert (found["data-zoom"], found["data-zone"], found["data-view"]) == (zoom, LONDON, "artists")


def test_a_year_tells_how_full_each_week_is(world: World, as_: As) -> None:
    kofi, aurora = world.artist("Kofi"), world.project("Aurora")
    world.booking(kofi, aurora, days(0, 5))
    world.booking(kofi, aurora, days(7, 5))
    world.booking(kofi, aurora, days(14, 2))
    world.booking(kofi, aurora, days(21, 5), "hold")
    html = page(as_("sara"), WINDOW + "&zoom=year")
    assert cells(html) == [
        ("--s:48;--e:50", "5", "23 Nov – 6 Dec: 100% booked"), ("--s:50;--e:51", "2", "7 Dec – 13 Dec: 40% booked"),
    ]  # fmt: skip
    assert 'class="bar" id=' not in html and "data-book-row" not in html
    assert "zoom=month&amp;date=2026-11-23" in html or "date=2026-11-23&amp;zoom=month" in html


def test_a_year_of_projects_compares_the_weeks(studio: World, as_: As) -> None:
    html = page(as_("sara"), WINDOW + "&zoom=year&view=projects")
    assert cells(html) == [("--s:48;--e:49", "5", "23 Nov – 29 Nov: 4 days booked")]


@pytest.mark.parametrize(("view", "zoom"), EVERY)
def test_every_view_has_a_phones_version(studio: World, as_: As, view: str, zoom: str) -> None:
    html = page(as_("sara"), f"{WINDOW}&view={view}&zoom={zoom}")
    agenda = html[html.index('id="agenda"') :]
    if view == "list":
        assert "hidden></section>" in agenda and "table-cards" in html
        return
    calendars = {"month": 30, "quarter": 92, "year": 0}.get(zoom)
    assert ('class="day-strip"' in agenda) == (calendars is None)
    assert len(re.findall(r'aria-label="\w{3} \d+ \w+, \d+% booked"', agenda)) == (calendars or 0)
    assert len(re.findall(r'<a class="month"', agenda)) == 12 * (zoom == "year")
    first = re.findall(r'<h2 class="agenda-day">(.*?)</h2>', agenda)[0]
    assert first.endswith("Aurora" if view == "projects" else "Mon 23 Nov")  # perhaps "Today · Mon 23 Nov"


def test_on_a_phone_the_week_by_project_names_people(studio: World, as_: As) -> None:
    html = page(as_("sara"), WINDOW + "&view=projects&zoom=week")
    agenda = html[html.index('id="agenda"') :]
    assert re.findall(r'<h2 class="agenda-day">(.*?)</h2>', agenda) == ["Aurora", "Kestrel"]
    assert re.findall(r'/harbour/bookings/[^"]+">(\w+)</a></h3><p>([^<]+)', agenda) == [
        ("Kofi", "comp · Mon 23 Nov – Wed 25 Nov"), ("Mirela", "Tue 24 Nov 09:00 – 18:00"),
        ("Mirela", "Wed 25 Nov – Fri 27 Nov"),
    ]  # fmt: skip


def test_zooms_keep_the_date_and_the_filters(studio: World, as_: As) -> None:
    html = page(as_("sara"), "/harbour/schedule?date=2026-12-03&skill=comp&group=city&tz=Asia/Tokyo")
    links = re.search(r'aria-label="Range" data-zooms>(.*?)</nav>', html, re.S)
    assert links
    for zoom, href in zip(ZOOMS, re.findall(r'<a href="([^"]+)"', links[1]), strict=True):
        assert "date=2026-12-03" in href and "skill=comp" in href and "group=city" in href and "tz=Asia%2FTokyo" in href
        assert (f"zoom={zoom}" in href) == (zoom != "weeks")
        shown = page(as_("sara"), href.replace("&amp;", "&"))
        first = date.fromisoformat(grid(shown)["data-from"])
        assert first <= date(2026, 12, 3) < first + timedelta(int(grid(shown)["data-days"]))


@pytest.mark.parametrize(
    ("zone", "sunday", "shift"),
    [
        (LONDON, date(2026, 3, 29), -1), (LONDON, date(2026, 10, 25), 1), (NEW_YORK, date(2026, 3, 8), -1),
        (NEW_YORK, date(2026, 11, 1), 1), (SYDNEY, date(2026, 10, 4), -1), (SYDNEY, date(2026, 4, 5), 1),
        (KATHMANDU, date(2026, 3, 29), 0),
    ],
)  # fmt: skip
def test_days_on_which_the_clocks_change_are_whole_in_every_view(
    world: World, as_: As, zone: str, sunday: date, shift: int
) -> None:
    """A booking of the Sunday's own 9:00 to 18:00, by somebody who lives there, seen from there."""
    there = ZoneInfo(zone)
    span = Span(*(datetime(sunday.year, sunday.month, sunday.day, hour, tzinfo=there) for hour in (9, 18)))
    artist, aurora = world.artist("Kofi", zone=zone), world.project("Aurora")
    booking = world.booking(artist, aurora, span, counts="days_off_too")
    sara = as_("sara")
    for view in ("artists", "projects"):
        for zoom in ZOOMS:
            html = page(sara, f"/harbour/schedule?date={sunday}&tz={zone}&zoom={zoom}&view={view}")
            shown = grid(html)
            column = (sunday - date.fromisoformat(shown["data-from"])).days
            if zoom == "year":
                week = column // 7 + 1
                assert [style for style, *_ in cells(html)] == [f"--s:{week};--e:{week + 1}"]
            elif zoom == "day":
                first = 4 * (9 + shift) + 1
                assert len(re.findall(r'<div class="schedule-day"', html)) == 24 + shift
                assert bar(html, booking)["style"] == f"--s:{first};--e:{first + 36}"
            else:
                slots = int(shown["data-slots"])
                assert bar(html, booking)["style"] == f"--s:{column * slots + 1};--e:{(column + 1) * slots + 1}"
            if zoom != "year":
                assert "09:00 – 18:00" in bar(html, booking)["title"]
            loads = re.findall(r'<i class="load"[^>]* style="--load:(\d+)%"', html)
            assert loads[{"year": column // 7, "day": 9 + shift}.get(zoom, column)] != "0"
            assert "<i data-busy></i>" in html if zoom in ("day", "week", "weeks") else "data-heat" in html
    for zoom in ZOOMS:
        html = page(sara, f"/harbour/schedule?date={sunday}&tz={zone}&zoom={zoom}&view=list")
        assert re.search(rf"{sunday.day} \w+ 09:00 – 18:00</a>", html)


@pytest.mark.parametrize(("view", "zoom"), EVERY)
def test_the_number_of_queries_does_not_grow_with_the_rows_in_any_view(
    world: World, as_: As, view: str, zoom: str
) -> None:
    sara = as_("sara")
    url = f"{WINDOW}&view={view}&zoom={zoom}&group=project&free_from=2027-01-01"

    def queries() -> int:
        with statements() as sent:
            assert sara.get(url).status_code == 200
        return len(sent)

    def fill(numbers: range) -> None:
        for n in numbers:
            artist, project = world.artist(f"Artist {n}"), world.project(f"Project {n}")
            world.booking(artist, project, days(0, 2))
            world.booking(artist, project, days(-5, 10), "hold")

    fill(range(2))
    few = queries()
    fill(range(2, 9))
    assert queries() == few <= 9


def test_the_zones_of_the_world_can_be_found(world: World, as_: As) -> None:
    sara = as_("sara")
    found = re.findall(r'<option value="([^"]+)"', sara.get("/harbour/schedule/zones?q=new+yo").text)
    assert found == ["America/New_York"]
    assert len(re.findall("<option", sara.get("/harbour/schedule/zones").text)) == 50
    assert "<option" not in sara.get("/harbour/schedule/zones?q=nowhere").text
    assert on_one_line(as_("vera").get("/harbour/schedule/zones?q=utc").text).count("<option") == 1


def test_a_saved_view_is_the_title_of_its_page(world: World, as_: As) -> None:
    world.artist("Kofi")
    sara, vera = as_("sara"), as_("vera")
    there = sara.post("/harbour/schedule/views", data={"name": "Mine & only", "query": "zoom=week"}).location
    address = sara.get(there).location
    html = page(sara, address)
    assert re.search(r'<h1 class="topbar-title" id="schedule-title">\s*Mine &amp; only', html)
    first = sara.get(address).headers["ETag"]
    assert sara.get(address, headers={"If-None-Match": first}).status_code == 304
    sara.post(there, data={"name": "Renamed"})
    assert sara.get(address, headers={"If-None-Match": first}).status_code == 200
    assert "Renamed" not in page(vera, address)
