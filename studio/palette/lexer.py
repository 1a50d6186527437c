"""Text as tokens, and what words mean: the months and weekdays of a language, the trade's statuses, small words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from babel import Locale

from studio.bookings.models import CONFIRMED, HOLD, PENCIL
from studio.lib.text.search import fold

MOST_TOKENS = 40
TOKEN = re.compile(
    r"""
    (?P<quote>"[^"]*"|“[^”]*”)
    | (?P<iso>\d{4}-\d{2}-\d{2})(?!\w)
    | (?P<clock>\d{1,2}(?:[:.]\d{2})?\s?[ap]m|\d{1,2}:\d{2}|\d{1,2}h(?:\d{2})?)(?!\w)
    | (?P<date>\d{1,2}[/.]\d{1,2}(?:[/.](?:\d{4}|\d{2}))?)(?!\w)
    | (?P<number>\d{1,4}(?:st|nd|rd|th|d|w)?)(?!\w)
    | (?P<word>[^\W_][\w'’]*)
    | (?P<dash>[-–—→]|\.{2,}|…)
    | (?P<mark>\S)
    """,
    re.VERBOSE | re.IGNORECASE,
)
SHORT_DATE = re.compile(r"(\d{1,2})([^\W\d_]+)")  # "24nov"

STATUSES = {
    "hold": HOLD, "option": HOLD, "optioned": HOLD, "pencil": PENCIL, "pencilled": PENCIL, "penciled": PENCIL,
    "confirmed": CONFIRMED, "confirm": CONFIRMED, "firm": CONFIRMED,
}  # fmt: skip
UNTIL = frozenset(("until", "till", "til", "through", "thru"))
BETWEEN = UNTIL | {"to"}
NOISE = frozenset(("book", "for", "from", "on", "at", "with", "of", "and", "as", "a", "in", "the", "please", *BETWEEN))
JOINS = frozenset(("and", "&", "+"))  # several artists: "Ana and Kofi"
LISTS = JOINS | {","}
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "another": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
UNITS = {
    "d": "day", "day": "day", "days": "day", "w": "week", "wk": "week", "wks": "week", "week": "week",
    "weeks": "week", "h": "hour", "hr": "hour", "hrs": "hour", "hour": "hour", "hours": "hour",
}  # fmt: skip


class Token(NamedTuple):
    """`kind` is one of the groups of TOKEN; `word` is the text folded."""

    kind: str
    text: str
    word: str
    start: int
    end: int

    @property
    def named(self) -> bool:
        """Whether it can be part of a name."""
        return self.kind in ("word", "number", "clock", "date", "iso")


@dataclass(frozen=True)
class Language:
    """The names of a locale, and the English ones; `day_first` says how 3/4 is read."""

    months: dict[str, int]
    weekdays: dict[str, int]  # Monday is 0
    day_first: bool

    @staticmethod
    @lru_cache(maxsize=64)
    def of(locale: str) -> Language:
        here = Locale.parse(locale)
        months: dict[str, int] = {}
        weekdays: dict[str, int] = {}
        for language in (Locale.parse("en"), here):
            for context in ("format", "stand-alone"):
                for width in ("abbreviated", "wide"):
                    months |= {plain(name): number for number, name in language.months[context][width].items()}
                    weekdays |= {plain(name): number for number, name in language.days[context][width].items()}
        months |= {"sept": 9}
        weekdays |= {"tues": 1, "wednes": 2, "thur": 3, "thurs": 3}
        order = str(here.date_formats["short"].pattern).lower()
        return Language(months, weekdays, "d" in order and order.index("d") < order.index("m"))

    def tokens(self, text: str) -> list[Token]:
        """The first MOST_TOKENS of a text; `24nov` is two. What comes after them is one token that nobody reads."""
        found: list[Token] = []
        for match in TOKEN.finditer(text):
            kind, start = match.lastgroup or "mark", match.start()
            parts = SHORT_DATE.fullmatch(match[0]) if kind == "word" else None
            if parts and plain(parts[2]) in self.months:
                middle = start + parts.end(1)
                found.append(token("number", parts[1], start))
                found.append(token("word", parts[2], middle))
            else:
                found.append(token(kind, match[0], start))
        if len(found) <= MOST_TOKENS:
            return found
        rest = found[MOST_TOKENS].start
        return [*found[:MOST_TOKENS], token("rest", text[rest:].rstrip(), rest)]


def token(kind: str, text: str, start: int) -> Token:
    return Token(kind, text, plain(text), start, start + len(text))


def plain(text: str) -> str:
    folded = fold(text)
    return folded.rstrip(".") or folded


@lru_cache(maxsize=20_000)
def words_of(name: str) -> tuple[str, ...]:
    """A name as the words somebody may type of it."""
    return tuple(plain(match[0]) for match in TOKEN.finditer(name) if match.lastgroup not in ("dash", "mark"))
