"""The calendar by project: each in a row, under its client, with its people's bookings in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from flask_babel import gettext as _

from studio.bookings.axis import by_week
from studio.bookings.groupings import order
from studio.bookings.heatmap import days_words
from studio.bookings.models import BLOCKING
from studio.bookings.overtime import worked
from studio.bookings.rows import BookingRow
from studio.bookings.schedule import STACKING, Board, Line, Row

Booked = tuple[Line, BookingRow]


class ByProject(Board):
    """Without a filter, active projects nobody is booked on are shown too: that is where work is missing."""

    def found(self) -> Iterator[Row]:
        of_project = self.of_project()
        for project in sorted(self.rows.projects.values(), key=lambda row: order(row.client, row)):
            booked = of_project.get(project.id, [])
            if booked or not (self.asked.filtered or project.archived):
                work = self.work(booked)
                used = _("%(days)s d", days=days_words(sum(work)))
                yield Row(project.client, project, self.content(booked, work), used)

    def of_project(self) -> dict[str, list[Booked]]:
        found: dict[str, list[Booked]] = defaultdict(list)
        for line in self.lines(list(self.rows.artists.values())):
            self.load(line)
            for booking in line.matching:
                found[booking.project_id].append((line, booking))
        return found

    def work(self, booked: list[Booked]) -> list[int]:
        """Seconds by column that are pencilled or confirmed."""
        total = [0] * self.axis.width
        for line, booking in booked:
            if booking.status in BLOCKING:
                for column, seconds in worked(line.artist, line.here, booking):
                    total[column] += seconds
        return total

    def content(self, booked: list[Booked], work: list[int]) -> str:
        if self.asked.as_heat:
            return self.heat.amounts(by_week(work))
        in_order = sorted(booked, key=lambda pair: (pair[1].starts_at, pair[0].artist.name))
        bars = [bar for line, booking in in_order for bar in self.bars(line.here, (booking,))]
        return "\n".join([markup for _, markup in sorted(bars, key=STACKING)])

    def words(self, booking: BookingRow, rank: int) -> str:
        key = booking.artist_id, booking.title, rank
        return self.known_words.get(key) or self.make_words(key, self.rows.artists[booking.artist_id])
