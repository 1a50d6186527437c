"""When somebody works: their pattern, without holidays and time off, with what they offer besides. The one answer that
hours, costs, capacity, free slots and suggestions are worked out from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from werkzeug.utils import cached_property

from studio.availability import recurrence
from studio.availability.patterns import DAY, STANDARD, WorkingPattern, local, midnights
from studio.availability.repeating_hours import Hours, by_day, united
from studio.lib import holidays
from studio.lib.spans import Span, days_of, subtract

KINDS = AVAILABLE, BUSY, VACATION, SICK, TRAVEL = ("available", "busy", "vacation", "sick", "travel")
COUNTS = WORKING_TIME, DAYS_OFF_TOO, EVERY_HOUR = ("working_time", "days_off_too", "every_hour")
NOTHING = timedelta()
LONGEST_LEAVE = 366  # days in which somebody works again, or else never


class Block(NamedTuple):
    """Somebody's own time: whole days, or hours by a clock; `rule` says how it comes again.

    `starts` and `ends` are local times without a zone, of hours in `zone`; whole days run from midnight to midnight
    of the artist's own days, whatever their zone, and take the work that starts on them. `once` is when hours without a
    rule are: what their clock says may be said twice. What is `subscribed` is from a calendar elsewhere.
    """

    id: str
    kind: str
    starts: datetime
    ends: datetime
    whole_days: bool = True
    zone: str = ""
    rule: str = ""
    once: Span | None = None
    subscribed: bool = False

    def days(self, first: date, last: date) -> Iterator[date]:
        """The days between, both included, of whole days."""
        begins, ends = datetime.combine(first, datetime.min.time()), datetime.combine(last + DAY, datetime.min.time())
        length = self.ends - self.starts
        for start in self.begins(begins, ends):
            end = min((start + length).date(), last + DAY)
            first = max(first, start.date())
            yield from days_of(first, (end - first).days)  # each day once, although they may lie under each other
            first = max(first, end)

    def spans(self, within: Span) -> Iterator[Span]:
        """The hours, in UTC, that touch `within`."""
        if self.once:
            if self.once.overlaps(within):
                yield self.once
            return
        tz = ZoneInfo(self.zone)
        begins, ends = (at.astimezone(tz).replace(tzinfo=None) for at in (within.start, within.end))
        for start in self.begins(begins - DAY, ends + DAY):
            first, last = (instant(at, self.zone) for at in (start, start + (self.ends - self.starts)))
            if first < last and (found := Span(first, last)).overlaps(within):
                yield found

    def begins(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """Starts of those times that reach into [start, end)."""
        length = self.ends - self.starts
        if self.rule:
            yield from (
                at for at in recurrence.starts(self.rule, self.starts, start - length, end) if at + length > start
            )
        elif self.starts < end and self.ends > start:
            yield self.starts


def instant(at: datetime, zone: str) -> datetime:
    return local(at.date(), at.time(), zone)


class Dated(NamedTuple):
    """A pattern, and the day it begins to hold."""

    since: date
    pattern: WorkingPattern


ALWAYS = (Dated(date.min, STANDARD),)


@dataclass(frozen=True)
class HolidayRules:
    """The public holidays of a region, less the studio's working ones, with those the studio added."""

    region: str = ""
    added: tuple[tuple[date, str], ...] = ()
    worked: frozenset[date] = frozenset()

    def name_of(self, day: date) -> str:
        """What the holiday is called; "" of any other day."""
        if day in self.worked:
            return ""
        return dict(self.added).get(day) or holidays.of_year(self.region, day.year).get(day, "")

    def of_year(self, year: int) -> list[tuple[date, str]]:
        """All of a year, in order, with what each is called."""
        days = {*holidays.of_year(self.region, year), *(day for day, _name in self.added if day.year == year)}
        return [(day, name) for day in sorted(days) if (name := self.name_of(day))]


