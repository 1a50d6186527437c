"""Where a new booking begins: with what one looks at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from studio.availability.working_time import WorkingTime
from studio.schedule.query import ScheduleQuery
from studio.schedule.rows import ArtistRow, ProjectRow


class NewBooking(NamedTuple):
    """The addresses of the form: at a desk one looks at a window, on a phone at a day."""

    desk: str
    phone: str


def new_booking(form: str, query: ScheduleQuery, subjects: Iterable[ArtistRow | ProjectRow]) -> NewBooking:
    """`subjects` are the artist and the project one looks at, if there is one of a kind."""
    given, worker = {}, WorkingTime(query.zone)
    for subject in subjects:
        if isinstance(subject, ArtistRow):
            given["artist_id"], worker = subject.id, subject.working_time
        else:
            given["project_id"] = subject.id

    def starting(day: date) -> str:
        return f"{form}?{urlencode({**given, 'starts_on': day})}"

    return NewBooking(starting(first_day(query, worker)), starting(query.chosen))


def first_day(query: ScheduleQuery, worker: WorkingTime) -> date:
    """The first working day of a window; of what is left of it, from today on. Its first day, if nobody works then."""
    begins = query.today if query.first <= query.today <= query.last else query.first
    days = (begins + timedelta(n) for n in range((query.last - begins).days + 1))
    return next((day for day in days if worker.works_on(day)), begins)
