"""Call sheets: who, when, where, whom to ask and the notes of a week, by the artist's clock; and never money."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from studio.availability.working_time import WorkingTime
from studio.bookings.models import Booking
from studio.extensions import db
from studio.lib.spans import Span
from tests.support.cast import World, days, settle

As = Callable[[str], FlaskClient]
WEEK = "?week=2026-W48"


def utc(day: int, hour: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def sheet(client: FlaskClient, path: str) -> list[tuple[str, list[str]]]:
    """Each day with its calls, as one reads them."""
    answer = client.get(f"/harbour/{path}")
    assert answer.status_code == 200, answer.status
    found = re.findall(r'scope="rowgroup">([^<]+)</th>(.*?)</tbody>', answer.text, re.S)
    return [
        (day, [words(row) for row in re.findall(r'<tr class="paper-row">(.*?)</tr>', rest, re.S)])
        for day, rest in found
    ]


def words(markup: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", markup).split())


def test_an_artists_week_is_told_day_by_day(world: World, as_: As) -> None:
    kofi = world.artist("Kofi Mensah", role="Compositor", city="London", email="kofi@artists.test", hourly_rate=7654)
    with world.acting("sara"):
        project = world.project("Harbour S2", client="Channel North")
    with world.acting("sara"):
        Booking.place(
            world.sara,
            kofi,
            project,
            days(1, 3),
            "confirmed",
            title="comp",
            notes="Bring the plates.",
            location="Stage 2",
        )
        settle()
    found = sheet(as_("vera"), f"artists/{kofi.id}/call-sheet{WEEK}")
    call = "09:00 – 18:00 Harbour S2 Confirmed comp · Channel North Stage 2 Sara sara@studio.test Bring the plates."
    assert found == [(day, [call]) for day in ("Tuesday 24 November", "Wednesday 25 November", "Thursday 26 November")]
    text = as_("mia").get(f"/harbour/artists/{kofi.id}/call-sheet{WEEK}").text
    assert "Week 48" in text and "kofi@artists.test" in text
    assert "7,654" not in text and "£" not in text


def test_a_projects_week_names_everybody_with_their_own_clock(world: World, as_: As) -> None:
    harbour = world.project("Harbour S2", code="HB2")
    yuki = world.artist("Yuki Tanaka", role="Rigger", zone="Asia/Tokyo", email="yuki@artists.test", city="Tokyo")
    world.booking(yuki, harbour, Span(utc(24, 0), utc(24, 9)), "pencil")
    world.booking(world.artist("Ana Duarte"), harbour, days(1), "hold", title="comp")
    world.booking(world.artist("Ben Other"), world.project("Elsewhere"), days(1))
    [(day, calls)] = sheet(as_("sara"), f"projects/{harbour.id}/call-sheet{WEEK}")
    assert day == "Tuesday 24 November"
    assert calls == [
        "09:00 – 18:00 Asia/Tokyo 00:00 – 09:00 in London Yuki Tanaka Pencil Rigger Tokyo yuki@artists.test",
        "09:00 – 18:00 Ana Duarte Hold comp",
    ]


def test_only_days_that_are_worked_are_called(world: World, as_: As) -> None:
    kofi, harbour = world.artist("Kofi"), world.project("Harbour")
    world.booking(kofi, harbour, Span(utc(26, 14), utc(30, 11)))  # Thursday afternoon to Monday morning
    found = sheet(as_("sara"), f"artists/{kofi.id}/call-sheet{WEEK}")
    assert [(day, calls[0][:13]) for day, calls in found] == [
        ("Thursday 26 November", "14:00 – 18:00"),
        ("Friday 27 November", "09:00 – 18:00"),
    ]
    after = sheet(as_("sara"), f"artists/{kofi.id}/call-sheet?week=2026-11-30")
    assert [(day, calls[0][:13]) for day, calls in after] == [("Monday 30 November", "09:00 – 11:00")]


def test_a_weekend_is_called_when_it_counts_or_is_all_there_is(world: World, as_: As) -> None:
    kofi, harbour = world.artist("Kofi"), world.project("Harbour")
    world.booking(kofi, harbour, days(4, 3), counts="days_off_too")
    found = sheet(as_("sara"), f"artists/{kofi.id}/call-sheet{WEEK}")
    assert [day.split()[0] for day, _ in found] == ["Friday", "Saturday", "Sunday"]
    ana = world.artist("Ana")
    world.booking(ana, harbour, Span(utc(28, 8), utc(29, 20)))
    weekend = sheet(as_("sara"), f"artists/{ana.id}/call-sheet{WEEK}")
    assert [calls[0][:13] for _, calls in weekend] == ["08:00 – 18:00", "09:00 – 20:00"]


def test_a_night_is_one_call_on_the_evening_it_begins(world: World, as_: As) -> None:
    kofi, harbour = world.artist("Kofi"), world.project("Harbour")
    world.booking(kofi, harbour, Span(utc(27, 22), utc(28, 6)))
    [(day, [call])] = sheet(as_("sara"), f"artists/{kofi.id}/call-sheet{WEEK}")
    assert (day, call[:22]) == ("Friday 27 November", "22:00 – 06:00 next day")


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kathmandu"])
@pytest.mark.parametrize(
    ("monday", "first", "last"), [("2026-10-19", 19, 30), ("2026-10-26", 19, 30), ("2026-03-30", 30, 3)]
)
def test_the_day_keeps_its_hours_when_the_clocks_change(
    world: World, as_: As, zone: str, monday: str, first: int, last: int
) -> None:
    """Nine to six is nine to six on both sides of a change, wherever the artist lives."""
    kofi, harbour = world.artist("Kofi", zone=zone), world.project("Harbour")
    month = int(monday[5:7])
    start = WorkingTime(zone).window(date(2026, month, first)).start
    end = WorkingTime(zone).window(date(2026, month + (last < first), last)).end
    world.booking(kofi, harbour, Span(start, end))
    found = sheet(as_("sara"), f"artists/{kofi.id}/call-sheet?week={monday}")
    assert len(found) == 5 and {calls[0][:13] for _, calls in found} == {"09:00 – 18:00"}


def test_what_is_cancelled_or_expired_calls_nobody(world: World, as_: As) -> None:
    kofi, harbour = world.artist("Kofi"), world.project("Harbour")
    gone = world.booking(kofi, harbour, days(0), "hold")
    with world.acting("sara"):
        db.session.get_one(Booking, (gone.tenant_id, gone.id)).cancel(world.sara, "off")
        settle()
    assert sheet(as_("sara"), f"artists/{kofi.id}/call-sheet{WEEK}") == []
    assert "Nothing is booked this week" in as_("sara").get(f"/harbour/artists/{kofi.id}/call-sheet{WEEK}").text


@pytest.mark.parametrize("week", ["", "2026-W99", "soon", "0001-W01", "9999-12-31", "2026W48", "٢٠٢٦-W48"])
def test_any_week_that_is_asked_for_is_answered(world: World, as_: As, week: str) -> None:
    kofi = world.artist("Kofi")
    answer = as_("sara").get(f"/harbour/artists/{kofi.id}/call-sheet", query_string={"week": week})
    assert answer.status_code == 200
    for href in re.findall(r'href="(/harbour/artists/[^"]*week=[^"]+)"', answer.text):
        assert as_("sara").get(href).status_code == 200


def test_what_counts_every_hour_calls_for_all_of_it(world: World, as_: As) -> None:
    kofi, harbour = world.artist("Kofi"), world.project("Harbour")
    world.booking(kofi, harbour, Span(utc(26, 18), utc(28, 6)), counts="every_hour")  # Thursday to Saturday morning
    found = sheet(as_("sara"), f"artists/{kofi.id}/call-sheet{WEEK}")
    assert [(day.split()[0], calls[0][:13]) for day, calls in found] == [
        ("Thursday", "18:00 – 00:00"), ("Friday", "00:00 – 00:00"), ("Saturday", "00:00 – 06:00"),
    ]  # fmt: skip


def test_the_week_is_the_locales_and_is_written_so(world: World, as_: As) -> None:
    """Any of its days leads to it; in an address a number stays ISO's."""
    kofi, harbour = world.artist("Kofi"), world.project("Harbour")
    world.booking(kofi, harbour, days(-2, 3), counts="days_off_too")  # Saturday to Monday
    path, sara = f"artists/{kofi.id}/call-sheet", as_("sara")
    assert [day for day, _ in sheet(sara, f"{path}?week=2026-11-22")] == ["Saturday 21 November", "Sunday 22 November"]
    assert "<strong>Week 47</strong> · 16 Nov – 22 Nov 2026" in sara.get(f"/harbour/{path}?week=2026-11-22").text
    world.set_locale("en_US")
    for asked in ("2026-11-22", "2026-11-28", "2026-W48"):
        assert [day for day, _ in sheet(sara, f"{path}?week={asked}")] == ["Sunday, November 22", "Monday, November 23"]
    text = sara.get(f"/harbour/{path}{WEEK}").text
    assert "<strong>Week 48</strong> · Nov 22 – Nov 28, 2026" in text
    assert "week=2026-11-15" in text and "week=2026-11-29" in text


