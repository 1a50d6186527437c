"""The days each zoom shows around a date, and that the date keeps its place from one zoom to the next."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.lib.text.parsing import EARLIEST, LATEST
from studio.schedule.zooms import ZOOMS, month_later, of_weeks, step, stretch

WEDNESDAY = date(2026, 11, 25)
DATES = st.dates(EARLIEST, LATEST)


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
    shown = stretch(zoom, WEDNESDAY)
    assert (shown.first, shown.last) == (first, last)


@given(DATES, st.sampled_from(ZOOMS))
def test_the_date_is_always_in_its_window(on: date, zoom: str) -> None:
    shown = stretch(zoom, on)
    assert shown.first <= on <= shown.last


@given(DATES, st.sampled_from(ZOOMS), st.sampled_from((1, -1)))
def test_a_step_leads_to_the_window_next_to_it(on: date, zoom: str, sign: int) -> None:
    """Nothing between two windows is passed over."""
    before, after = sorted((stretch(zoom, on), stretch(zoom, step(zoom, on, sign))))
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
