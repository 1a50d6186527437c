"""Who or what is meant: names found among words, by their beginnings, in any order, whatever their case and accents."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol
from uuid import UUID

from studio.palette.lexer import JOINS, LISTS, NOISE, Token, words_of

LONGEST = 12  # tokens looked at together
MOST = 12  # runs of words kept, best first
SAME, WHOLE, FIRST, WORD, FIRST_PREFIX, PREFIX = 12, 10, 6, 5, 4, 2  # how well a word fits a name
Scores = dict[int, int]  # record -> how well


class Named(Protocol):
    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...


class Found(NamedTuple):
    """Those whom the tokens `start` to `end` may mean, equally well; none when nothing was said."""

    options: tuple[Named, ...] = ()
    start: int = 0
    end: int = 0
    score: float = 0

    def beside(self, other: Found) -> bool:
        return self.end <= other.start or other.end <= self.start

    def after(self, other: Found, tokens: Sequence[Token]) -> bool:
        """Whether it is the next of a list: only "and", "&", "+" or commas stand between."""
        between = [token.word for token in tokens[other.end : self.start]]
        return bool(between) and LISTS.issuperset(between)


NOTHING = Found()
Team = tuple[Found, ...]
TOGETHER = 0.5  # two that are joined by "and" rather both mean artists than an artist and a project


class Search:
    """One kind of records, looked for among the tokens of one text."""

    def __init__(self, records: Iterable[Named], tokens: Sequence[Token]):
        self.records, self.tokens = list(records), tokens
        self.words: dict[str, list[tuple[int, bool]]] = defaultdict(list)  # word -> (record, whether it comes first)
        self.whole: dict[str, list[int]] = defaultdict(list)
        self.verbatim: dict[str, list[int]] = defaultdict(list)
        for number, record in enumerate(self.records):
            self.add(number, record)
        self.fits = [self.fits_of(token) if token.named else {} for token in tokens]

    def add(self, number: int, record: Named) -> None:
        words = words_of(record.name)
        for place, word in enumerate(words):
            self.words[word].append((number, place == 0))
        self.whole["".join(words)].append(number)
        self.verbatim[exactly(record.name)].append(number)
        if code := getattr(record, "code", ""):
            self.whole["".join(words_of(code))].append(number)

    def fits_of(self, token: Token) -> Scores:
        """How well a word fits; or what it is the possessive of: "Ana's"."""
        return self.fitting(token.word) or (self.fitting(token.word[:-1]) if token.text[-2:-1] in ("'", "’") else {})

    def knows(self, word: str) -> bool:
        """Whether a name has exactly this word."""
        return word in self.words

    def fitting(self, word: str) -> Scores:
        scores: Scores = {}
        for known, places in self.words.items():
            same = known == word
            if same or (known.startswith(word) and word not in NOISE):
                for number, first in places:
                    score = (FIRST if first else WORD) if same else (FIRST_PREFIX if first else PREFIX)
                    scores[number] = max(scores.get(number, 0), score)
        return scores

    def runs(self, free: Sequence[bool]) -> list[Found]:
        """The runs of free tokens that fit a name, best first."""
        found = [run for start in range(len(self.tokens)) for run in self.runs_from(start, free)]
        return sorted(found, key=lambda run: -run.score)[:MOST]

    def runs_from(self, start: int, free: Sequence[bool]) -> Iterator[Found]:
        scores: Scores | None = None
        if not self.tokens[start].named:
            return
        for end in range(start, min(start + LONGEST, len(self.tokens))):
            if not free[end]:
                return
            if self.tokens[end].named:
                scores = together(scores, self.fits[end])
                options, score = self.best(self.tokens[start : end + 1], scores)
                if options:
                    yield Found(tuple(self.records[number] for number in options), start, end + 1, score)

    def best(self, tokens: Sequence[Token], scores: Scores) -> tuple[list[int], float]:
        """The records these tokens fit best. A letter or a number stands for nobody, unless it is the whole name."""
        named = [token for token in tokens if token.named]
        whole = "".join(token.word for token in named)
        verbatim = exactly("".join(token.text for token in tokens))
        for known, score in ((self.verbatim.get(verbatim), SAME), (self.whole.get(whole), WHOLE)):
            if known:
                return known, score * len(named)
        if not scores or len(whole) == 1 or all(token.kind != "word" for token in named):
            return [], 0
        top = max(scores.values())
        return [number for number, score in scores.items() if score == top], top


def teams(runs: Sequence[Found], tokens: Sequence[Token]) -> list[Team]:
    """Each alone, and those that are told one after the other, as many as there are."""
    return [team for run in runs for team in grown((run,), runs, tokens)]


def grown(team: Team, runs: Sequence[Found], tokens: Sequence[Token]) -> Iterator[Team]:
    yield team
    last = team[-1]
    following = next((run for run in runs if run.start > last.start and run.after(last, tokens)), None)
    if following:
        joined = any(token.word in JOINS for token in tokens[last.end : following.start])
        yield from grown((*team, following._replace(score=following.score + TOGETHER * joined)), runs, tokens)


def together(before: Scores | None, word: Scores) -> Scores:
    """Who fits both what came before and this word."""
    if before is None:
        return word
    return {number: score + word[number] for number, score in before.items() if number in word}


def exactly(name: str) -> str:
    """The name as typed, but for its case and spaces: tells José from Jose."""
    return "".join(unicodedata.normalize("NFC", name).casefold().split())
