"""Public holidays: by country and region, guessed from where a studio is."""

from __future__ import annotations

from datetime import date

import pytest

from studio.lib import holidays


def test_england_has_easter_monday_and_scotland_has_not() -> None:
    assert holidays.of_year("GB-ENG", 2027)[date(2027, 3, 29)] == "Easter Monday"
    assert date(2027, 3, 29) not in holidays.of_year("GB-SCT", 2027)


def test_without_a_region_there_are_none() -> None:
    assert holidays.of_year("", 2027) == {}


@pytest.mark.parametrize(
    ("zone", "region"),
    [("Europe/London", "GB-ENG"), ("Europe/Lisbon", "PT"), ("America/New_York", "US"), ("UTC", "")],
)
def test_a_region_is_guessed_from_the_zone(zone: str, region: str) -> None:
    assert holidays.guess(zone) == region


def test_every_region_that_is_offered_is_known() -> None:
    assert {"DE", "DE-BY", "GB-ENG", "US-CA"} <= set(holidays.regions())
    assert holidays.of_year("DE-BY", 2026)[date(2026, 1, 6)] == "Epiphany"
