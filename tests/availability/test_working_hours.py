"""Hours and cost of a booking: every worked case of the trade, and the corners around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.availability.working_hours import OFFICE, STANDARD, WorkingPattern, hours_by_day, local_days
from studio.bookings.pricing import cost, price
from studio.lib.money import CurrencyMismatch, Money
from studio.lib.spans import Span, subtract

LONDON = ZoneInfo("Europe/London")
NIGHT = WorkingPattern(((),) * 5 + (((time(22), time(6)),), ()))  # Saturday 22:00 to Sunday 06:00
RATE = Money(Decimal("50.00"), "GBP")


@dataclass(frozen=True)
class Worker:
    zone: str = "Europe/London"
    pattern: WorkingPattern = STANDARD


@dataclass(frozen=True)
class Claim:
    span: Span
    includes_non_working: bool = False


def span(start: str, end: str, zone: str = "Europe/London") -> Span:
    return Span(*(datetime.fromisoformat(t).replace(tzinfo=ZoneInfo(zone)) for t in (start, end))).utc()


def whole_day(day: str) -> Span:
    first = date.fromisoformat(day)
    return Span(*(datetime.combine(d, time(), LONDON).astimezone(UTC) for d in (first, first + timedelta(days=1))))


def hours(claim: Claim, worker: Worker, off: tuple[Span, ...] = ()) -> Decimal:
    days = hours_by_day(claim.span, worker.zone, worker.pattern, off, claim.includes_non_working)
    return sum(days.values(), Decimal())


EASTER = (whole_day("2027-03-26"), whole_day("2027-03-29"))  # Good Friday and Easter Monday in England


@pytest.mark.parametrize(
    ("claim", "pattern", "off", "expected"),
    [
        pytest.param(Claim(span("2026-11-23T09:00", "2026-11-27T18:00")), STANDARD, (), 40, id="a working week"),
        pytest.param(Claim(span("2026-11-27T12:00", "2026-11-30T11:00")), STANDARD, (), 7, id="over a weekend"),
        pytest.param(Claim(span("2026-11-28T09:00", "2026-11-28T18:00"), True), STANDARD, (), 8, id="a Saturday"),
        pytest.param(Claim(span("2027-03-26T09:00", "2027-03-30T18:00")), STANDARD, EASTER, 8, id="over Easter"),
        pytest.param(Claim(span("2027-03-27T22:00", "2027-03-28T06:00")), NIGHT, (), 7, id="an hour skipped"),
        pytest.param(Claim(span("2026-10-24T22:00", "2026-10-25T06:00")), NIGHT, (), 9, id="an hour twice"),
    ],
)  # fmt: skip
def test_worked_cases(claim: Claim, pattern: WorkingPattern, off: tuple[Span, ...], expected: int) -> None:
    worker = Worker(pattern=pattern)
    assert hours(claim, worker, off) == expected
    assert cost(claim, worker, RATE, off) == Money(Decimal(expected) * 50, "GBP")
    assert str(cost(claim, worker, RATE, off).amount) == f"{expected * 50}.00"


def test_over_a_weekend_the_hours_stand_on_their_days() -> None:
    days = hours_by_day(span("2026-11-27T12:00", "2026-11-30T11:00"), "Europe/London", STANDARD)
    assert days == {date(2026, 11, 27): 5, date(2026, 11, 30): 2}  # Friday 12-13 and 14-18; Monday 9-11


def test_a_weekend_counts_nothing_unless_included() -> None:
    assert hours(Claim(span("2026-11-28T09:00", "2026-11-29T18:00")), Worker()) == 0
    assert cost(Claim(span("2026-11-28T09:00", "2026-11-29T18:00")), Worker(), RATE) == Money(Decimal("0.00"), "GBP")


def test_an_included_day_off_counts_what_elapses_up_to_the_longest_day() -> None:
    assert hours(Claim(span("2026-11-28T10:00", "2026-11-28T13:00"), True), Worker()) == 3
    assert hours(Claim(span("2026-11-28T00:00", "2026-11-30T00:00"), True), Worker()) == 16


def test_an_included_day_off_is_less_time_off_too() -> None:
    sick = (span("2026-11-28T09:00", "2026-11-28T15:00"),)
    assert hours(Claim(span("2026-11-28T09:00", "2026-11-28T18:00"), True), Worker(), sick) == 3


def test_the_morning_after_a_night_shift_is_counted_once() -> None:
    night = span("2026-11-28T22:00", "2026-11-29T08:00")
    assert hours(Claim(night, True), Worker(pattern=NIGHT)) == 8 + 2


def test_lunch_is_not_work() -> None:
    assert hours(Claim(span("2026-11-23T13:00", "2026-11-23T14:00")), Worker()) == 0


def test_a_vacation_of_half_a_day_leaves_the_other_half() -> None:
    off = (span("2026-11-23T09:00", "2026-11-23T13:00"),)
    assert hours(Claim(span("2026-11-23T09:00", "2026-11-23T18:00")), Worker(), off) == 4


def test_overlapping_time_off_is_taken_once() -> None:
    off = (span("2026-11-23T09:00", "2026-11-23T12:00"), span("2026-11-23T11:00", "2026-11-23T13:00"))
    assert hours(Claim(span("2026-11-23T09:00", "2026-11-23T18:00")), Worker(), off) == 4


def test_days_are_the_artists_own() -> None:
    tokyo = Worker("Asia/Tokyo")
    monday = span("2026-11-23T09:00", "2026-11-23T18:00", "Asia/Tokyo")
    assert hours(Claim(monday), tokyo) == 8
    assert hours(Claim(monday), Worker()) == 0  # 00:00 to 09:00 in London


def test_an_empty_pattern_works_nothing() -> None:
    assert hours(Claim(span("2026-11-23T09:00", "2026-11-27T18:00")), Worker(pattern=WorkingPattern(((),) * 7))) == 0


def test_each_booking_day_is_rounded_half_even() -> None:
    """Twenty minutes at 10.01 are 3.336...: 3.34 a day, 10.02 for three; rounded once it would be 10.01."""
    pattern = WorkingPattern((((time(9), time(9, 20)),),) * 7)
    claim = Claim(span("2026-11-23T09:00", "2026-11-25T18:00"))
    assert cost(claim, Worker(pattern=pattern), Money(Decimal("10.01"), "GBP")) == Money(Decimal("10.02"), "GBP")
    half = WorkingPattern((((time(9), time(9, 30)),),) * 7)
    assert cost(claim, Worker(pattern=half), Money(Decimal("0.05"), "GBP")).amount == Decimal("0.06")  # 3 x 0.025


def test_yen_have_no_decimals_and_dinars_three() -> None:
    claim = Claim(span("2026-11-23T09:00", "2026-11-23T09:20"))
    assert str(cost(claim, Worker(), Money(Decimal(5000), "JPY")).amount) == "1667"
    assert str(cost(claim, Worker(), Money(Decimal(20), "BHD")).amount) == "6.667"


def test_the_rate_in_force_may_change_from_day_to_day() -> None:
    worked = {date(2026, 11, 30): Decimal(8), date(2026, 12, 1): Decimal(8)}
    rates = {date(2026, 11, 30): RATE, date(2026, 12, 1): Money(Decimal(60), "GBP")}
    assert price(worked, rates.__getitem__, "GBP") == Money(Decimal(880), "GBP")


def test_a_rate_in_another_currency_is_refused() -> None:
    with pytest.raises(CurrencyMismatch):
        price({date(2026, 11, 30): Decimal(8)}, lambda day: Money(Decimal(50), "EUR"), "GBP")


def test_a_whole_day_is_the_working_day_and_on_days_off_the_usual_one() -> None:
    assert STANDARD.window(date(2026, 11, 23), "Europe/London") == span("2026-11-23T09:00", "2026-11-23T18:00")
    assert STANDARD.window(date(2026, 11, 28), "Europe/London") == span("2026-11-28T09:00", "2026-11-28T18:00")
    assert WorkingPattern(((),) * 7).usual_day == (time(9), time(18))
    assert NIGHT.longest_day == timedelta(hours=8)


def test_midnight_at_the_very_end_is_not_a_day() -> None:
    assert list(local_days(whole_day("2026-11-23"), "Europe/London")) == [date(2026, 11, 23)]


starts = st.integers(0, 24 * 40)
lengths = st.integers(1, 24 * 10)
BEGIN = datetime(2026, 10, 12, tzinfo=UTC)


def at(start: int, length: int) -> Span:
    return Span(BEGIN + timedelta(hours=start), BEGIN + timedelta(hours=start + length))


@given(starts, lengths, st.integers(1, 24 * 9), st.sampled_from(["Europe/London", "Asia/Tokyo", "America/New_York"]))
def test_cutting_a_booking_in_two_changes_no_hours(start: int, length: int, cut: int, zone: str) -> None:
    whole = at(start, length + cut)
    parts = [at(start, length), at(start + length, cut)]
    total = sum((hours(Claim(part), Worker(zone)) for part in parts), Decimal())
    assert hours(Claim(whole), Worker(zone)) == total


@given(starts, lengths, starts, lengths)
def test_hours_with_time_off_are_those_of_what_is_left(
    start: int, length: int, off_start: int, off_length: int
) -> None:
    whole, off = at(start, length), at(off_start, off_length)
    left = sum((hours(Claim(part), Worker()) for part in subtract(whole, [off])), Decimal())
    assert hours(Claim(whole), Worker(), (off,)) == left


@given(starts, lengths, st.sampled_from([STANDARD, NIGHT]))
def test_hours_never_exceed_the_time_that_passes(start: int, length: int, pattern: WorkingPattern) -> None:
    assert 0 <= hours(Claim(at(start, length), True), Worker(pattern=pattern)) <= length


def test_the_standard_week_has_forty_hours() -> None:
    assert sum(len(day) for day in STANDARD.weekdays) == 5 * len(OFFICE)
    assert STANDARD.longest_day == timedelta(hours=8)
