"""When artists work, as it is sent and shown: patterns, time blocks, holidays and hours."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from flask_babel import gettext as _
from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, WithJsonSchema, model_validator

from studio.api.schemas.common import (
    Day,
    Days,
    Instant,
    Query,
    Shown,
    Strict,
    Write,
    Zone,
    digits,
    line,
    lines,
    needed,
    partial,
)
from studio.availability.patterns import WorkingPattern, overlaps
from studio.availability.recurrence import InvalidRule, check
from studio.lib.text.parsing import parse_clock

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
KIND = Literal["available", "busy", "vacation", "sick", "travel"]
LONGEST = timedelta(days=731)  # a block may last
RULE = "How it comes again, as RFC 5545 writes it: FREQ is DAILY, WEEKLY, MONTHLY or YEARLY, UNTIL is a date."


def clock(value: Any) -> time:
    found = value if isinstance(value, time) else parse_clock(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(_("A time such as 09:00."))
    return found


def rule(value: str) -> str:
    try:
        return check(value) if value else ""
    except InvalidRule:
        raise ValueError(_("Not a rule that is understood: FREQ=WEEKLY;BYDAY=MO is one.")) from None


Clock = Annotated[
    time,
    PlainValidator(clock, json_schema_input_type=str),
    WithJsonSchema({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["09:00"]}),
]
Interval = Annotated[
    tuple[Clock, Clock],
    Field(description="From and to, by the artist's clock; one that ends at or before its start ends the next day."),
]
Intervals = Annotated[list[Interval], Field(max_length=6)]


class Week(Strict):
    """The working intervals that start on each day."""

    monday: Intervals = []
    tuesday: Intervals = []
    wednesday: Intervals = []
    thursday: Intervals = []
    friday: Intervals = []
    saturday: Intervals = []
    sunday: Intervals = []


class PatternIn(Strict):
    """A working pattern from a day on: one week, or up to four in turn, the first of which holds that day."""

    effective_from: Day
    weeks: list[Week] = Field(min_length=1, max_length=4)

    @model_validator(mode="after")
    def check_intervals(self) -> PatternIn:
        if overlaps(self.pattern):
            raise ValueError(_("Two of the intervals overlap."))
        return self

    @property
    def pattern(self) -> WorkingPattern:
        weeks = (tuple(tuple(sorted(getattr(week, day))) for day in WEEKDAYS) for week in self.weeks)
        return WorkingPattern(tuple(weeks), self.effective_from)


PatternPatch = partial(PatternIn, "PatternPatch")


class Pattern(Shown):
    """A working pattern of an artist's own."""

    id: UUID
    artist_id: UUID
    effective_from: date
    weeks: list[Week]
    created_at: Instant
    version: int


class Patterns(Shown):
    data: list[Pattern]


class StudioPatternIn(PatternIn):
    """A working pattern of the studio's, or of a department."""

    department: line(120) | None = Field(None, description="The whole studio's, if null.")  # type: ignore[valid-type]


class StudioPattern(Shown):
    """A working pattern for all artists who have none of their own, or of their department."""

    id: UUID
    department: str | None = Field(description="The whole studio's, if null.")
    effective_from: date
    weeks: list[Week]
    created_at: Instant
    version: int


class StudioPatterns(Shown):
    data: list[StudioPattern]


class StudioHolidayIn(Strict):
    """A day off of the studio's; or with `worked`, one of its region's holidays, on which it works."""

    date: Day
    name: line(120) = ""  # type: ignore[valid-type]
    worked: bool = False

    @model_validator(mode="after")
    def check_name(self) -> StudioHolidayIn:
        if not self.name.strip() and not self.worked:
            raise ValueError(_("A day off needs a name."))
        return self


StudioHolidayPatch = partial(StudioHolidayIn, "StudioHolidayPatch")


class StudioHoliday(Shown):
    """What the studio says about a day."""

    id: UUID
    date: date
    name: str
    worked: bool
    created_at: Instant
    version: int


class StudioHolidays(Shown):
    data: list[StudioHoliday]


Rule = Annotated[line(200), AfterValidator(rule)]  # type: ignore[valid-type]


