"""When a booking is, in words: whole working days as days, anything else with its times."""

from __future__ import annotations

from datetime import date

from studio.artists.models import Artist
from studio.bookings.workdays import days_meant
from studio.lib import formats
from studio.lib.spans import Span


def when(span: Span, artist: Artist) -> str:
    """`Mon 23 – Thu 26 Nov` for the artist's whole days; `Mon 23 Nov 09:00 – 12:00` in the shown zone otherwise."""
    days = days_meant(artist, span)
    return between(*days) if days else formats.span(span)


def between(first: date, last: date) -> str:
    """Days, the month only once when it is one."""
    if first == last:
        return formats.day(first)
    same = (first.year, first.month) == (last.year, last.month)
    return f"{formats.day(first, 'EEE d' if same else formats.SPAN_DAY)} – {formats.day(last)}"
