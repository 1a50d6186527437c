"""What a booking costs: the hours of each booking-day at the rate in force, rounded once per day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from studio.artists.rates import Rates
from studio.lib.money import Money


def price(hours: Mapping[date, Decimal], rate_on: Callable[[date], Money | None]) -> list[Money]:
    """What `hours` per day cost at the rate in force on each, by currency, in the order in which they come.

    Days without a rate cost nothing that is known: the sum is of the others.
    """
    sums: dict[str, Money] = {}
    for day, worked in hours.items():
        if rate := rate_on(day):
            cost = (rate * worked).rounded()
            sums[cost.currency] = sums[cost.currency] + cost if cost.currency in sums else cost
    return list(sums.values())


def cost_of(hours: Mapping[date, Decimal], rates: Rates, day: date) -> list[Money]:
    """What a booking that starts on `day` costs, by currency: nothing, in the currency of that day, when none of its
    hours count. An empty list when no rate is known."""
    first = rates.on(day)
    return price(hours, rates.on) or ([Money(Decimal(), first.currency).rounded()] if first else [])
