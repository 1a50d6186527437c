"""How much of an artist's time is booked, as it is shown. Hours and shares are decimal strings; a share of 1 is all."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from studio.api.schemas.common import Day, Query, Shown


class StatisticsQuery(Query):
    """From one day to another, both included; at most 366."""

    from_: Day = Field(alias="from")
    to: Day


class ByStatus(Shown):
    """Hours of bookings."""

    confirmed: str
    pencil: str
    hold: str


class StatisticsPart(Shown):
    """The whole of it, a week or a month; the first and the last are cut off where the period begins and ends."""

    from_: date = Field(alias="from")
    to: date
    available: str = Field(description="Working hours: of the pattern, less time off and holidays.", examples=["40"])
    booked: str = Field(description="What pencilled and confirmed bookings count.", examples=["30"])
    by_status: ByStatus
    utilisation: str | None = Field(description="Booked of available; null where nobody works.", examples=["0.75"])
    studio_median: str | None = Field(description="Of the active artists who work then; see `studio`.")


class ProjectHours(Shown):
    project_id: UUID
    name: str | None = Field(description="For those who may read projects.")
    booked: str
    by_status: ByStatus


class LongestGap(Shown):
    """Working days without a pencil or a confirmed booking. Days off in between do not count, and do not end it."""

    from_: date = Field(alias="from")
    to: date
    days: int
    hours: str


class HoldConversion(Shown):
    """What became of the holds that were placed in the period."""

    placed: int
    converted: int = Field(description="Those that became a pencil or a confirmed booking.")
    waiting: int = Field(description="Those that are holds still.")
    conversion: str | None = Field(description="Converted of placed.", examples=["0.6667"])
    few: bool = Field(description="Fewer than ten were placed, which says little.")


class StudioMedians(Shown):
    utilisation: str | None
    conversion: str | None
    longest_gap: str | None = Field(description="Working days.")


class Statistics(Shown):
    zone: str = Field(description="Whose days they are: the artist's.")
    total: StatisticsPart
    weeks: list[StatisticsPart]
    weeks_over: int = Field(description="Weeks with more booked than available.")
    months: list[StatisticsPart]
    projects: list[ProjectHours]
    longest_gap: LongestGap | None
    holds: HoldConversion
    studio: StudioMedians | None = Field(
        description="The medians of the studio's active artists. Null, as every `studio_median`, while those of a "
        "large studio are worked out: ask again in a moment."
    )
