"""Days of leave: what is taken of a year, by the artist's own pattern, and what a booking loses to time off."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.availability.allowances import LeaveYear, days_used
from studio.availability.lost_hours import away, lost_to, runs
from studio.availability.patterns import DAY, OFFICE, WorkingPattern
from studio.availability.working_time import (
    DAYS_OFF_TOO,
    EVERY_HOUR,
    SICK,
    VACATION,
    WORKING_TIME,
    Block,
    Dated,
    HolidayRules,
    WorkingTime,
)
from studio.lib.spans import Span
from tests.availability.test_working_time import ENGLAND, LONDON, NIGHTS, blocked, days, hours, span

MORNING = OFFICE[:1]
# A short week and a long one in turn: Monday to Wednesday; all but the afternoon of Friday.
TURNS = WorkingPattern(
    ((OFFICE, OFFICE, OFFICE, (), (), (), ()), (OFFICE, OFFICE, OFFICE, OFFICE, MORNING, (), ())), date(2026, 11, 23)
)
IN_TURN = WorkingTime("Europe/London", (Dated(date.min, TURNS),))
THIS_YEAR = LeaveYear(2026)


@pytest.mark.parametrize(
    ("worker", "blocks", "vacation", "sick"),
    [
        pytest.param(LONDON, [days(VACATION, "2026-11-23", "2026-11-29")], 5, 0, id="a week is five days"),
        pytest.param(IN_TURN, [days(VACATION, "2026-11-23", "2026-11-29")], 3, 0, id="a short week is three"),
        pytest.param(IN_TURN, [days(VACATION, "2026-11-30", "2026-12-06")], 5, 0, id="the long one after it five"),
        pytest.param(IN_TURN, [days(VACATION, "2026-12-04", "2026-12-04")], 1, 0, id="a short day off is a day"),
        pytest.param(LONDON, [hours(VACATION, "2026-11-23T09:00", "2026-11-23T13:00")], "0.5", 0, id="a morning"),
        pytest.param(LONDON, [hours(VACATION, "2026-11-23T17:00", "2026-11-23T20:00")], "0.125", 0, id="an hour of 8"),
        pytest.param(IN_TURN, [hours(VACATION, "2026-12-04T11:00", "2026-12-04T18:00")], "0.5", 0, id="half of 4 h"),
        pytest.param(ENGLAND, [days(VACATION, "2026-12-21", "2026-12-31")], 7, 0, id="holidays are not taken"),
        pytest.param(LONDON, [days(VACATION, "2026-12-28", "2027-01-08")], 4, 0, id="only of this year"),
        pytest.param(LONDON, [days(VACATION, "2026-11-23", "2026-11-24")] * 2, 2, 0, id="a day is taken once"),
        pytest.param(
            LONDON, [days(VACATION, "2026-11-23", "2026-11-27"), days(SICK, "2026-11-26", "2026-11-30")], 3, 3,
            id="who is ill on vacation has it back",
        ),
        pytest.param(LONDON, [days(VACATION, "2026-12-04", "2026-12-04", "FREQ=WEEKLY")], 4, 0, id="every Friday"),
        pytest.param(NIGHTS, [days(VACATION, "2026-11-28", "2026-11-28")], 1, 0, id="a night is its evening's"),
    ],
)  # fmt: skip
def test_working_days_are_counted(worker: WorkingTime, blocks: list[Block], vacation: object, sick: object) -> None:
    assert days_used(worker, blocks, THIS_YEAR) == {VACATION: Decimal(str(vacation)), SICK: Decimal(str(sick))}


def test_a_leave_year_begins_with_its_month() -> None:
    april = LeaveYear.with_day(date(2027, 3, 31), 4)
    assert (april.number, april.first, april.last) == (2026, date(2026, 4, 1), date(2027, 3, 31))
    assert LeaveYear.with_day(date(2027, 4, 1), 4) == april.next and date(2027, 4, 1) not in april


@settings(max_examples=40)
@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 40), st.integers(0, 40))
def test_leave_cut_in_two_takes_as_many_days(first: date, length: int, cut: int) -> None:
    """In alternate weeks with half days and holidays, over the turn of the year, too."""
    worker = WorkingTime("Europe/London", (Dated(date.min, TURNS),), HolidayRules("GB-ENG"))
    last, middle = first + timedelta(days=length), first + timedelta(days=min(cut, length))
    years = [LeaveYear(2026), LeaveYear(2027)]

    def used(*edges: date) -> Decimal:
        blocks = [days(VACATION, str(a), str(b - DAY)) for a, b in pairwise(edges) if a < b]
        return sum((days_used(worker, blocks, year)[VACATION] for year in years), Decimal())

    worked = sum(worker.works_on(first + timedelta(days=n)) for n in range(length + 1))
    assert used(first, middle, last + DAY) == used(first, last + DAY) == worked


@settings(max_examples=40)
@given(st.integers(0, 13), st.integers(0, 47), st.integers(1, 96))
def test_hours_off_are_their_share_of_the_day(day: int, start: int, length: int) -> None:
    halves = [datetime(2026, 11, 23) + timedelta(days=day, minutes=30 * (start + n)) for n in range(length)]  # noqa: DTZ001
    block = hours(VACATION, halves[0].isoformat(), (halves[-1] + timedelta(minutes=30)).isoformat())
    taken = [at for at in halves if any(begin <= at.time() < end for begin, end in TURNS.hours_on(at.date()))]
    expected = sum((Decimal("0.5") / IN_TURN.available_on(at.date()) for at in taken), Decimal())
    assert round(days_used(IN_TURN, [block], THIS_YEAR)[VACATION] - expected, 9) == 0


@pytest.mark.parametrize(
    ("off", "asked", "counts", "lost"),
    [
        (days(VACATION, "2026-11-24", "2026-11-25"), span("2026-11-23T09:00", "2026-11-27T18:00"), WORKING_TIME,
         [8, 8]),
        (days(VACATION, "2026-11-28", "2026-11-29"), span("2026-11-23T09:00", "2026-11-30T18:00"), WORKING_TIME, []),
        (days(VACATION, "2026-11-28", "2026-11-28"), span("2026-11-28T09:00", "2026-11-28T18:00"), DAYS_OFF_TOO, [8]),
        (hours(SICK, "2026-11-23T16:00", "2026-11-23T23:00"), span("2026-11-23T09:00", "2026-11-24T18:00"),
         WORKING_TIME, [2]),
        (days(VACATION, "2026-11-23", "2026-11-23"), span("2026-11-23T20:00", "2026-11-24T02:00"), EVERY_HOUR, [4]),
        (hours("available", "2026-11-28T09:00", "2026-11-28T13:00"), span("2026-11-28T09:00", "2026-11-28T18:00"),
         WORKING_TIME, []),
    ],
)  # fmt: skip
def test_a_booking_loses_the_hours_its_artist_is_away(off: Block, asked: Span, counts: str, lost: list[int]) -> None:
    assert list(away(blocked(off), asked, counts).values()) == lost


def test_an_evening_shift_is_lost_with_its_day_though_it_ends_on_the_next() -> None:
    off = days(VACATION, "2026-11-28", "2026-11-28")
    assert lost_to([off], NIGHTS, span("2026-11-29T00:00", "2026-11-29T06:00"), WORKING_TIME) == {date(2026, 11, 28): 6}


def test_days_that_follow_one_another_are_told_together() -> None:
    found = [date(2026, 11, n) for n in (27, 23, 24)]
    assert runs(found) == [(date(2026, 11, 23), date(2026, 11, 24)), (date(2026, 11, 27),) * 2]
