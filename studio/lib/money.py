"""Money: a Decimal and a currency, rounded half-even to the currency's minor unit (ISO 4217, from CLDR)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from babel.core import get_global
from babel.numbers import get_currency_name, get_currency_precision
from flask_babel import get_locale

CURRENCIES = tuple(
    sorted(
        {
            code
            for used in get_global("territory_currencies").values()
            for code, _, end, tender in used
            if tender and end is None
        }
    )
)  # legal tender somewhere today


def currency_name(code: str) -> str:
    """`British Pound`, in the viewer's language."""
    return get_currency_name(code, locale=get_locale() or "en_GB")


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were added or compared."""


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str

    def rounded(self) -> Money:
        unit = Decimal(1).scaleb(-get_currency_precision(self.currency))
        return Money(self.amount.quantize(unit, rounding=ROUND_HALF_EVEN), self.currency)

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        return Money(self.amount * factor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.amount < other.amount

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} is not {other.currency}.")
