"""The filters of the list of artists as conditions of SQL, each under a name: what it keeps away can be counted.

None needs an index but the tenant's: under row-level security it could use no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from studio.artists.skills import LEVELS
from studio.custom_fields.models import DATE, LINK, NUMBER, TEXT, YES_NO
from studio.directory.artist_search.query import YES, ArtistQuery, CustomValue
from studio.lib.text.search import fold

# The rate in force on the artist's own day, where a filter or an order asks for it.
RATES = """
LEFT JOIN LATERAL (
    SELECT r.hourly_rate, r.currency FROM artist_rates r
    WHERE r.tenant_id = a.tenant_id AND r.artist_id = a.id AND r.removed_at IS NULL
      AND r.effective_from <= (%(now)s AT TIME ZONE a.zone)::date
    ORDER BY r.effective_from DESC LIMIT 1) dated ON true
"""
AMOUNT, CURRENCY = "coalesce(dated.hourly_rate, a.hourly_rate)", "coalesce(dated.currency, a.currency)"


class Condition(NamedTuple):
    """`name` is the filter's."""

    name: str
    sql: str
    values: dict[str, Any]


def conditions(query: ArtistQuery) -> list[Condition]:
    """Those of all filters but `free`, one for each that is on, in the order of the page."""
    return [
        *of_words(query), *of_lists(query), *of_skills(query), *of_rates(query),
        *(of_custom(value, f"custom{n}") for n, value in enumerate(query.custom)),
    ]  # fmt: skip


def of_words(query: ArtistQuery) -> Iterator[Condition]:
    """Every word is in some text of theirs."""
    found = fold(query.q).split()
    if found:
        parts = (f"strpos(a.search_text, %(word{n})s) > 0" for n in range(len(found)))
        yield Condition("q", " AND ".join(parts), {f"word{n}": word for n, word in enumerate(found)})


def of_lists(query: ArtistQuery) -> Iterator[Condition]:
    for name in ("department", "city", "employment"):
        if chosen := getattr(query, name):
            yield Condition(name, f"a.{name} = ANY(%({name})s::text[])", {name: list(chosen)})
    if query.tag:
        yield Condition("tag", "a.tags @> %(tag)s::text[]", {"tag": list(query.tag)})


def of_skills(query: ArtistQuery) -> Iterator[Condition]:
    """A level is looked up among those that are enough: nothing has to be read as a number."""
    if not query.skill:
        return
    parts, values = ["a.skills @> %(skill)s::text[]"], dict[str, Any](skill=[skill.name for skill in query.skill])
    for n, skill in enumerate(query.skill):
        if skill.level:
            parts.append(f"a.skill_levels ->> %(skill{n})s = ANY(%(levels{n})s::text[])")
            enough = [str(level) for level in LEVELS if level >= skill.level]
            values |= {f"skill{n}": skill.name, f"levels{n}": enough}
    yield Condition("skill", " AND ".join(parts), values)


def of_rates(query: ArtistQuery) -> Iterator[Condition]:
    """In the studio's currency: amounts of another cannot be compared."""
    ends = (("rate_from", ">=", query.rate_from), ("rate_to", "<=", query.rate_to))
    asked = [(name, sign, amount) for name, sign, amount in ends if amount is not None]
    if asked:
        parts = [f"{AMOUNT} {sign} %({name})s" for name, sign, _ in asked]
        amounts = {name: amount for name, _, amount in asked}
        yield Condition("rate", " AND ".join([f"{CURRENCY} = %(currency)s", *parts]), amounts)


def of_custom(asked: CustomValue, name: str) -> Condition:
    kept = f"a.custom ->> %({name})s"
    values: dict[str, Any] = {name: asked.key, f"{name}_values": list(asked.values)}
    if asked.kind in (NUMBER, DATE):
        kind = "numeric" if asked.kind == NUMBER else "date"
        ends = {"low": (">=", asked.low), "high": ("<=", asked.high)}
        parts = [f"({kept})::{kind} {sign} %({name}_{end})s::{kind}" for end, (sign, value) in ends.items() if value]
        values |= {f"{name}_{end}": value for end, (_, value) in ends.items()}
        return Condition(f"custom.{asked.key}", " AND ".join(parts), values)
    if asked.kind in (TEXT, LINK):
        values[f"{name}_text"] = fold(asked.values[0])
        sql = f"strpos(a.search_custom ->> %({name})s, %({name}_text)s) > 0"
    else:
        if asked.kind == YES_NO:
            values[f"{name}_values"] = ["true" if asked.values[0] == YES else "false"]
        sql = f"{kept} = ANY(%({name}_values)s::text[])"
    return Condition(f"custom.{asked.key}", sql, values)
