"""Dates and times in words, ordered as a locale orders them: the one home of how they are written.

A form is one of CLDR's skeletons (which fields, in no order: `MMMEd`), or the name of a style (`full`). Each date is
put into words once, whoever asks: a page has hundreds, of the same few days.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import lru_cache

from babel import Locale, dates

from studio.lib.clock import ambiguous_zone_name

DAY, LONG_DAY, YEAR_DAY, NUMBER, DATE = "MMMEd", "MMMMEEEEd", "yMMMEd", "Ed", "yMMMd"
STYLES = ("full", "long", "medium", "short")
ALONE = ("E", "EEEE", "EEEEE", "MMM", "MMMM")
OURS = {("en_GB", YEAR_DAY): "E d MMM y"}  # CLDR has a comma in this one, and in none of the shorter ones
WORDS = re.compile(r"'[^']*'|E+|M{3,}")
WIDE = {"E": "EEEE", "M": "MMMM"}
# Names as they are in a date: Babel mixes up, from locale to locale, those that stand alone.
INSIDE = str.maketrans("Lc", "ME")
TEXT = re.compile(r"('[^']*')")


@lru_cache(maxsize=512)
def pattern_of(form: str, locale: str) -> str:
    here = Locale.parse(locale)
    if form in ALONE:
        return form
    if form == LONG_DAY:
        return WORDS.sub(lambda field: WIDE.get(field[0][0], field[0]), pattern_of(DAY, locale))
    found = here.date_formats[form] if form in STYLES else here.datetime_skeletons[form]
    return OURS.get((locale, form)) or inside(str(found.pattern))


def inside(pattern: str) -> str:
    """The pattern with the names of months and weekdays as they are inside a date."""
    return "".join(part if part.startswith("'") else part.translate(INSIDE) for part in TEXT.split(pattern))


@lru_cache(maxsize=4096)
def day_words(day: date, form: str, locale: str) -> str:
    """`Mon 23 Nov`, `Mon, Nov 23`."""
    return dates.format_date(day, pattern_of(form, locale), locale=locale)


@lru_cache(maxsize=4096)
def interval_words(first: date, last: date, form: str, locale: str) -> str:
    """`16 Nov – 6 Dec 2026`, `Nov 16 – Dec 6, 2026`: the year once when it is one, the month with each end."""
    here = Locale.parse(locale)
    widest = "y" if first.year != last.year and "y" in form else "M"
    parts = [inside(part) for part in here.interval_formats[form][widest]]
    words = [dates.format_date(day, part, locale=locale) for day, part in zip((first, last), parts, strict=True)]
    return "".join(words).replace("\u2009", " ")  # all other dashes have spaces around them, too


def months_words(first: date, last: date, locale: str) -> str:
    """`November 2026`, or `Nov – Dec 2026`."""
    if (first.year, first.month) == (last.year, last.month):
        return day_words(first, "yMMMM", locale)
    return interval_words(first, last, "yMMM", locale)


def days_words(first: date, last: date, locale: str, dated: bool = False) -> str:
    """`Mon 23 – Thu 26 Nov`, `Mon, Nov 23 – Thu, Nov 26`: days, the month once where it stands behind the day.

    With years when there are two, and when it is to be `dated`.
    """
    years = first.year != last.year
    end = day_words(last, YEAR_DAY if years or dated else DAY, locale)
    if first == last:
        return end
    once = first.month == last.month and not years and day_first(locale)
    return f"{day_words(first, YEAR_DAY if years else NUMBER if once else DAY, locale)} – {end}"


@lru_cache(maxsize=64)
def day_first(locale: str) -> bool:
    """Whether a month is written behind its day."""
    pattern = pattern_of(DAY, locale)
    return 0 <= pattern.find("d") < pattern.find("M")


@lru_cache(maxsize=2048)
def time_words(at: time, locale: str) -> str:
    return dates.format_time(at, "short", locale=locale)


def clock_words(local: datetime, locale: str) -> str:
    """`09:00`, by the locale's habit; `01:30 GMT` where it happens twice."""
    words = time_words(local.time(), locale)
    return f"{words} {ambiguous_zone_name(local)}".rstrip() if local.tzinfo else words


def moment_words(local: datetime, locale: str, form: str = DAY) -> str:
    """`Mon 23 Nov 09:00`; the time stands behind a comma where the date has one, too: `Mon, Nov 23, 9:00 AM`."""
    day = day_words(local.date(), form, locale)
    return f"{day}{',' * (',' in day)} {clock_words(local, locale)}"


def span_words(start: datetime, end: datetime, locale: str) -> str:
    """`Mon 23 Nov 09:00 – Thu 26 Nov 18:00`, the day once when it is one day, the years when they are two."""
    form = DAY if start.year == end.year else YEAR_DAY
    last = clock_words(end, locale) if end.date() == start.date() else moment_words(end, locale, form)
    return f"{moment_words(start, locale, form)} – {last}"
