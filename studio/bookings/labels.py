"""The words of a page of the calendar: each date, time and status is put into words once, not once per bar."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import dates
from flask_babel import gettext as _

from studio.bookings.models import CANCELLED, CONFIRMED, HOLD, PENCIL

DAY = "EEE d MMM"


@lru_cache(maxsize=4096)
def day_words(day: date, pattern: str, locale: str) -> str:
    return dates.format_date(day, pattern, locale=locale)


@lru_cache(maxsize=2048)
def time_words(at: time, locale: str) -> str:
    return dates.format_time(at, "short", locale=locale)


class Labels:
    """Words in one locale, of instants in one zone."""

    def __init__(self, locale: str, zone: str):
        self.locale = locale
        self.zone = ZoneInfo(zone)
        self.statuses = {
            CONFIRMED: _("Confirmed"), PENCIL: _("Pencil"), HOLD: _("Hold"), CANCELLED: _("Cancelled"),
        }  # fmt: skip
        self.known_spans: dict[tuple[datetime, datetime], str] = {}
        self.known_holds: dict[int, str] = {}
        self.known_ranks: dict[int, str] = {}

    def day(self, day: date, pattern: str = DAY) -> str:
        return day_words(day, pattern, self.locale)

    def time(self, local: datetime) -> str:
        return time_words(local.time(), self.locale)

    def days(self, first: date, last: date) -> str:
        """`16 Nov – 6 Dec 2026`."""
        pattern = "d MMM" if first.year == last.year else "d MMM y"
        return f"{self.day(first, pattern)} – {self.day(last, 'd MMM y')}"

    def span(self, start: datetime, end: datetime) -> str:
        """`Mon 23 Nov 09:00 – Thu 26 Nov 18:00`, the day once when it is one day."""
        words = self.known_spans.get((start, end))
        if words is None:
            words = self.known_spans[start, end] = self._span(start.astimezone(self.zone), end.astimezone(self.zone))
        return words

    def _span(self, start: datetime, end: datetime) -> str:
        last = self.time(end) if end.date() == start.date() else f"{self.day(end.date())} {self.time(end)}"
        return f"{self.day(start.date())} {self.time(start)} – {last}"

    def status(self, status: str, rank: int = 0) -> str:
        """`Confirmed`, `2nd hold`; a hold without a rank is a hold."""
        if status != HOLD or not rank:
            return self.statuses[status]
        if rank not in self.known_holds:
            self.known_holds[rank] = _("%(rank)s hold", rank=self.rank(rank))
        return self.known_holds[rank]

    def rank(self, rank: int) -> str:
        """`1st`, `2nd`, `3rd`, `4th`."""
        if rank not in self.known_ranks:
            words = {1: _("1st"), 2: _("2nd"), 3: _("3rd")}
            self.known_ranks[rank] = words.get(rank) or _("%(rank)sth", rank=rank)
        return self.known_ranks[rank]

    def today(self, day: date) -> str:
        return _("Today · %(day)s", day=self.day(day))
