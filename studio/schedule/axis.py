"""The columns of a window: days, the hours of one day, or the weeks of a year; and what stands at their head."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from studio.availability.working_time import WorkingTime
from studio.lib.spans import days_of
from studio.schedule.day_columns import SLOTS, Frame, frame, midnight
from studio.schedule.hour_columns import HOUR, HourFrame, hour_frame, hour_words, hours_in
from studio.schedule.labels import Labels
from studio.schedule.query import ScheduleQuery
from studio.schedule.rows import ArtistRow
from studio.schedule.zooms import DAY, MONTH, QUARTER, WEEK

HIGH, FULL = 75, 95  # percent of the team's hours: a day that fills up, a day that is full
QUARTERS = 36  # slots of a day in a week: quarter hours, when nine hours lie between its first and its last
Loads = Sequence[int]


class Column(NamedTuple):
    """The head of a column; `zoom` is what its date leads to, "" for nowhere."""

    date: date
    over: str
    number: str
    zoom: str
    weekend: bool
    load: int  # percent
    level: str  # ok, high or over
    words: str
    overtime: bool = False  # whether some of it is
    month: str = ""
    ends_week: bool = False


class Words(NamedTuple):
    """What a column's head says, before it is known how full it is."""

    date: date
    over: str
    number: str
    zoom: str
    weekend: bool = False
    month: str = ""
    ends_week: bool = False


@dataclass(frozen=True)
class Axis:
    query: ScheduleQuery

    @property
    def width(self) -> int:
        """Columns of a frame, and so of what is counted by column."""
        return hours_in(self.query.first, self.query.zone) if self.query.by_hours else self.query.days

    @property
    def columns(self) -> int:
        """Columns one sees."""
        return self.query.days // 7 if self.query.as_heat else self.width

    def hidden(self, column: int) -> bool:
        """Whether a column is there, and as wide as nothing: what is drawn and dropped keeps its slots."""
        return self.query.hides_weekends and (self.query.first.weekday() + column) % 7 > 4

    def seen_before(self, column: int) -> int:
        """Columns with a width to the left of one."""
        return sum(not self.hidden(each) for each in range(column))

    @property
    def seen(self) -> int:
        return self.seen_before(self.columns)

    @property
    def tracks(self) -> str:
        """The widths of the slots, for the stylesheet; "" when all are alike."""
        if not self.query.hides_weekends:
            return ""
        runs = [(hidden, len(list(run)) * self.cells) for hidden, run in groupby(map(self.hidden, range(self.columns)))]
        return " ".join(f"repeat({slots}, {'0px' if hidden else 'minmax(0, 1fr)'})" for hidden, slots in runs)

    def only_hidden(self, first: int, last: int) -> int | None:
        """The column that a bar between two grid lines begins in, if one would see nothing of it."""
        columns = range((first - 1) // self.cells, (last - 2) // self.cells + 1)
        return columns.start if all(map(self.hidden, columns)) else None

    @property
    def cells(self) -> int:
        """Slots of a column one sees."""
        return 1 if self.query.as_heat else self.slots

    @property
    def slots(self) -> int:
        """Slots of a frame's column."""
        return QUARTERS if self.query.zoom == WEEK else SLOTS

    @property
    def counted(self) -> int:
        """The first column of a frame that counts for how full a row is."""
        return (self.query.counts_from - self.query.first).days

    @property
    def names_months(self) -> bool:
        """Whether a line above the days says where months begin: those of a quarter have room for nothing else."""
        first, last = self.query.first, self.query.last
        return self.query.by_day and self.query.zoom != QUARTER and first.month != last.month

    def frame_of(self, artist: ArtistRow) -> Frame | HourFrame:
        query = self.query
        if query.by_hours:
            return hour_frame(artist.working_time, query.zone, query.first)
        return frame(artist.working_time, query.first, query.days, self.slots)

    def now(self, now: datetime) -> float | None:
        """Columns from the left edge to this moment, in the shown zone; None when it is not in the window."""
        query, at = self.query, int(now.timestamp())
        begins, ends = midnight(query.first, query.zone), midnight(query.last + timedelta(1), query.zone)
        if not begins <= at < ends:
            return None
        if query.by_hours:
            return round((at - begins) / HOUR, 1)
        days = frame(WorkingTime(query.zone), query.first, query.days, self.slots).position(at)
        if query.hides_weekends:
            column = int(days)
            return round(self.seen_before(column) + (0 if self.hidden(column) else days - column), 1)
        return round(days / 7 if query.as_heat else days, 1)

    def heads(self, booked: Loads, capacity: Loads, overtime: Loads, labels: Labels) -> Iterator[Column]:
        if self.query.by_hours:
            words = self.hours()
        elif self.query.as_heat:
            words = self.weeks(labels)
            booked, capacity, overtime = by_week(booked), by_week(capacity), by_week(overtime)
        else:
            words = self.days(labels)
        for column, (head, taken, of, over) in enumerate(zip(words, booked, capacity, overtime, strict=True)):
            if self.hidden(column):
                continue
            load = percent(taken, of)
            level = "over" if load >= FULL else "high" if load >= HIGH else "ok"
            said = labels.with_overtime(labels.load(load), Decimal(over) / 3600)
            yield Column(*head[:5], load, level, said, bool(over), *head[5:])

    def days(self, labels: Labels) -> Iterator[Words]:
        """In a quarter there is room only for where weeks and months begin, and for today, not side by side."""
        query, quarter = self.query, self.query.zoom == QUARTER
        for day in days_of(query.first, query.days):
            weekend, place = day.weekday() > 4, query.week.offset(day.weekday())
            month = labels.day(day, "MMM") if day == self.first_seen(day) else ""
            if quarter:
                begins = self.begins_week(day, place) and abs(day - query.today) != timedelta(1)
                number = str(day.day) if begins or day == query.today else ""
                yield Words(day, month, number, number and WEEK, weekend, ends_week=self.ends_week(day, place))
            else:
                over, month = labels.day(day, "E"), month if self.names_months else ""
                yield Words(day, over, str(day.day), DAY, weekend, month)

    def first_seen(self, day: date) -> date:
        """The first day of a month, or of the window, that has a width."""
        first = max(day.replace(day=1), self.query.first)
        return next(each for each in days_of(first, 3) if not self.hidden((each - self.query.first).days))

    def begins_week(self, day: date, place: int) -> bool:
        return day.weekday() == 0 if self.query.hides_weekends else place == 0

    def ends_week(self, day: date, place: int) -> bool:
        return day.weekday() == 4 if self.query.hides_weekends else place == 6

    def hours(self) -> Iterator[Words]:
        """The clock's name stands over the hours only on a day on which it changes."""
        words = hour_words(self.query.first, self.query.zone)
        changes = words[0].utcoffset() != words[-1].utcoffset()
        for local in words:
            yield Words(self.query.first, str(local.tzname()) if changes else "", f"{local:%H:%M}", "")

    def weeks(self, labels: Labels) -> Iterator[Words]:
        """Weeks by number; the month stands over the one that holds its first day."""
        for n in range(self.columns):
            first = self.query.first + timedelta(weeks=n)
            last = first + timedelta(days=6)
            month = labels.day(last, "MMM") if last.day <= 7 else ""
            yield Words(first, month, str(self.query.week.number(first)[1]), MONTH)


def by_week(daily: Loads) -> list[int]:
    return [sum(daily[n : n + 7]) for n in range(0, len(daily), 7)]


def percent(part: int, whole: int) -> int:
    """Rounded; of nothing, anything is everything."""
    return round(100 * part / whole) if whole else 100 * bool(part)
