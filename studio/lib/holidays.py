"""Public holidays by country and region, from the `holidays` library."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays
from babel import Locale
from babel.core import get_global


@lru_cache(maxsize=1_000)
def of_year(region: str, year: int) -> Mapping[date, str]:
    """The days off of `GB-ENG`, or of the whole country with `GB`, and what each is called in English; none without a
    region. Of a country the library has never counted the first call takes up to a second.

    Raises NotImplementedError for a country or a region that is not known.
    """
    if not region:
        return {}
    country, _, subdivision = region.partition("-")
    return dict(holidays.country_holidays(country, subdiv=subdivision or None, years=year, language="en_GB"))


@lru_cache(maxsize=1)
def regions() -> tuple[str, ...]:
    """All that are known, in order: `AT`, `AT-1`, ..."""
    known = holidays.list_supported_countries(include_aliases=False)
    return tuple(each for code in sorted(known) for each in (code, *(f"{code}-{part}" for part in known[code])))


@lru_cache(maxsize=1)
def region_set() -> frozenset[str]:
    return frozenset(regions())


@lru_cache(maxsize=50)
def named_regions(locale: str) -> tuple[tuple[str, str], ...]:
    """(`DE-BY`, "Germany · Bavaria"), by name in the language of a locale, as far as there are names."""
    territories = Locale.parse(locale).territories
    found = []
    for region in regions():
        country, _, part = region.partition("-")
        name = str(territories.get(country, country))
        found.append((region, f"{name} · {part_names(country).get(part, part)}" if part else name))
    return tuple(sorted(found, key=lambda each: each[1]))


def region_name(region: str, locale: str) -> str:
    """What one of them is called; "" for none."""
    return dict(named_regions(locale)).get(region, region)


@lru_cache(maxsize=500)
def part_names(country: str) -> Mapping[str, str]:
    """What its regions are called, where the library knows."""
    aliases = type(holidays.country_holidays(country)).get_subdivision_aliases()
    return {code: names[0] for code, names in aliases.items() if names}


@lru_cache(maxsize=1_000)
def guess(zone: str) -> str:
    """The region most people of a zone live in; "" where nothing is known."""
    country = get_global("zone_territories").get(zone, "")
    return next((each for each in (f"{country}-ENG", country) if each in region_set()), "")
