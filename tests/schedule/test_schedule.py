"""The schedule page: artists in rows, bookings as bars, loads, filters; who sees what."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from studio.extensions import db
from studio.lib import clock
from studio.lib.spans import Span
from tests.conftest import browser
from tests.support.cast import MONDAY, World, days
from tests.support.statements import statements

As = Callable[[str], FlaskClient]
WINDOW = "/harbour/schedule?date=2026-11-23"
HTMX = {"HX-Request": "true"}


def bar(html: str, booking: Any) -> dict[str, str]:
    """The attributes of a booking's bar, and its content as `text`."""
    found = re.search(rf'<a class="bar" id="bar-{booking.id}" ([^>]*)>(.*?)</a>', html)
    assert found, f"no bar for {booking.id}"
    return {**dict(re.findall(r'([\w-]+)="([^"]*)"', found[1])), "text": found[2]}


def rows(html: str) -> list[str]:
    return re.findall(r'<h3><a href="/harbour/artists/[^"]+">([^<]+)</a>', html)


def page(client: FlaskClient, url: str = WINDOW, **headers: str) -> str:
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    return on_one_line(response.text)


def on_one_line(html: str) -> str:
    """As browsers read it: where a template breaks a line says nothing."""
    return re.sub(r"\n\s*", " ", html)


def test_artists_stand_in_rows_by_department_and_bookings_in_them_as_bars(world: World, as_: As) -> None:
    kofi = world.artist("Kofi", department="Compositing", role="Compositor", city="London")
    world.artist("Ana", department="Compositing")
    world.artist("Zoe")
    world.artist("Ben", department="3D")
    booking = world.booking(kofi, world.project("Aurora", hue="violet"), days(1, 2), "pencil", title="titles & comp")
    html = page(as_("sara"))
    assert rows(html) == ["Ben", "Ana", "Kofi", "Zoe"]
    assert re.findall(r'<div class="schedule-group".*?<h2>(.*?) <span>(\d)', html) == [
        ("3D", "1"), ("Compositing", "2"), ("No department", "1"),
    ]  # fmt: skip
    shown = bar(html, booking)
    assert shown["style"] == "--s:5;--e:13"
    assert (shown["data-status"], shown["data-hue"]) == ("pencil", "violet")
    assert shown["text"] == "Aurora · titles &amp; comp"
    assert shown["title"] == "Pencil, Tue 24 Nov 09:00 – Wed 25 Nov 18:00"
    assert "data-clip" not in shown
    assert "Compositor · London" in html


def test_a_bar_leads_to_its_booking(app: Flask, world: World, as_: As) -> None:
    booking = world.booking(world.artist("Kofi"), world.project("Aurora"), days(0))
    with app.test_request_context(base_url="http://localhost/harbour"):
        assert bar(page(as_("sara")), booking)["href"] == url_for("bookings.show", id=booking.id)


def test_hostile_names_are_escaped_in_bars_and_rows(world: World, as_: As) -> None:
    artist = world.artist('<b>"Kofi"', role="<i>", city="'")
    booking = world.booking(artist, world.project("<script>x"), days(0), title='"><img>')
    html = page(as_("sara"))
    assert bar(html, booking)["text"] == "&lt;script&gt;x · &#34;&gt;&lt;img&gt;"
    assert "<script>x" not in html and "<b>" not in re.sub(r"<b>\d+</b>", "", html) and "<img" not in html


def test_holds_stack_below_what_blocks_with_their_ranks(world: World, as_: As) -> None:
    kofi, aurora = world.artist("Kofi"), world.project("Aurora")
    second = [world.booking(kofi, aurora, days(2, 2), "hold"), world.booking(kofi, aurora, days(1, 3), "hold")][1]
    firm = world.booking(kofi, aurora, days(3), "confirmed")
    html = page(as_("sara"))
    assert bar(html, second)["text"] == '<span class="rank">2nd</span>Aurora'
    assert bar(html, second)["title"].startswith("2nd hold, ")
    assert re.findall(r'<a class="bar" id="bar-([^"]+)"', html)[0] == str(firm.id)


