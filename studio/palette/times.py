"""Times of the day and lengths in words: `9:00-13:00`, `2-6pm`, `morning`, `for 3 days`, `2h`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import time
from typing import NamedTuple

from studio.availability.working_hours import OFFICE
from studio.palette.lexer import BETWEEN, UNITS, Token

CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2})?)?\s?([ap]m)?")
PARTS = {"morning": OFFICE[0], "am": OFFICE[0], "afternoon": OFFICE[1], "pm": OFFICE[1]}
NAMED = {"noon": time(12), "midday": time(12), "midnight": time()}


class Hours(NamedTuple):
    """The times, the end None when it is not said, as tokens `start` to `end` say; `bare` are mere numbers."""

    begins: time
    ends: time | None
    start: int
    end: int
    bare: bool = False


class Length(NamedTuple):
    """So many days, weeks or hours."""

    number: int
    unit: str
    start: int
    end: int


def hours(tokens: Sequence[Token]) -> Iterator[Hours]:
    """Every reading, the longest from each token first."""
    for at, token in enumerate(tokens):
        if token.word in PARTS and token.kind == "word":
            yield Hours(*PARTS[token.word], at, at + 1)
        start = clock(token)
        if start is None:
            continue
        if at + 2 < len(tokens) and (tokens[at + 1].kind == "dash" or tokens[at + 1].word in BETWEEN):
            yield from between(tokens, at)
        if token.kind == "clock" and start[1] != "h" and (found := moment(*start)):
            yield Hours(found, None, at, at + 1)


def between(tokens: Sequence[Token], at: int) -> Iterator[Hours]:
    """`9-13`, `2pm-6pm`; in `2-6pm` the first takes after the second, unless that would turn them round: `9-1pm`."""
    one, other = clock(tokens[at]), clock(tokens[at + 2])
    if one is None or other is None:
        return
    end = moment(*other)
    borrowed = moment(one[0], other[1]) if not one[1] and other[1] in ("am", "pm") and one[0] <= 12 * 60 + 59 else None
    start = borrowed if borrowed and end and borrowed < end else moment(*one)
    if start and end and start != end:
        bare = tokens[at].kind == tokens[at + 2].kind == "number"
        yield Hours(start, end, at, at + 3, bare)


def clock(token: Token) -> tuple[int, str] | None:
    """Minutes as written, and what marks them as a time: "am", "pm", "h", ":" or nothing."""
    if token.word in NAMED and token.kind == "word":
        return NAMED[token.word].hour * 60, ":"
    found = CLOCK.fullmatch(token.word) if token.kind in ("clock", "number") else None
    if not found:
        return None
    mark = found[3] or (":" if ":" in token.word or found[2] else "h" if "h" in token.word else "")
    return int(found[1]) * 60 + int(found[2] or 0), mark


def moment(minutes: int, mark: str) -> time | None:
    """The time of the day; None when there is none such. 24:00 is midnight."""
    hour, minute = divmod(minutes, 60)
    if mark in ("am", "pm"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if mark == "pm" else 0)
    if minutes == 24 * 60:
        return time()
    return time(hour, minute) if hour < 24 and minute < 60 else None


def lengths(tokens: Sequence[Token]) -> Iterator[Length]:
    for at, token in enumerate(tokens):
        found = re.fullmatch(r"(\d{1,3})([dwh]?)", token.word) if token.kind in ("number", "clock") else None
        if not found or not int(found[1]):
            continue
        unit = UNITS.get(found[2] or (tokens[at + 1].word if at + 1 < len(tokens) else ""))
        if unit:
            yield Length(int(found[1]), unit, at, at + (1 if found[2] else 2))
