"""What can be imported, and who reads, previews and carries out each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from studio.accounts.identity import Member
from studio.imports import importer
from studio.imports.artists import importer as artists
from studio.imports.artists.columns import columns as artist_columns
from studio.imports.batches import Batch
from studio.imports.header import BOOKING_COLUMNS, Columns
from studio.imports.models import ARTISTS, BOOKINGS
from studio.imports.reader import CsvReader


@dataclass(frozen=True)
class Kind:
    columns: Callable[[], Columns]
    run: Callable[[CsvReader, Member, int], Iterator[Batch]]  # all rows but so many, to be committed by the caller
    preview: Callable[[CsvReader, Member], Iterator[Batch]]


KINDS = {
    BOOKINGS: Kind(lambda: BOOKING_COLUMNS, importer.book_rows, importer.preview_rows),
    ARTISTS: Kind(artist_columns, artists.save_rows, artists.preview_rows),
}
