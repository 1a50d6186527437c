"""A CSV file, read as a stream: its records; of bookings its rows, each fit to be placed or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO

from flask_babel import gettext as _

from studio.availability.working_time import WorkingTime
from studio.imports.csv_records import Lines, Record
from studio.imports.encoding import UTF8, encoding_of
from studio.imports.header import BOOKING_COLUMNS, Columns, read_header
from studio.imports.reading import Reading
from studio.imports.rows import BookingRecord, Refused, read_row
from studio.lib.text.csv_cells import as_it_was


class CsvReader:
    """Opens at its header. Raises UnreadableFile when nothing of it could be imported."""

    def __init__(self, file: BinaryIO, reading: Reading | None = None, columns: Columns = BOOKING_COLUMNS):
        self.reading = reading or Reading()
        language = self.reading.locale.partition("_")[0]
        self.encoding = encoding_of(file, self.reading.encoding, language)
        self.lines = Lines(file, self.encoding)
        self.records, self.header = read_header(self.lines, self.reading.delimiter, columns)

    def rows(self, worker_of: Callable[[str], WorkingTime]) -> Iterator[BookingRecord | Refused]:
        """`worker_of` says by name when an artist works, and by which clock."""
        return (read_row(record, self.header.columns, self.reading, worker_of) for record in self.as_they_were())

    def as_they_were(self) -> Iterator[Record]:
        """The records; those of a file of refused rows as they stood in the first file."""
        return map(unprotected, self.records) if self.header.of_refused_rows else iter(self.records)

    @property
    def position(self) -> int:
        """How many bytes are read, for the progress bar."""
        return self.lines.position

    @property
    def found(self) -> dict[str, str]:
        """How the file is read, in the words and codes that its page shows."""
        return {
            "encoding": self.encoding.label, "delimiter": self.records.delimiter,
            "order": self.reading.order_of_dates, "zone": self.reading.zone,
        }  # fmt: skip

    @property
    def notices(self) -> list[str]:
        """What the reader of the result should know of how the file was understood."""
        notices = []
        if self.encoding is not UTF8:
            notices.append(_("The file is not UTF-8: it was read as %(encoding)s.", encoding=self.encoding.label))
        if self.header.ignored:
            notices.append(_("Ignored columns: %(names)s.", names=", ".join(self.header.ignored)))
        return notices


def unprotected(record: Record) -> Record:
    return replace(record, cells=[as_it_was(cell) for cell in record.cells])
