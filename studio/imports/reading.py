"""How a file is read: what somebody chose, and what is usual where they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from babel import Locale
from flask_babel import lazy_gettext

from studio.availability.working_time import WorkingTime
from studio.lib import clock

ORDERS = {
    "dmy": lazy_gettext("Day, month, year: 23.11.2026"),
    "mdy": lazy_gettext("Month, day, year: 11/23/2026"),
    "ymd": lazy_gettext("Year, month, day: 2026-11-23"),
}
DELIMITERS = {
    ",": lazy_gettext("Commas"), ";": lazy_gettext("Semicolons"), "\t": lazy_gettext("Tabs"), "|": lazy_gettext("Bars"),
}  # fmt: skip
NUMBERS = r"(\d{1,4})[./-] ?(\d{1,2})[./-] ?(\d{1,4})"
CLOCK = r"(?:,? +(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?: ?([ap])\.?m\.?)?)?"
WRITTEN = re.compile(NUMBERS + CLOCK, re.IGNORECASE | re.ASCII)
Moment = datetime | date  # an instant, a time on the wall of wherever the artist is, or a whole day


@dataclass(frozen=True)
class Reading:
    """`encoding` and `delimiter` are found out when they are empty; `order` is that of dates that are not ISO 8601,
    `zone` that of times without an offset: the artist's own when it is empty. `locale` is the studio's."""

    encoding: str = ""
    delimiter: str = ""
    order: str = ""
    zone: str = ""
    locale: str = "en_GB"

    @property
    def order_of_dates(self) -> str:
        return self.order or usual_order(self.locale)

    @classmethod
    def of(cls, chosen: dict[str, Any], locale: str) -> Reading:
        return cls(**{name: str(chosen.get(name) or "") for name in CHOICES}, locale=locale)


CHOICES = ("encoding", "delimiter", "order", "zone")


def usual_order(locale: str) -> str:
    """The order of day, month and year in short dates: "mdy" in en_US."""
    pattern = str(Locale.parse(locale).date_formats["short"].pattern).lower()
    return "".join(sorted("dmy", key=pattern.index))


def read_moment(text: str, order: str) -> Moment | None:
    """ISO 8601, or numbers in this order, with a time or without; None for what is neither."""
    text = " ".join(text.split())
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        found = WRITTEN.fullmatch(text)
        return in_order(found.groups(), order) if found else None


def in_order(parts: tuple[str | None, ...], order: str) -> Moment | None:
    *numbers, hour, minute, second, half = parts
    order = "ymd" if len(numbers[0] or "") == 4 else order
    year, month, day = (int(numbers[order.index(part)] or 0) for part in "ymd")
    if half and not 1 <= int(hour or 0) <= 12:
        return None
    try:
        found = date(year + 2000 if year < 100 else year, month, day)
        if hour is None:
            return found
        on_the_clock = int(hour) % 12 + 12 * (half.lower() == "p") if half else int(hour)
        return datetime.combine(found, time(on_the_clock, int(minute or 0), int(second or 0)))
    except ValueError:
        return None


def span_between(starts: Moment, ends: Moment, worker: WorkingTime) -> tuple[datetime, datetime]:
    """The instants from one to the other. A day is the artist's whole one. Raises NoSuchTime, AmbiguousTime."""
    return instant_of(starts, worker, at_end=False), instant_of(ends, worker, at_end=True)


def instant_of(moment: Moment, worker: WorkingTime, at_end: bool) -> datetime:
    if not isinstance(moment, datetime):
        day = worker.window(moment)
        return day.end if at_end else day.start
    return moment if moment.tzinfo else clock.instant(moment, worker.zone)
