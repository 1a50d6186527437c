"""Whether an artist is free on some whole days, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from studio.artists.models import Artist
from studio.availability.queries import working_time_of
from studio.availability.working_time import WORKING_TIME
from studio.bookings.check import BookingCheck, check_booking
from studio.bookings.models import LONGEST, PENCIL
from studio.bookings.workdays import whole_days
from studio.lib.text.parsing import parse_date

YEARS = range(1990, 2200)


@dataclass(frozen=True)
class FreeDays:
    """What was asked, and the answer; none of it when nothing was."""

    first: date | None = None
    last: date | None = None
    check: BookingCheck | None = None
    problem: str = ""


def free_days(args: Mapping[str, str], artist: Artist, now: datetime) -> FreeDays:
    """`from` and `until` are days of the artist's, both included."""
    if not (args.get("from") or args.get("until")):
        return FreeDays()
    first, last = parse_date(args.get("from", "")), parse_date(args.get("until", ""))
    if not first or not last or first.year not in YEARS or last.year not in YEARS:
        return FreeDays(first, last, problem=_("Choose two days."))
    if last < first:
        return FreeDays(first, last, problem=_("The end must not be before the start."))
    if last - first > LONGEST:
        return FreeDays(first, last, problem=_("Two years at most."))
    span = whole_days(working_time_of(artist), first, last)
    return FreeDays(first, last, check_booking(artist, span, PENCIL, WORKING_TIME, now))
