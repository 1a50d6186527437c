"""What slots of the calendar mean in time: days kept whole, halves around lunch, clocks that change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.availability.working_time import WorkingTime
from studio.bookings.workdays import days_meant, extent, whole_days
from studio.lib.clock import AmbiguousTime, NoSuchTime
from studio.lib.spans import Span
from studio.schedule.drag.slots import Columns, carried, edge, moved, slots_at, slots_of
from studio.schedule.zooms import DAY, WEEK, WEEKS

ZONES = ("Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kathmandu")
MONDAY = date(2026, 11, 23)


def artist(zone: str = "Europe/London") -> WorkingTime:
    return WorkingTime(zone)


def london(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_whole_days_stay_whole_days_and_follow_the_artist_they_are_given_to() -> None:
    span = whole_days(artist(), MONDAY, date(2026, 11, 24))
    sydney = artist("Australia/Sydney")
    assert carried(span, WEEKS, 8, artist(), artist()) == whole_days(artist(), date(2026, 11, 25), date(2026, 11, 26))
    assert carried(span, WEEKS, 0, artist(), sydney) == whole_days(sydney, MONDAY, date(2026, 11, 24))


def week(first: int, last: int) -> Span:
    """Whole days of November 2026, which the 23rd begins as a Monday."""
    return whole_days(artist(), date(2026, 11, first), date(2026, 11, last))


@pytest.mark.parametrize(
    ("span", "by", "there"),
    [
        (week(23, 27), 9, whole_days(artist(), date(2026, 12, 2), date(2026, 12, 8))),  # Mon-Fri from a Wednesday on
        (week(23, 27), 7, whole_days(artist(), date(2026, 11, 30), date(2026, 12, 4))),
        (week(23, 24), 4, whole_days(artist(), date(2026, 11, 27), date(2026, 11, 30))),  # Friday and Monday
        (week(27, 27), 1, week(30, 30)),  # no working day there: the next one
        (week(30, 30), -1, week(27, 27)),  # and the one before, on the way back
        (week(27, 30), 1, whole_days(artist(), date(2026, 11, 30), date(2026, 12, 1))),
        (week(28, 29), 1, week(29, 30)),  # a weekend's booking is moved as it is
    ],
)
def test_a_move_keeps_the_number_of_working_days(span: Span, by: int, there: Span) -> None:
    assert moved(span, WEEKS, 4 * by, artist(), artist()) == there


def test_half_days_and_hours_go_on_over_the_weekend() -> None:
    thursday = week(26, 27)
    assert moved(thursday, WEEKS, 2, artist(), artist()) == Span(london(26, 14), london(30, 13))
    late = Span(london(27, 10), london(27, 16))
    assert moved(late, WEEKS, 4, artist(), artist()) == Span(london(30, 9), london(30, 15))
    assert moved(late, WEEKS, -4, artist(), artist()) == Span(london(26, 10), london(26, 16))
    assert moved(late, WEEK, 2, artist(), artist()) == carried(late, WEEK, 2, artist(), artist())


def test_what_is_no_working_time_is_moved_as_it_is() -> None:
    evening = Span(london(26, 19), london(26, 22))
    assert moved(evening, WEEKS, 8, artist(), artist()) == Span(london(28, 19), london(28, 22))
    shift = Span(london(26, 9), london(26, 22))  # eight hours of work, and an evening
    assert moved(shift, WEEKS, 4, artist(), artist()) == Span(london(27, 9), london(27, 22))


@given(
    first=st.dates(date(2026, 1, 1), date(2027, 6, 1)), length=st.integers(0, 20), by=st.integers(-40, 40),
    zones=st.tuples(st.sampled_from(ZONES), st.sampled_from(ZONES)),
)  # fmt: skip
def test_whole_days_keep_their_number_whoever_gets_them(
    first: date, length: int, by: int, zones: tuple[str, str]
) -> None:
    of, to = (artist(zone) for zone in zones)
    was = whole_days(of, first, first + timedelta(days=length))
    there = moved(was, WEEKS, 4 * by, of, to)
    before, after = extent(of, was), extent(to, there)
    assert days_meant(to, there)
    if before.worked:
        assert (after.worked, after.days) == (before.worked, before.days)


@pytest.mark.parametrize("zoom", [WEEKS, WEEK, DAY])
def test_a_span_stands_where_its_edges_are(zoom: str) -> None:
    span = Span(edge(zoom, "UTC", MONDAY, 3, artist(), False), edge(zoom, "UTC", MONDAY, 9, artist(), True))
    assert slots_at(span, zoom, "UTC", MONDAY, artist()) == (3, 9)


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


@pytest.mark.parametrize("zoom", [WEEKS, WEEK])
@pytest.mark.parametrize(
    "night", [(london(23, 20), london(23, 22)), (london(23, 22), london(24, 6)), (london(24, 0), london(24, 4))]
)
def test_a_night_lifted_stays_where_it_was_and_moves_by_days_with_its_hours(
    zoom: str, night: tuple[datetime, datetime]
) -> None:
    span, slots = Span(*night), slots_of(zoom)
    for move in (moved, carried):
        assert move(span, zoom, 0, artist(), artist()) == span
        assert move(span, zoom, slots, artist(), artist()) == span.shifted_to(span.start + timedelta(1))
        assert move(span, zoom, -slots, artist(), artist()) == span.shifted_to(span.start - timedelta(1))


def test_a_night_moved_by_half_a_day_keeps_its_length_and_lands_where_it_is_dropped() -> None:
    evening = Span(london(23, 20), london(23, 22))
    assert carried(evening, WEEKS, 2, artist(), artist()) == Span(london(24, 9), london(24, 11))
    assert carried(evening, WEEKS, -2, artist(), artist()) == Span(london(23, 9), london(23, 11))
    night = Span(london(23, 22), london(24, 6))
    assert carried(night, WEEKS, 2, artist(), artist()) == Span(london(24, 9), london(24, 17))


def test_a_weekend_between_two_nights_is_no_night() -> None:
    assert not Columns(artist(), 4).is_night(Span(london(27, 20), london(30, 6)))
    assert Columns(artist(), 4).is_night(Span(london(27, 20), london(28, 6)))


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
