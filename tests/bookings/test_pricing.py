"""What hours cost: at the rate in force on each day, rounded once a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from studio.artists.rates import Rates
from studio.bookings.pricing import cost_of, price
from studio.lib.money import Money

RATE = Money(Decimal("50.00"), "GBP")
MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (23, 24, 25))
THIRD = Decimal(20 * 60) / 3600  # of an hour


def cost(hours: dict[date, Decimal], rate: Money) -> Money:
    return cost_of(hours, Rates(rate), MONDAY)[0]


def test_a_week_costs_its_hours() -> None:
    assert str(cost({MONDAY: Decimal(8), TUESDAY: Decimal(8)}, RATE).amount) == "800.00"
    assert cost({}, RATE) == Money(Decimal("0.00"), "GBP")


def test_each_booking_day_is_rounded_half_even() -> None:
    """Twenty minutes at 10.01 are 3.336...: 3.34 a day, 10.02 for three; rounded once it would be 10.01."""
    days = (MONDAY, TUESDAY, WEDNESDAY)
    assert cost(dict.fromkeys(days, THIRD), Money(Decimal("10.01"), "GBP")) == Money(Decimal("10.02"), "GBP")
    half = dict.fromkeys(days, Decimal("0.5"))
    assert cost(half, Money(Decimal("0.05"), "GBP")).amount == Decimal("0.06")  # 3 x 0.025


def test_yen_have_no_decimals_and_dinars_three() -> None:
    assert str(cost({MONDAY: THIRD}, Money(Decimal(5000), "JPY")).amount) == "1667"
    assert str(cost({MONDAY: THIRD}, Money(Decimal(20), "BHD")).amount) == "6.667"


def test_the_rate_in_force_may_change_from_day_to_day() -> None:
    rates = Rates(RATE, (TUESDAY,), (Money(Decimal(60), "GBP"),))
    assert price(dict.fromkeys((MONDAY, TUESDAY), Decimal(8)), rates.on) == [Money(Decimal(880), "GBP").rounded()]


def test_days_in_two_currencies_are_two_sums() -> None:
    rates = Rates(RATE, (TUESDAY,), (Money(Decimal(60), "EUR"),))
    sums = cost_of(dict.fromkeys((MONDAY, TUESDAY, WEDNESDAY), Decimal(8)), rates, MONDAY)
    assert [str(each.amount) + each.currency for each in sums] == ["400.00GBP", "960.00EUR"]


def test_a_booking_on_days_without_a_rate_has_no_cost() -> None:
    assert cost_of({MONDAY: Decimal(8)}, Rates(None, (TUESDAY,), (RATE,)), MONDAY) == []
