"""The calendar by project: each in a row, under its client, with its people's bookings in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial

from flask_babel import gettext as _

from studio.schedule.axis import by_week
from studio.schedule.grid.grid import Grid, ScheduledArtist
from studio.schedule.grid.row import Content, GridRow
from studio.schedule.grouping import order
from studio.schedule.heatmap import days_words
from studio.schedule.rows import BookingRow

Work = tuple[ScheduledArtist, BookingRow]


class ByProject(Grid):
    """Without a filter, active projects nobody is booked on are shown too: that is where work is missing."""

    def grid_rows(self) -> Iterator[GridRow]:
        self.extra: dict[str, int] = defaultdict(int)  # seconds of overtime
        self.seconds: dict[str, list[int]] = defaultdict(lambda: [0] * self.axis.width)
        of_project = self.of_project()
        for project in sorted(self.rows.projects.values(), key=lambda row: order(row.client, row)):
            booked = of_project.get(project.id, [])
            if booked or not (self.query.filtered or project.archived):
                seconds = self.seconds[project.id]
                used = _("%(days)s d", days=days_words(sum(seconds)))
                content = partial(self.in_project, booked, seconds)
                labels, over = self.window.labels, Decimal(self.extra[project.id]) / 3600
                words, extra = (labels.with_overtime(used, over), labels.hours(over)) if over else ("", "")
                yield GridRow(self.window, project.client, project, content, used, False, words, extra)

    def of_project(self) -> dict[str, list[Work]]:
        found: dict[str, list[Work]] = defaultdict(list)
        for scheduled in self.scheduled(list(self.rows.artists.values())):
            self.add_load(scheduled)
            for booking in scheduled.matching:
                found[booking.project_id].append((scheduled, booking))
        return found

    def add_load(self, scheduled: ScheduledArtist) -> list[int]:
        self.matching = {booking.id for booking in scheduled.matching}
        return super().add_load(scheduled)

    def work(self, scheduled: ScheduledArtist, booking: BookingRow) -> Iterable[tuple[int, int]]:
        """What an artist works is also what is worked on the project, if the booking is shown."""
        found = tuple(super().work(scheduled, booking))
        if booking.id in self.matching:
            total = self.seconds[booking.project_id]
            for column, seconds in found:
                total[column] += seconds
        return found

    def extra_work(self, scheduled: ScheduledArtist, booking: BookingRow) -> Iterable[tuple[int, int]]:
        found = tuple(super().extra_work(scheduled, booking))
        if booking.id in self.matching:
            self.extra[booking.project_id] += sum(seconds for _column, seconds in found)
        return found

    def in_project(self, booked: list[Work], seconds: Sequence[int]) -> Content:
        if self.query.as_heat:
            return Content(weeks=(tuple(by_week(seconds)),))
        in_order = sorted(booked, key=lambda pair: (pair[1].starts_at, pair[0].artist.name))
        return self.content((each.frame, booking, each.artist) for each, booking in in_order)
