"""A year, or a month, of an artist's days: which they work, and what the others are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from studio.availability.allowances import LeaveYear, days_touched
from studio.availability.words import TIME_OFF, hours_in_words
from studio.availability.working_time import Block, WorkingTime, in_hours, total
from studio.lib import formats
from studio.lib.spans import days_of

WORKS, FREE, HOLIDAY, AWAY, PARTLY, MORE = "works", "free", "holiday", "away", "partly", "more"
ASKED = "asked"
NAMES = {
    WORKS: lazy_gettext("Works"), FREE: lazy_gettext("Day off"), HOLIDAY: lazy_gettext("Public holiday"),
    AWAY: TIME_OFF, PARTLY: lazy_gettext("Hours off"),
    MORE: lazy_gettext("Extra hours"), ASKED: lazy_gettext("Requested"),
}  # fmt: skip


@dataclass(frozen=True)
class Day:
    date: date
    state: str
    hours: Decimal
    words: str


@dataclass(frozen=True)
class Month:
    first: date
    weeks: Sequence[Sequence[Day | None]]  # None stands where another month's days are

    @property
    def weekdays(self) -> list[date]:
        return formats.week().days(self.first)

    @property
    def before(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1)


@dataclass(frozen=True)
class Year:
    number: int
    months: Sequence[Month]
    counts: Counter[str]  # days by what they are
    hours: Decimal

    @property
    def weekdays(self) -> list[date]:
        return self.months[0].weekdays

    @property
    def summary(self) -> str:
        """`228 working days, 1,824 h`."""
        days = sum(count for state, count in self.counts.items() if state in (WORKS, PARTLY, MORE, ASKED))
        return _("%(days)s working days, %(hours)s", days=formats.number(days), hours=hours_in_words(self.hours))


def month_of(worker: WorkingTime, first: date, requests: Sequence[Block] = ()) -> Month:
    asked = days_touched(requests, worker.zone, LeaveYear(first.year))
    return Month(first, laid_out([day_of(worker, day, day in asked) for day in days_of_month(first.year, first.month)]))


def year_of(worker: WorkingTime, number: int, requests: Sequence[Block] = ()) -> Year:
    asked = days_touched(requests, worker.zone, LeaveYear(number))
    months = [[day_of(worker, day, day in asked) for day in days_of_month(number, month)] for month in range(1, 13)]
    days = [day for month in months for day in month]
    return Year(
        number, [Month(month[0].date, laid_out(month)) for month in months], Counter(day.state for day in days),
        sum((day.hours for day in days), Decimal()),
    )  # fmt: skip


def days_of_month(year: int, month: int) -> list[date]:
    first = date(year, month, 1)
    return days_of(first, ((first + timedelta(days=31)).replace(day=1) - first).days)


def laid_out(month: Sequence[Day]) -> list[list[Day | None]]:
    blank = formats.week().offset(month[0].date.weekday())
    cells: list[Day | None] = [*[None] * blank, *month]
    cells += [None] * (-len(cells) % 7)
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def day_of(worker: WorkingTime, day: date, asked: bool = False) -> Day:
    hours, usual = worker.available_on(day), in_hours(total(worker.rostered(day)))
    state = ASKED if asked and hours else state_of(worker, day, hours, usual)
    name = worker.holidays.name_of(day) if state == HOLIDAY else "" if state == WORKS else str(NAMES[state])
    return Day(day, state, hours, ", ".join(part for part in (name, hours_in_words(hours) if hours else "") if part))


def state_of(worker: WorkingTime, day: date, hours: Decimal, usual: Decimal) -> str:
    if hours:
        return WORKS if hours == usual else MORE if hours > usual else PARTLY
    if worker.holidays.name_of(day):
        return HOLIDAY
    return AWAY if worker.day_off(day) or usual else FREE
