"""Of whom somebody asks who is free: the filters of the calendar that some words mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from studio.directory.artists import all_skills, departments, texts
from studio.lib.text.search import fold, matching
from studio.palette.lexer import NOISE

ENDING = re.compile(r"(ors?|ers?|ing|ions?|ists?|s)$")  # compositor and compositing, animators and animation
SHORTEST = 3


@dataclass(frozen=True)
class Filters:
    """What of the calendar's filters was meant; `unknown` are words that nobody here answers to."""

    skill: tuple[str, ...] = ()
    department: tuple[str, ...] = ()
    q: str = ""
    unknown: str = ""

    @property
    def words(self) -> str:
        return ", ".join(filter(None, (*self.skill, *self.department, self.q)))


def filters_of(said: str, artists: Sequence[Any]) -> Filters:
    """All the words as one skill or department, or each for itself; the rest must be found with somebody."""
    skills, teams = all_skills(artists), departments(artists)
    words = [word for word in said.split() if fold(word) not in NOISE]
    if whole := one_of(skills, " ".join(words)):
        return Filters(skill=(whole,))
    if whole := one_of(teams, " ".join(words)):
        return Filters(department=(whole,))
    found = {word: one_of(skills, word) for word in words}
    skill = tuple(dict.fromkeys(filter(None, found.values())))
    rest = [word for word, known in found.items() if not known]
    known, unknown = told_apart(rest, lambda word: bool(matching(artists, singular(word), texts)))
    return Filters(skill=skill, q=" ".join(map(singular, known)), unknown=" ".join(unknown))


def one_of(names: Iterable[str], said: str) -> str:
    """The name that is said, by its beginning or by who does it; empty for none."""
    folded = fold(said)
    if len(folded) < SHORTEST:
        return next((name for name in names if fold(name) == folded), "")
    ways: tuple[Callable[[str], bool], ...] = (
        lambda name: name == folded, lambda name: stem(name) == stem(folded), lambda name: name.startswith(folded),
    )  # fmt: skip
    return next((name for fits in ways for name in names if fits(fold(name))), "")


def stem(word: str) -> str:
    return ENDING.sub("", word) if len(word) > SHORTEST + 2 else word


def singular(word: str) -> str:
    return word.removesuffix("s") if len(word) > SHORTEST else word


def told_apart(words: Iterable[str], known: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    sides: tuple[list[str], list[str]] = ([], [])
    for word in words:
        sides[not known(word)].append(word)
    return sides
