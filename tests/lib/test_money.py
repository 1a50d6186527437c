"""Money rounds half to even, to what its currency can be paid in, and never mixes currencies."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.lib.money import CURRENCIES, CurrencyMismatch, Money

amounts = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, places=6)


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("2.345", "GBP", "2.34"), ("2.355", "GBP", "2.36"), ("2.3451", "GBP", "2.35"), ("-2.345", "GBP", "-2.34"),
        ("2.5", "JPY", "2"), ("3.5", "JPY", "4"), ("1000.49", "JPY", "1000"),
        ("1.2345", "BHD", "1.234"), ("1.2355", "BHD", "1.236"),
    ],
)  # fmt: skip
def test_amounts_round_half_even_to_the_minor_unit(amount: str, currency: str, rounded: str) -> None:
    result = Money(Decimal(amount), currency).rounded()
    assert result == Money(Decimal(rounded), currency)
    assert str(result.amount) == rounded


@given(amounts, st.sampled_from(["GBP", "JPY", "BHD"]))
def test_rounding_is_near_and_settles(amount: Decimal, currency: str) -> None:
    money = Money(amount, currency)
    unit = {"GBP": Decimal("0.01"), "JPY": Decimal(1), "BHD": Decimal("0.001")}[currency]
    assert abs(money.rounded().amount - amount) <= unit / 2
    assert money.rounded().rounded() == money.rounded()


@given(amounts, amounts)
def test_adding_and_taking_away_are_inverse(a: Decimal, b: Decimal) -> None:
    x, y = Money(a, "GBP"), Money(b, "GBP")
    assert x + y - y == x
    assert x - y == -(y - x)
    assert (x < y) == (a < b)


def test_a_rate_times_hours() -> None:
    assert Money(Decimal("50"), "GBP") * Decimal("7.5") == Money(Decimal("375.0"), "GBP")


def test_currencies_do_not_mix() -> None:
    pound, euro = Money(Decimal(1), "GBP"), Money(Decimal(1), "EUR")
    for mix in (lambda: pound + euro, lambda: pound - euro, lambda: pound < euro):
        with pytest.raises(CurrencyMismatch, match="EUR is not GBP|GBP is not EUR"):
            mix()


def test_currencies_in_use_are_offered_and_dead_ones_are_not() -> None:
    assert {"GBP", "EUR", "JPY", "BHD", "USD"} <= set(CURRENCIES)
    assert not {"DEM", "FRF", "XXX"} & set(CURRENCIES)
