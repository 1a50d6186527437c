"""Finding by text among one tenant's few records: every word, in any order, whatever its case and accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeVar

Row = TypeVar("Row")


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """`Tomás Łuka` and `TOMAS LUKA` fold to the same."""
    letters = unicodedata.normalize("NFKD", text).replace("ł", "l").replace("Ł", "L")
    return "".join(c for c in letters if not unicodedata.combining(c)).casefold()


def matching(rows: Iterable[Row], query: str, texts: Callable[[Row], Iterable[str]]) -> list[Row]:
    """The rows in whose `texts` every word of `query` occurs; all of them for an empty query."""
    words = fold(query).split()
    return [row for row in rows if not words or all(word in fold(" ".join(texts(row))) for word in words)]


def by_name(row: Any) -> tuple[str, str]:
    """A key for sorting as people do: accents and case do not matter, until nothing else differs."""
    return fold(row.name), row.name
