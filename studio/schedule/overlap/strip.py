"""The strip: a line of 24 hours by the viewer's clock for each artist, and one for when they work together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from studio.availability.overlap import Together, most_together, together, working_hours
from studio.availability.patterns import midnights
from studio.availability.working_time import in_hours, total
from studio.lib import formats
from studio.lib.clock import same_clock
from studio.lib.spans import Span
from studio.schedule.rows import ArtistRow

TICKS = 3  # hours between two
LEVELS = 4  # shades of how many work


class Bar(NamedTuple):
    """Minutes from midnight, by the time that passes: a day has 23 hours when the clocks go forward."""

    start: int
    end: int
    words: str
    level: int = LEVELS


class StripRow(NamedTuple):
    artist: ArtistRow
    bars: list[Bar]
    own: str  # their hours by their own clock
    here: str  # by the viewer's; "" where that is the same

    @property
    def place(self) -> str:
        return self.artist.zone.rpartition("/")[2].replace("_", " ")


@dataclass(frozen=True)
class Strip:
    day: date
    zone: str
    artists: Sequence[ArtistRow]

    @property
    def reach(self) -> Span:
        return midnights(self.day, self.zone)

    @property
    def minutes(self) -> int:
        return self.minute(self.reach.end)

    @property
    def ticks(self) -> list[tuple[int, str]]:
        """(minute, words) of every third hour of the clock."""
        tz = ZoneInfo(self.zone)
        hours = (self.reach.start + timedelta(hours=n) for n in range(self.minutes // 60))
        local = ((at, at.astimezone(tz)) for at in hours)
        return [(self.minute(at), formats.clock_time(own)) for at, own in local if own.hour % TICKS == 0]

    @property
    def rows(self) -> list[StripRow]:
        return [self.row(artist, spans) for artist, spans in zip(self.artists, self.hours, strict=True)]

    @property
    def hours(self) -> list[list[Span]]:
        return [working_hours(artist.working_time, self.reach) for artist in self.artists]

    @property
    def together(self) -> list[Bar]:
        """How many work when: the darker, the more."""
        return [self.counted(each) for each in together(self.hours)]

    @property
    def best(self) -> tuple[int, str, str]:
        """The most who work at once, when that is, and for how many hours."""
        most, spans = most_together(self.hours)
        return most, self.times(spans, self.zone), formats.number(round(in_hours(total(spans)), 2))

    def row(self, artist: ArtistRow, spans: Sequence[Span]) -> StripRow:
        own = self.times(spans, artist.zone)
        here = (
            "" if same_clock(artist.zone, self.zone, *(each.start for each in spans)) else self.times(spans, self.zone)
        )
        return StripRow(artist, [self.bar(span) for span in spans], own, here)

    def bar(self, span: Span, level: int = LEVELS) -> Bar:
        return Bar(self.minute(span.start), self.minute(span.end), self.times([span], self.zone), level)

    def counted(self, each: Together) -> Bar:
        return self.bar(each.span, -(-each.people * LEVELS // max(len(self.artists), 1)))

    def minute(self, at: datetime) -> int:
        return round((at - self.reach.start).total_seconds() / 60)

    def times(self, spans: Sequence[Span], zone: str) -> str:
        """`09:00 – 13:00, 14:00 – 18:00`; with their day where that is another one there."""
        tz = ZoneInfo(zone)
        return ", ".join(self.said(span.start.astimezone(tz), span.end.astimezone(tz)) for span in spans)

    def said(self, start: datetime, end: datetime) -> str:
        named = f"{formats.day(start.date(), 'E')} " if start.date() != self.day else ""
        return f"{named}{formats.clock_time(start)} – {formats.clock_time(end)}"
