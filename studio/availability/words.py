"""Working time in words: the hours of a week, when a time block is, how it comes again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from studio.availability.lost_hours import runs
from studio.availability.patterns import Interval, Week, WorkingPattern, length
from studio.availability.recurrence import until_of
from studio.availability.working_time import AVAILABLE, BUSY, SICK, TRAVEL, VACATION, in_hours
from studio.lib import formats
from studio.lib.spans import Span, days_of
from studio.lib.text.date_words import YEAR_DAY, clock_words, moment_words, time_words

KIND_NAMES = {
    VACATION: lazy_gettext("Vacation"), SICK: lazy_gettext("Sick"), TRAVEL: lazy_gettext("Travel"),
    BUSY: lazy_gettext("Busy"), AVAILABLE: lazy_gettext("Available"),
}  # fmt: skip
TIME_OFF = lazy_gettext("Time off")
WEEKDAYS = days_of(date(2001, 1, 1), 7)  # from a Monday on
BY_DAY = dict(zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), WEEKDAYS, strict=True))


class Hours(NamedTuple):
    """Weekdays that go alike: `Mon – Wed`, and their hours; "" of free ones."""

    days: str
    times: str


def week_in_words(week: Week) -> list[Hours]:
    """The days of a week in order, neighbours with the same hours together."""
    alike = groupby(zip(WEEKDAYS, week, strict=True), key=lambda each: each[1])
    return [Hours(weekdays([day for day, _hours in days]), times(hours)) for hours, days in alike]


def weekdays(days: Sequence[date]) -> str:
    names = [formats.day(day, "E") for day in days]
    return names[0] if len(names) == 1 else f"{names[0]} – {names[-1]}"


def times(intervals: Sequence[Interval]) -> str:
    here = str(formats.here())
    return ", ".join(f"{time_words(start, here)} – {time_words(end, here)}" for start, end in intervals)


def hours_a_week(pattern: WorkingPattern) -> str:
    """`24 h a week`, on average if weeks come in turn."""
    spent = sum((length(each) for day in pattern.days for each in day), timedelta())
    hours = formats.number(round(in_hours(spent) / len(pattern.weeks), 2))
    if len(pattern.weeks) > 1:
        return _("%(hours)s h a week on average", hours=hours)
    return _("%(hours)s h a week", hours=hours)


def pattern_in_words(pattern: WorkingPattern) -> str:
    """All of it in a line: `Mon – Wed 09:00 – 13:00, 14:00 – 18:00; 24 h a week`."""
    weeks = [", ".join(f"{days} {hours}" for days, hours in week_in_words(week) if hours) for week in pattern.weeks]
    return "; ".join([*(week or _("off") for week in weeks), hours_a_week(pattern)])


def days_or_hours(first: date | None, last: date | None, hours: Span | None, zone: str) -> str:
    """`Mon 23 – Thu 26 Nov 2026` of whole days; `Mon 23 Nov 2026 09:00 – 13:00` of hours, by the clock of `zone`."""
    if first and last:
        return formats.days(first, last, dated=True)
    if not hours:
        return ""
    here, tz = str(formats.here()), ZoneInfo(zone)
    start, end = hours.start.astimezone(tz), hours.end.astimezone(tz)
    until = clock_words(end, here) if start.date() == end.date() else moment_words(end, here, YEAR_DAY)
    return f"{moment_words(start, here, YEAR_DAY)} – {until}"


def days_in_words(days: Iterable[date]) -> str:
    """`Mon 23 – Tue 24 Nov, Fri 27 Nov`: days that follow one another together."""
    return ", ".join(formats.days(first, last) for first, last in runs(days))


def count_of_days(days: Decimal) -> str:
    """`5 days`, `1 day`, `2.5 days`."""
    shown = round(days, 2).normalize()
    return ngettext("%(days)s day", "%(days)s days", 1 if shown == 1 else 2, days=formats.number(shown))


def repeats_in_words(rule: str) -> str:
    """`every 2 weeks on Mon, Wed until Fri 18 Dec 2026`; "" of what comes once; the rule where there are no words."""
    if not rule:
        return ""
    parts = dict(part.split("=") for part in rule.split(";"))
    words = [every(parts.pop("FREQ"), int(parts.pop("INTERVAL", "1")))]
    days = parts.pop("BYDAY", "").split(",")
    parts.pop("WKST", None)
    if days != [""]:
        if not set(days) <= BY_DAY.keys():
            return rule
        words.append(_("on %(days)s", days=", ".join(formats.day(BY_DAY[day], "E") for day in days)))
    if count := parts.pop("COUNT", ""):
        words.append(ngettext("%(num)s time", "%(num)s times", int(count)))
    if parts.pop("UNTIL", "") and (until := until_of(rule)):
        words.append(_("until %(day)s", day=formats.day(until, YEAR_DAY)))
    return rule if parts else " ".join(words)


def every(frequency: str, interval: int) -> str:
    if frequency == "DAILY":
        return ngettext("every day", "every %(num)s days", interval)
    if frequency == "WEEKLY":
        return ngettext("every week", "every %(num)s weeks", interval)
    if frequency == "MONTHLY":
        return ngettext("every month", "every %(num)s months", interval)
    return ngettext("every year", "every %(num)s years", interval)


def hours_in_words(hours: Decimal) -> str:
    return _("%(hours)s h", hours=formats.number(round(hours, 2)))
