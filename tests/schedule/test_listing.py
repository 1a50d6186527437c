"""The list of a window, and the agenda a phone shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from studio.schedule.agenda import agenda, listing
from tests.schedule.test_schedule import on_one_line
from tests.support.cast import World, days

As = Callable[[str], FlaskClient]
WINDOW = "/harbour/schedule?date=2026-11-23"


def agenda_of(html: str) -> str:
    return html[html.index('<section class="agenda"') :]


def test_the_list_tells_each_booking_of_the_window_by_start(world: World, as_: As) -> None:
    kofi, ana = world.artist("Kofi"), world.artist("Mirela")
    world.booking(ana, world.project("Kestrel"), days(2), "hold", title="cleanup")
    world.booking(kofi, world.project("Aurora"), days(0, 2), "pencil")
    world.booking(kofi, world.project("Mirage"), days(40))
    html = on_one_line(as_("sara").get(WINDOW + "&view=list").text)
    cells = re.findall(r'<a class="row-link nowrap"[^>]*>([^<]+)</a></td><td data-label="Artist">(\w+)', html)
    assert cells == [("Mon 23 Nov 09:00 – Tue 24 Nov 18:00", "Kofi"), ("Wed 25 Nov 09:00 – 18:00", "Mirela")]
    assert '<span class="badge" data-status="hold">1st hold</span>' in html
    assert "Times in Europe/London" in html
    assert "schedule-grid" not in html


def test_a_list_that_is_too_long_says_so(world: World, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST", 1)
    kofi, aurora = world.artist("Kofi"), world.project("Aurora")
    world.booking(kofi, aurora, days(0))
    world.booking(kofi, aurora, days(1))
    assert "1 more bookings are not listed" in on_one_line(as_("sara").get(WINDOW + "&view=list").text)


def test_an_empty_list_says_what_to_do(world: World, as_: As) -> None:
    world.artist("Kofi")
    assert "Nothing is booked" in on_one_line(as_("sara").get(WINDOW + "&view=list").text)
    assert "Nothing matches" in on_one_line(as_("sara").get(WINDOW + "&view=list&status=hold").text)


def test_the_agenda_goes_from_the_chosen_day_to_the_end_of_its_week(world: World, as_: As) -> None:
    kofi, aurora = world.artist("Kofi"), world.project("Aurora")
    world.booking(kofi, aurora, days(-3, 5), title="comp")  # Fri 20 to Tue 24
    world.booking(kofi, aurora, days(4), "pencil")
    world.booking(kofi, aurora, days(7))
    html = agenda_of(on_one_line(as_("sara").get("/harbour/schedule?date=2026-11-24").text))
    assert re.findall(r'<h2 class="agenda-day">(.*?)</h2>', html) == ["Tue 24 Nov", "Fri 27 Nov"]
    strip = re.findall(r"<b>(\d+)</b><i( data-busy)?>", html)
    assert [day for day, busy in strip if busy] == ["23", "24", "27"] and len(strip) == 7
    assert re.search(r'aria-current="date"><span>Tue</span><b>24</b>', html)
    assert "<p>comp · Fri 20 Nov – Tue 24 Nov</p><p>Kofi</p>" in html
    assert "<p>09:00 – 18:00</p>" in html


def test_an_artist_sees_their_own_bookings_to_the_end_of_the_window(world: World, as_: As) -> None:
    ana, aurora = world.artist("Ana", member_id=world.ana.id), world.project("Aurora")
    own = [world.booking(ana, aurora, days(0)), world.booking(ana, aurora, days(9))]
    theirs = world.booking(world.artist("Kofi"), aurora, days(0))
    html = on_one_line(as_("ana").get(WINDOW).text)
    assert "My schedule" in html
    for booking in own:
        assert f"/harbour/bookings/{booking.id}" in agenda_of(html)
    assert str(theirs.id) in html and str(theirs.id) not in agenda_of(html)


def test_an_agenda_that_is_too_long_ends_after_a_whole_day(
    world: World, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agenda, "ENOUGH", 1)
    aurora = world.project("Aurora")
    for name in ("Kofi", "Mirela"):
        artist = world.artist(name)
        world.booking(artist, aurora, days(0))
        world.booking(artist, aurora, days(1))
    html = agenda_of(on_one_line(as_("sara").get(WINDOW).text))
    assert html.count('<article class="agenda-card"') == 2
    assert "2 more bookings later this week" in html


def test_an_agenda_by_project_that_is_too_long_leads_to_the_list_of_the_others(
    world: World, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agenda, "ENOUGH", 1)
    for name in ("Aurora", "Kestrel", "Mirage"):
        world.booking(world.artist(f"{name}’s"), world.project(name), days(0))
    html = agenda_of(on_one_line(as_("sara").get(WINDOW + "&view=projects&zoom=day").text))
    assert re.findall(r'<h2 class="agenda-day">(.*?)</h2>', html) == ["Aurora"]
    more = re.search(r'2 more bookings on other projects. <a href="([^"]+)"', html)
    assert more and "Choose a day" not in html
    assert "Mirage" in on_one_line(as_("sara").get(unescape(more[1])).text)
