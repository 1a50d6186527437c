"""When an artist works next: what their page says of their hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from studio.artists.models import Artist
from studio.availability.queries import working_time_of
from studio.lib.spans import Span, days_of

LONGEST_LEAVE = 366  # days in which somebody works again, or else never


def next_working_day(artist: Artist, now: datetime) -> Span | None:
    """The working day that is on, or the next one, in the artist's own zone; None for who does not work for a year."""
    worker, today = working_time_of(artist), now.astimezone(ZoneInfo(artist.zone)).date()
    for day in days_of(today - timedelta(1), LONGEST_LEAVE):  # a night shift began yesterday
        worked = worker.intervals(day)
        if worked and worked[-1].end > now:
            return Span(worked[0].start, worked[-1].end)
    return None
