"""Times of the day and lengths in words: `9:00-13:00`, `2-6pm`, `half a day`, `morning`, `for 3 days`, `2h`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import time
from typing import NamedTuple

from studio.palette.lexer import BETWEEN, NUMBERS, UNITS, Token

CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2})?)?\s?([ap]m)?")
FIRST, SECOND = "first", "second"  # halves of a working day
PARTS = {"morning": FIRST, "am": FIRST, "afternoon": SECOND, "pm": SECOND}
HALF_DAYS = (("half", "a", "day"), ("half", "-", "day"), ("half", "day"), ("halfday",), ("1/2", "day"), ("1⁄2", "day"))
COUNTED = frozenset(("more", "working", "whole", "full"))  # between a number and its unit
NAMED = {"noon": time(12), "midday": time(12), "midnight": time()}


class Hours(NamedTuple):
    """The times, the end None when it is not said, as tokens `start` to `end` say; `bare` are mere numbers."""

    begins: time
    ends: time | None
    start: int
    end: int
    bare: bool = False


class Half(NamedTuple):
    """Half of the artist's working day, the first or the second."""

    which: str
    start: int
    end: int

    def holds(self, hours: Hours) -> bool:
        return (hours.begins >= NAMED["noon"]) == (self.which == SECOND)


class Length(NamedTuple):
    """So many days, weeks or hours."""

    number: int
    unit: str
    start: int
    end: int


def hours(tokens: Sequence[Token]) -> Iterator[Hours]:
    """Every reading, the longest from each token first."""
    for at, token in enumerate(tokens):
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


def halves(tokens: Sequence[Token]) -> Iterator[Half]:
    """`half a day`, `morning`, `half day am`, `afternoon half day`; the first half unless the second is said."""
    words = [token.word for token in tokens]
    for at in range(len(words)):
        which = PARTS.get(words[at], "")
        middle = at + bool(which)
        end = middle + next((len(said) for said in HALF_DAYS if tuple(words[middle : middle + len(said)]) == said), 0)
        if end > middle and not which and end < len(words) and words[end] in PARTS:
            which, end = PARTS[words[end]], end + 1
        if end > at:
            yield Half(which or FIRST, at, end)


def lengths(tokens: Sequence[Token]) -> Iterator[Length]:
    """`3 days`, `2w`, `a week`, `two more days`."""
    for at, token in enumerate(tokens):
        number, unit = counted(token)
        if not number:
            continue
        after = at + 1
        if not unit:
            after += after < len(tokens) and tokens[after].word in COUNTED
            unit, after = (tokens[after].word if after < len(tokens) else ""), after + 1
        if unit in UNITS:
            yield Length(number, UNITS[unit], at, after)


def counted(token: Token) -> tuple[int, str]:
    """The number a token says, and its unit when that is in it: `3`, `3d`, `two`."""
    if token.kind == "word":
        return NUMBERS.get(token.word, 0), ""
    found = re.fullmatch(r"(\d{1,3})([dwh]?)", token.word) if token.kind in ("number", "clock") else None
    return (int(found[1]), found[2]) if found else (0, "")
