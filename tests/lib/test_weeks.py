"""Weeks by locale: where they begin, and which of them is the first of a year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from babel import dates
from hypothesis import given
from hypothesis import strategies as st

from studio.accounts.tenants import LOCALES
from studio.lib.text.parsing import EARLIEST, LATEST
from studio.lib.weeks import ISO, Week

DATES = st.dates(EARLIEST, LATEST)
WEEKS = st.builds(Week, st.integers(0, 6), st.integers(1, 7))


@pytest.mark.parametrize(
    ("locale", "first", "number"),
    [
        ("en_GB", date(2026, 12, 28), (2026, 53)),
        ("en_US", date(2026, 12, 27), (2027, 1)),
        ("ar_EG", date(2026, 12, 26), (2027, 1)),
        ("de_DE", date(2026, 12, 28), (2026, 53)),
    ],
)
def test_the_last_day_of_a_year_is_in_a_week_of_the_locale(locale: str, first: date, number: tuple[int, int]) -> None:
    week, day = Week.of(locale), date(2026, 12, 31)
    assert (week.start(day), week.number(day)) == (first, number)
    assert week.numbered(*number) == first


@given(DATES, WEEKS)
def test_a_week_has_seven_days_and_a_number_that_leads_back_to_it(day: date, week: Week) -> None:
    days = week.days(day)
    assert day in days and days[0].weekday() == week.first
    assert [week.offset(each.weekday()) for each in days] == list(range(7))
    assert {week.start(each) for each in days} == {days[0]}
    assert week.numbered(*week.number(day)) == days[0]
    assert week.number(days[0] + timedelta(7)) > week.number(day)


@given(DATES)
def test_without_a_locale_they_are_those_of_iso(day: date) -> None:
    assert ISO.number(day) == day.isocalendar()[:2]


@given(DATES, st.sampled_from(LOCALES))
def test_numbers_are_those_of_the_locale(day: date, locale: str) -> None:
    assert str(Week.of(locale).number(day)[1]) == dates.format_date(day, "w", locale=locale)


def test_a_year_has_no_more_weeks_than_it_has() -> None:
    assert ISO.numbered(2027, 53) is None and ISO.numbered(2026, 54) is None and ISO.numbered(2026, 0) is None
