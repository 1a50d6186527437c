"""Rows placed one by one, each through the booking's own verb, judged by the database; for real or for a preview."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from uuid import UUID

from flask_babel import gettext as _
from psycopg.errors import LockNotAvailable
from sqlalchemy import select, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from studio.activity.recorder import Actor
from studio.artists.models import Artist
from studio.availability.queries import Availability, Worker, WorkerRow, remember
from studio.availability.why import why
from studio.availability.working_time import WorkingTime
from studio.bookings.errors import BUSY, ArtistUnavailable, BookingConflict, BookingRefused
from studio.bookings.locking import claim_ahead, unserialised
from studio.bookings.models import HOLD, Booking
from studio.extensions import db
from studio.imports import conflicts
from studio.imports.batches import BATCH, Batch
from studio.imports.earlier_rows import EarlierRows
from studio.imports.name_lookup import Names
from studio.imports.reader import CsvReader
from studio.imports.rows import BookingRecord, Refused
from studio.lib.current import current
from studio.projects.models import Project

WORKERS = select(Artist.id, Artist.zone, Artist.department, Artist.holiday_region)
PATIENCE = text("SET LOCAL lock_timeout = '250ms'")


def book_rows(reader: CsvReader, by: Actor | None, done: int = 0) -> Iterator[Batch]:
    """Place every row but the first `done`. The caller commits after each batch: until then its artists are claimed."""
    importer = Importer(reader, by)
    return (importer.book(rows) for rows in importer.slices(done))


def preview_rows(reader: CsvReader, by: Actor | None) -> Iterator[Batch]:
    """The same, and each batch is taken back before it is told of: nobody waits for a preview longer than for a batch.

    It takes no claim locks, and a row that somebody else is booking at this moment is refused instead of waited for.
    Ends the open transaction, at its beginning and with every batch.
    """
    db.session.rollback()
    with unserialised():
        importer = Importer(reader, by)
        with EarlierRows(importer.artists, importer.projects) as earlier:
            for rows in importer.slices():
                try:
                    db.session.execute(PATIENCE)
                    batch = importer.preview(rows, earlier)
                finally:
                    db.session.expunge_all()
                    db.session.rollback()
                yield batch


class Importer:
    def __init__(self, reader: CsvReader, by: Actor | None):
        self.reader, self.by = reader, by
        self.artists, self.projects = Names(Artist), Names(Project)
        found = db.session.execute(WORKERS.where(Artist.archived_at.is_(None)))
        self.workers: dict[UUID | None, Worker] = {row.id: row for row in found}
        self.availability = Availability.read()

    def worker_of(self, artist: str) -> WorkingTime:
        """When the artist works; of one who is added, as anybody in the studio."""
        return self.availability.of(self.workers.get(self.artists.find(artist)) or WorkerRow(None, current.tenant.zone))

    def slices(self, done: int = 0) -> Iterator[list[BookingRecord | Refused]]:
        """The rows but the first `done`, a batch at a time."""
        rows = islice(self.reader.rows(self.worker_of), done, None)
        while some := list(islice(rows, BATCH)):
            yield some

    def book(self, rows: Iterable[BookingRecord | Refused]) -> Batch:
        self.prepare([row for row in rows if isinstance(row, BookingRecord)])
        batch = Batch(position=self.reader.position)
        for row in rows:
            self.try_row(row, batch)
        return batch

    def preview(self, rows: Sequence[BookingRecord | Refused], earlier: EarlierRows) -> Batch:
        """What `book` would come to, after the batches before, which were taken back."""
        refusals = earlier.refusals(row for row in rows if isinstance(row, BookingRecord))
        batch = self.book([refused_before(row, refusals) for row in rows])
        refused = {row.line for row in batch.refused}
        earlier.keep(row for row in rows if isinstance(row, BookingRecord) and row.line not in refused)
        return batch

    def prepare(self, rows: list[BookingRecord]) -> None:
        ids = self.artists.load({row.artist for row in rows})
        self.projects.load({row.project for row in rows})
        claim_ahead(ids)

    def try_row(self, row: BookingRecord | Refused, batch: Batch) -> None:
        if isinstance(row, Refused):
            batch.refused.append(row)
            return
        new = not self.artists.find(row.artist), not self.projects.find(row.project)
        try:
            self.place(row, whole=any(new))
        except (BookingRefused, DBAPIError) as refused:
            self.undo(row, new)
            batch.refused.append(Refused.of(row, reason(refused)))
            return
        batch.accepted += 1
        batch.artists += [row.artist] * new[0]
        batch.projects += [row.project] * new[1]

    def undo(self, row: BookingRecord, new: tuple[bool, bool]) -> None:
        if new[0]:
            self.artists.forget(row.artist)
        if new[1]:
            self.projects.forget(row.project)

    def place(self, row: BookingRecord, whole: bool) -> None:
        """Place one row. With `whole`, an artist or project added for it goes with it when it is refused."""
        if not whole:
            return self.place_plainly(row)
        with db.session.begin_nested():
            self.place_plainly(row)

    def place_plainly(self, row: BookingRecord) -> None:
        artist, project = self.artists.named(self.by, row.artist), self.projects.named(self.by, row.project)
        if row.status == HOLD and conflicts.repeats(artist, project, row):
            raise BookingRefused(conflicts.already_there(HOLD))
        try:
            remember(artist, self.worker_of(row.artist))
            Booking.place(self.by, artist, project, row.span, row.status, override=row.override, **row.details)
        except BookingConflict as conflict:
            causes = conflict.causes if isinstance(conflict, ArtistUnavailable) else ()
            said = conflicts.explained(artist, project, row) or why(artist.name, causes, with_reasons=True)
            raise BookingConflict(said or str(conflict)) from conflict


def refused_before(row: BookingRecord | Refused, refusals: Mapping[int, str]) -> BookingRecord | Refused:
    if isinstance(row, Refused) or row.line not in refusals:
        return row
    return Refused.of(row, refusals[row.line])


def reason(refused: BookingRefused | DBAPIError) -> str:
    """Why a row is refused, alone, whatever it is. Raises what says nothing of the row: that nobody answers. A preview
    alone does not wait for who is booking the slot."""
    if isinstance(refused, BookingRefused):
        return str(refused)
    if isinstance(refused.orig, LockNotAvailable) and db.session.info.get("unserialised"):
        return BUSY
    if isinstance(refused, DataError | IntegrityError):
        return _("The database does not take this row: %(why)s", why=str(refused.orig).partition("\n")[0])
    raise refused
