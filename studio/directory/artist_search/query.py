"""What is asked of the list of artists: facts, and when they are to be free; read from an address, written as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from studio.artists.models import EMPLOYMENTS
from studio.artists.skills import LEVELS
from studio.custom_fields.models import CHOICE, DATE, NUMBER, YES_NO, CustomField
from studio.custom_fields.values import cleaned
from studio.lib.spans import days_of
from studio.lib.text.parsing import parse_decimal
from studio.schedule.query import Params, between, identifier, one_of, plain, several, words

TABLE, CARDS = VIEWS = ("table", "cards")
NAME, CITY, FREE, RECENT, RATE, DEAREST = SORTS = ("name", "city", "free", "recent", "rate", "-rate")
YES, NO = ("yes", "no")
CUSTOM = "custom."
RANGES = (NUMBER, DATE)  # kinds of custom fields that are asked for from one value to another
MOST_DAYS = 92  # that are asked about at once
MOST_HOURS = Decimal(24 * MOST_DAYS)
LISTS = ("department", "city", "employment", "tag")


class Skill(NamedTuple):
    """A skill, known at least so well; 0 for whoever has it."""

    name: str
    level: int = 0

    def __str__(self) -> str:
        return f"{self.name}:{self.level}" if self.level else self.name

    @classmethod
    def parse(cls, text: str) -> Skill:
        name, colon, level = text.rpartition(":")
        known = bool(colon) and name.strip() != "" and level in map(str, LEVELS)
        return cls(name.strip(), int(level)) if known else cls(text)


class FreeDays(NamedTuple):
    """On which days of their own they are to be free, both included; for `hours` at least, or all there is to work."""

    first: date
    last: date
    hours: Decimal | None = None

    @property
    def days(self) -> list[date]:
        return days_of(self.first, (self.last - self.first).days + 1)


class CustomValue(NamedTuple):
    """What a custom field is to hold: one of these values, or one from `low` to `high`."""

    key: str
    kind: str
    values: tuple[str, ...] = ()
    low: str = ""
    high: str = ""

    def params(self) -> dict[str, Any]:
        name = f"{CUSTOM}{self.key}"
        given = {name: self.values, f"{name}.from": self.low, f"{name}.to": self.high}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True)
class ArtistQuery:
    """Values of one fact are alternatives; of skills and tags, all are needed. `rate_from` and `rate_to` are in the
    studio's currency, and never there for whoever may not see money."""

    q: str = ""
    archived: bool = False
    department: tuple[str, ...] = ()
    city: tuple[str, ...] = ()
    employment: tuple[str, ...] = ()
    skill: tuple[Skill, ...] = ()
    tag: tuple[str, ...] = ()
    rate_from: Decimal | None = None
    rate_to: Decimal | None = None
    free: FreeDays | None = None
    custom: tuple[CustomValue, ...] = ()
    sort: str = ""  # the usual: those free first, where that is asked; else by name
    view: str = TABLE
    saved: str = ""  # the saved view the address was made from

    @classmethod
    def of(cls, args: MultiDict[str, str], custom_fields: Iterable[CustomField], sees_money: bool) -> ArtistQuery:
        """Read an address; what makes no sense, and what the reader may not know, counts as not given."""
        lists = {name: several(args.getlist(name), words) for name in LISTS}
        lists["employment"] = tuple(each for each in lists["employment"] if each in EMPLOYMENTS)
        low, high = ranged(*(parse_decimal(args.get(name, "")) for name in ("rate_from", "rate_to")))
        free = free_days(args)
        usual = FREE if free else NAME
        sorts = [each for each in SORTS if (each not in (RATE, DEAREST) or sees_money) and each not in (FREE, usual)]
        return cls(
            q=words(args.get("q", "")), archived=args.get("archived") == YES, **lists, free=free,
            skill=tuple({each.name: each for each in map(Skill.parse, several(args.getlist("skill"), words))}.values()),
            rate_from=low if sees_money else None, rate_to=high if sees_money else None,
            custom=tuple(filter(None, (custom_value(field, args) for field in custom_fields))),
            sort=one_of(("", *sorts), args.get("sort", "")), view=one_of(VIEWS, args.get("view", "")),
            saved=identifier(args.get("saved", "")),
        )  # fmt: skip

    @property
    def order(self) -> str:
        return self.sort or (FREE if self.free else NAME)

    @property
    def filtered(self) -> bool:
        """Whether anything is asked for beside how it is shown."""
        return bool(self.params(sort="", view="", saved=""))

    def params(self, **changes: object) -> Params:
        """The query of an address that asks for this, with changes; what is usual or empty is left out."""
        values: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        free, custom = values.pop("free"), values.pop("custom")
        dates = {"free_from": free.first, "free_to": free.last, "hours": free.hours} if free else {}
        of_fields = {name: value for each in custom for name, value in each.params().items()}
        values["archived"] = YES if self.archived else ""
        asked = {**values, **dates, **of_fields, **changes}
        return {name: plain(value) for name, value in asked.items() if value not in ("", None, (), TABLE)}

    def url(self, base: str, **changes: object) -> str:
        query = urlencode(self.params(**changes), doseq=True)
        return f"{base}?{query}" if query else base


def free_days(args: MultiDict[str, str]) -> FreeDays | None:
    days = between(args.get("free_from", ""), args.get("free_to", ""))
    if not days:
        return None
    hours = parse_decimal(args.get("hours", ""))
    last = min(days[1], days[0] + timedelta(MOST_DAYS - 1))
    return FreeDays(days[0], last, min(hours, MOST_HOURS).normalize() + 0 if hours else None)


def ranged(low: Any, high: Any) -> tuple[Any, Any]:
    """Both in order, if both are there."""
    return (high, low) if low is not None and high is not None and low > high else (low, high)


def custom_value(field: CustomField, args: MultiDict[str, str]) -> CustomValue | None:
    name = f"{CUSTOM}{field.key}"
    if field.kind in RANGES:
        low, high = (as_kept(field, args.get(f"{name}.{end}", "") or args.get(name, "")) for end in ("from", "to"))
        if low and high and field.kind == NUMBER:
            low, high = (str(each) for each in sorted((low, high), key=Decimal))
        elif low and high:
            low, high = sorted((low, high))
        return CustomValue(field.key, field.kind, (), low, high) if low or high else None
    values = several(args.getlist(name), words)
    if field.kind == YES_NO:
        values = tuple(each for each in values[:1] if each in (YES, NO))
    elif field.kind != CHOICE:
        values = values[:1]
    return CustomValue(field.key, field.kind, values) if values else None


def as_kept(field: CustomField, text: str) -> str:
    """A value as records keep it; "" for what cannot be one."""
    try:
        return cleaned(field, text.strip()) or ""
    except ValueError:
        return ""


def without(values: Sequence[Any], value: Any) -> tuple[Any, ...]:
    return tuple(each for each in values if each != value)