def test_pages_and_the_card_lead_to_the_call_sheet(world: World, as_: As) -> None:
    kofi, harbour = world.artist("Kofi"), world.project("Harbour")
    booking = world.booking(kofi, harbour, days(1))
    sara = as_("sara")
    assert f"/harbour/artists/{kofi.id}/call-sheet" in sara.get(f"/harbour/artists/{kofi.id}").text
    assert f"/harbour/projects/{harbour.id}/call-sheet" in sara.get(f"/harbour/projects/{harbour.id}").text
    card = sara.get(f"/harbour/bookings/{booking.id}").text
    for path in (f"artists/{kofi.id}", f"projects/{harbour.id}"):
        assert f"/harbour/{path}/call-sheet?week=2026-11-24" in card


def test_another_studios_sheets_do_not_exist(world: World, other: World, as_: As) -> None:
    artist, project = other.artist("Zelda"), other.project("Secret")
    for path in (f"artists/{artist.id}", f"projects/{project.id}", f"artists/{uuid4()}"):
        assert as_("sara").get(f"/harbour/{path}/call-sheet").status_code == 404


def test_a_sheet_is_made_with_as_few_questions_for_a_full_week_as_for_an_empty_one(world: World, as_: As) -> None:
    harbour, sara = world.project("Harbour"), as_("sara")

    def queries() -> int:
        count: list[Any] = []
        listen = lambda *ignored: count.append(1)  # noqa: E731
        db.session.expunge_all()
        event.listen(db.engine, "before_cursor_execute", listen)
        assert sara.get(f"/harbour/projects/{harbour.id}/call-sheet{WEEK}").status_code == 200
        event.remove(db.engine, "before_cursor_execute", listen)
        return len(count)

    queries()
    few = queries()
    for number in range(12):
        world.booking(world.artist(f"Artist {number}"), harbour, days(number % 5, 2))
    assert queries() == few <= 4
