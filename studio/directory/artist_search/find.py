"""Who is found: the artists that a query asks for, in order; a page of them, or all; and what other filters would do.

Each filter that is on is a bit of `missed`, set for an artist who does not meet it. So one pass over a studio's
artists tells who is found, how many each value of a fact would leave, and how many a filter stands in the way of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from studio.artists.models import Artist
from studio.artists.rates import Rates, rates_of
from studio.availability.queries import WorkerRow
from studio.directory.artist_search.conditions import AMOUNT, CURRENCY, RATES, Condition, conditions
from studio.directory.artist_search.free_time import FreeTime, free_times
from studio.directory.artist_search.query import CITY, DEAREST, FREE, NAME, RATE, RECENT, ArtistQuery, FreeDays
from studio.directory.artists import COLUMNS
from studio.extensions import db
from studio.lib.current import current
from studio.lib.pagination import SIZE, Page
from studio.lib.sql import read_several

BY_NAME = "sort_name, name, id"
BY_RATE = "currency <> %(currency)s, currency, amount"
ORDERS = {
    NAME: BY_NAME, FREE: BY_NAME, CITY: f"sort_city = '', sort_city, {BY_NAME}", RECENT: "created_at DESC, id DESC",
    RATE: f"{BY_RATE} NULLS LAST, {BY_NAME}", DEAREST: f"{BY_RATE} DESC NULLS LAST, {BY_NAME}",
}  # fmt: skip
MATCHES = """
WITH matches AS MATERIALIZED (
    SELECT a.id, a.name, a.department, a.city, a.employment, a.skills, a.tags, {custom} AS custom, a.zone,
           a.holiday_region,
           a.sort_name, a.sort_city, a.created_at, {amount} AS amount, {currency} AS currency, {missed} AS missed
    FROM artists a {rates}
    WHERE a.tenant_id = %(tenant)s AND (a.archived_at IS NOT NULL) = %(archived)s
      AND (%(free)s::uuid[] IS NULL OR a.id = ANY(%(free)s::uuid[]))
)
"""
ONE_MISSED = "missed & (missed - 1) = 0"  # or none
PAGE = """
SELECT 'page', id::text, row_number() OVER () FROM (
    SELECT id FROM matches WHERE missed = 0 ORDER BY {order} LIMIT %(most)s OFFSET greatest(0, {offset})) AS ordered
