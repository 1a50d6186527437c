"""What was asked for in words, before anybody looked whether it can be had."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from studio.palette.change_words import Change
from studio.palette.date_ranges import LONGEST, Days, Pair
from studio.palette.dates import DAY, WEEK
from studio.palette.lexer import Token
from studio.palette.name_matching import Named
from studio.palette.times import Hours, Length

SATURDAY = 5
Place = tuple[int, int]  # from character to character of the text
Times = tuple[time | None, time | None]


class Mention(NamedTuple):
    """The words of the text that mean an artist or a project, and all whom they may mean."""

    options: tuple[Named, ...]
    start: int
    end: int

    @property
    def one(self) -> Named | None:
        return self.options[0] if len(self.options) == 1 else None

    @property
    def place(self) -> Place:
        return self.start, self.end


@dataclass(frozen=True)
class BookingRequest:
    """What the words say; what they do not say is empty. `days` are first and last, `hours` start and end.

    `perhaps`: the days may be any of these. `unknown`: what was not understood. `change`: it is about a booking that is
    there already. `who_is_free`: it asks who is, and the words not understood say of whom.
    """

    text: str
    who: tuple[Mention, ...] = ()
    job: Mention | None = None
    days: Pair | None = None
    perhaps: tuple[Pair, ...] = ()
    days_place: Place | None = None
    hours: Times | None = None
    half: str = ""  # of a working day: "first" or "second"
    status: str = ""
    title: str = ""
    unknown: tuple[Place, ...] = ()
    colon: int | None = None  # where the title begins that goes on to the end
    change: Change | None = None
    who_is_free: bool = False

    @property
    def artists(self) -> tuple[Named, ...]:
        """All who may be meant."""
        return tuple({one.id: one for mention in self.who for one in mention.options}.values())

    @property
    def projects(self) -> tuple[Named, ...]:
        return self.job.options if self.job else ()

    @property
    def team(self) -> tuple[Named, ...]:
        """The artists, each once; none while it is open who somebody is."""
        return self.artists if all(mention.one for mention in self.who) else ()

    @property
    def artist(self) -> Named | None:
        return self.team[0] if len(self.team) == 1 else None

    @property
    def project(self) -> Named | None:
        return self.job.one if self.job else None

    @property
    def asks(self) -> bool:
        """Whether it asks for a booking at all: somebody, and a time or a job or a status."""
        about = self.days_place or self.job or self.status
        return bool(self.who and about) and not (self.change or self.who_is_free)

    @property
    def complete(self) -> bool:
        """Whether it says all that a booking needs, and nothing that was not understood."""
        return bool(self.team and self.project and self.days and not self.unknown) and self.timed

    @property
    def timed(self) -> bool:
        """Whether it is known which part of the days is meant: all of them, hours with both ends, half of one day."""
        if self.half:
            return self.one_day
        return self.hours is None or None not in self.hours

    @property
    def one_day(self) -> bool:
        return bool(self.days) and self.days[0] == self.days[1]  # type: ignore[index]

    def put(self, place: Place | None, words: str) -> str:
        """The text with these words in a place of it, or added to it: before the title that goes on to the end."""
        if place is None:
            end = len(self.text) if self.colon is None else self.colon
            return f"{self.text[:end]} {words}{self.text[end:]}"
        start, end = place
        return f"{self.text[:start]}{words}{self.text[end:]}"

    def only(self, names: Iterable[str]) -> str:
        """The text for these artists alone."""
        return self.put((self.who[0].start, self.who[-1].end), ", ".join(names))

    @property
    def unknown_words(self) -> tuple[str, ...]:
        return tuple(self.text[start:end] for start, end in self.unknown)

    @property
    def quoting(self) -> str:
        """The text with what was not understood as its title."""
        return self.rewritten(lambda words: f'"{words}"')

    @property
    def understood(self) -> str:
        """The text without what was not understood."""
        return " ".join(self.rewritten(lambda _: "").split())

    def rewritten(self, put: Callable[[str], str]) -> str:
        text = self.text
        for start, end in reversed(self.unknown):
            text = f"{text[:start]}{put(text[start:end])}{text[end:]}"
        return text


@dataclass(frozen=True)
class Words:
    """A text and its tokens: where in the text some of them stand."""

    text: str
    tokens: Sequence[Token]

    def place(self, start: int, end: int) -> Place:
        return self.tokens[start].start, self.tokens[end - 1].end

    def title(self, runs: Iterable[Place]) -> str:
        """What these tokens say, without quotation marks."""
        said = (self.text[slice(*self.place(*run))].strip('"“”').strip() for run in runs)
        return " ".join(filter(None, said))


def last_day(days: Days | None, length: Length | None, hours: Hours | None) -> Pair | None:
    """The days, as long as was said: so many working days or weeks from the first; a night ends on the next date."""
    if days is None:
        return None
    first, last = days.first, days.last
    if length and length.unit == "week":
        last = first + length.number * WEEK - DAY
        last -= max(last.weekday() - SATURDAY + 1, 0) * DAY
    elif length and length.unit == "day":
        last = workday(first, length.number)
    elif first == last and hours and hours.ends and hours.ends <= hours.begins:
        last += DAY
    return (first, last) if first <= last <= first + LONGEST else None


def workday(first: date, count: int) -> date:
    """The last of so many days from `first`, weekends passed over."""
    day = first
    while count > 1:
        day += DAY
        count -= day.weekday() < SATURDAY
    return day


def last_hour(hours: Hours | None, length: Length | None) -> Times | None:
    """The times; one that was only begun is as long as was said, within its day. A length alone has no times yet."""
    lasts = timedelta(hours=length.number) if length and length.unit == "hour" else None
    if hours is None:
        return (None, None) if lasts else None
    if hours.ends or not lasts:
        return hours.begins, hours.ends
    end = datetime.combine(date.min, hours.begins) + lasts
    return hours.begins, end.time() if end.date() == date.min else None
