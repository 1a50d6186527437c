"""What a booking costs: the hours of each booking-day at the rate in force, rounded once per day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from studio.lib.money import Money


def price(hours: Mapping[date, Decimal], rate_on: Callable[[date], Money], currency: str) -> Money:
    """What `hours` per day cost at the rate in force on each.

    Raises CurrencyMismatch for a rate in another currency.
    """
    costs = ((rate_on(day) * worked).rounded() for day, worked in hours.items())
    return sum(costs, Money(Decimal(), currency).rounded())
