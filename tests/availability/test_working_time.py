"""When somebody works, and the hours a booking takes of it: the worked cases, and a slow quarter-by-quarter model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.availability.patterns import DAY, OFFICE, STANDARD, Interval, WorkingPattern, one_week
from studio.availability.working_time import (
    ALWAYS,
    AVAILABLE,
    BUSY,
    DAYS_OFF_TOO,
    EVERY_HOUR,
    SICK,
    VACATION,
    WORKING_TIME,
    Block,
    Dated,
    HolidayRules,
    WorkingTime,
)
from studio.lib.spans import Span, subtract

LONDON = WorkingTime("Europe/London")
ENGLAND = WorkingTime("Europe/London", holidays=HolidayRules("GB-ENG"))
NIGHT = one_week((), (), (), (), (), ((time(22), time(6)),))  # Saturday 22:00 to Sunday 06:00
NIGHTS = WorkingTime("Europe/London", (Dated(date.min, NIGHT),))


def span(start: str, end: str, zone: str = "Europe/London") -> Span:
    return Span(*(datetime.fromisoformat(each).replace(tzinfo=ZoneInfo(zone)) for each in (start, end))).utc()


def days(kind: str, first: str, last: str, rule: str = "", id: str = "") -> Block:
    return Block(id, kind, datetime.fromisoformat(first), datetime.fromisoformat(last) + DAY, rule=rule)


def hours(kind: str, start: str, end: str, zone: str = "Europe/London", rule: str = "") -> Block:
    return Block("", kind, datetime.fromisoformat(start), datetime.fromisoformat(end), False, zone, rule)


def blocked(*blocks: Block) -> WorkingTime:
    return WorkingTime("Europe/London", blocks=blocks)


@pytest.mark.parametrize(
    ("time_of", "asked", "counts", "expected", "overtime"),
    [
        pytest.param(LONDON, span("2026-11-23T09:00", "2026-11-27T18:00"), WORKING_TIME, 40, 0, id="a working week"),
        pytest.param(LONDON, span("2026-11-27T12:00", "2026-11-30T11:00"), WORKING_TIME, 7, 0, id="over a weekend"),
        pytest.param(LONDON, span("2026-11-28T09:00", "2026-11-28T18:00"), DAYS_OFF_TOO, 8, 8, id="a Saturday"),
        pytest.param(LONDON, span("2027-02-03T18:00", "2027-02-03T22:00"), EVERY_HOUR, 4, 4, id="an evening"),
        pytest.param(LONDON, span("2027-02-01T09:00", "2027-02-01T22:00"), EVERY_HOUR, 13, 5, id="a long day"),
        pytest.param(LONDON, span("2027-02-01T22:00", "2027-02-02T06:00"), EVERY_HOUR, 8, 8, id="a night"),
        pytest.param(LONDON, span("2027-02-01T09:00", "2027-02-01T22:00"), WORKING_TIME, 8, 0, id="its working time"),
        pytest.param(ENGLAND, span("2027-03-26T09:00", "2027-03-30T18:00"), WORKING_TIME, 8, 0, id="over Easter"),
        pytest.param(NIGHTS, span("2027-03-27T22:00", "2027-03-28T06:00"), WORKING_TIME, 7, 0, id="an hour skipped"),
        pytest.param(NIGHTS, span("2026-10-24T22:00", "2026-10-25T06:00"), WORKING_TIME, 9, 0, id="an hour twice"),
    ],
)  # fmt: skip
def test_worked_cases(time_of: WorkingTime, asked: Span, counts: str, expected: int, overtime: int) -> None:
    assert time_of.hours(asked, counts) == expected
    assert sum(time_of.overtime_by_day(asked, counts).values()) == overtime


WEEK = span("2026-11-23T09:00", "2026-11-27T18:00")


def test_a_vacation_takes_its_days() -> None:
    assert blocked(days(VACATION, "2026-11-24", "2026-11-25")).hours(WEEK) == 24


def test_busy_hours_take_what_they_meet_of_work_and_not_lunch() -> None:
    assert blocked(hours(BUSY, "2026-11-24T12:00", "2026-11-24T15:00")).hours(WEEK) == 38


def test_time_off_that_overlaps_is_taken_once() -> None:
    twice = (hours(BUSY, "2026-11-24T09:00", "2026-11-24T12:00"), hours(SICK, "2026-11-24T11:00", "2026-11-24T13:00"))
    assert blocked(*twice).hours(WEEK) == 36


def test_a_block_comes_again_by_its_rule() -> None:
    course = hours(BUSY, "2026-11-02T09:00", "2026-11-02T13:00", rule="FREQ=WEEKLY;BYDAY=MO,WE")
    assert blocked(course).hours(WEEK) == 40 - 8
    fridays = days(VACATION, "2026-11-06", "2026-11-06", rule="FREQ=WEEKLY;INTERVAL=2")
    assert [blocked(fridays).works_on(day) for day in (date(2026, 11, 20), date(2026, 11, 27))] == [False, True]


def test_a_block_keeps_to_its_clock_when_the_clocks_change() -> None:
    course = hours(BUSY, "2026-10-19T09:00", "2026-10-19T13:00", rule="FREQ=WEEKLY")
    for monday in ("2026-10-19", "2026-10-26"):
        assert blocked(course).hours(span(f"{monday}T09:00", f"{monday}T18:00")) == 4


def test_an_offered_saturday_is_work_and_no_overtime() -> None:
    offered = blocked(hours(AVAILABLE, "2026-11-28T10:00", "2026-11-28T14:00"))
    saturday = span("2026-11-28T00:00", "2026-11-28T23:00")
    assert offered.hours(saturday) == 4 == offered.hours(saturday, DAYS_OFF_TOO)
    assert offered.overtime_by_day(saturday) == {}
    assert offered.window(date(2026, 11, 28)) == span("2026-11-28T10:00", "2026-11-28T14:00")


def test_a_whole_day_offered_is_the_usual_day_also_on_a_holiday() -> None:
    worked = WorkingTime(
        "Europe/London", holidays=HolidayRules("GB-ENG"), blocks=(days(AVAILABLE, "2026-12-25", "2026-12-25"),)
    )
    assert worked.hours(span("2026-12-25T00:00", "2026-12-25T23:00")) == 9


def test_a_holiday_takes_the_night_that_starts_on_it() -> None:
    nights = one_week(*(((time(22), time(6)),),) * 7)
    worker = WorkingTime("Europe/London", (Dated(date.min, nights),), HolidayRules("GB-ENG"))
    assert worker.hours(span("2026-12-24T22:00", "2026-12-25T06:00")) == 8
    assert worker.hours(span("2026-12-25T22:00", "2026-12-26T06:00")) == 0


def test_a_studio_adds_holidays_and_works_on_others() -> None:
    rules = HolidayRules("GB-ENG", ((date(2026, 12, 24), "Studio closed"),), frozenset({date(2026, 12, 28)}))
    assert [rules.name_of(date(2026, 12, day)) for day in (24, 25, 28)] == ["Studio closed", "Christmas Day", ""]


def test_a_pattern_holds_from_its_day_on() -> None:
    part_time = one_week(OFFICE, OFFICE, OFFICE)
    worker = WorkingTime("Europe/London", (*ALWAYS, Dated(date(2026, 11, 23), part_time)))
    assert worker.hours(WEEK) == 24
    assert worker.hours(span("2026-11-16T09:00", "2026-11-20T18:00")) == 40


def test_the_first_pattern_holds_before_its_day_too() -> None:
    worker = WorkingTime("Europe/London", (Dated(date(2026, 11, 23), one_week(OFFICE)),))
    assert worker.hours(span("2026-11-16T09:00", "2026-11-20T18:00")) == 8


def test_weeks_alternate_from_the_week_they_begin_in() -> None:
    other = ((OFFICE, OFFICE, (), (), (), (), ()), ((), (), (), OFFICE, OFFICE, (), ()))
    pattern = WorkingPattern(other, since=date(2026, 11, 25))
    worked = [day for n in range(14) if pattern.hours_on(day := date(2026, 11, 23) + n * DAY)]
    assert [day.day for day in worked] == [23, 24, 3, 4]
    assert pattern.hours_on(date(2026, 11, 19)) == OFFICE  # the Thursday of the week before: the second of the two


def test_what_a_booking_was_put_over_all_the_same_counts_as_work() -> None:
    id = "the vacation"
    worker = WorkingTime(
        "Europe/London", holidays=HolidayRules("GB-ENG"), blocks=(days(VACATION, "2026-12-21", "2026-12-22", id=id),)
    )
    week = span("2026-12-21T09:00", "2026-12-25T18:00")
    assert worker.hours(week) == 16
    assert worker.without([id]).hours(week) == 32
    assert worker.without([id], [date(2026, 12, 25)]).hours(week) == 40


def test_what_is_offered_after_a_night_counts_once() -> None:
    worker = WorkingTime(
        "Europe/London", (Dated(date.min, NIGHT),), blocks=(hours(AVAILABLE, "2026-11-29T04:00", "2026-11-29T08:00"),)
    )
    assert worker.hours(span("2026-11-28T22:00", "2026-11-29T08:00")) == 10


def test_a_block_of_several_days_that_comes_again_takes_all_of_them() -> None:
    worker = blocked(days(VACATION, "2026-11-02", "2026-11-04", rule="FREQ=WEEKLY;INTERVAL=2"))
    assert [worker.works_on(date(2026, 11, day)) for day in range(16, 20)] == [False, False, False, True]


def test_the_same_pattern_by_another_clock_knows_nothing_of_the_first() -> None:
    day = date(2026, 11, 23)
    london = LONDON.intervals(day)
    assert replace(LONDON, zone="Asia/Tokyo").intervals(day) == WorkingTime("Asia/Tokyo").intervals(day) != london


def test_an_hour_the_clock_skips_is_no_work() -> None:
    early = WorkingTime("Europe/London", (Dated(date.min, one_week(*(((time(1), time(2)),),) * 7)),))
    assert early.intervals(date(2027, 3, 28)) == ()
    assert early.hours(span("2027-03-27T00:00", "2027-03-30T00:00")) == 2


# The model: every quarter hour (no zone and no pattern here is finer) is asked by itself whether it counts.
TICK = timedelta(minutes=15)
BEGIN = datetime(2026, 10, 12, tzinfo=UTC)
zones = st.sampled_from(["Europe/London", "Asia/Tokyo", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
quarters = st.integers(0, 24 * 4 * 30)


def at(start: int, length: int) -> Span:
    return Span(BEGIN + start * TICK, BEGIN + (start + length) * TICK)


asked_spans = st.builds(at, quarters, st.integers(1, 24 * 4 * 8))
clock = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))


@st.composite
def day_hours(draw: st.DrawFn) -> tuple[Interval, ...]:
    """None, one or two intervals of a day, or a night."""
    edges = sorted(draw(st.lists(clock, min_size=0, max_size=4, unique=True)))
    if len(edges) % 2:
        edges.pop()
    if edges and draw(st.booleans()) and edges[0] > time(12):
        return ((edges[-1], time(4)),)
    return tuple(zip(edges[::2], edges[1::2], strict=True))


@st.composite
def patterns(draw: st.DrawFn) -> WorkingPattern:
    """Nights end before the next day begins, as they do in any pattern the form takes."""
    free_early = day_hours().map(lambda day: tuple(each for each in day if each[0] >= time(4)))
    weeks = draw(st.lists(st.tuples(*(free_early,) * 7), min_size=1, max_size=2))
    return WorkingPattern(tuple(weeks), since=date(2026, 10, 5))


@st.composite
def block(draw: st.DrawFn) -> Block:
    kind = draw(st.sampled_from([AVAILABLE, BUSY, VACATION]))
    start = datetime(2026, 10, 12) + draw(quarters) * TICK  # noqa: DTZ001 - a clock's
    rule = draw(st.sampled_from(["", "", "FREQ=WEEKLY;INTERVAL=2", "FREQ=DAILY;INTERVAL=5"]))
    if draw(st.booleans()):
        first = datetime.combine(start.date(), time())
        return Block("", kind, first, first + draw(st.integers(1, 3)) * DAY, rule=rule)
    return Block("", kind, start, start + draw(st.integers(1, 120)) * TICK, False, draw(zones), rule)


@st.composite
def working_times(draw: st.DrawFn) -> WorkingTime:
    dated = [Dated(date.min, draw(patterns()))]
    if draw(st.booleans()):
        dated.append(Dated(date(2026, 10, 21), draw(patterns())))
    region = draw(st.sampled_from(["", "DE-BY", "US"]))
    return WorkingTime(draw(zones), tuple(dated), HolidayRules(region), tuple(draw(st.lists(block(), max_size=4))))


class Model:
    """The same rules, said as slowly and plainly as can be."""

    def __init__(self, worker: WorkingTime):
        self.worker, self.tz = worker, ZoneInfo(worker.zone)

    def local(self, moment: datetime) -> date:
        return moment.astimezone(self.tz).date()

    def rostered(self, day: date, moment: datetime) -> bool:
        pattern = [each.pattern for each in self.worker.patterns if each.since <= day][-1]
        for start, end in pattern.hours_on(day):
            last = day if end > start else day + DAY
            if self.instant(day, start) <= moment < self.instant(last, end):
                return True
        return False

    def instant(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.tz).astimezone(UTC)

    def off(self, day: date) -> bool:
        return bool(self.worker.holidays.name_of(day)) or self.away(day)

    def away(self, day: date) -> bool:
        return any(
            day in set(each.days(day, day)) for each in self.worker.blocks if each.whole_days and each.kind != AVAILABLE
        )

    def within(self, moment: datetime, kinds: Iterable[str]) -> bool:
        one = Span(moment, moment + timedelta(microseconds=1))
        return any(any(each.spans(one)) for each in self.worker.blocks if not each.whole_days and each.kind in kinds)

    def offered_day(self, day: date, moment: datetime) -> bool:
        if not any(day in set(e.days(day, day)) for e in self.worker.blocks if e.whole_days and e.kind == AVAILABLE):
            return False
        window = self.worker.pattern_on(day).window(day, self.worker.zone)
        return window.start <= moment < window.end

    def works(self, moment: datetime) -> bool:
        if self.within(moment, [BUSY, VACATION]):
            return False
        today = self.local(moment)
        near = (today - DAY, today)
        if any(not self.off(day) and self.rostered(day, moment) for day in near):
            return True
        if any(not self.away(day) and self.offered_day(day, moment) for day in near):
            return True
        return not self.away(today) and self.within(moment, [AVAILABLE])

    def hours(self, asked: Span) -> Decimal:
        count = asked.duration // TICK
        return Decimal(sum(self.works(asked.start + n * TICK) for n in range(count))) / 4


@settings(max_examples=60)
@given(working_times(), asked_spans)
def test_hours_are_what_a_quarter_by_quarter_count_finds(worker: WorkingTime, asked: Span) -> None:
    assert worker.hours(asked) == Model(worker).hours(asked)


@given(working_times(), asked_spans, st.integers(1, 200), st.sampled_from([WORKING_TIME, EVERY_HOUR]))
def test_cutting_a_booking_in_two_changes_no_hours(worker: WorkingTime, asked: Span, cut: int, counts: str) -> None:
    if cut * TICK >= asked.duration:
        return
    middle = asked.start + cut * TICK
    parts = (Span(asked.start, middle), Span(middle, asked.end))
    assert worker.hours(asked, counts) == sum((worker.hours(part, counts) for part in parts), Decimal())


@given(working_times(), asked_spans, st.sampled_from([WORKING_TIME, DAYS_OFF_TOO, EVERY_HOUR]))
def test_hours_lie_between_nothing_and_what_elapses(worker: WorkingTime, asked: Span, counts: str) -> None:
    elapsed = Decimal(asked.duration // TICK) / 4
    assert 0 <= worker.hours(asked, counts) <= elapsed
    assert 0 <= sum(worker.overtime_by_day(asked, counts).values()) <= worker.hours(asked, counts)
    if counts == EVERY_HOUR:
        assert worker.hours(asked, counts) == elapsed


@given(working_times(), st.integers(0, 40))
def test_a_days_work_is_in_order_and_meets_neither_itself_nor_time_off(worker: WorkingTime, n: int) -> None:
    day = date(2026, 10, 12) + n * DAY
    work = [*worker.intervals(day), *worker.intervals(day + DAY)]
    assert all(one.end <= other.start for one, other in zip(work, work[1:], strict=False))
    off = [span for each in worker.hours_off for span in each.spans(Span(BEGIN, BEGIN + 60 * DAY))]
    assert all(subtract(each, off) == [each] for each in work)


def test_the_standard_week_has_forty_hours() -> None:
    assert sum(len(day) for day in STANDARD.days) == 5 * len(OFFICE)
    assert STANDARD.longest_day == timedelta(hours=8)
