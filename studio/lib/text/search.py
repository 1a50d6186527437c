"""Finding by text among one tenant's few records: every word, in any order, by plain letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeVar

Row = TypeVar("Row")
# Letters that no decomposition makes plain, and apostrophes, which nobody types. `static/js/options.js` has the same.
PLAIN = {
    "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ŋ": "n", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
    "ß": "ss", "'": "", "’": "", "‘": "", "ʼ": "", "ʻ": "", "`": "", "´": "",
}  # fmt: skip
TABLE = str.maketrans(PLAIN)
NUMBER = re.compile(r"([0-9]+)")


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """`Tomás Øster-O’Neil` and `TOMAS OSTER-ONEIL` fold to the same. For finding only: who is who, `names` says."""
    letters = unicodedata.normalize("NFKD", text.lower().translate(TABLE))
    return "".join(c for c in letters if not unicodedata.combining(c)).casefold()


def matching(rows: Iterable[Row], query: str, texts: Callable[[Row], Iterable[str]]) -> list[Row]:
    """The rows in whose `texts` every word of `query` occurs; all of them for an empty query."""
    words = fold(query).split()
    return [row for row in rows if not words or all(word in fold(" ".join(texts(row))) for word in words)]


def by_name(row: Any) -> tuple[Any, ...]:
    """A key for sorting as people do: accents and case do not matter until nothing else differs, and 9 is before 10."""
    return natural(fold(row.name)), row.name


def natural(text: str) -> tuple[tuple[str, int], ...]:
    """Its words and numbers in turn, as pairs that compare with each other."""
    parts = NUMBER.split(text)
    return tuple((words, int(number or -1)) for words, number in zip(parts[::2], [*parts[1::2], ""], strict=True))


def sort_key(text: str) -> str:
    """The order of `natural`, as a text that is compared letter by letter: numbers have their length before them."""
    return NUMBER.sub(lambda digits: f"\x01{len(plain := digits[0].lstrip('0') or '0'):03}{plain}", fold(text))