"""
ORDERED = "SELECT id::text FROM matches WHERE missed = 0 ORDER BY {order} LIMIT %(most)s"
OFFSET = "least(%(page)s - 1, (SELECT (count(*) - 1) / %(most)s FROM matches WHERE missed = 0)) * %(most)s"
CANDIDATES = f"SELECT id::text, zone, department, holiday_region, missed FROM matches WHERE {ONE_MISSED} ORDER BY "  # noqa: S608
OF_FACT = "SELECT '{name}', {name}, count(*) FROM matches WHERE missed & ~{bit}::bigint = 0 AND {name} <> '' GROUP BY 2"
OF_LIST = "SELECT '{name}', one, count(*) FROM matches, unnest({names}) AS one WHERE missed = 0 GROUP BY 2"
OF_FIELDS = """
SELECT 'custom.' || e.key, e.value, count(*) FROM matches, jsonb_each_text(custom) AS e
WHERE missed = 0 AND e.key = ANY(%(counted)s::text[]) GROUP BY 1, 2
"""
OF_FIELD = """
SELECT 'custom.' || %({key})s, custom ->> %({key})s, count(*) FROM matches
WHERE missed & ~{bit}::bigint = 0 AND custom ->> %({key})s IS NOT NULL GROUP BY 2
"""
OTHERS = f"SELECT 'missed', missed::text, count(*) FROM matches WHERE {ONE_MISSED} GROUP BY 2"  # noqa: S608
Counts = dict[str, dict[str, int]]  # by the name of a fact, and its value


@dataclass(frozen=True)
class Found:
    """A page of those who are found; `facets` count what values would leave, `loosened` whom a filter keeps away."""

    page: Page[Row[Any]]
    facets: Counts
    loosened: Mapping[str, int]
    free: Mapping[str, FreeTime] = field(default_factory=dict)
    rates: Mapping[str, Rates] = field(default_factory=dict)


@dataclass(frozen=True)
class Search:
    """A query of the studio's artists at a moment. `counted`: keys of the custom fields whose values are counted."""

    query: ArtistQuery
    now: datetime
    counted: Sequence[str] = ()

    def ids(self) -> list[str]:
        """Of all who are found, in order."""
        return self.ranked(self.query.free)[0] if self.query.free else self.ordered()

    def ordered(self, most: int | None = None) -> list[str]:
        """As far as facts say, the first so many."""
        (rows,) = self.read(ORDERED.format(order=ORDERS[self.query.order]), most=most)
        return [id for (id,) in rows]

    def ranked(self, asked: FreeDays) -> tuple[list[str], Mapping[str, FreeTime], int]:
        """Ids of those who have some time free, in order; what everybody has who misses one filter at most; and how
        many the facts alone would leave."""
        (rows,) = self.read(CANDIDATES + ORDERS[self.query.order])
        free = free_times([WorkerRow(*row[:4]) for row in rows], asked)
        matching = [row[0] for row in rows if not row[4]]
        found = [id for id in matching if id in free]
        if self.query.order == FREE:
            found.sort(key=lambda id: free[id].rank)
        return found, free, len(matching)

    def found(self, number: int, sees_money: bool) -> Found:
        """The page of that number, or the nearest there is."""
        number = min(max(number, 1), 1_000_000)
        if self.query.free:
            ids, free, without = self.ranked(self.query.free)
            (counted,) = self.read(self.counts(), free=list(free))
            facets, loosened = self.told(counted)
            loosened["free"] = without - len(ids)
            number = min(number, max(1, -(-len(ids) // SIZE)))
            ids = ids[(number - 1) * SIZE : number * SIZE]
        else:
            page_of_ids = PAGE.format(order=ORDERS[self.query.order], offset=OFFSET)
            (counted,) = self.read(f"{page_of_ids} UNION ALL {self.counts()}", most=SIZE, page=number)
            facets, loosened = self.told(counted)
            of_page = facets.pop("page", {})
            ids, free = sorted(of_page, key=of_page.__getitem__), {}
        total = facets.pop("missed", {}).get("0", 0)
        rows, pages = rows_of(ids), max(1, -(-total // SIZE))
        page = Page(rows, min(number, pages), pages, total)
        return Found(page, facets, loosened, free, rates_of(rows) if sees_money and rows else {})

    def told(self, rows: Iterable[tuple[str, str, int]]) -> tuple[Counts, dict[str, int]]:
        facets: Counts = defaultdict(dict)
        for name, value, count in rows:
            facets[name][value] = count
        missed = facets["missed"]
        return facets, {each.name: missed.get(str(1 << n), 0) for n, each in enumerate(self.conditions)}

    @property
    def conditions(self) -> list[Condition]:
        return conditions(self.query)

    def bit(self, name: str) -> int:
        """Of the filter of this name; 0 when it is off."""
        return next((1 << n for n, each in enumerate(self.conditions) if each.name == name), 0)

    def counts(self) -> str:
        facts = [OF_FACT.format(name=name, bit=self.bit(name)) for name in ("department", "city", "employment")]
        lists = [OF_LIST.format(name=name, names=names) for name, names in (("skill", "skills"), ("tag", "tags"))]
        chosen = [
            OF_FIELD.format(key=f"field{n}", bit=self.bit(f"custom.{key}"))
            for n, key in enumerate(self.counted)
            if self.bit(f"custom.{key}")
        ]
        return " UNION ALL ".join([*facts, *lists, *([OF_FIELDS] if self.counted else []), *chosen, OTHERS])

    def read(self, *statements: str, **values: Any) -> list[list[tuple[Any, ...]]]:
        """Each with the artists it is about, in one round trip."""
        asked = self.conditions
        rated = self.query.order in (RATE, DEAREST) or self.bit("rate")
        matches = MATCHES.format(
            missed=" | ".join([f"((({each.sql}) IS NOT TRUE)::int::bigint << {n})" for n, each in enumerate(asked)])
            or "0::bigint",
            custom="a.custom" if self.counted else "NULL::jsonb", rates=RATES if rated else "",
            amount=AMOUNT if rated else "NULL", currency=CURRENCY if rated else "NULL",
        )  # fmt: skip
        all_values: dict[str, Any] = {
            "archived": self.query.archived, "free": None, "now": self.now, "currency": current.tenant.currency,
            "counted": [key for key in self.counted if not self.bit(f"custom.{key}")],
            **{f"field{n}": key for n, key in enumerate(self.counted)}, **values,
        }  # fmt: skip
        for each in asked:
            all_values |= each.values
        return read_several(*(matches + statement for statement in statements), values=all_values)


def rows_of(ids: Sequence[str]) -> list[Row[Any]]:
    """In this order."""
    rows = db.session.execute(select(*COLUMNS).where(Artist.id.in_([UUID(id) for id in ids]))) if ids else ()
    by_id: dict[str, Any] = {str(row.id): row for row in rows}
    return [by_id[id] for id in ids if id in by_id]
