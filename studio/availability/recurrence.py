"""Rules by which a time block comes again: those of RFC 5545 that repeat by days, weeks, months or years."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import cast

from dateutil.rrule import rrule, rrulestr

from studio.lib.text.parsing import parse_number

LONGEST = 200  # characters of a rule
SOME_DAY = datetime.combine(date(2026, 1, 1), time())
MOST = 5_000  # times a rule comes, of those that say how often
SHAPE = re.compile(r"[A-Z]+=[A-Z0-9,+-]+(;[A-Z]+=[A-Z0-9,+-]+)*")
PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"}
OF_MONTHS = {"BYMONTHDAY", "BYMONTH", "BYSETPOS"}  # with days or weeks they may never come, and be looked for very long
FREQUENCIES = {
    "DAILY": PARTS, "WEEKLY": PARTS, "MONTHLY": PARTS | OF_MONTHS, "YEARLY": PARTS | OF_MONTHS,
}  # fmt: skip


class InvalidRule(ValueError):
    """Not a rule that is understood here."""


def check(text: str) -> str:
    """The rule, in capitals, without its name. Raises InvalidRule: only what repeats by days or longer is taken, since
    one that comes every second never ends being counted."""
    rule = text.strip().upper().removeprefix("RRULE:")
    if len(rule) > LONGEST or not SHAPE.fullmatch(rule):
        raise InvalidRule(text)
    parts = dict(part.split("=") for part in rule.split(";"))
    if not parts.keys() <= FREQUENCIES.get(parts.get("FREQ", ""), set()):
        raise InvalidRule(text)
    numbers = [parse_number(parts.get(name, "1")) or 0 for name in ("INTERVAL", "COUNT")]
    if not all(0 < number <= MOST for number in numbers) or may_never_come(parts, numbers[0]):
        raise InvalidRule(text)
    endless = ";".join(f"{name}={value}" for name, value in parts.items() if name != "UNTIL")
    try:
        parsed(rule, SOME_DAY)
        comes = next(iter(parsed(endless, SOME_DAY)), None)  # an end does not end the search for what never comes
    except (ValueError, TypeError) as error:
        raise InvalidRule(text) from error
    if comes is None:
        raise InvalidRule(text)
    return rule


def may_never_come(parts: Mapping[str, str], interval: int) -> bool:
    """Every seventh day that is a Thursday, or every second month that is a January: whether it comes depends on the
    first time, and one that never does is looked for through eight thousand years."""
    weekly = parts["FREQ"] == "DAILY" and "BYDAY" in parts and interval % 7 == 0
    return weekly or parts["FREQ"] == "MONTHLY" and "BYMONTH" in parts and interval > 1


def starts(rule: str, first: datetime, start: datetime, end: datetime) -> Iterator[datetime]:
    """The starts, by the same clock as `first` and without a zone, that lie in [start, end)."""
    for year in range(max(first.year, start.year), end.year + 1):
        found = in_year(rule, first, year)
        yield from found[bisect_left(found, start) : bisect_left(found, end)]


@lru_cache(maxsize=5_000)
def in_year(rule: str, first: datetime, year: int) -> tuple[datetime, ...]:
    begins = datetime.combine(first.replace(year=year, month=1, day=1).date(), time())
    ends = begins.replace(year=year + 1) - timedelta(microseconds=1)
    return tuple(parsed(rule, nearer(rule, first, year)).between(begins, ends, inc=True))


def nearer(rule: str, first: datetime, year: int) -> datetime:
    """From where to count for the times of a year: the same ones come of it as of `first`, which may be long ago."""
    parts = dict(part.split("=") for part in rule.split(";"))
    begins = first.replace(year=year, month=1, day=1)
    if "COUNT" in parts or begins <= first:
        return first
    every, often = int(parts.get("INTERVAL", "1")), parts["FREQ"]
    if often in ("DAILY", "WEEKLY"):
        period = timedelta(days=every * (7 if often == "WEEKLY" else 1))
        return first + (begins - first) // period * period
    if first.day > 28:
        return first  # not every month has such a day
    return first.replace(year=first.year + (year - 1 - first.year) // every * every) if year > first.year else first


@lru_cache(maxsize=500)
def parsed(rule: str, first: datetime) -> rrule:
    """With what it found kept, so that another year is not counted from the first on."""
    return cast(rrule, rrulestr(rule, dtstart=first, cache=True))


SIMPLE = {
    "weekly": "FREQ=WEEKLY", "fortnightly": "FREQ=WEEKLY;INTERVAL=2", "monthly": "FREQ=MONTHLY",
    "yearly": "FREQ=YEARLY",
}  # fmt: skip
UNTIL = re.compile(";UNTIL=([0-9]{4})([0-9]{2})([0-9]{2})(?:T[0-9]{6}Z?)?(?=;|$)")


def simple(name: str, until: date | None) -> str:
    """The rule of one of SIMPLE, to a day that is included."""
    return f"{SIMPLE[name]};UNTIL={until:%Y%m%d}T235959" if until else SIMPLE[name]


def name_of(rule: str) -> str:
    """Which of SIMPLE a rule is, whenever it ends; "" of any other."""
    endless = UNTIL.sub("", rule)
    return next((name for name, simple in SIMPLE.items() if simple == endless), "")


def until_of(rule: str) -> date | None:
    """The last day on which it may come."""
    found = UNTIL.search(rule)
    return date(*(int(part) for part in found.groups())) if found else None
