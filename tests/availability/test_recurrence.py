"""Rules by which a time block comes again: which are understood, and when they come."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from studio.availability.recurrence import InvalidRule, check, starts


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY", "FREQ=HOURLY;INTERVAL=2", "FREQ=DAILY;COUNT=1000000000", "FREQ=DAILY;BYSETPOS=5", "INTERVAL=2",
        "FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;COUNT=0", "", "FREQ", "=",
        "FREQ=WEEKLY;BYEASTER=1", "FREQ=WEEKLY;UNTIL=tomorrow", "FREQ=WEEKLY;" + "BYDAY=MO;" * 40, "FREQ=DAILY\\nX=1",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TH", "FREQ=MONTHLY;INTERVAL=2;BYMONTH=1",
        "FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2;UNTIL=20270101",
    ],
)  # fmt: skip
def test_what_never_comes_or_too_often_is_refused(rule: str) -> None:
    with pytest.raises(InvalidRule):
        check(rule)


def test_a_rule_is_kept_in_capitals_and_without_its_name() -> None:
    assert check(" rrule:freq=weekly;byday=mo,we ") == "FREQ=WEEKLY;BYDAY=MO,WE"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_it_comes_from_its_first_time_on_and_over_new_year() -> None:
    found = starts("FREQ=WEEKLY;BYDAY=TH", at("2026-12-24T09:00"), at("2026-01-01"), at("2027-01-10"))
    assert [start.isoformat() for start in found] == [
        "2026-12-24T09:00:00",
        "2026-12-31T09:00:00",
        "2027-01-07T09:00:00",
    ]


def test_it_ends_when_it_says() -> None:
    assert len(list(starts("FREQ=DAILY;COUNT=3", at("2026-12-30"), at("2026-01-01"), at("2030-01-01")))) == 3
    assert len(list(starts("FREQ=DAILY;UNTIL=20270101", at("2026-12-30"), at("2026-01-01"), at("2030-01-01")))) == 3


RULES = (
    "FREQ=DAILY", "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO,SU", "FREQ=MONTHLY", "FREQ=YEARLY",
    "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1", "FREQ=DAILY;UNTIL=20280301T235959",
)  # fmt: skip


@given(st.sampled_from(RULES), st.integers(1, 7), st.integers(0, 11_600), st.times())
def test_a_rule_that_began_long_ago_is_not_counted_through(rule: str, every: int, days: int, at: time) -> None:
    rule, first = f"{rule};INTERVAL={every}", datetime.combine(date(1996, 1, 1) + timedelta(days=days), at)
    first = first.replace(microsecond=0)
    begins, ends = (datetime.combine(date(year, 1, 1), time()) for year in (2028, 2029))
    whole = rrulestr(rule, dtstart=first).between(begins, ends - timedelta(seconds=1), inc=True)
    assert list(starts(rule, first, begins, ends)) == whole