class TimeBlockIn(Strict):
    """An artist's own time: whole days of theirs (`starts_on` and `ends_on`, both included) or hours (`starts_at` and
    `ends_at`). What is `available` is worked besides the pattern; the other kinds are not worked."""

    kind: KIND
    starts_on: Day | None = None
    ends_on: Day | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    zone: Zone | None = Field(None, description="Whose clock hours that come again keep to; the artist's, if null.")
    rule: Rule = Field("", description=RULE, examples=["FREQ=WEEKLY;BYDAY=FR"])  # type: ignore[valid-type]
    note: lines(500) = Field("", description="For schedulers and the artist.")  # type: ignore[valid-type]

    @model_validator(mode="after")
    def check_span(self) -> TimeBlockIn:
        days, hours = (self.starts_on, self.ends_on), (self.starts_at, self.ends_at)
        if (None in days) == (None in hours) or any(days if None in days else hours):
            raise ValueError(_("Give starts_on and ends_on, or starts_at and ends_at."))
        if self.starts_on and self.ends_on and not timedelta() <= self.ends_on - self.starts_on <= LONGEST:
            raise ValueError(_("It ends on the day it starts or later, and lasts two years at most."))
        if self.starts_at and self.ends_at and not timedelta() < self.ends_at - self.starts_at <= LONGEST:
            raise ValueError(_("It ends after it starts, and lasts two years at most."))
        return self


TimeBlockPatch = partial(TimeBlockIn, "TimeBlockPatch")


class TimeBlock(Shown):
    """An artist's own time. Others than schedulers and the artist see no note, and `busy` for every time off; they do
    not see what is only asked for."""

    id: UUID
    artist_id: UUID
    kind: KIND
    starts_on: date | None
    ends_on: date | None
    starts_at: Instant | None
    ends_at: Instant | None
    zone: str
    rule: str
    note: str | None
    status: Literal["requested", "approved", "declined"] = Field(description="Only what is approved counts.")
    requested_at: Instant | None = Field(description="When the artist wrote it.")
    decided_at: Instant | None
    reason: str | None = Field(description="Of who approved or declined it.")
    created_at: Instant
    version: int


class TimeBlocks(Shown):
    data: list[TimeBlock]


class Answer(Strict):
    """What an artist is told with the answer."""

    reason: lines(500) = ""  # type: ignore[valid-type]


class Refusal(Strict):
    """Why a request is declined."""

    reason: Annotated[lines(500), AfterValidator(needed)]  # type: ignore[valid-type]


class AllowancesQuery(Query):
    """The leave year, by the year in which it begins; this one, when it is left out."""

    year: Annotated[int, BeforeValidator(digits)] | None = Field(None, ge=1990, le=2199)


class AllowancesWrite(Write, AllowancesQuery):
    """From which leave year on."""


class AllowancesIn(Strict):
    """An artist's own days, from a leave year on; null for the studio's, or for as many as before that year."""

    vacation: Days | None = Field(None, description="Days of vacation.")
    sick: Days | None = Field(None, description="Sick days.")


AllowancesPatch = partial(AllowancesIn, "AllowancesPatch")


class Allowance(Shown):
    """Working days of one kind in a leave year; `days` and `left` are null where nobody counts."""

    kind: Literal["vacation", "sick"]
    days: str | None = Field(examples=["25"])
    used: str = Field(description="By approved time blocks: part of a day is its share of that day's working hours.")
    requested: str = Field(description="By those that wait for an answer.")
    left: str | None = Field(description="`days` less `used`.")


class Allowances(Shown):
    year: int
    starts_on: date
    ends_on: date
    data: list[Allowance]


class HolidaysQuery(Query):
    year: Annotated[int, BeforeValidator(digits)] = Field(ge=1990, le=2200)


class Holiday(Shown):
    date: date
    name: str


class Holidays(Shown):
    """The public holidays an artist has off: of their region, or of the studio's, with what the studio changed."""

    region: str = Field(description="`GB-ENG`; empty for none.")
    data: list[Holiday]


class HoursQuery(Query):
    """From one day to another, both included; at most 366."""

    from_: Day = Field(alias="from")
    to: Day


class DayHours(Shown):
    date: date
    available: str = Field(description="Working hours: of the pattern, less time off and holidays.", examples=["8"])
    booked: str = Field(description="What pencilled and confirmed bookings count.")
    overtime: str = Field(description="What of it lies outside the pattern.")


class Hours(Shown):
    zone: str = Field(description="Whose days they are: the artist's.")
    data: list[DayHours]
