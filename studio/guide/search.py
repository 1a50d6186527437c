"""Finds pages of the guide by plain words: ranked, with the sentence in which they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import ceil, log2
from typing import NamedTuple

from studio.guide.pages import GuidePage, Section
from studio.lib.text.search import fold

WORD = re.compile(r"\w+")
NOISE_WORDS = """
a about an and are at be by can do does for from get how i if in is it me my not of on or our so that the their there
they this to was we what when where which who why will with you your
"""
NOISE = frozenset(NOISE_WORDS.split())
ENDINGS = ("ings", "ing", "ed", "es", "e", "s")
# What people call it elsewhere.
MEANS = {
    "absent": "off", "account": "profile", "colleague": "member", "crew": "artist", "csv": "import", "delete": "cancel",
    "excel": "import", "expire": "end", "freelancer": "artist", "job": "project", "log": "sign", "login": "sign",
    "logout": "sign", "mobile": "phone", "option": "hold", "pdf": "print", "permission": "role", "remove": "cancel",
    "reschedule": "move", "resource": "artist", "show": "project", "spreadsheet": "import", "tentative": "pencil",
    "user": "member",
}  # fmt: skip
MOST = 10  # results
MOST_WORDS = 8  # of a query
AROUND = 90  # characters before and after the first word found
TITLE, HEADING, TEXT, PHRASE = 12.0, 5.0, 1.0, 15.0


class Hit(NamedTuple):
    page: GuidePage
    section: Section
    excerpt: list[tuple[str, bool]]  # pieces of text, and whether they are what was asked for
    found: int  # of the words asked for
    score: float


def search(query: str, pages: Iterable[GuidePage]) -> list[Hit]:
    """The best section of each page in which at least half of the words stand, the best page first."""
    asked, phrase = list(dict.fromkeys(map(stem, words(query))))[:MOST_WORDS], fold(query).strip()
    hits = [hit for page in pages if asked and (hit := best(page, asked, phrase))]
    least = max((hit.found for hit in hits), default=0) - len(asked) // 3  # of two words, both where any page has both
    return sorted((hit for hit in hits if hit.found >= least), key=lambda hit: -hit.score)[:MOST]


def words(query: str) -> list[str]:
    """What is worth looking for; if there is nothing, everything."""
    typed = WORD.findall(fold(query))
    return [word for word in typed if word not in NOISE] or typed


def best(page: GuidePage, asked: list[str], phrase: str) -> Hit | None:
    titled = {word: TITLE for word in asked if weight(page.title, word)}
    found = {word for word in asked if word in titled or any(weigh(section, word) for section in page.sections)}
    if len(found) < ceil(len(asked) / 2):
        return None
    score, section = max(
        ((score_of(section, asked, phrase), section) for section in page.sections), key=lambda one: one[0]
    )
    whole = 20 * len(found) + sum(titled.values()) + score
    return Hit(page, section, list(excerpt(section.text or page.summary, asked)), len(found), whole)


def score_of(section: Section, asked: list[str], phrase: str) -> float:
    """How well a section answers; better if its heading says just what was asked, a little if its text does."""
    said = PHRASE if phrase in fold(section.title) else TEXT if phrase in fold(section.text) else 0
    return said + sum(weigh(section, word) for word in asked)


def weigh(section: Section, word: str) -> float:
    return HEADING * weight(section.title, word) + TEXT * weight(section.text, word)


def weight(text: str, word: str) -> float:
    """How much of the text is about the word: more for each time, less and less."""
    found = stems(text)
    longer = sum(n for own, n in found.items() if own.startswith(word) and own != word) if len(word) > 3 else 0
    return log2(1 + found[word] + longer / 2)


@lru_cache(maxsize=1_000)
def stems(text: str) -> Counter[str]:
    return Counter(map(stem, WORD.findall(fold(text))))


def stem(word: str) -> str:
    """`moving`, `moved`, `moves` and `move` are one; so are `artist` and what others call an artist."""
    word = MEANS.get(word) or MEANS.get(word.removesuffix("s")) or word
    ending = next((end for end in ENDINGS if word.endswith(end) and len(word) - len(end) >= 3), "")
    short = word.removesuffix(ending)
    return short[:-1] if len(short) > 3 and short[-1] == short[-2] else short


def excerpt(text: str, asked: list[str]) -> Iterator[tuple[str, bool]]:
    found = [match for match in WORD.finditer(text) if stem(fold(match[0])) in asked]
    start, end = around(text, found[0].start() if found else 0)
    at = start
    for match in found:
        if match.start() >= at and match.end() <= end:
            yield ("… " if at == start > 0 else "") + text[at : match.start()], False
            yield match[0], True
            at = match.end()
    yield text[at:end] + (" …" if end < len(text) else ""), False


def around(text: str, at: int) -> tuple[int, int]:
    """A stretch of whole words around a place."""
    start = text.find(" ", max(at - AROUND, 0)) + 1 if at > AROUND else 0
    end = text.rfind(" ", at, at + 2 * AROUND)
    return start, end if at + 2 * AROUND < len(text) and end > at else len(text)
