"""Days in words, first to last: `24-27 Nov`, `next week mon-wed`, `w48-w50`, `w/c 21 Dec`. Every reading there is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from studio.bookings.models import LONGEST
from studio.palette.dates import DATED, DAY, SCOPES, YEARS, DayReader, Said, a_date
from studio.palette.lexer import BETWEEN, UNTIL

BACK = timedelta(days=30)  # a date without a year may lie this far back; what is older means next year
NUMBERED_WEEK = re.compile(r"(?:w|wk|week|kw)(\d{1,2})")
WORKDAYS = range(5)  # a week is its working days
WEEK_OF = (  # a week by its first day, or any other
    ("w", "/", "c"), ("w", "/", "b"), ("wc",), ("wb",),
    *((week, of) for week in ("week", "wk") for of in ("of", "commencing", "beginning", "starting")),
)  # fmt: skip
Pair = tuple[date, date]


class Days(NamedTuple):
    """The days `first` to `last`, both included, as tokens `start` to `end` say.

    `week`: whole working weeks were named. `perhaps`: said so that nobody knows which of these are meant.
    """

    first: date
    last: date
    start: int
    end: int
    sure: int
    week: bool = False
    perhaps: tuple[Pair, ...] = ()


class SpanReader(DayReader):
    """Reads spans of days among tokens."""

    def readings(self) -> Iterator[Days]:
        """Everything the tokens can be read as, overlaps included."""
        for at in range(len(self.tokens)):
            for read in (self.weeks, self.range, self.until, self.single):
                found = read(at)
                if found and found.first <= found.last <= found.first + LONGEST and found.last.year in YEARS:
                    yield found

    def at(self, at: int) -> Days | None:
        """The most that is said from a token on; also a bare number, as it is known that a day stands here."""
        return self.weeks(at) or self.range(at) or self.single(at, alone=False)

    def separated(self, at: int) -> bool:
        return self.kind(at) == "dash" or self.word(at) in BETWEEN

    def single(self, at: int, alone: bool = True) -> Days | None:
        one = self.said(at)
        if not one or (alone and not one[0].alone):
            return None
        day = self.begin(one[0])
        return Days(day, day, at, one[1], one[0].sure) if day else None

    def until(self, at: int) -> Days | None:
        """`until Friday`, `through next week`: from today on."""
        last = (self.weeks(at + 1) or self.single(at + 1)) if self.word(at) in UNTIL else None
        return last and last._replace(first=self.today, start=at, week=False)

    def range(self, at: int) -> Days | None:
        one = self.said(at)
        other = self.said(one[1] + 1) if one and self.separated(one[1]) else None
        if not one or not other:
            return None
        (first, _), (last, end) = one, other
        perhaps = tuple(self.either(first, last)) if turned(first, last) else ()
        days = perhaps[0] if perhaps else self.joined(first, last)
        return Days(*days, at, end, max(first.sure, last.sure), perhaps=perhaps) if days else None

    def either(self, first: Said, last: Said) -> Iterator[Pair]:
        """What may be meant by days that run backwards, `23-21 Dec`: turned round, or over the end of a month."""
        month, year = first.month or last.month, first.year or last.year
        one, other = first._replace(month=month, year=year), last._replace(month=month, year=year)
        ways = [(other, one)]
        ways += [(first, other)] if not first.month else []
        ways += [(one, last._replace(month=0, year=0))]
        pairs = dict.fromkeys(self.joined(*way) for way in ways)
        yield from (pair for pair in pairs if pair and pair[0] <= pair[1])

    def joined(self, first: Said, last: Said) -> Pair | None:
        """Two ends, each of which may lack what the other says: `24-27 Nov`, `28 Dec - 3 Jan 2027`."""
        if first.day and not first.year and (last.year or (last.month and not first.month)):
            end = self.begin(last)
            start = end and backwards(end, lambda day: day.day == first.day and first.month in (0, day.month))
        else:
            start = self.begin(first)
            end = start and dated(last, start)
        return (start, end) if start and end else None

    def begin(self, said: Said) -> date | None:
        return dated(said, self.today - BACK if said.month else self.today)

    def weeks(self, at: int) -> Days | None:
        """`next week`, `w48`, `w48-w50`, `w/c 23 Nov`; of one week, also weekdays before or after it."""
        days = self.weekdays(at)
        named = self.week(days[2] if days else at)
        if named is None:
            return None
        first, last, end = named
        if first == last and not days:
            days = self.weekdays(end)
            end = days[2] if days else end
        if days is None:
            offsets = [self.rule.offset(weekday) for weekday in WORKDAYS]
            return Days(first + min(offsets) * DAY, last + max(offsets) * DAY, at, end, DATED, week=True)
        begin, length = first + self.rule.offset(days[0]) * DAY, (days[1] - days[0]) % 7 * DAY
        return Days(begin, begin + length, at, end, DATED) if first == last else None

    def weekdays(self, at: int) -> tuple[int, int, int] | None:
        """`mon`, `mon-wed`: the first and the last weekday, and the token after."""
        first = self.language.weekdays.get(self.word(at))
        if first is None:
            return None
        last = self.language.weekdays.get(self.word(at + 2)) if self.separated(at + 1) else None
        return (first, first, at + 1) if last is None else (first, last, at + 3)

    def week(self, at: int) -> tuple[date, date, int] | None:
        """The first days of the first and the last week named here, and the token after."""
        if self.word(at) in SCOPES and self.word(at + 1) == "week":
            return (start := self.scoped(self.word(at))), start, at + 2
        if holding := self.week_holding(at):
            start, after = holding
            other = self.week_holding(after + 1) if self.separated(after) else None
            return (start, *other) if other else (start, start, after)
        number, end = self.week_number(at)
        last, after = self.week_number(end + 1, alone=True) if number and self.separated(end) else (0, end)
        year = self.year(after if last else end)
        first = self.numbered(number, year) if number else None
        if first is None:
            return None
        last_year = self.rule.number(first)[0] + (last < number)
        until = self.numbered(last, last_year) if last else None
        return first, until or first, (after if until else end) + bool(year)

    def week_holding(self, at: int) -> tuple[date, int] | None:
        """`w/c 21 Dec`, `week of 23 Dec`: the first day of that day's week, and the token after."""
        named = next((words for words in WEEK_OF if self.words(at, len(words)) == words), ())
        after = at + len(named)
        said = self.said(after + (self.word(after) == "the")) if named else None
        day = self.begin(said[0]) if said else None
        return (self.rule.start(day), said[1]) if said and day else None

    def words(self, at: int, count: int) -> tuple[str, ...]:
        return tuple(self.word(at + n) for n in range(count))

    def week_number(self, at: int, alone: bool = False) -> tuple[int, int]:
        """`w48`, `week 48`, and with `alone` also `48`; 0 for none."""
        if found := NUMBERED_WEEK.fullmatch(self.word(at)):
            return int(found[1]), at + 1
        named = at + (self.word(at) in ("week", "wk", "kw", "w"))
        number = re.fullmatch(r"\d{1,2}", self.word(named)) if named > at or alone else None
        return (int(number[0]), named + 1) if number else (0, at)

    def numbered(self, week: int, year: int) -> date | None:
        """The first day of a week: of that year, or of the next time it comes. Not every year has a 53rd."""
        for candidate in (year,) if year else range(self.today.year - 1, self.today.year + 9):
            start = self.rule.numbered(candidate, week)
            if start and (year or start >= self.rule.start(self.today) - BACK):
                return start
        return None


def dated(said: Said, earliest: date) -> date | None:
    """The day meant: exactly it, or the first that fits and is not before `earliest`."""
    if said.exact:
        return said.exact
    if said.year:
        return a_date(said.year, said.month, said.day)
    if said.month:
        years = range(earliest.year, earliest.year + 9)  # leap days are at most eight years apart
        days = (a_date(year, said.month, said.day) for year in years)
        return next((day for day in days if day and day >= earliest), None)
    return next((day for n in range(62) if said.fits(day := earliest + n * DAY)), None)


def turned(first: Said, last: Said) -> bool:
    """Whether two days of what is written as one month run backwards."""
    months, years = {first.month, last.month} - {0}, {first.year, last.year} - {0}
    return last.day > 0 and first.day > last.day and len(months) <= 1 and len(years) <= 1


def backwards(day: date, fits: Callable[[date], bool]) -> date | None:
    return next((there for n in range(LONGEST.days) if fits(there := day - n * DAY)), None)
