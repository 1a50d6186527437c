"""The days off of the studio: its region's, those it added, and those on which it works."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from studio.availability.models import StudioHoliday
from studio.lib import holidays


class Holiday(NamedTuple):
    """`row` is what the studio said about the day: added, or worked; none of what it only has from its region."""

    day: date
    name: str
    row: StudioHoliday | None

    @property
    def worked(self) -> bool:
        return bool(self.row and self.row.worked)


def of_years(region: str, years: Iterable[int]) -> list[tuple[int, list[Holiday]]]:
    """All of the years, in order; one query."""
    rows = {row.day: row for row in StudioHoliday.alive()}
    return [(year, of_year(region, year, rows)) for year in years]


def of_year(region: str, year: int, rows: dict[date, StudioHoliday]) -> list[Holiday]:
    public, own = holidays.of_year(region, year), {day: row for day, row in rows.items() if day.year == year}
    named = {**public, **{day: row.name for day, row in own.items() if row.name}}
    return [Holiday(day, named.get(day, ""), own.get(day)) for day in sorted({*public, *own})]
