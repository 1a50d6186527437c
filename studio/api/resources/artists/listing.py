"""Artists by the filters of their page, and by when they are free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from studio.api.bookings.serializers import serialize_artist
from studio.api.http.pagination import Listing, Sort, decode_cursor
from studio.api.http.problems import FORBIDDEN, INVALID, Problem
from studio.api.schemas.common import serialize_hours
from studio.custom_fields.models import ARTIST, CustomField
from studio.directory.artist_search.conditions import RATES, conditions
from studio.directory.artist_search.free_time import FreeTime, free_times
from studio.directory.artist_search.query import (
    CUSTOM,
    MOST_DAYS,
    ArtistQuery,
    CustomValue,
    FreeDays,
    Skill,
    custom_value,
)
from studio.lib import clock
from studio.lib.current import current
from studio.lib.sql import read

MOST_FREE = "-free_hours"
WORKERS = "SELECT a.id, a.zone, a.department, a.holiday_region FROM artists a WHERE a.tenant_id = %(tenant)s"
WITH_RATE = f"a.id IN (SELECT a.id FROM artists a {RATES} WHERE a.tenant_id = %(tenant)s AND {{}})"  # noqa: S608


@dataclass(frozen=True)
class ArtistListing(Listing):
    """With `free_from` it has those who have some time free, each with how much."""

    def narrowed(self, query: Any) -> tuple[list[str], dict[str, Any]]:
        found, values = [], {"now": clock.now(), "currency": current.tenant.currency}
        for each in conditions(as_asked(query)):
            found.append(WITH_RATE.format(each.sql) if each.name == "rate" else f"({each.sql})")
            values |= each.values
        return found, values

    def rows(self, query: Any) -> list[Any]:
        days = as_asked(query).free
        if days is None:
            return super().rows(query)
        free = free_times(self.workers(query), days)
        if query.sort == MOST_FREE:
            return self.with_free(self.most_free_first(query, free), free)
        rows = self.among(free).rows(query)
        return [SimpleNamespace(**row._asdict(), free=free[str(row.id)]) for row in rows]

    def workers(self, query: Any) -> list[Any]:
        """All whom the other filters leave."""
        more, values = self.narrowed(query)
        asked = query.model_dump(exclude_none=True) | values
        of_filters = (sql for name, sql in self.filters.items() if name in asked)
        return read(" AND ".join([WORKERS, *more, *of_filters]), asked)

    def most_free_first(self, query: Any, free: Mapping[str, FreeTime]) -> list[str]:
        """The ids of a page, and one more if there are more."""
        ranked = sorted((each.rank, id) for id, each in free.items())
        if query.cursor:
            value, last = decode_cursor(query.cursor, query.sort, Sort("", rank_of))
            ranked = [each for each in ranked if each > (value, str(last))]
        return [id for _rank, id in ranked[: query.limit + 1]]

    def with_free(self, ids: list[str], free: Mapping[str, FreeTime]) -> list[Any]:
        rows = read(f"{self.source} AND a.id = ANY(%(ids)s::uuid[])", {"ids": ids})
        by_id = {str(row.id): row for row in rows}
        found = ((by_id[id], free[id]) for id in ids if id in by_id)
        return [SimpleNamespace(**row._asdict(), free=has, sorted_by=has.rank) for row, has in found]

    def among(self, free: Mapping[str, FreeTime]) -> Listing:
        return Among(self.source, self.id, self.sorts, self.filters, tuple(free))


@dataclass(frozen=True)
class Among(ArtistListing):
    """Of these artists alone."""

    ids: tuple[str, ...] = ()

    def narrowed(self, query: Any) -> tuple[list[str], dict[str, Any]]:
        found, values = super().narrowed(query)
        return [*found, "a.id = ANY(%(free_ids)s::uuid[])"], {**values, "free_ids": list(self.ids)}

    def rows(self, query: Any) -> list[Any]:
        return Listing.rows(self, query)


def rank_of(value: Any) -> tuple[int, int]:
    fits, seconds = value
    return int(fits), int(seconds)


def as_asked(query: Any) -> ArtistQuery:
    """What the parameters ask for. 403 for rates that are none of the asker's business; 422."""
    if (query.rate_from or query.rate_to) and not current.member.can("money.read"):
        raise Problem(FORBIDDEN, _("Asking by rate needs the permission money.read."))
    if query.level and not query.skill:
        raise wrong("level", _("A level needs its skill."))
    return ArtistQuery(
        q=query.q or "", department=one(query.department), city=one(query.city), employment=one(query.employment),
        skill=(Skill(query.skill, query.level or 0),) if query.skill else (), tag=one(query.tag),
        rate_from=decimal(query.rate_from), rate_to=decimal(query.rate_to), free=days_asked(query),
        custom=custom_asked(query.custom) if query.custom else (),
    )  # fmt: skip


def one(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)


def decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def days_asked(query: Any) -> FreeDays | None:
    if not query.free_from:
        for name, given in (("free_to", query.free_to), ("hours", query.hours), ("sort", query.sort == MOST_FREE)):
            if given:
                raise wrong(name, _("This needs free_from."))
        return None
    days = FreeDays(query.free_from, query.free_to or query.free_from, decimal(query.hours))
    if not 0 <= (days.last - days.first).days < MOST_DAYS:
        raise wrong("free_to", _("From free_from on, at most %(most)d days in all.", most=MOST_DAYS))
    return days


def custom_asked(sent: Mapping[str, str]) -> tuple[CustomValue, ...]:
    fields = {field.key: field for field in CustomField.of(ARTIST)}
    asked = MultiDict({f"{CUSTOM}{name}": value for name, value in sent.items()})
    found = {}
    for name in sent:
        key = name.removesuffix(".from").removesuffix(".to")
        if key not in fields:
            raise wrong(f"{CUSTOM}{name}", _("There is no custom field of this key."))
        value = custom_value(fields[key], asked)
        if value is None:
            raise wrong(f"{CUSTOM}{name}", _("This field cannot have such a value."))
        found[key] = value
    return tuple(found.values())


def wrong(parameter: str, detail: str) -> Problem:
    return Problem(INVALID, errors=[{"parameter": parameter, "detail": detail}])


def serialize_listed(artist: Any) -> dict[str, Any]:
    """An artist; of a list of who is free, with how much."""
    shown, free = serialize_artist(artist), getattr(artist, "free", None)
    if free is None:
        return shown
    return shown | {
        "free_hours": serialize_hours(free.hours), "free_days": free.free_days, "working_days": free.working_days,
        "free_since": free.first, "free_until": free.last, "fits": free.fits,
    }  # fmt: skip
