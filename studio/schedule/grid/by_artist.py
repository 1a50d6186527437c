"""The calendar by artist: each in a row, under their department, role, city or main project."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from studio.schedule.axis import by_week, percent
from studio.schedule.grid.grid import STACKING, Grid, GridRow, ScheduledArtist
from studio.schedule.grouping import artist_group, order
from studio.schedule.hour_columns import HourFrame
from studio.schedule.rows import BookingRow

CLOSED = '<i class="closed" style="--s:{};--e:{}"></i>'  # when nobody expects them to work


class ByArtist(Grid):
    def found(self) -> Iterator[GridRow]:
        group = artist_group(self.asked, self.rows)
        artists = sorted(self.rows.artists.values(), key=lambda artist: order(group(artist), artist))
        for line in self.lines(artists):
            own = self.load(line)
            used = percent(sum(own), sum(line.here.capacity))
            yield GridRow(group(line.artist), line.artist, partial(self.content, line, own), f"{used}%", used > 100)

    def content(self, line: ScheduledArtist, own: list[int]) -> str:
        if self.asked.as_heat:
            return self.heat.shares(by_week(own), by_week(line.here.capacity))
        bars = [markup for _, markup in sorted(self.bars(line.here, line.matching), key=STACKING)]
        if isinstance(line.here, HourFrame):
            bars = [CLOSED.format(first, last) for first, last in line.here.closed()] + bars
        return "\n".join(bars)

    def words(self, booking: BookingRow, rank: int) -> str:
        key = booking.project_id, booking.title, rank
        return self.known_words.get(key) or self.make_words(key, self.rows.projects[booking.project_id])
