"""What was asked for in words, before anybody looked whether it can be had."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from studio.palette.date_ranges import LONGEST, Days
from studio.palette.dates import DAY, WEEK
from studio.palette.name_matching import Named
from studio.palette.times import Hours, Length

SATURDAY = 5


@dataclass(frozen=True)
class BookingRequest:
    """What the words say; what they do not say is empty. `days` are first and last, `hours` start and end."""

    text: str
    artists: tuple[Named, ...] = ()
    projects: tuple[Named, ...] = ()
    days: tuple[date, date] | None = None
    hours: tuple[time, time | None] | None = None
    status: str = ""
    title: str = ""
    artist_words: str = ""  # the words that mean the artists
    project_words: str = ""

    @property
    def artist(self) -> Named | None:
        return self.artists[0] if len(self.artists) == 1 else None

    @property
    def project(self) -> Named | None:
        return self.projects[0] if len(self.projects) == 1 else None

    @property
    def asks(self) -> bool:
        """Whether it asks for a booking at all: somebody, and a time or a job or a status."""
        return bool(self.artists and (self.days or self.projects or self.status))

    @property
    def complete(self) -> bool:
        return bool(self.artist and self.project and self.days and (not self.hours or self.hours[1]))

    @property
    def only_days(self) -> bool:
        return bool(self.days) and not (self.artists or self.projects or self.status or self.title)

    def naming(self, words: str, name: str) -> str:
        """The text with the full name in place of these words, or added to it."""
        alone = rf"(?<!\w){re.escape(words)}(?!\w)"  # not where they begin another word
        return re.sub(alone, lambda _: name, self.text, count=1) if words else f"{self.text} {name}"


def last_day(days: Days | None, length: Length | None, hours: Hours | None) -> tuple[date, date] | None:
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


def last_hour(hours: Hours | None, length: Length | None) -> tuple[time, time | None] | None:
    """The times; one that was only begun is as long as was said, within its day."""
    if hours is None:
        return None
    if hours.ends or not length or length.unit != "hour":
        return hours.begins, hours.ends
    end = datetime.combine(date.min, hours.begins) + timedelta(hours=length.number)
    return hours.begins, end.time() if end.date() == date.min else None
