"""What a booking costs: the hours of each booking-day at the rate in force, rounded once per day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Protocol

from studio.availability.working_hours import WorkingPattern, hours_by_day
from studio.lib.money import Money
from studio.lib.spans import Span


class Claim(Protocol):
    """What is priced: a booking, or a draft of one."""

    @property
    def span(self) -> Span: ...
    @property
    def includes_non_working(self) -> bool: ...


class Worker(Protocol):
    """Whose time it is: an artist."""

    @property
    def zone(self) -> str: ...
    @property
    def pattern(self) -> WorkingPattern: ...


def cost(claim: Claim, artist: Worker, rate: Money, off: Iterable[Span] = ()) -> Money:
    """The sum over the artist's local days of hours x the hourly `rate`, less time `off`.

    Each booking-day is rounded half-even to the currency's minor unit, so that a total is the sum of the lines
    people see.
    """
    days = hours_by_day(claim.span, artist.zone, artist.pattern, off, claim.includes_non_working)
    return price(days, lambda day: rate, rate.currency)


def price(hours: Mapping[date, Decimal], rate_on: Callable[[date], Money], currency: str) -> Money:
    """What `hours` per day cost at the rate in force on each.

    Raises CurrencyMismatch for a rate in another currency.
    """
    costs = ((rate_on(day) * worked).rounded() for day, worked in hours.items())
    return sum(costs, Money(Decimal(), currency).rounded())