@dataclass(frozen=True)
class WorkingTime:
    """When somebody works. `patterns` in the order in which they begin to hold; the first holds before that as well."""

    zone: str
    patterns: tuple[Dated, ...] = ALWAYS
    holidays: HolidayRules = HolidayRules()
    blocks: tuple[Block, ...] = ()
    _days: dict[date, tuple[Span, ...]] = field(default_factory=dict, init=False, compare=False, repr=False)
    _months: dict[tuple[str, int, int], dict[date, Block]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def __hash__(self) -> int:
        """Worked out once: a page of the calendar keeps what it knows of many by when they work."""
        return self.hash

    @cached_property
    def hash(self) -> int:
        return hash((self.zone, self.patterns, self.holidays, self.blocks))

    def pattern_on(self, day: date) -> WorkingPattern:
        return self.patterns[max(bisect_right(self.since, day) - 1, 0)].pattern

    @cached_property
    def since(self) -> list[date]:
        return [each.since for each in self.patterns]

    def window(self, day: date) -> Span:
        """The span a whole day means, off or not: of the pattern's work and what is offered, or the usual day."""
        worked = [*self.rostered(day), *self.offered(day)] or [self.pattern_on(day).window(day, self.zone)]
        return Span(min(each.start for each in worked), max(each.end for each in worked))

    def rostered(self, day: date) -> tuple[Span, ...]:
        """The pattern's work that starts on a day, whether it is off or not."""
        return self.pattern_on(day).intervals(day, self.zone)

    def intervals(self, day: date) -> tuple[Span, ...]:
        """The work that starts on a day, as spans in UTC: one after the other, none of them in time off."""
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = self.worked_out(day)
        return found

    def worked_out(self, day: date) -> tuple[Span, ...]:
        base = self.base(day)
        if not self.extra and not self.hours_off or not (worked := [*base, *self.added(day)]):
            return base
        reach = Span(min(each.start for each in worked), max(each.end for each in worked))
        off = self.all_hours_off.spans(reach)
        return tuple(part for each in united(worked) for part in subtract(each, off))

    def base(self, day: date) -> tuple[Span, ...]:
        """The pattern's work of a day, unless the whole day is off."""
        return () if self.is_off(day) else self.rostered(day)

    def is_off(self, day: date) -> bool:
        return bool(self.holidays.name_of(day) or self.day_off(day))

    def added(self, day: date) -> list[Span]:
        """What is offered on a day, beyond the work of the evenings before and after that reaches into it."""
        if not self.extra or self.day_off(day):
            return []
        taken = [*self.base(day - DAY), *self.offered_days(day - DAY), *self.base(day + DAY)]
        return [part for each in self.offered(day) for part in subtract(each, taken)]

    def offered(self, day: date) -> list[Span]:
        """Time offered besides the pattern: hours between two midnights, and whole days."""
        today = midnights(day, self.zone)
        hours = self.all_hours_offered.spans(today)
        return [*self.offered_days(day), *(part for span in hours if (part := span.intersection(today)))]

    def offered_days(self, day: date) -> list[Span]:
        """The day as the pattern usually has it, if the whole day is offered."""
        offered = day in self.days_of_month("offered", self.extra_days, day)
        return [self.pattern_on(day).window(day, self.zone)] if offered else []

    @cached_property
    def extra(self) -> list[Block]:
        return [block for block in self.blocks if block.kind == AVAILABLE]

    @cached_property
    def extra_days(self) -> list[Block]:
        return [block for block in self.extra if block.whole_days]

    @cached_property
    def all_hours_offered(self) -> Hours:
        return Hours([block for block in self.extra if not block.whole_days])

    @cached_property
    def all_hours_off(self) -> Hours:
        return Hours(self.hours_off)

    @cached_property
    def hours_off_here_and_elsewhere(self) -> list[tuple[bool, Hours]]:
        """(whether a calendar elsewhere says so, the hours)."""
        return [(told, Hours([each for each in self.hours_off if each.subscribed == told])) for told in (False, True)]

    def days_of_month(self, name: str, blocks: list[Block], day: date) -> dict[date, Block]:
        """The first of these blocks on each day of the month that a day lies in; looked at once."""
        key = name, day.year, day.month
        if key not in self._months:
            self._months[key] = by_day(blocks, (day.year, day.month))
        return self._months[key]

    @cached_property
    def days_off(self) -> list[Block]:
        return [block for block in self.blocks if block.kind != AVAILABLE and block.whole_days]

    @cached_property
    def hours_off(self) -> list[Block]:
        return [block for block in self.blocks if block.kind != AVAILABLE and not block.whole_days]

    def day_off(self, day: date) -> Block | None:
        """The block that takes the whole day."""
        if found := self.days_off_once.get(day):
            return found
        return self.days_of_month("off", self.days_off_again, day).get(day)

    @cached_property
    def days_off_again(self) -> list[Block]:
        return [block for block in self.days_off if block.rule]

    @cached_property
    def days_off_once(self) -> dict[date, Block]:
        """The block of each day that is off once."""
        found: dict[date, Block] = {}
        for block in self.days_off:
            if not block.rule:
                first = block.starts.date()
                found |= {day: block for day in days_of(first, (block.ends - block.starts).days) if day not in found}
        return found

    def available_on(self, day: date) -> Decimal:
        """The hours of work that start on a day."""
        return in_hours(total(self.intervals(day)))

    def works_on(self, day: date) -> bool:
        return bool(self.intervals(day))

    def next_working_day(self, now: datetime) -> Span | None:
        """The working day that is on, or the next one; None for who does not work for a year."""
        today = now.astimezone(ZoneInfo(self.zone)).date()
        for day in days_of(today - DAY, LONGEST_LEAVE):  # a night shift began yesterday
            worked = self.intervals(day)
            if worked and worked[-1].end > now:
                return Span(worked[0].start, worked[-1].end)
        return None

    def without(self, overridden: Iterable[str], days: Iterable[date] = ()) -> WorkingTime:
        """As if these blocks, and holidays on these days, were not there: what a booking was put over all the same."""
        gone, worked = set(overridden), self.holidays.worked | set(days)
        rules = HolidayRules(self.holidays.region, tuple(e for e in self.holidays.added if e[0] not in worked), worked)
        return WorkingTime(self.zone, self.patterns, rules, tuple(b for b in self.blocks if b.id not in gone))

    def with_blocks(self, blocks: tuple[Block, ...]) -> WorkingTime:
        return WorkingTime(self.zone, self.patterns, self.holidays, blocks)

    def days_of(self, span: Span) -> Iterator[date]:
        """The local dates a span touches; midnight at its very end is not a day."""
        tz = ZoneInfo(self.zone)
        day, last = span.start.astimezone(tz).date(), (span.end - timedelta(microseconds=1)).astimezone(tz).date()
        while day <= last:
            yield day
            day += DAY

    def hours_by_day(self, span: Span, counts: str = WORKING_TIME) -> dict[date, Decimal]:
        """What of `span` counts, in hours per local day; days without any are left out.

        A night's hours are the evening's it starts on, unless every hour counts. With `days_off_too`, a day whose
        pattern has no work counts its elapsed time, at most the longest day of the pattern.
        """
        of = {WORKING_TIME: self.worked, DAYS_OFF_TOO: self.worked_or_off, EVERY_HOUR: self.elapsed}[counts]
        days = list(self.days_of(span))
        taken = ((day, of(span, day)) for day in (days[0] - DAY, *days))  # a night of the day before may reach into it
        return {day: in_hours(time) for day, time in taken if time}

    def hours(self, span: Span, counts: str = WORKING_TIME) -> Decimal:
        return sum(self.hours_by_day(span, counts).values(), Decimal())

    def overtime_by_day(self, span: Span, counts: str = WORKING_TIME) -> dict[date, Decimal]:
        """The counted hours that lie outside the pattern and what is offered besides."""
        if counts == WORKING_TIME:
            return {}
        counted = self.hours_by_day(span, counts)
        inside = {day: in_hours(self.inside(span, day, counts)) for day in counted}
        return {day: over for day, hours in counted.items() if (over := max(hours - inside[day], Decimal()))}

    def overtime(self, span: Span, counts: str = WORKING_TIME) -> Decimal:
        return sum(self.overtime_by_day(span, counts).values(), Decimal())

    def worked(self, span: Span, day: date) -> timedelta:
        return overlap(span, self.intervals(day))

    def worked_or_off(self, span: Span, day: date) -> timedelta:
        today = midnights(day, self.zone)
        if self.rostered(day) or self.offered(day) or self.is_off(day):
            return self.worked(span, day)
        if not (part := span.intersection(today)):
            return NOTHING
        off = self.all_hours_off.spans(today)
        taken = [*self.rostered(day - DAY), *self.offered_days(day - DAY), *off]  # a night is its evening's
        return min(total(subtract(part, taken)), self.pattern_on(day).longest_day)

    def elapsed(self, span: Span, day: date) -> timedelta:
        return overlap(span, [midnights(day, self.zone)])

    def inside(self, span: Span, day: date, counts: str) -> timedelta:
        """The part of a day's counted time that is working time."""
        if counts != EVERY_HOUR:
            return self.worked(span, day)
        days = (day - DAY, day)
        parts = united(part for each in days for part in (*self.rostered(each), *self.offered(each)))
        return overlap(midnights(day, self.zone), [part for each in parts if (part := each.intersection(span))])


def overlap(span: Span, parts: Sequence[Span]) -> timedelta:
    return sum((part.duration for each in parts if (part := span.intersection(each))), NOTHING)


def total(spans: Iterable[Span]) -> timedelta:
    return sum((span.duration for span in spans), NOTHING)


def in_hours(time: timedelta) -> Decimal:
    return Decimal(int(time.total_seconds())) / 3600
