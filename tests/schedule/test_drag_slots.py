"""What slots of the calendar mean in time: days kept whole, halves around lunch, clocks that change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.artists.models import Artist
from studio.bookings.workdays import whole_days
from studio.lib.clock import AmbiguousTime, NoSuchTime
from studio.lib.spans import Span
from studio.schedule.drag.slots import Columns, carried, edge
from studio.schedule.zooms import DAY, WEEK, WEEKS

ZONES = ("Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kathmandu")
MONDAY = date(2026, 11, 23)


def artist(zone: str = "Europe/London") -> Artist:
    return Artist(name="Ana", zone=zone)


def london(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_whole_days_stay_whole_days_and_follow_the_artist_they_are_given_to() -> None:
    span = whole_days(artist(), MONDAY, date(2026, 11, 24))
    sydney = artist("Australia/Sydney")
    assert carried(span, WEEKS, 8, artist(), artist()) == whole_days(artist(), date(2026, 11, 25), date(2026, 11, 26))
    assert carried(span, WEEKS, 0, artist(), sydney) == whole_days(sydney, MONDAY, date(2026, 11, 24))


def test_half_a_day_is_half_the_working_time_and_not_half_the_lunch() -> None:
    span = whole_days(artist(), MONDAY, MONDAY)
    later = carried(span, WEEKS, 2, artist(), artist())
    assert later == Span(london(23, 14), london(24, 13))
    assert carried(later, WEEKS, -2, artist(), artist()) == span


def test_a_week_moves_by_the_hour_and_carries_over_the_night() -> None:
    meeting = Span(london(23, 16, 10), london(23, 17, 40))
    assert carried(meeting, WEEK, -4, artist(), artist()) == Span(london(23, 15, 10), london(23, 16, 40))
    assert carried(meeting, WEEK, 4, artist(), artist()) == Span(london(23, 17, 10), london(24, 9, 40))


def test_a_day_moves_by_quarters_of_an_hour_for_everybody_alike() -> None:
    span = Span(london(23, 9), london(23, 10))
    moved = carried(span, DAY, 3, artist(), artist("Asia/Kathmandu"))
    assert moved == Span(london(23, 9, 45), london(23, 10, 45))
    assert edge(DAY, "Asia/Kathmandu", MONDAY, 4, artist(), False) == datetime(2026, 11, 22, 19, 15, tzinfo=UTC)


def test_an_edge_at_midday_ends_before_lunch_or_starts_after_it() -> None:
    assert edge(WEEKS, "UTC", MONDAY, 2, artist(), True) == london(23, 13)
    assert edge(WEEKS, "UTC", MONDAY, 2, artist(), False) == london(23, 14)
    assert edge(WEEKS, "UTC", MONDAY, 4, artist(), True) == london(23, 18)
    assert edge(WEEKS, "UTC", MONDAY, 4, artist(), False) == london(24, 9)


def test_a_night_moved_by_half_a_day_keeps_its_length() -> None:
    night = Span(london(23, 20), london(23, 22))
    assert carried(night, WEEKS, 2, artist(), artist()).duration == timedelta(hours=2)


def test_a_time_that_the_clocks_skip_or_repeat_is_not_guessed() -> None:
    early = Span(datetime(2026, 3, 28, 1, 30, tzinfo=UTC), datetime(2026, 3, 28, 9, tzinfo=UTC))
    with pytest.raises(NoSuchTime):
        carried(early, WEEKS, 4, artist(), artist())
    late = Span(datetime(2026, 10, 24, 0, 30, tzinfo=UTC), datetime(2026, 10, 24, 9, tzinfo=UTC))
    with pytest.raises(AmbiguousTime):
        carried(late, WEEKS, 4, artist(), artist())


@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(date(2026, 1, 1), date(2027, 12, 1)),
    length=st.integers(0, 20),
    by=st.integers(-60, 60),
    to=st.sampled_from(ZONES),
)
def test_there_and_back_is_where_it_was_whatever_the_clocks_did(
    zone: str, day: date, length: int, by: int, to: str
) -> None:
    here, there = artist(zone), artist(to)
    span = whole_days(here, day, day + timedelta(length))
    moved = carried(span, WEEKS, 2 * by, here, there)
    assert carried(moved, WEEKS, -2 * by, there, here) == span


@given(zone=st.sampled_from(ZONES), day=st.dates(date(2026, 1, 1), date(2027, 12, 1)), slot=st.integers(0, 35))
def test_a_slot_is_where_its_instant_is(zone: str, day: date, slot: int) -> None:
    at = edge(WEEK, "UTC", day, slot, artist(zone), False)
    assert Columns(artist(zone), 36).place(at, False) == day.toordinal() * 36 + slot
