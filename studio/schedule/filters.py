"""Filters of the calendar: which rows they leave, and which bookings in them."""

from __future__ import annotations

from collections.abc import Mapping, Set

from studio.lib.text.search import fold
from studio.schedule.query import ScheduleQuery
from studio.schedule.rows import ArtistRow, BookingRow, ProjectRow


class Matches:
    """What is said about an artist chooses rows: department, skill, tag, free between two dates, words.

    What is said about a job chooses bookings: project, client, status, words. Where bookings are chosen, a row without
    any is left out. Of several departments, projects, clients or statuses any will do; skills and tags are all needed.
    `busy` are the artists who are not free on the days that are asked about.
    """

    def __init__(self, query: ScheduleQuery, projects: Mapping[str, ProjectRow], busy: Set[str] = frozenset()):
        self.query, self.busy = query, busy
        self.words = fold(query.q).split()
        self.jobs = {id for id, row in projects.items() if self.is_job(row)}
        self.named = {id for id, row in projects.items() if self.words and self.says((row.name, row.client))}

    def is_job(self, project: ProjectRow) -> bool:
        query = self.query
        return (not query.project or project.id in query.project) and (
            not query.client or project.client in query.client
        )

    @property
    def about_jobs(self) -> bool:
        return bool(self.query.project or self.query.client or self.query.status)

    def of(self, artist: ArtistRow, bookings: list[BookingRow]) -> list[BookingRow] | None:
        """The bookings of a row that match; None when the row is not shown."""
        if not self.is_artist(artist):
            return None
        choosy = self.about_jobs or artist.archived
        if self.words and not self.about(artist):
            choosy = True
            bookings = [b for b in bookings if b.project_id in self.named or self.says((b.title,))]
        if self.about_jobs:
            bookings = [b for b in bookings if self.is_booking(b)]
        return None if choosy and not bookings else bookings

    def is_artist(self, artist: ArtistRow) -> bool:
        query = self.query
        return (
            (not query.department or artist.department in query.department)
            and all(skill in artist.skills for skill in query.skill)
            and all(tag in artist.tags for tag in query.tag)
            and artist.id not in self.busy
        )

    def is_booking(self, booking: BookingRow) -> bool:
        return booking.project_id in self.jobs and (not self.query.status or booking.status in self.query.status)

    def about(self, artist: ArtistRow) -> bool:
        return self.says((artist.name, artist.role, artist.city, artist.department, *artist.skills, *artist.tags))

    def says(self, texts: tuple[str, ...]) -> bool:
        """Whether every word is in one of the texts."""
        folded = [fold(text) for text in texts]
        return all(any(word in text for text in folded) for word in self.words)