def test_a_hold_that_leaves_the_window_still_knows_who_is_before_it(world: World, as_: As) -> None:
    kofi, aurora = world.artist("Kofi"), world.project("Aurora")
    world.booking(kofi, aurora, days(-10, 5), "hold")
    clipped = world.booking(kofi, aurora, days(-6, 8), "hold")
    long = world.booking(kofi, aurora, days(3, 120), "hold")
    world.booking(world.artist("Ana"), aurora, days(-200, 300), "hold")
    shown = bar(page(as_("sara"), WINDOW + "&zoom=week"), clipped)
    assert shown["text"] == '<span class="rank">2nd</span>Aurora'
    assert (shown["data-clip"], shown["style"]) == ("start", "--s:1;--e:73")
    assert bar(page(as_("sara")), long)["data-clip"] == "end"


def test_expired_and_cancelled_bookings_are_not_on_the_grid(
    world: World, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    kofi, aurora = world.artist("Kofi"), world.project("Aurora")
    hold = world.booking(kofi, aurora, days(0), "hold")
    ended = world.booking(kofi, aurora, days(1))
    with world.acting("sara"):
        db.session.merge(ended).cancel(world.sara, "Client moved")
        db.session.commit()
    assert f"bar-{hold.id}" in page(as_("sara")) and f"bar-{ended.id}" not in page(as_("sara"))
    later = hold.expires_at + (days(0).end - days(0).start) if hold.expires_at else MONDAY
    sara = as_("sara")
    monkeypatch.setattr(clock, "now", lambda: later)
    assert f"bar-{hold.id}" not in page(sara)
    assert "Client moved" not in page(sara, WINDOW + "&view=list&status=cancelled")
    assert f"/harbour/bookings/{ended.id}" in page(sara, WINDOW + "&view=list&status=cancelled")


def test_cancelled_bookings_are_listed_beside_the_living_when_both_are_asked_for(world: World, as_: As) -> None:
    kofi, aurora = world.artist("Kofi"), world.project("Aurora")
    held, sure, ended = (
        world.booking(kofi, aurora, days(n), status) for n, status in enumerate(("hold", "confirmed", "confirmed"))
    )
    with world.acting("sara"):
        db.session.merge(ended).cancel(world.sara, "Client moved")
        db.session.commit()
    listed = page(as_("sara"), WINDOW + "&view=list&status=cancelled&status=confirmed")
    assert [str(each.id) in listed for each in (held, sure, ended)] == [False, True, True]


def test_a_row_is_used_to_its_booked_share_of_the_window(world: World, as_: As) -> None:
    kofi, ana, aurora = world.artist("Kofi"), world.artist("Mirela"), world.project("Aurora")
    world.booking(kofi, aurora, days(0, 5), "confirmed")  # 40 h of 120
    world.booking(kofi, aurora, days(7, 1), "pencil")  # 8 h
    world.booking(kofi, aurora, days(8, 5), "hold")  # does not count
    world.booking(ana, aurora, days(0, 19), "confirmed")  # 120 h
    world.booking(ana, aurora, days(19, 2), "confirmed", counts="days_off_too")  # a weekend more: 16 h
    used = re.findall(r'<span class="utilisation"( data-over)?[^>]*>(\d+)%', html := page(as_("sara")))
    assert used == [("", "40"), (" data-over", "113")]
    assert 'title="113% booked, 16 h of it overtime">113%<small class="overtime">+16 h</small>' in on_one_line(html)


def test_overtime_is_said_in_the_list_on_cards_on_paper_and_of_a_project(world: World, as_: As) -> None:
    kofi, aurora = world.artist("Kofi"), world.project("Aurora")
    world.booking(kofi, aurora, days(4, 3), "confirmed", counts="days_off_too")  # from Friday to Sunday
    world.booking(kofi, world.project("Kestrel"), days(0), "pencil")
    sara = as_("sara")
    assert page(sara, f"{WINDOW}&view=list").count("16 h overtime") == 1
    assert page(sara, f"{WINDOW}&zoom=week").count("<p>16 h overtime</p>") == 1
    assert "<small>16 h overtime</small>" in page(sara, "/harbour/schedule/print?date=2026-11-23&view=list")
    by_project = page(sara, f"{WINDOW}&view=projects")
    assert 'title="3 d, 16 h of it overtime">3 d<small class="overtime">+16 h</small>' in by_project
    assert '<span class="utilisation">1 d</span>' in by_project


@pytest.mark.parametrize(("counts", "friday", "saturday"), [("working_time", 100, 0), ("every_hour", 188, 100)])
def test_every_hour_loads_the_day_it_falls_on(world: World, as_: As, counts: str, friday: int, saturday: int) -> None:
    """Friday from nine to six on Saturday morning: 15 of 8 hours, and 6 where nobody works."""
    start = days(4).start
    world.booking(
        world.artist("Kofi"), world.project("Aurora"), Span(start, start + timedelta(hours=21)), counts=counts
    )
    html = page(as_("sara"))
    loads = [int(said) for said in re.findall(r'<i class="load" id="[^"]+"[^>]* title="(\d+)% booked', html)]
    assert (loads[4], loads[5]) == (friday, saturday)


def test_the_head_of_a_day_shows_the_teams_load(world: World, as_: As) -> None:
    kofi, aurora = world.artist("Kofi"), world.project("Aurora")
    ana = world.artist("Ana", zone="Asia/Tokyo")
    world.artist("Ben", department="3D")
    world.booking(kofi, aurora, days(0, 2))
    midnight = days(0).start.replace(hour=0)
    world.booking(ana, aurora, Span(midnight, midnight.replace(hour=4)), "pencil")  # 09:00 to 13:00 in Tokyo
    world.booking(kofi, aurora, days(5), counts="days_off_too")
    html = page(as_("sara"))
    loads = re.findall(
        r'<i class="load" id="[^"]+" style="--load:(\d+)%" data-level="(\w+)"[^>]* title="(\d+)% booked', html
    )
    assert loads[:3] == [("50", "ok", "50"), ("33", "ok", "33"), ("0", "ok", "0")]  # 12 and 8 of 24 hours
    assert loads[5] == ("100", "over", "100")  # nobody works on Saturday, and somebody is booked
    assert len(loads) == 21
    assert 'data-overtime title="100% booked, 8 h of it overtime"' in html


def test_today_and_now_are_marked_only_in_their_window(world: World, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    world.artist("Kofi")
    sara = as_("sara")
    monkeypatch.setattr(clock, "now", lambda: MONDAY.replace(hour=13, minute=30))
    html = page(sara)
    assert re.search(r'<div class="schedule-day" [^>]*data-today><em>Nov</em><span>Mon</span><a [^>]*><b>23</b>', html)
    assert '<div class="schedule-body" style="--now:0.5">' in html
    assert html.count("data-weekend") >= 6
    other = page(sara, "/harbour/schedule?date=2027-01-04")
    assert "data-today" not in other and "--now" not in other


def test_times_are_in_the_shown_zone_and_bars_on_the_artists_days(world: World, as_: As) -> None:
    yuki = world.artist("Yuki", zone="Asia/Tokyo")
    booking = world.booking(yuki, world.project("Aurora"), Span(days(0).start.replace(hour=0), days(0).start))
    shown = bar(page(as_("sara")), booking)
    assert (shown["style"], shown["title"]) == (
        "--s:1;--e:5", "Confirmed, Mon 23 Nov 09:00 – 18:00 in Tokyo, Mon 23 Nov 00:00 – 09:00 in London",
    )  # fmt: skip
    there = page(as_("sara"), WINDOW + "&tz=Asia/Tokyo")
    assert bar(there, booking)["title"] == "Confirmed, Mon 23 Nov 09:00 – 18:00"
    assert '<option value="Asia/Tokyo" selected>' in there
    assert "tz=Asia" in there


def test_a_night_stands_in_both_days_with_its_hour_and_no_night_looks_like_another(world: World, as_: As) -> None:
    kofi, aurora, morning = world.artist("Kofi"), world.project("Aurora"), days(0).start
    nights = [
        world.booking(kofi, aurora, Span(morning + timedelta(hours=first), morning + timedelta(hours=last)), "hold")
        for first, last in ((13, 21), (11, 13), (15, 19))  # 22:00 to 06:00, 20:00 to 22:00, 00:00 to 04:00
    ]
    html = page(as_("sara"))
    shown = [bar(html, night) for night in nights]
    assert [each["style"] for each in shown] == ["--s:3;--e:7", "--s:3;--e:5", "--s:5;--e:7"]
    assert [each["data-night"] for each in shown] == ["night", "evening", "morning"]
    assert [re.findall('clock">([^<]+)', each["text"]) for each in shown] == [["22:00"], ["20:00"], ["00:00"]]
    assert shown[0]["title"] == "1st hold, Mon 23 Nov 22:00 – Tue 24 Nov 06:00"
    assert "data-hours" not in shown[0]


def test_a_day_in_hours_does_not_say_that_somebody_works_at_night(world: World, as_: As) -> None:
    kofi, yuki, aurora = world.artist("Kofi"), world.artist("Yuki", zone="Asia/Tokyo"), world.project("Aurora")
    week, hers = world.booking(kofi, aurora, days(0, 5)), world.booking(yuki, aurora, days(0, 5))
    for view in ("artists", "projects"):
        html = page(as_("sara"), f"/harbour/schedule?date=2026-11-25&zoom=day&view={view}")
        shown, there = bar(html, week), bar(html, hers)
        assert (shown["data-clip"], shown["style"]) == ("both", "--s:1;--e:97;--from:0.375;--to:0.75")
        assert '<i style="--at:0.375;--share:0.375"></i>' in shown["text"]
        assert '<i style="--at:0.0;--share:0.375"></i>' in there["text"]


def test_a_colour_is_a_project_and_people_are_initials(world: World, as_: As) -> None:
    ana = world.artist("Ana Maria Duarte", hue="rose")
    booking = world.booking(ana, world.project("Aurora", hue="violet"), days(0))
    for view, words in (("artists", "Aurora"), ("projects", "Ana Maria Duarte")):
        html = page(as_("sara"), f"{WINDOW}&view={view}")
        shown = bar(html, booking)
        assert (shown["data-hue"], shown["text"]) == ("violet", words)
        assert shown.get("data-initials") == ("AD" if view == "projects" else None)
        assert '"rose"' not in html
    assert '<span class="avatar" aria-hidden="true">AD</span>' in page(as_("sara"))


def test_the_key_names_every_colour_of_the_window(world: World, as_: As) -> None:
    kofi = world.artist("Kofi")
    for n in range(9):
        world.booking(kofi, world.project(f"Film {n}", hue="teal"), days(n))
    world.booking(kofi, world.project("Far away"), days(90))
    html = page(as_("sara"))
    key = html[html.index('id="key"') :].partition("</ul>")[0]
    assert re.findall(r'<i class="dot" data-hue="teal"></i>([^<]+)</a>', key) == [f"Film {n}" for n in range(9)]
    assert "Far away" not in key
    assert re.findall(r'<i class="bar" data-status="(\w+)"', key) == ["confirmed", "pencil", "hold", "confirmed"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Ben", "Ana", "Kofi"]),
        ("&department=Compositing", ["Ana", "Kofi"]),
        ("&status=hold", ["Kofi"]),
        ("&q=BEN", ["Ben"]),
        ("&q=houdini", ["Ben"]),
        ("&q=aurora", ["Kofi"]),
        ("&q=cleanup", ["Ana"]),
        ("&q=aurora&department=3D", []),
        ("&q=nobody", []),
    ],
)
def test_filters_leave_the_rows_that_match(world: World, as_: As, query: str, expected: list[str]) -> None:
    kofi = world.artist("Kofi", department="Compositing")
    ana = world.artist("Ana", department="Compositing")
    world.artist("Ben", department="3D", skills=["Houdini"])
    world.booking(kofi, world.project("Aurora"), days(0), "hold")
    world.booking(ana, world.project("Kestrel"), days(0), title="Cleanup")
    html = page(as_("sara"), WINDOW + query)
    assert rows(html) == expected
    assert ("Nothing matches" in html) is (not expected)


def test_the_filter_of_a_project_survives_in_every_link(world: World, as_: As) -> None:
    kofi, aurora = world.artist("Kofi"), world.project("Aurora")
    kept = world.booking(kofi, aurora, days(0))
    left = world.booking(kofi, world.project("Kestrel"), days(1))
    html = page(as_("sara"), f"{WINDOW}&project={aurora.id}&zoom=month")
    assert f"bar-{kept.id}" in html and f"bar-{left.id}" not in html
    later = re.search(r'data-shortcut="ArrowRight" href="([^"]+)"', html)
    assert later and f"project={aurora.id}" in later[1] and "zoom=month" in later[1] and "date=2026-12-23" in later[1]
    assert re.search(r'aria-current="true"><i class="dot" data-hue="\w+"></i>Aurora', html)


def test_htmx_gets_the_part_that_changes_and_the_right_address(world: World, as_: As) -> None:
    world.booking(world.artist("Kofi"), world.project("Aurora"), days(0))
    response = as_("sara").get(WINDOW + "&q=&department=&zoom=weeks", headers=HTMX)
    assert "<html" not in response.text and 'id="schedule"' in response.text
    for target in ("#schedule-range", "#legend", "#agenda"):
        assert f'<hx-partial hx-target="{target}"' in response.text
    assert response.headers["HX-Push-Url"] == WINDOW
    assert "HX-Request" in response.headers["Vary"]


def test_a_studio_without_artists_is_told_how_to_begin(world: World, as_: As) -> None:
    html = page(as_("sara"))
    assert "No artists yet" in html and "/harbour/artists/new" in html and "/harbour/imports/new" in html
    assert "/harbour/artists/new" not in page(as_("vera"))


def test_an_archived_artist_is_shown_only_where_they_are_booked(world: World, as_: As) -> None:
    kofi, aurora = world.artist("Kofi"), world.project("Aurora")
    world.booking(kofi, aurora, days(0))
    with world.acting("sara"):
        db.session.merge(kofi).archive(world.sara, clock.now())
        db.session.merge(aurora).archive(world.sara, clock.now())
        db.session.commit()
    html = page(as_("sara"))
    assert rows(html) == ["Kofi"] and "data-book-row" not in html and "Aurora" in html
    assert rows(page(as_("sara"), "/harbour/schedule?date=2027-03-01")) == []


@pytest.mark.parametrize(("who", "may"), [("mia", True), ("sara", True), ("ana", False), ("vera", False)])
def test_only_those_who_may_book_are_offered_it_and_nobody_sees_money(
    world: World, as_: As, who: str, may: bool
) -> None:
    world.booking(world.artist("Kofi"), world.project("Aurora", budget=4321), days(0))
    html = page(as_(who))
    assert ("data-book-row" in html) is may
    assert ("/harbour/bookings/new" in html) is may
    assert "£" not in html and "4,321" not in html


def test_another_studios_bookings_do_not_exist_here(app: Flask, world: World, other: World) -> None:
    ours = world.booking(world.artist("Kofi"), world.project("Aurora"), days(0))
    theirs = other.booking(other.artist("Olga"), other.project("Secret"), days(0))
    oscar = browser(app, other.tokens["oscar"])
    html = page(oscar, "/other/schedule?date=2026-11-23")
    assert str(theirs.id) in html and "Kofi" not in html and "Aurora" not in html and str(ours.id) not in html
    assert oscar.get(WINDOW).status_code == 404
    assert "Nothing matches" in page(oscar, f"/other/schedule?date=2026-11-23&project={ours.project_id}")


def test_the_number_of_queries_does_not_grow_with_the_rows(world: World, as_: As) -> None:
    aurora, sara = world.project("Aurora"), as_("sara")

    def queries() -> int:
        with statements() as sent:
            page(sara)
        return len(sent)

    def fill(numbers: range) -> None:
        for n in numbers:
            artist = world.artist(f"Artist {n}")
            world.booking(artist, aurora, days(0, 2))
            world.booking(artist, aurora, days(-5, 10), "hold")

    fill(range(5))
    few = queries()
    fill(range(5, 50))
    assert queries() == few == 8


def test_the_place_one_is_at_is_marked_among_the_places(world: World, as_: As) -> None:
    sara = as_("sara")
    marked = r'aria-current="page"><svg.*?<span class="rail-label">(\w+)</span>'
    places = {"schedule": "Schedule", "bookings/new": "Schedule", "artists": "Artists", "projects": "Projects"}
    for address, place in places.items():
        assert re.findall(marked, page(sara, f"/harbour/{address}")) == [place]
