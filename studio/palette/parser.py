"""A booking asked for in words: "Ana 24-27 Nov Harbour pencil". Pure: names, language and today are given.

Words can often be read in more than one way ("May" is a month and a person): of all readings the one wins that
finds most of a booking and leaves fewest words over. What is left over is the title.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TypeVar

from studio.lib.weeks import Week
from studio.palette.booking_request import BookingRequest, last_day, last_hour
from studio.palette.date_ranges import Days, SpanReader
from studio.palette.lexer import NOISE, STATUSES, Language, Token
from studio.palette.name_matching import NOTHING, Found, Named, Search
from studio.palette.times import Hours, Length, hours, lengths

MOST_READINGS = 12
Part = TypeVar("Part", Days | None, Hours | None, Length | None, Found | None)
Timed = TypeVar("Timed", Hours, Length)


@dataclass(frozen=True)
class Parse:
    """One way to read the tokens."""

    days: Days | None
    hours: Hours | None
    length: Length | None
    status: str
    artist: Found
    project: Found
    over: tuple[tuple[int, int], ...]  # what means nothing, from token to token: the title

    @property
    def worth(self) -> tuple[int, int, int, float, int]:
        found = bool(self.artist.options) + bool(self.project.options) + bool(self.days)
        sure, length = (self.days.sure, self.days.end - self.days.start) if self.days else (0, 0)
        over = sum(end - start for start, end in self.over)
        return found, sure, -over, self.artist.score + self.project.score, length


def read(
    text: str, artists: Iterable[Named], projects: Iterable[Named], language: Language, week: Week, today: date
) -> BookingRequest:
    """The best reading of `text`: in the language of who types, by the weeks of the studio. Never raises."""
    tokens = language.tokens(text)
    people, jobs = Search(artists, tokens), Search(projects, tokens)
    spans = SpanReader(tokens, language, week, today).readings()
    found = sorted(spans, key=lambda days: (-days.sure, days.start - days.end))
    ways = [(days, lasting) for days in (*found[:MOST_READINGS], None) for lasting in (True, False)]
    readings = [reading(tokens, days, people, jobs, lasting) for days, lasting in ways]
    return request_of(text, tokens, max(readings, key=lambda one: one.worth))


def reading(tokens: Sequence[Token], days: Days | None, people: Search, jobs: Search, lasting: bool) -> Parse:
    """What the tokens mean when `days` is taken as said; `lasting` when "24 hours" is a length, not a name."""
    free = [token.kind != "quote" for token in tokens]
    use(free, days)
    span = use(free, longest(one for one in hours(tokens) if is_free(free, one) and (days or not one.bare)))
    length = use(free, longest(one for one in lengths(tokens) if is_free(free, one))) if lasting else None
    said = use(free, last_status(tokens, free))
    artist, project = pair(people.runs(free), jobs.runs(free))
    use(free, artist)
    use(free, project)
    noise(tokens, free)
    status = STATUSES[tokens[said.start].word] if said else ""
    return Parse(days, span, length, status, artist, project, tuple(left_over(tokens, free)))


def use(free: list[bool], part: Part) -> Part:
    """Tokens that mean something mean nothing else."""
    if part:
        free[part.start : part.end] = [False] * (part.end - part.start)
    return part


def is_free(free: Sequence[bool], part: Hours | Length) -> bool:
    return all(free[part.start : part.end])


def left_over(tokens: Sequence[Token], free: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Runs of tokens that nothing took; each quotation for itself."""
    kinds = groupby(range(len(tokens)), key=lambda n: n if tokens[n].kind == "quote" else -1 if free[n] else -2)
    for kind, run in kinds:
        places = list(run)
        if kind != -2:
            yield places[0], places[-1] + 1


def longest(found: Iterator[Timed]) -> Timed | None:
    return max(found, key=lambda one: one.end - one.start, default=None)


def last_status(tokens: Sequence[Token], free: Sequence[bool]) -> Found | None:
    said = [n for n, token in enumerate(tokens) if free[n] and token.kind == "word" and token.word in STATUSES]
    return Found((), said[-1], said[-1] + 1) if said else None


def pair(people: list[Found], jobs: list[Found]) -> tuple[Found, Found]:
    """An artist and a project in different words, which together fit best."""
    pairs = [(one, other) for one in (*people, NOTHING) for other in (*jobs, NOTHING) if one.beside(other)]
    return max(pairs, key=lambda both: (both[0].score + both[1].score, bool(both[0].options), -both[0].start))


def noise(tokens: Sequence[Token], free: list[bool]) -> None:
    """Small words beside what means something mean nothing of their own: "for Ana", "on 24 Nov"."""
    for places in (range(len(tokens)), range(len(tokens) - 1, -1, -1)):
        for n in places:
            beside = n + 1 == len(tokens) or not free[n + 1], n == 0 or not free[n - 1]
            if free[n] and (tokens[n].word in NOISE or tokens[n].kind in ("mark", "dash")) and any(beside):
                free[n] = False


def request_of(text: str, tokens: Sequence[Token], best: Parse) -> BookingRequest:
    def words(start: int, end: int) -> str:
        return text[tokens[start].start : tokens[end - 1].end] if end > start else ""

    days = last_day(best.days, best.length, best.hours)
    return BookingRequest(
        text, best.artist.options, best.project.options, days, last_hour(best.hours, best.length), best.status,
        title=" ".join(words(*run).strip('"“”').strip() for run in best.over).strip(),
        artist_words=words(best.artist.start, best.artist.end),
        project_words=words(best.project.start, best.project.end),
    )  # fmt: skip
