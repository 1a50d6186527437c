"""The days each zoom shows around a date, and that the date keeps its place from one zoom to the next."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.lib.text.parsing import EARLIEST, LATEST
from studio.lib.weeks import ISO, Week
from studio.schedule.zooms import WEEK, ZOOMS, fitting, month_later, of_weeks, step, stretch

WEDNESDAY = date(2026, 11, 25)
DATES = st.dates(EARLIEST, LATEST)
WEEKS = st.builds(Week, st.integers(0, 6), st.integers(1, 7))


@pytest.mark.parametrize(
    ("zoom", "first", "last"),
    [
        ("day", date(2026, 11, 25), date(2026, 11, 25)),
        ("week", date(2026, 11, 23), date(2026, 11, 29)),
        ("weeks", date(2026, 11, 23), date(2026, 12, 13)),
        ("month", date(2026, 11, 1), date(2026, 11, 30)),
        ("quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("year", date(2025, 12, 29), date(2027, 1, 3)),
    ],
)
def test_a_zoom_shows_the_days_around_a_date(zoom: str, first: date, last: date) -> None:
    shown = stretch(zoom, WEDNESDAY, ISO)
    assert (shown.first, shown.last) == (first, last)


@pytest.mark.parametrize(
    ("locale", "zoom", "first", "last"),
    [
        ("en_US", "week", date(2026, 11, 22), date(2026, 11, 28)),
        ("en_US", "weeks", date(2026, 11, 22), date(2026, 12, 12)),
        ("en_US", "month", date(2026, 11, 1), date(2026, 11, 30)),
        ("en_US", "year", date(2025, 12, 28), date(2027, 1, 2)),
        ("ar_EG", "week", date(2026, 11, 21), date(2026, 11, 27)),
        ("ar_EG", "year", date(2025, 12, 27), date(2027, 1, 1)),
    ],
)
def test_weeks_begin_as_the_locale_has_them(locale: str, zoom: str, first: date, last: date) -> None:
    shown = stretch(zoom, WEDNESDAY, Week.of(locale))
    assert (shown.first, shown.last) == (first, last)


@given(DATES, st.sampled_from(ZOOMS), WEEKS)
def test_the_date_is_always_in_its_window(on: date, zoom: str, week: Week) -> None:
    shown = stretch(zoom, on, week)
    assert shown.first <= on <= shown.last


@given(DATES, st.sampled_from(ZOOMS), st.sampled_from((1, -1)), WEEKS)
def test_a_step_leads_to_the_window_next_to_it(on: date, zoom: str, sign: int, week: Week) -> None:
    """Nothing between two windows is passed over."""
    before, after = sorted((stretch(zoom, on, week), stretch(zoom, step(zoom, on, sign), week)))
    if EARLIEST < step(zoom, on, sign) < LATEST:
        assert before.first < after.first <= before.last + timedelta(1)


@given(DATES, st.sampled_from(("day", "week", "weeks")))
def test_there_and_back_is_where_one_was(on: date, zoom: str) -> None:
    there = step(zoom, on, 1)
    if there < LATEST:
        assert step(zoom, there, -1) == on


def test_a_month_keeps_the_day_or_takes_its_last() -> None:
    assert month_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert month_later(date(2026, 1, 31), -2) == date(2025, 11, 30)
    assert month_later(date(2024, 2, 29), 12) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("weeks", "zoom"),
    [("", "weeks"), ("1", "week"), ("3", "weeks"), ("5", "month"), ("13", "quarter"), ("x", "weeks"), ("-1", "weeks")],
)
def test_older_addresses_ask_by_weeks(weeks: str, zoom: str) -> None:
    assert of_weeks(weeks) == zoom


@pytest.mark.parametrize(
    ("first", "last", "zoom"),
    [
        ("2026-11-23", "2026-11-23", "week"),
        ("2026-11-25", "2026-11-29", "week"),
        ("2026-11-25", "2026-11-30", "weeks"),
        ("2026-11-02", "2026-11-30", "month"),
        ("2026-11-30", "2026-12-31", "quarter"),
        ("2026-01-05", "2026-11-30", "year"),
        ("2026-12-30", "2027-02-01", "quarter"),
    ],
)
def test_the_nearest_zoom_that_shows_a_stretch_of_days(first: str, last: str, zoom: str) -> None:
    assert fitting(WEEK, date.fromisoformat(first), date.fromisoformat(last), ISO) == zoom
