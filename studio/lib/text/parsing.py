"""What comes from outside as text: read, or found to be none. However long, deep or odd it is, nothing is raised."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

EARLIEST, LATEST = date(1971, 1, 4), date(9000, 1, 1)
INSTANTS = range(1900, 2200)  # years whose instants can be shown in every zone
CLOCK = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]")
PLAIN_DECIMAL = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?")
A_TIME = r"([0-9]{1,2})(?:[:.h]([0-5][0-9])|h)?\s*([ap])?(?(%d)\.?m\.?)"
TO = r"\s*(?:-|\u2010|\u2011|\u2012|\u2013|\u2014|\u2212|to|until)\s*"
INTERVAL = re.compile(A_TIME % 3 + TO + A_TIME % 6, re.IGNORECASE | re.ASCII)
NOT_JSON = (ValueError, ArithmeticError, RecursionError)


def clamp(day: date) -> date:
    """The nearest date that a window around it can be worked out for."""
    return min(max(day, EARLIEST), LATEST)


def parse_date(text: str) -> date | None:
    """A date as ISO 8601 writes it, clamped."""
    try:
        return clamp(date.fromisoformat(text))
    except ValueError:
        return None


def parse_instant(text: str) -> datetime | None:
    """A date and time as ISO 8601 writes them, with an offset, of a year from 1900 to 2199; in UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo and found.year in INSTANTS else None


def parse_clock(text: str) -> time | None:
    """A time of the day as clocks show it, `09:00`."""
    return time.fromisoformat(text) if CLOCK.fullmatch(text) else None


def parse_intervals(text: str) -> tuple[tuple[time, time], ...] | None:
    """Times of a day from when to when, as people write them: `9-13, 14-18`, `9:30\u201313`, `22.00 to 06.00`.

    In order; none for an empty text. None for anything else: what is half understood is not guessed.
    """
    found = [parse_interval(part.strip()) for part in re.split("[,;\n]", text) if part.strip()]
    return tuple(sorted(each for each in found if each)) if all(found) else None


def parse_interval(text: str) -> tuple[time, time] | None:
    parts = INTERVAL.fullmatch(text) if len(text) < 40 else None
    if not parts:
        return None
    start, end = time_of(23, *parts.group(1, 2, 3)), time_of(24, *parts.group(4, 5, 6))
    return (start, end) if start is not None and end is not None else None


def time_of(last: int, hour: Any, minute: Any, half: Any) -> time | None:
    """`half` is the a of am, or the p of pm. 24 is the midnight that ends a day."""
    hours, minutes = int(hour), int(minute or 0)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half in "pP" else 0)
    if hours > last or (hours == 24 and minutes):
        return None
    return time(hours % 24, minutes)


def parse_number(text: str | None, digits: int = 9) -> int | None:
    """A whole number from 0, of so many digits at most; never one of another script, or of a width that takes time."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= digits else None


def parse_decimal(text: str) -> Decimal | None:
    """A plain number from 0, as programs and number fields write it: ten digits, and two after the point, at most."""
    return Decimal(text) if PLAIN_DECIMAL.fullmatch(text) else None


def parse_id(value: Any) -> UUID | None:
    """A record's id, as addresses and forms write it."""
    try:
        return UUID(str(value)) if value and len(str(value)) == 36 else None
    except ValueError:
        return None


def parse_object(text: str | bytes) -> dict[str, Any] | None:
    """A JSON object."""
    try:
        found = json.loads(text)
    except NOT_JSON:
        return None
    return found if isinstance(found, dict) else None
