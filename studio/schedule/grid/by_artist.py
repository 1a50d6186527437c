"""The calendar by artist: each in a row, under their department, role, city or main project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial

from studio.schedule.axis import by_week, percent
from studio.schedule.day_columns import Closed, Frame
from studio.schedule.grid.grid import Grid, ScheduledArtist
from studio.schedule.grid.requests import requested
from studio.schedule.grid.row import Content, GridRow
from studio.schedule.grid.strips import strips
from studio.schedule.grouping import artist_group, order
from studio.schedule.hour_columns import HourFrame


class ByArtist(Grid):
    def grid_rows(self) -> Iterator[GridRow]:
        group = artist_group(self.query, self.rows)
        artists = sorted(self.rows.artists.values(), key=lambda artist: order(group(artist), artist))
        for scheduled in self.scheduled(artists):
            artist, own = scheduled.artist, self.add_load(scheduled)
            used = self.used(own, scheduled.frame.capacity)
            content = partial(self.of_artist, scheduled, own)
            labels, over = self.window.labels, Decimal(self.over) / 3600
            words, share = self.used_words(used), f"{used}%"
            if over:
                words = labels.with_overtime(words or labels.load(used), over)
            extra = labels.hours(over) if over else ""
            yield GridRow(self.window, group(artist), artist, content, share, used > 100, words, extra)

    def used(self, own: Sequence[int], capacity: Sequence[int]) -> int:
        """Percent of the columns that count."""
        first = self.axis.counted
        return percent(sum(own[first:]), sum(capacity[first:]))

    def used_words(self, used: int) -> str:
        """What the share of a year is of; "" where it is of all one sees."""
        if not self.query.as_heat:
            return ""
        labels, since = self.window.labels, self.query.counts_from
        return labels.ahead(used, since) if self.axis.counted else labels.load(used)

    def of_artist(self, scheduled: ScheduledArtist, load: Sequence[int]) -> Content:
        frame = scheduled.frame
        if self.query.as_heat:
            return Content(weeks=(tuple(by_week(load)), tuple(by_week(frame.capacity))))
        placed = ((frame, booking) for booking in scheduled.matching)
        closed = tuple(frame.closed()) if isinstance(frame, HourFrame) else ()
        content = self.content(placed, (*closed, *self.off(frame)))
        if scheduled.artist.working_time.blocks:
            own = strips(scheduled.artist, frame, self.window.labels, self.window.plans)
            content = content._replace(strips=tuple(own))
        if not self.window.sees_requests or not scheduled.artist.requests:
            return content
        words = self.window.labels.time_off_requested
        asked = requested(frame, scheduled.artist.working_time, scheduled.artist.requests)
        return content._replace(requests=tuple(slots._replace(words=words) for slots in asked))

    def off(self, frame: Frame | HourFrame) -> tuple[Closed, ...]:
        """When there would be work: a holiday by its name; why else is not told here."""
        labels = self.window.labels
        reasons = {False: labels.time_off, True: labels.busy_elsewhere}
        return tuple(off if off.words else off._replace(words=reasons[off.subscribed]) for off in frame.off)
