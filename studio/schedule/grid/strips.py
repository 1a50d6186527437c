"""An artist's own time above their bars: a strip from where a time block begins to where it ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from studio.availability.words import KIND_NAMES, days_or_hours
from studio.availability.working_time import AVAILABLE, Block
from studio.lib.spans import Span
from studio.schedule.day_columns import Frame, Stretch, midnight, seconds
from studio.schedule.hour_columns import HourFrame
from studio.schedule.labels import Labels
from studio.schedule.rows import ArtistRow


class Strip(NamedTuple):
    """A block as it is drawn: between the grid lines `first` and `last`. One that comes again, or stands among hours,
    is not `movable` but changed in its form; one of a `subscribed` calendar has none."""

    id: str
    first: int
    last: int
    clip: str
    words: str
    movable: bool
    subscribed: bool = False


def strips(artist: ArtistRow, frame: Frame | HourFrame, labels: Labels, with_reasons: bool) -> Iterator[Strip]:
    """All of them that touch the window; why somebody is away is told with `with_reasons` only."""
    for block in artist.working_time.blocks:
        if block.subscribed and not block.whole_days:
            continue  # a day may have many; they are shaded, and cannot be moved here
        kind = kind_of(block, labels, with_reasons)
        movable = not block.rule and not block.subscribed and isinstance(frame, Frame)
        for span, when in occurrences(block, artist.working_time.zone, frame):
            words = f"{kind}, {artist.name}, {when}"
            if with_reasons and not movable and not block.subscribed:
                words = f"{words}, {labels.open_to_change}"
            yield Strip(block.id, *lines(block, span, frame), frame.clip(*span), words, movable, block.subscribed)


def kind_of(block: Block, labels: Labels, with_reasons: bool) -> str:
    if block.subscribed:
        return labels.busy_elsewhere
    return str(KIND_NAMES[block.kind]) if with_reasons or block.kind == AVAILABLE else labels.time_off


def occurrences(block: Block, zone: str, frame: Frame | HourFrame) -> Iterator[tuple[Stretch, str]]:
    """From when to when, in seconds and in words, as far as it touches the window."""
    if not block.whole_days:
        reach = Span(*(datetime.fromtimestamp(at, UTC) for at in (frame.begins, frame.ends)))
        for hours in block.spans(reach):
            yield seconds(hours), days_or_hours(None, None, hours, zone)
        return
    begins, ends = frame.first - timedelta(2), frame.first + timedelta(len(frame.capacity) + 2)
    for start in block.begins(datetime.combine(begins, time()), datetime.combine(ends, time())):
        first, after = start.date(), (start + (block.ends - block.starts)).date()
        span = midnight(first, zone), midnight(after, zone)
        if span[0] < frame.ends and span[1] > frame.begins:
            yield span, days_or_hours(first, after - timedelta(1), None, zone)


def lines(block: Block, span: Stretch, frame: Frame | HourFrame) -> Stretch:
    """The grid lines it is drawn between: whole columns of whole days, at least a slot of hours."""
    if isinstance(frame, HourFrame):
        return frame.lines(*span)
    if block.whole_days:
        days = len(frame.capacity)
        first, after = (column(at, frame) for at in span)
        return max(first, 0) * frame.slots + 1, min(after, days) * frame.slots + 1
    first, last = frame.slot(span[0]), -frame.slot(span[1], -1)
    return min(first, last - 1) + 1, last + 1


def column(at: int, frame: Frame) -> int:
    """Which column begins at a midnight of the artist's: 0 the first."""
    return (datetime.fromtimestamp(at, ZoneInfo(frame.zone)).date() - frame.first).days
