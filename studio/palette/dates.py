"""One day in words, as far as it is said: `24`, `24 Nov`, `Nov 24th, 2026`, `24/11`, `tomorrow`, `next fri`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from studio.lib.weeks import Week
from studio.palette.lexer import Language, Token

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
YEARS = range(1990, 2201)
RELATIVE = {"yesterday": -1, "today": 0, "tomorrow": 1, "tmrw": 1}
SCOPES = {"last": -1, "this": 0, "next": 1}
DATED, NEAR, BARE = 3, 2, 1  # how sure a reading is: a date, a day seen from today, only a number


class Said(NamedTuple):
    """What was said of a day. `exact` when that is everything."""

    sure: int
    day: int = 0
    month: int = 0
    year: int = 0
    weekday: int = -1
    exact: date | None = None
    alone: bool = True  # whether it may stand alone: `24th` may, `24` may not

    def fits(self, day: date) -> bool:
        return day.day == self.day if self.day else day.weekday() == self.weekday


class DayReader:
    """Reads a day at a place among tokens, as seen on `today`."""

    def __init__(self, tokens: Sequence[Token], language: Language, week: Week, today: date):
        self.tokens, self.language, self.rule, self.today = tokens, language, week, today

    def word(self, at: int) -> str:
        return self.tokens[at].word if at < len(self.tokens) else ""

    def kind(self, at: int) -> str:
        return self.tokens[at].kind if at < len(self.tokens) else ""

    def said(self, at: int) -> tuple[Said, int] | None:
        """The day that begins at a token, and the token after it."""
        read = {"iso": self.iso, "date": self.slashed, "number": self.day_month, "word": self.in_words}
        reader = read.get(self.kind(at))
        return reader(at) if reader else None

    def iso(self, at: int) -> tuple[Said, int] | None:
        found = a_date(*(int(part) for part in self.word(at).split("-")))
        return (Said(DATED, exact=found), at + 1) if found else None

    def slashed(self, at: int) -> tuple[Said, int] | None:
        """`24/11` or `11/24`, as the locale has it; the other way round when only that makes a date."""
        one, other, *rest = (int(part) for part in re.split(r"[/.]", self.word(at)))
        year = rest[0] + (2000 if rest[0] < 100 else 0) if rest else 0
        orders = [(one, other), (other, one)]
        if not self.language.day_first and "." not in self.word(at):
            orders.reverse()
        found = next((Said(DATED, day, month, year) for day, month in orders if a_date(year or 2000, month, day)), None)
        dotted = self.word(at + 1) == "." and self.kind(at + 2) == "dash"
        return (found, at + 1 + dotted) if found else None

    def in_words(self, at: int) -> tuple[Said, int] | None:
        word, following = self.word(at), self.language.weekdays.get(self.word(at + 1))
        if word in RELATIVE:
            return Said(NEAR, exact=self.today + RELATIVE[word] * DAY), at + 1
        if word in SCOPES and following is not None:
            return Said(NEAR, exact=self.scoped(word) + self.rule.offset(following) * DAY), at + 2
        if word in self.language.weekdays:
            return self.after_weekday(at)
        return self.month_day(at) if word in self.language.months else None

    def scoped(self, word: str) -> date:
        """The first day of the last, of this or of the next week."""
        return self.rule.start(self.today) + SCOPES[word] * WEEK

    def after_weekday(self, at: int) -> tuple[Said, int]:
        """`Tue 24 Nov` is the 24th; `Tue` alone the next one."""
        dated = self.said(at + 1 + (self.word(at + 1) in (",", ".")))
        if dated and dated[0].sure == DATED:
            return dated
        return Said(NEAR, weekday=self.language.weekdays[self.word(at)]), at + 1

    def day_month(self, at: int) -> tuple[Said, int] | None:
        """`24`, `24th`, `24 Nov`, `24. November 2026`, `24th of Nov`."""
        day, suffixed = self.number(at)
        if not day:
            return None
        after = at + 1 + (self.word(at + 1) in ("of", "."))
        month = self.language.months.get(self.word(after), 0)
        if month:
            return self.with_year(day, month, after + 1)
        return Said(BARE, day, alone=suffixed), after if self.kind(after) == "dash" else at + 1

    def month_day(self, at: int) -> tuple[Said, int] | None:
        """`Nov 24`, `November 24th, 2026`."""
        after = at + 1 + (self.word(at + 1) == ".")
        day, _ = self.number(after)
        return self.with_year(day, self.language.months[self.word(at)], after + 1) if day else None

    def number(self, at: int) -> tuple[int, bool]:
        """A day of the month, and whether it says so itself; 0 for none."""
        found = re.fullmatch(r"(\d{1,2})(st|nd|rd|th)?", self.word(at))
        day = int(found[1]) if found else 0
        return (day, bool(found and found[2])) if day <= 31 else (0, False)

    def with_year(self, day: int, month: int, at: int) -> tuple[Said, int]:
        after = at + (self.word(at) in (",", "."))
        year = self.year(after)
        return Said(DATED, day, month, year), after + 1 if year else at

    def year(self, at: int) -> int:
        word = self.word(at)
        return int(word) if re.fullmatch(r"\d{4}", word) and int(word) in YEARS else 0


def a_date(year: int, month: int, day: int) -> date | None:
    if year not in YEARS or not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)
