"""The next free slot: as long in working time, and truly free."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.availability.patterns import one_week
from studio.availability.working_time import DAYS_OFF_TOO, EVERY_HOUR, VACATION, WORKING_TIME, Block, Dated, WorkingTime
from studio.bookings.next_slot import HORIZON, next_slot
from studio.bookings.workdays import days_meant, extent, whole_days
from studio.lib.spans import Span
from tests.support.cast import MONDAY, days

ANA = WorkingTime("Europe/London")
NIGHT = ((time(22), time(6)),)
NIGHTS = WorkingTime("Europe/London", (Dated(date.min, one_week(*(NIGHT,) * 4, (), (), NIGHT)),))
HOURS = timedelta(hours=1)


def span(start: float, end: float) -> Span:
    """Hours after Monday 09:00."""
    return Span(MONDAY + start * HOURS, MONDAY + end * HOURS)


def test_without_anything_in_the_way_it_is_the_asked_span() -> None:
    assert next_slot(ANA, span(0, 9), None, WORKING_TIME, []) == span(0, 9)
    assert next_slot(ANA, days(0, 3), (date(2026, 11, 23), date(2026, 11, 25)), WORKING_TIME, []) == days(0, 3)


def test_hours_begin_at_a_working_moment_and_skip_the_night_and_the_weekend() -> None:
    busy = [days(0, 4), Span(days(4).start, days(4).start + 3 * HOURS)]  # until Friday 12:00
    found = next_slot(ANA, span(0, 6), None, WORKING_TIME, busy)  # five working hours
    assert found == Span(days(4).start + 3 * HOURS, days(4).start + 9 * HOURS)
    found = next_slot(
        ANA, span(0, 24), None, WORKING_TIME, busy
    )  # eight: an hour of the morning, four after lunch, three more
    assert found == Span(days(4).start + 3 * HOURS, days(7).start + 3 * HOURS)


def test_a_gap_that_is_too_short_is_passed_over() -> None:
    busy = [days(0), days(2)]
    assert next_slot(ANA, span(0, 9), None, WORKING_TIME, busy) == days(1)
    assert next_slot(ANA, span(0, 25), None, WORKING_TIME, busy).start == days(3).start


def test_weekend_days_that_count_stay_as_many_days() -> None:
    weekend = (date(2026, 11, 28), date(2026, 11, 29))
    found = next_slot(ANA, whole_days(ANA, *weekend), weekend, DAYS_OFF_TOO, [days(5)])
    assert found == days(6, 2)


def test_hours_off_the_pattern_keep_their_time_of_day() -> None:
    evening = span(11, 13)
    assert next_slot(ANA, evening, None, WORKING_TIME, [span(12, 14)]) == span(35, 37)


def test_a_night_artist_gets_nights() -> None:
    nights = whole_days(NIGHTS, date(2026, 11, 23), date(2026, 11, 24))
    assert days_meant(NIGHTS, nights) == (date(2026, 11, 23), date(2026, 11, 24))
    busy = [Span(nights.start, nights.start + 8 * HOURS)]
    found = next_slot(NIGHTS, nights, days_meant(NIGHTS, nights), WORKING_TIME, busy)
    assert found == whole_days(NIGHTS, date(2026, 11, 24), date(2026, 11, 25))


def test_an_artist_booked_for_more_than_a_year_has_no_slot() -> None:
    assert next_slot(ANA, days(0), None, WORKING_TIME, [Span(MONDAY, MONDAY + HORIZON + 3 * timedelta(days=1))]) is None
    idle = WorkingTime("Europe/London", (Dated(date.min, one_week()),))
    assert next_slot(idle, days(0), None, WORKING_TIME, []) == days(0)


@given(
    st.integers(0, 400), st.integers(1, 200), st.lists(st.tuples(st.integers(0, 900), st.integers(1, 60)), max_size=15),
    st.sampled_from(["Europe/London", "Asia/Tokyo", "America/New_York"]),
)  # fmt: skip
def test_what_is_found_is_free_and_as_long(start: int, length: int, taken: list[tuple[int, int]], zone: str) -> None:
    artist = WorkingTime(zone)
    asked, busy = span(start, start + length), sorted(span(s, s + n) for s, n in taken)
    found = next_slot(artist, asked, None, WORKING_TIME, busy)
    assert found and not any(found.overlaps(other) for other in busy)
    assert found.start >= asked.start
    if worked := extent(artist, asked).worked:
        assert extent(artist, found).worked == worked
    else:  # time the pattern does not count keeps its elapsed length
        assert found.duration == asked.duration


@given(
    st.integers(0, 400), st.integers(1, 200), st.lists(st.tuples(st.integers(0, 900), st.integers(1, 60)), max_size=15)
)  # fmt: skip
def test_of_what_counts_every_hour_it_is_as_long_by_the_clock_at_the_same_time(
    start: int, length: int, taken: list[tuple[int, int]]
) -> None:
    asked, busy = span(start, start + length), sorted(span(s, s + n) for s, n in taken)
    found = next_slot(ANA, asked, None, EVERY_HOUR, busy)
    assert found and not any(found.overlaps(other) for other in busy)
    assert found.duration == asked.duration and found.start >= asked.start
    assert len({at.astimezone(ZoneInfo(ANA.zone)).time() for at in (found.start, asked.start)}) == 1


@given(st.integers(0, 60), st.integers(0, 9), st.lists(st.tuples(st.integers(0, 900), st.integers(1, 60)), max_size=15))
def test_whole_days_stay_as_many_whole_days(first: int, more: int, taken: list[tuple[int, int]]) -> None:
    start = date(2026, 11, 23) + timedelta(days=first)
    chosen = start, start + timedelta(days=more)
    busy = sorted(span(s, s + n) for s, n in taken)
    asked = whole_days(ANA, *chosen)
    found = next_slot(ANA, asked, chosen, WORKING_TIME, busy)
    assert found and not any(found.overlaps(other) for other in busy)
    assert days_meant(ANA, found)
    worked = [len(ANA.hours_by_day(s)) for s in (found, asked)]
    assert worked[0] == worked[1] or not worked[1]  # days without work are as many days of any kind


@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Auckland"])
def test_a_slot_across_a_clock_change_is_as_many_working_hours(zone: str) -> None:
    artist = WorkingTime(zone)
    friday = datetime(2027, 3, 26, 9, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    found = next_slot(artist, Span(friday, friday + 4 * HOURS), None, WORKING_TIME, [Span(friday, friday + 8 * HOURS)])
    assert found and extent(artist, found).worked == 4.0
    assert f"{found.start.astimezone(ZoneInfo(zone)):%a %H:%M}" == "Fri 17:00"


def test_a_slot_is_neither_in_time_off_nor_on_a_holiday() -> None:
    first = datetime(2026, 11, 24)  # noqa: DTZ001 - a clock's
    away = WorkingTime("Europe/London", blocks=(Block("", VACATION, first, first + timedelta(days=2)),))
    assert next_slot(away, days(0), (date(2026, 11, 23),) * 2, WORKING_TIME, [days(0)]) == days(3)
    assert next_slot(away, span(0, 4), None, WORKING_TIME, [days(0)]) == Span(days(3).start, days(3).start + 4 * HOURS)


def test_days_that_count_anyway_are_not_days_of_vacation() -> None:
    first = datetime(2026, 11, 28)  # noqa: DTZ001 - a clock's
    away = WorkingTime("Europe/London", blocks=(Block("", VACATION, first, first + timedelta(days=1)),))
    friday = (date(2026, 11, 27),) * 2
    assert next_slot(away, days(4), friday, DAYS_OFF_TOO, [days(4)]) == days(6)
