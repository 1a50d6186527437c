"""A sentence of the palette: "Ana 24-27 Nov Harbour pencil". Pure: names, language and today are given.

Words can often be read in more than one way ("May" is a month and a person): of all readings the one wins that
finds most of a booking and leaves fewest words over. What stands in quotes or after a colon is the title; what is left
over was not understood, and is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, product
from typing import TypeVar

from studio.lib.weeks import Week
from studio.palette.booking_request import BookingRequest, Mention, Words, last_day, last_hour
from studio.palette.change_words import Change, said_change
from studio.palette.date_ranges import Days, SpanReader
from studio.palette.lexer import NOISE, STATUSES, Language, Token
from studio.palette.name_matching import NOTHING, Found, Named, Search, Team, teams
from studio.palette.times import Half, Hours, Length, halves, hours, lengths
from studio.palette.who_is_free import asks_who_is_free

MOST_READINGS = 12
MOST_COLONS = 3
Part = TypeVar("Part", Days | None, Hours | None, Half | None, Length | None, Found | None)
Timed = TypeVar("Timed", Hours, Half, Length)
Run = tuple[int, int]  # from token to token


@dataclass(frozen=True)
class Parse:
    """One way to read the tokens."""

    days: Days | None
    hours: Hours | None
    half: Half | None
    length: Length | None
    status: str
    team: Team
    project: Found
    title: tuple[Run, ...]
    over: tuple[Run, ...]  # what means nothing
    colon: int | None

    @property
    def worth(self) -> tuple[int, int, int, float, int]:
        found = bool(self.team) + bool(self.project.options) + bool(self.days)
        sure, length = (self.days.sure, self.days.end - self.days.start) if self.days else (0, 0)
        over = sum(end - start for start, end in self.over)
        score = sum(one.score for one in self.team) + self.project.score
        return found, -over, sure, score, length


@dataclass(frozen=True)
class Sentence:
    """The tokens, the names that may be among them, and which tokens are still free to mean something."""

    tokens: Sequence[Token]
    people: Search
    jobs: Search
    free: Sequence[bool]

    def ways(self, spans: SpanReader) -> Iterator[tuple[Days | None, bool, int | None]]:
        """The days, whether "24 hours" is a length, and where a title begins: all that may be tried together."""
        found = (days for days in spans.readings() if all(self.free[days.start : days.end]))
        best = sorted(found, key=lambda days: (-days.sure, days.start - days.end))[:MOST_READINGS]
        colons = [n for n, token in enumerate(self.tokens) if token.word == ":" and self.free[n]][:MOST_COLONS]
        for days, lasting, colon in product((*best, None), (True, False), (None, *colons)):
            if colon is None or not days or days.end <= colon:
                yield days, lasting, colon

    def reading(self, days: Days | None, lasting: bool, colon: int | None) -> Parse:
        """What the tokens mean when `days` is taken as said; `lasting` when "24 hours" is a length, not a name; and
        what stands after a `colon` is the title."""
        tokens, free = self.tokens, list(self.free)
        if colon is not None:
            free[colon:] = [False] * (len(free) - colon)
        use(free, days)
        span = use(free, longest(one for one in hours(tokens) if is_free(free, one) and (days or not one.bare)))
        half = use(free, longest(one for one in halves(tokens) if is_free(free, one) and (not span or one.holds(span))))
        said = (one for one in lengths(tokens) if is_free(free, one) and is_open(one, days, span))
        length = use(free, longest(said)) if lasting else None
        status = use(free, last_status(tokens, free))
        team, project = cast(teams(self.people.runs(free), tokens), self.jobs.runs(free))
        for one in (*team, project):
            use(free, one)
        noise(tokens, free)
        kind = STATUSES[tokens[status.start].word] if status else ""
        return Parse(
            days, span, None if span else half, length, kind, team, project, tuple(self.titles(colon)),
            tuple(left_over(free)), colon,
        )  # fmt: skip

    def titles(self, colon: int | None) -> Iterator[Run]:
        for n, token in enumerate(self.tokens[:colon]):
            if token.kind == "quote":
                yield n, n + 1
        if colon is not None and colon + 1 < len(self.tokens):
            yield colon + 1, len(self.tokens)


def read(
    text: str, artists: Iterable[Named], projects: Iterable[Named], language: Language, week: Week, today: date
) -> BookingRequest:
    """The best reading of `text`: in the language of who types, by the weeks of the studio. Never raises."""
    tokens = language.tokens(text)
    people, jobs = Search(artists, tokens), Search(projects, tokens)
    spans = SpanReader(tokens, language, week, today)
    free = [token.kind != "quote" for token in tokens]
    who_is_free = asks_who_is_free(tokens, free, (people, jobs))
    if who_is_free:  # of whom, the filters of the calendar say
        people = jobs = Search((), tokens)
    change = None if who_is_free else said_change(tokens, free, spans, (people, jobs))
    sentence = Sentence(tokens, people, jobs, free)
    best = max((sentence.reading(*way) for way in sentence.ways(spans)), key=lambda one: one.worth)
    return request_of(Words(text, tokens), best, change, who_is_free)


def use(free: list[bool], part: Part) -> Part:
    """Tokens that mean something mean nothing else."""
    if part:
        free[part.start : part.end] = [False] * (part.end - part.start)
    return part


def is_free(free: Sequence[bool], part: Hours | Half | Length) -> bool:
    return all(free[part.start : part.end])


def is_open(length: Length, days: Days | None, span: Hours | None) -> bool:
    """Whether a length says something that the days and the times do not say already."""
    if length.unit == "hour":
        return not (span and span.ends)
    return not days or days.week or days.first == days.last


def left_over(free: Sequence[bool]) -> Iterator[Run]:
    """Runs of tokens that nothing took."""
    for is_over, run in groupby(range(len(free)), key=lambda n: free[n]):
        places = list(run)
        if is_over:
            yield places[0], places[-1] + 1


def longest(found: Iterator[Timed]) -> Timed | None:
    return max(found, key=lambda one: one.end - one.start, default=None)


def last_status(tokens: Sequence[Token], free: Sequence[bool]) -> Found | None:
    said = [n for n, token in enumerate(tokens) if free[n] and token.kind == "word" and token.word in STATUSES]
    return Found((), said[-1], said[-1] + 1) if said else None


def cast(people: list[Team], jobs: list[Found]) -> tuple[Team, Found]:
    """Artists and a project in different words, which together fit best."""
    pairs = [
        (team, job) for team in (*people, ()) for job in (*jobs, NOTHING) if all(one.beside(job) for one in team)
    ]  # fmt: skip

    def fit(pair: tuple[Team, Found]) -> tuple[float, bool, bool, int]:
        team, job = pair
        score = sum(one.score for one in team) + job.score
        return score, bool(team and job.options), bool(team), -team[0].start if team else 0

    return max(pairs, key=fit)


def noise(tokens: Sequence[Token], free: list[bool]) -> None:
    """Small words beside what means something mean nothing of their own: "for Ana", "on 24 Nov"."""
    for places in (range(len(tokens)), range(len(tokens) - 1, -1, -1)):
        for n in places:
            beside = n + 1 == len(tokens) or not free[n + 1], n == 0 or not free[n - 1]
            if free[n] and (tokens[n].word in NOISE or tokens[n].kind in ("mark", "dash")) and any(beside):
                free[n] = False


def request_of(words: Words, best: Parse, change: Change | None, who_is_free: bool) -> BookingRequest:
    days, job = best.days, best.project
    perhaps = days.perhaps if days else ()
    return BookingRequest(
        words.text,
        who=tuple(Mention(one.options, *words.place(one.start, one.end)) for one in best.team),
        job=Mention(job.options, *words.place(job.start, job.end)) if job.options else None,
        days=None if perhaps else last_day(days, best.length, best.hours),
        perhaps=perhaps,
        days_place=words.place(days.start, days.end) if days else None,
        hours=last_hour(best.hours, best.length),
        half=best.half.which if best.half else "",
        status=best.status,
        title=words.title(best.title),
        unknown=tuple(words.place(*run) for run in best.over),
        colon=words.tokens[best.colon].start if best.colon is not None else None,
        change=change, who_is_free=who_is_free,
    )  # fmt: skip
