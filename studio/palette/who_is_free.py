"""Who is free, asked in words: `free compositor next week`, `who is free 7-11 Dec`."""

from __future__ import annotations

from collections.abc import Sequence

from studio.palette.lexer import Token
from studio.palette.name_matching import Search

FREE = frozenset(("free", "available", "availability"))
ASKING = frozenset(
    (
        "who", "whos", "is", "are", "any", "anyone", "anybody", "someone", "somebody", "which", "find", "show", "me",
        "all", "please", "artist", "artists", "people", "person", "between",
    )
)  # fmt: skip


def asks_who_is_free(tokens: Sequence[Token], free: list[bool], names: Sequence[Search]) -> bool:
    """Whether the words ask it; takes those that do. A word of somebody's name does not."""
    said = (token.word for n, token in enumerate(tokens) if free[n] and token.kind == "word" and token.word in FREE)
    if not any(not any(name.knows(word) for name in names) for word in said):
        return False
    for n, token in enumerate(tokens):
        free[n] = free[n] and token.word not in FREE | ASKING
    return True
