"""A day in hours: every zone's own 23, 24 or 25 of them, and everybody's work where it falls on that clock."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.availability.working_time import Block, HolidayRules, WorkingTime
from studio.schedule.day_columns import Closed
from studio.schedule.hour_columns import HOUR, HourFrame, hour_frame, hour_words, hours_in

LONDON, NEW_YORK, SYDNEY, KATHMANDU = "Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kathmandu"
MONDAY = date(2026, 11, 23)


def at(local: str, zone: str = LONDON, fold: int = 0) -> int:
    return int(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp())


def frame(day: date = MONDAY, zone: str = LONDON, artist: str = LONDON) -> HourFrame:
    return hour_frame(WorkingTime(artist), zone, day)


@pytest.mark.parametrize(
    ("zone", "day", "hours", "missing_or_twice"),
    [
        (LONDON, date(2026, 3, 29), 23, 1),
        (LONDON, date(2026, 10, 25), 25, 1),
        (NEW_YORK, date(2026, 3, 8), 23, 2),
        (NEW_YORK, date(2026, 11, 1), 25, 1),
        (SYDNEY, date(2026, 10, 4), 23, 2),
        (SYDNEY, date(2026, 4, 5), 25, 2),
        (KATHMANDU, date(2026, 3, 29), 24, None),
    ],
)
def test_a_day_has_as_many_columns_as_hours(zone: str, day: date, hours: int, missing_or_twice: int | None) -> None:
    shown = [local.hour for local in hour_words(day, zone)]
    assert hours_in(day, zone) == len(shown) == hours
    expected = list(range(24))
    if hours == 23 and missing_or_twice is not None:
        expected.remove(missing_or_twice)
    if hours == 25 and missing_or_twice is not None:
        expected.insert(missing_or_twice, missing_or_twice)
    assert shown == expected


@pytest.mark.parametrize(
    ("start", "end", "lines"),
    [
        ("09:00", "10:00", (37, 41)),
        ("09:07", "09:16", (37, 39)),
        ("00:00", "23:59", (1, 97)),
        ("09:00", "09:01", (37, 38)),
    ],
)
def test_a_span_takes_the_quarter_hours_it_touches(start: str, end: str, lines: tuple[int, int]) -> None:
    placed = frame().place(at(f"2026-11-23T{start}"), at(f"2026-11-23T{end}"))
    assert (placed.first, placed.last) == lines
    assert placed.clip == ""


def test_what_begins_before_and_ends_after_is_cut_off() -> None:
    here = frame()
    long = here.place(at("2026-11-20T09:00"), at("2026-11-27T18:00"))
    assert (long.first, long.last, long.clip) == (1, 97, "both")
    assert here.place(at("2026-11-22T22:00"), at("2026-11-23T01:00")).clip == "start"
    assert here.place(at("2026-11-23T22:00"), at("2026-11-24T01:00")).clip == "end"


def test_a_booking_of_several_days_is_told_from_the_hours_between_them() -> None:
    week = at("2026-11-23T09:00"), at("2026-11-27T18:00")
    assert frame(date(2026, 11, 24)).place(*week).hours == ((37, 73),)
    assert frame(date(2026, 11, 23)).place(*week).hours == ((37, 73),)
    tokyo = frame(date(2026, 11, 24), artist="Asia/Tokyo")
    assert tokyo.place(*week).hours == ((1, 37),)
    sydney = frame(date(2026, 11, 24), SYDNEY, NEW_YORK)  # two of New York's days, and a night between them
    assert sydney.place(*week).hours == ((5, 41),)
    late = hour_frame(WorkingTime(NEW_YORK), "Pacific/Auckland", date(2026, 11, 25))  # 14:00 UTC is 03:00 there
    assert late.place(*week).hours == ((13, 49),)


def test_a_day_off_between_working_days_is_not_worked_unless_it_is_booked_too() -> None:
    fortnight = at("2026-11-23T09:00"), at("2026-12-04T18:00")
    saturday = frame(date(2026, 11, 28))
    assert saturday.place(*fortnight).hours == ()
    assert saturday.place(*fortnight, True).hours == ((37, 73),)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-24T09:00", "2026-11-24T22:00"),  # hours of one day are meant as they are
        ("2026-11-24T02:00", "2026-11-24T05:00"),
        ("2026-11-23T22:00", "2026-11-24T06:00"),  # and so is a night
        ("2026-11-24T22:00", "2026-11-25T06:00"),
    ],
)
def test_hours_of_one_day_and_of_a_night_are_drawn_as_they_are(start: str, end: str) -> None:
    assert frame(date(2026, 11, 24)).place(at(start), at(end)).hours is None


@given(st.integers(0, 96 * 3), st.integers(1, 96 * 6), st.sampled_from((LONDON, NEW_YORK, SYDNEY, KATHMANDU)))
def test_working_hours_lie_inside_their_bar_and_hold_all_that_is_worked(start: int, length: int, artist: str) -> None:
    here = frame(date(2026, 11, 25), LONDON, artist)
    begins = at("2026-11-22T00:00") + 900 * start
    ends = begins + 900 * length
    if begins < here.ends and ends > here.begins:
        placed = here.place(begins, ends)
        parts = placed.hours or ()
        assert all(placed.first <= first < last <= placed.last for first, last in parts)
        if placed.hours is not None:
            worked = {hour for hour, _ in placed.worked}
            assert worked <= {(slot - 1) // 4 for first, last in parts for slot in range(first, last)}


def test_after_the_clocks_went_back_everything_stands_an_hour_later() -> None:
    here = frame(date(2026, 10, 25))
    assert here.place(at("2026-10-25T09:00"), at("2026-10-25T10:00")).first == 4 * 10 + 1
    twice = [here.place(at("2026-10-25T01:30", fold=n), at("2026-10-25T02:00")).first for n in (0, 1)]
    assert twice == [7, 11]


def test_others_work_stands_where_it_is_on_the_shown_clock() -> None:
    tokyo = frame(artist="Asia/Tokyo")  # 09:00 to 18:00 there is 00:00 to 09:00 in London
    assert [each[:2] for each in tokyo.closed()] == [(36, 96)]
    assert sum(tokyo.capacity[:9]) == 8 * HOUR and not any(tokyo.capacity[9:])
    kathmandu = frame(artist=KATHMANDU)  # 5:45 ahead
    assert [each[:2] for each in kathmandu.closed()] == [(0, 13), (49, 96)]


def test_a_day_in_sydney_holds_the_ends_of_two_days_in_new_york() -> None:
    here = frame(zone=SYDNEY, artist=NEW_YORK)  # 14:00 to 23:00 UTC is 01:00 to 10:00 of the next day in Sydney
    assert [each[:2] for each in here.closed()] == [(0, 96)]  # Monday in Sydney is Sunday's evening in New York
    tuesday = frame(date(2026, 11, 24), SYDNEY, NEW_YORK)
    assert [each[:2] for each in tuesday.closed()] == [(0, 4), (40, 96)]


def test_nobody_works_on_sunday() -> None:
    sunday = frame(date(2026, 11, 22))
    assert [each[:2] for each in sunday.closed()] == [(0, 96)] and not any(sunday.capacity)


@given(
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.sampled_from((LONDON, NEW_YORK, SYDNEY, KATHMANDU, "Australia/Lord_Howe")),
)
def test_the_hours_of_a_day_hold_every_instant_of_it_once(day: date, zone: str) -> None:
    here = frame(day, zone, zone)
    assert sum(seconds for _, seconds in here.by_hour(here.begins - 99, here.ends + 99)) == here.ends - here.begins
    assert len(here.capacity) == hours_in(day, zone)
    assert sum(here.capacity) == (8 * HOUR if day.weekday() < 5 else 0)
    assert here.position(here.begins) == 0 and here.position(here.ends) <= len(here.capacity)


def test_time_off_is_told_from_hours_nobody_works_in_and_a_calendar_elsewhere_from_both() -> None:
    nine, ten = (datetime.combine(MONDAY, time(hour)) for hour in (9, 10))
    elsewhere = Block("a", "busy", nine, ten, False, LONDON, subscribed=True)
    here = hour_frame(WorkingTime(LONDON, blocks=(elsewhere,)), LONDON, MONDAY)
    assert [each[:2] for each in here.closed()] == [(0, 36), (72, 96)]
    assert here.off == (Closed(36, 40, "", True),)
    rules = HolidayRules(added=((MONDAY, "Company day"),))
    tokyo = hour_frame(WorkingTime("Asia/Tokyo", holidays=rules), LONDON, MONDAY)
    assert [each[:2] for each in tokyo.closed()] == [(36, 96)]
    assert tokyo.off == (Closed(0, 36, "Company day"),)
