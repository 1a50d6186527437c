"""The words of a page of the calendar: each date, time and status is put into words once, not once per bar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal
from flask_babel import gettext as _

from studio.availability.lost_hours import runs
from studio.bookings.formatting import place
from studio.bookings.models import ACCEPTED, CANCELLED, CONFIRMED, DECLINED, HOLD, PENCIL
from studio.lib.clock import same_clock
from studio.lib.text import date_words
from studio.lib.text.date_words import DATE, DAY, YEAR_DAY, clock_words, day_words, interval_words, months_words


@lru_cache(maxsize=20_000)
def moment_words(at: int, zone: str, locale: str) -> str:
    return date_words.moment_words(datetime.fromtimestamp(at, ZoneInfo(zone)), locale)


@lru_cache(maxsize=20_000)
def span_words(first: int, last: int, zone: str, locale: str) -> str:
    start, end = (datetime.fromtimestamp(at, ZoneInfo(zone)) for at in (first, last))
    return date_words.span_words(start, end, locale)


@lru_cache(maxsize=20_000)
def both_words(first: int, last: int, own: str, shown: str, locale: str, words: str) -> str:
    """In two zones, where their clocks differ; `words` say which is which."""
    if same_clock(own, shown, *(datetime.fromtimestamp(at, UTC) for at in (first, last))):
        return span_words(first, last, shown, locale)
    spans = {"own": span_words(first, last, own, locale), "shown": span_words(first, last, shown, locale)}
    return words % {"place": place(own), "here": place(shown), **spans}


@lru_cache(maxsize=20_000)
def brief_words(first: int, last: int, zone: str, locale: str) -> str:
    start, end = (datetime.fromtimestamp(at, ZoneInfo(zone)) for at in (first, last))
    until = datetime.fromtimestamp(last - 1, ZoneInfo(zone)).date()
    if until == start.date():
        return f"{clock_words(start, locale)} – {clock_words(end, locale)}"
    form = DAY if start.year == until.year else YEAR_DAY
    return f"{day_words(start.date(), form, locale)} – {day_words(until, form, locale)}"


@lru_cache(maxsize=20_000)
def dated_words(first: int, last: int, zone: str, locale: str) -> str:
    start, end = (datetime.fromtimestamp(at, ZoneInfo(zone)).date() for at in (first, last - 1))
    return (span_words if start == end else brief_words)(first, last, zone, locale)


@lru_cache(maxsize=1000)
def hours_number(hours: Decimal, locale: str) -> str:
    return str(format_decimal(round(hours, 2), locale=locale))


class Labels:
    """Words in one locale, of instants in one zone. What is said of every row is looked up in the catalogue once."""

    def __init__(self, locale: str, zone: str):
        self.locale = locale
        self.zone = zone
        self.statuses = {
            CONFIRMED: _("Confirmed"), PENCIL: _("Pencil"), HOLD: _("Hold"), CANCELLED: _("Cancelled"),
        }  # fmt: skip
        self.answers = {ACCEPTED: _("accepted by the artist"), DECLINED: _("declined by the artist")}
        self.known_holds: dict[int, str] = {}
        self.known_ranks: dict[int, str] = {}
        self.book_artist, self.book_project = _("Book %(name)s"), _("Book somebody on %(name)s")
        self.hours_words = _("%(hours)s h")
        self.load_words = _("%(load)s%% booked")
        self.ahead_words = _("%(load)s%% booked from %(day)s on")
        self.overtime_words = _("%(hours)s of it overtime")
        self.only_overtime_words = _("%(hours)s overtime")
        self.time_off, self.busy_elsewhere = _("Time off"), _("Busy in a subscribed calendar")
        self.time_off_requested = _("Time off requested")
        self.open_to_change = _("open it to change it")
        self.away_words = _("away %(days)s")
        self.behind_words = _("behind %(project)s")
        self.expires_words = _("expires %(when)s")
        self.zones_words = _("%(own)s in %(place)s, %(shown)s in %(here)s")

    def day(self, day: date, form: str = DAY) -> str:
        return day_words(day, form, self.locale)

    def days(self, first: date, last: date, form: str = DATE) -> str:
        """`16 Nov – 6 Dec 2026`."""
        return interval_words(first, last, form, self.locale)

    def months(self, first: date, last: date) -> str:
        """`November 2026`, `Nov – Dec 2026`."""
        return months_words(first, last, self.locale)

    def span(self, start: int, end: int) -> str:
        """`Mon 23 Nov 09:00 – Thu 26 Nov 18:00` of seconds since 1970, the day once when it is one day."""
        return span_words(start, end, self.zone, self.locale)

    def span_in(self, zone: str, start: int, end: int) -> str:
        """`Tue 24 Nov 08:00 – 17:00 in Tokyo, Mon 23 Nov 23:00 – Tue 24 Nov 08:00 in London` of what stands in the
        columns of another zone; the shown zone's alone, where both clocks say the same."""
        if zone == self.zone:
            return span_words(start, end, zone, self.locale)
        return both_words(start, end, zone, self.zone, self.locale, self.zones_words)

    def clock(self, at: int, zone: str) -> str:
        """`22:00`."""
        return clock_words(datetime.fromtimestamp(at, ZoneInfo(zone)), self.locale)

    def brief(self, start: int, end: int) -> str:
        """`09:00 – 18:00` of what begins and ends on a day, `Tue 24 Nov – Fri 27 Nov` of what takes several."""
        return brief_words(start, end, self.zone, self.locale)

    def dated(self, start: int, end: int) -> str:
        """The same where no day stands above it: `Tue 24 Nov 09:00 – 18:00`."""
        return dated_words(start, end, self.zone, self.locale)

    def status(self, status: str, rank: int = 0) -> str:
        """`Confirmed`, `2nd hold`; a hold without a rank is a hold."""
        if status != HOLD or not rank:
            return self.statuses[status]
        if rank not in self.known_holds:
            self.known_holds[rank] = _("%(rank)s hold", rank=self.rank(rank))
        return self.known_holds[rank]

    def answered(self, status: str, answer: str | None) -> str:
        """`Pencil, declined by the artist`; the status alone of what was not answered."""
        return f"{status}, {self.answers[answer]}" if answer else status

    def rank(self, rank: int) -> str:
        """`1st`, `2nd`, `3rd`, `4th`."""
        if rank not in self.known_ranks:
            words = {1: _("1st"), 2: _("2nd"), 3: _("3rd")}
            self.known_ranks[rank] = words.get(rank) or _("%(rank)sth", rank=rank)
        return self.known_ranks[rank]

    def held(self, expires_at: float | None, behind: Sequence[str]) -> str:
        """`expires Wed 25 Nov 18:00` of a first hold, `behind Kestrel EP4` of another.

        Of those before it the first in the queue is named, as the card names them all.
        """
        if len(behind) > 1:
            return _("behind %(project)s and %(count)s more", project=behind[0], count=len(behind) - 1)
        if behind:
            return self.behind_words % {"project": behind[0]}
        if not expires_at:
            return ""
        return self.expires_words % {"when": moment_words(int(expires_at), self.zone, self.locale)}

    def away(self, days: Iterable[date]) -> str:
        """`away Mon 23 – Tue 24 Nov` of a booking whose artist has time off then; "" of any other."""
        parts = [date_words.days_words(first, last, self.locale) for first, last in runs(days)]
        return self.away_words % {"days": ", ".join(parts)} if parts else ""

    def today(self, day: date) -> str:
        return _("Today · %(day)s", day=self.day(day))

    def hours(self, hours: Decimal) -> str:
        """`5 h`, `1.5 h`."""
        return self.hours_words % {"hours": hours_number(hours, self.locale)}

    def with_overtime(self, words: str, hours: Decimal) -> str:
        """`85% booked, 5 h of it overtime`."""
        return f"{words}, {self.overtime_words % {'hours': self.hours(hours)}}" if hours else words

    def overtime(self, hours: Decimal) -> str:
        """`5 h overtime`; "" without any."""
        return self.only_overtime_words % {"hours": self.hours(hours)} if hours else ""

    def load(self, percent: int) -> str:
        return self.load_words % {"load": percent}

    def ahead(self, percent: int, day: date) -> str:
        """`13% booked from Mon 23 Nov on`."""
        return self.ahead_words % {"load": percent, "day": self.day(day)}
