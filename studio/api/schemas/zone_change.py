"""A change of an artist's zone, as it is sent and answered."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from studio.api.schemas.common import Day, Money, Shown, Strict, Zone


class ZoneChangeIn(Strict):
    """Another zone, and whether the bookings to come keep their moments, or their days and hours by the new clock."""

    zone: Zone
    kept: Literal["moments", "days"] = "moments"
    since: Day | None = Field(None, description="Bookings before this day keep their moments; today, if null.")


class Sums(Shown):
    hours: str = Field(description="Working hours of the bookings to come.", examples=["40"])
    cost: list[Money] | None = Field(description="By currency; null for who may not see it.")


class ZoneChange(Shown):
    """What the bookings to come were, and are now."""

    zone: str
    bookings: int = Field(description="To come, from that day on.")
    before: Sums
    after: Sums
