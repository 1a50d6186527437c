"""What is to become of a booking, in words: `move Ana to next week`, `extend Kofi by two days`, `cancel Ana`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studio.palette.date_ranges import Days, SpanReader
from studio.palette.dates import BARE
from studio.palette.lexer import UNTIL, Token
from studio.palette.name_matching import Search
from studio.palette.times import lengths

MOVE, EXTEND, CANCEL, EDIT = "move", "extend", "cancel", "edit"
VERBS = {
    **dict.fromkeys(("move", "shift", "push", "reschedule", "postpone", "delay"), MOVE),
    **dict.fromkeys(("extend", "lengthen", "prolong"), EXTEND),
    **dict.fromkeys(("cancel", "delete", "remove", "release", "unbook"), CANCEL),
    **dict.fromkeys(("edit", "change", "shorten", "swap", "replace", "split", "reassign"), EDIT),
}
TOWARDS = {MOVE: frozenset(("to", "onto", "into", "→")), EXTEND: UNTIL | {"to", "by"}}
DIRECTIONS = {"later": 1, "longer": 1, "earlier": -1, "sooner": -1}
MEANS_NOTHING = frozenset(("booking", "bookings", "by"))


@dataclass(frozen=True)
class Change:
    """`to` is where it goes or how far it reaches; or `by` is how much, a negative number of `unit` for earlier."""

    verb: str
    to: Days | None = None
    by: int = 0
    unit: str = ""


def said_change(tokens: Sequence[Token], free: list[bool], spans: SpanReader, names: Sequence[Search]) -> Change | None:
    """The change the words ask for; takes the tokens that say so. A word of a name is none, unless it comes first."""
    known = (n for n, token in enumerate(tokens) if free[n] and token.kind == "word" and token.word in VERBS)
    at = next((n for n in known if n == 0 or not any(name.knows(tokens[n].word) for name in names)), None)
    if at is None:
        return None
    verb, free[at] = VERBS[tokens[at].word], False
    there = target(tokens, free, spans, TOWARDS.get(verb, frozenset()))
    for n, token in enumerate(tokens):
        free[n] = free[n] and token.word not in MEANS_NOTHING
    if there:
        take(free, there.start - 1, there.end)
        return Change(verb, there)
    length = next((one for one in lengths(tokens) if all(free[one.start : one.end])), None)
    if verb not in TOWARDS or length is None:
        return Change(verb)
    take(free, length.start, length.end)
    return Change(verb, by=direction(tokens, free) * length.number, unit=length.unit)


def target(tokens: Sequence[Token], free: Sequence[bool], spans: SpanReader, towards: frozenset[str]) -> Days | None:
    """The days after `to`; of several the longest, or after a `from` the last."""
    words = [token.word for token in tokens]
    found = [spans.at(n + 1) for n, word in enumerate(words) if free[n] and word in towards]
    days = [one for one in found if one and (one.sure > BARE or words[one.start - 1] != "by")]
    if "from" in words:
        return days[-1] if days else None
    return max(days, key=lambda one: (one.end - one.start, one.start), default=None)


def direction(tokens: Sequence[Token], free: list[bool]) -> int:
    """1 for later, also when nothing is said; -1 for earlier."""
    at = next((n for n, token in enumerate(tokens) if free[n] and token.word in DIRECTIONS), None)
    if at is None:
        return 1
    free[at] = False
    return DIRECTIONS[tokens[at].word]


def take(free: list[bool], start: int, end: int) -> None:
    free[start:end] = [False] * (end - start)
