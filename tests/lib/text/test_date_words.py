"""Dates in words, as each locale orders them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from babel import Locale

from studio.accounts.tenants import LOCALES
from studio.lib.text.date_words import (
    DATE,
    day_words,
    days_words,
    interval_words,
    moment_words,
    months_words,
    span_words,
)

MONDAY, THURSDAY, DECEMBER, JANUARY = date(2026, 11, 23), date(2026, 11, 26), date(2026, 12, 6), date(2027, 1, 3)
FORMS = (
    "E", "EEEEE", "MMM", "MMMM", "MMMEd", "MMMMEEEEd", "yMMMEd", "Ed", "yMMMd", "yMMMM", "yMMM", "full", "medium",
)  # fmt: skip


@pytest.mark.parametrize(
    ("form", "british", "american", "german"),
    [
        ("MMMEd", "Mon 23 Nov", "Mon, Nov 23", "Mo., 23. Nov."),
        ("yMMMEd", "Mon 23 Nov 2026", "Mon, Nov 23, 2026", "Mo., 23. Nov. 2026"),
        ("MMMMEEEEd", "Monday 23 November", "Monday, November 23", "Montag, 23. November"),
        ("yMMMd", "23 Nov 2026", "Nov 23, 2026", "23. Nov. 2026"),
        ("yMMMM", "November 2026", "November 2026", "November 2026"),
        ("full", "Monday, 23 November 2026", "Monday, November 23, 2026", "Montag, 23. November 2026"),
        ("EEEEE", "M", "M", "M"),
    ],
)
def test_a_day_is_ordered_by_the_locale(form: str, british: str, american: str, german: str) -> None:
    assert [day_words(MONDAY, form, locale) for locale in ("en_GB", "en_US", "de_DE")] == [british, american, german]


@pytest.mark.parametrize(
    ("locale", "days", "dates", "years", "months"),
    [
        ("en_GB", "Mon 23 – Thu 26 Nov", "23 Nov – 6 Dec 2026", "23 Nov 2026 – 3 Jan 2027", "Nov – Dec 2026"),
        ("en_US", "Mon, Nov 23 – Thu, Nov 26", "Nov 23 – Dec 6, 2026", "Nov 23, 2026 – Jan 3, 2027", "Nov – Dec 2026"),
        (
            "de_DE", "Mo., 23. – Do., 26. Nov.", "23. Nov. – 6. Dez. 2026", "23. Nov. 2026 – 3. Jan. 2027",
            "Nov.–Dez. 2026",
        ),
        (
            "ja_JP", "11月23日(月) – 11月26日(木)", "2026年11月23日～12月6日", "2026年11月23日～2027年1月3日",
            "2026年11月～12月",
        ),
    ],
)  # fmt: skip
def test_a_stretch_says_once_what_is_one(locale: str, days: str, dates: str, years: str, months: str) -> None:
    assert days_words(MONDAY, THURSDAY, locale) == days
    assert interval_words(MONDAY, DECEMBER, DATE, locale) == dates
    assert interval_words(MONDAY, JANUARY, DATE, locale) == years
    assert months_words(MONDAY, DECEMBER, locale) == months
    assert months_words(MONDAY, THURSDAY, locale) == day_words(MONDAY, "yMMMM", locale)


def test_days_have_years_when_there_are_two_or_it_is_another() -> None:
    assert days_words(MONDAY, JANUARY, "en_US") == "Mon, Nov 23, 2026 – Sun, Jan 3, 2027"
    assert days_words(MONDAY, THURSDAY, "en_GB", dated=True) == "Mon 23 – Thu 26 Nov 2026"
    assert days_words(MONDAY, MONDAY, "en_US", dated=True) == "Mon, Nov 23, 2026"


def test_a_time_stands_behind_a_comma_where_the_date_has_one() -> None:
    nine, six = datetime(2026, 11, 23, 9, tzinfo=UTC), datetime(2026, 11, 26, 18, tzinfo=UTC)
    assert span_words(nine, six, "en_GB") == "Mon 23 Nov 09:00 – Thu 26 Nov 18:00"
    assert span_words(nine, six, "en_US").replace("\u202f", " ") == "Mon, Nov 23, 9:00 AM – Thu, Nov 26, 6:00 PM"
    assert moment_words(nine, "de_DE") == "Mo., 23. Nov., 09:00"


def test_no_locale_takes_its_names_from_another() -> None:
    """Babel keeps the names of months that stand alone of one locale for the next that has none of its own."""
    Locale.parse("ja_JP").months["stand-alone"]["abbreviated"][11]
    assert [day_words(MONDAY, "MMM", locale) for locale in ("nl_NL", "sv_SE", "ro_RO")] == ["nov", "nov.", "nov."]
    assert months_words(MONDAY, DECEMBER, "pl_PL") == "lis–gru 2026"


@pytest.mark.parametrize("locale", LOCALES)
def test_every_locale_has_every_form(locale: str) -> None:
    assert all(day_words(MONDAY, form, locale) for form in FORMS)
    assert "2026" in interval_words(MONDAY, DECEMBER, DATE, locale) and interval_words(MONDAY, JANUARY, "MMMd", locale)
