"""Filters of the calendar: which rows they leave, and which bookings in them."""

from __future__ import annotations

from collections.abc import Mapping

from studio.bookings.rows import ArtistRow, BookingRow, ProjectRow
from studio.bookings.window import Asked


class Matches:
    """Department and words about an artist choose rows; project, status and words about a job choose bookings.

    Where bookings are chosen, a row without any is left out.
    """

    def __init__(self, asked: Asked, projects: Mapping[str, ProjectRow]):
        self.asked = asked
        self.words = asked.q.casefold()
        self.named = {id for id, row in projects.items() if self.words in row.name.casefold()} if self.words else set()

    def of(self, artist: ArtistRow, bookings: list[BookingRow]) -> list[BookingRow] | None:
        """The bookings of a row that match; None when the row is not shown."""
        asked = self.asked
        if asked.department and artist.department != asked.department:
            return None
        choosy = bool(asked.project or asked.status) or artist.archived
        if self.words and not self.about(artist):
            choosy = True
            bookings = [b for b in bookings if b.project_id in self.named or self.words in b.title.casefold()]
        if asked.project:
            bookings = [b for b in bookings if b.project_id == asked.project]
        if asked.status:
            bookings = [b for b in bookings if b.status == asked.status]
        return None if choosy and not bookings else bookings

    def about(self, artist: ArtistRow) -> bool:
        texts = (artist.name, artist.role, artist.city, artist.department, *artist.skills)
        return any(self.words in text.casefold() for text in texts)
