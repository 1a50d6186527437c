"""Where a new booking begins: with what one looks at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from studio.availability.working_hours import STANDARD, WorkingPattern
from studio.schedule.query import ScheduleQuery
from studio.schedule.rows import ArtistRow, ProjectRow


class NewBooking(NamedTuple):
    """The addresses of the form: at a desk one looks at a window, on a phone at a day."""

    desk: str
    phone: str


def new_booking(form: str, query: ScheduleQuery, subjects: Iterable[ArtistRow | ProjectRow]) -> NewBooking:
    """`subjects` are the artist and the project one looks at, if there is one of a kind."""
    given, pattern = {}, STANDARD
    for subject in subjects:
        if isinstance(subject, ArtistRow):
            given["artist_id"], pattern = subject.id, subject.pattern
        else:
            given["project_id"] = subject.id

    def starting(day: date) -> str:
        return f"{form}?{urlencode({**given, 'starts_on': day})}"

    return NewBooking(starting(first_day(query, pattern)), starting(query.chosen))


def first_day(query: ScheduleQuery, pattern: WorkingPattern = STANDARD) -> date:
    """The first working day of a window; of what is left of it, from today on. Its first day, if nobody works then."""
    begins = query.today if query.first <= query.today <= query.last else query.first
    days = (begins + timedelta(n) for n in range((query.last - begins).days + 1))
    return next((day for day in days if pattern.weekdays[day.weekday()]), begins)
