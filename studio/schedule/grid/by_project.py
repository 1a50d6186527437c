"""The calendar by project: each in a row, under its client, with its people's bookings in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial

from flask_babel import gettext as _

from studio.schedule.axis import by_week
from studio.schedule.grid.grid import STACKING, Grid, GridRow, ScheduledArtist
from studio.schedule.grouping import order
from studio.schedule.heatmap import days_words
from studio.schedule.rows import BookingRow

Booked = tuple[ScheduledArtist, BookingRow]


class ByProject(Grid):
    """Without a filter, active projects nobody is booked on are shown too: that is where work is missing."""

    def found(self) -> Iterator[GridRow]:
        self.work: dict[str, list[int]] = defaultdict(lambda: [0] * self.axis.width)
        of_project = self.of_project()
        for project in sorted(self.rows.projects.values(), key=lambda row: order(row.client, row)):
            booked = of_project.get(project.id, [])
            if booked or not (self.asked.filtered or project.archived):
                work = self.work[project.id]
                used = _("%(days)s d", days=days_words(sum(work)))
                yield GridRow(project.client, project, partial(self.content, booked, work), used)

    def of_project(self) -> dict[str, list[Booked]]:
        found: dict[str, list[Booked]] = defaultdict(list)
        for line in self.lines(list(self.rows.artists.values())):
            self.load(line)
            for booking in line.matching:
                found[booking.project_id].append((line, booking))
        return found

    def load(self, line: ScheduledArtist) -> list[int]:
        self.matching = {booking.id for booking in line.matching}
        return super().load(line)

    def count(self, line: ScheduledArtist, booking: BookingRow) -> Iterable[tuple[int, int]]:
        """What an artist works is also what is worked on the project, if the booking is shown."""
        found = tuple(super().count(line, booking))
        if booking.id in self.matching:
            work = self.work[booking.project_id]
            for column, seconds in found:
                work[column] += seconds
        return found

    def content(self, booked: list[Booked], work: list[int]) -> str:
        if self.asked.as_heat:
            return self.heat.amounts(by_week(work))
        in_order = sorted(booked, key=lambda pair: (pair[1].starts_at, pair[0].artist.name))
        bars = [bar for line, booking in in_order for bar in self.bars(line.here, (booking,))]
        return "\n".join([markup for _, markup in sorted(bars, key=STACKING)])

    def words(self, booking: BookingRow, rank: int) -> str:
        key = booking.artist_id, booking.title, rank
        return self.known_words.get(key) or self.make_words(key, self.rows.artists[booking.artist_id])
