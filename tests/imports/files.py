"""CSV files for the tests of imports."""

from __future__ import annotations

from io import BytesIO

from studio.availability.working_time import WorkingTime
from studio.imports.reader import CsvReader
from studio.imports.rows import BookingRecord, Refused

HEADER = "artist,project,title,starts_at,ends_at,status,location\n"
GOOD = "Kofi,Film,Shot 1,2024-02-03T09:30:00+01:00,2024-02-03T10:00:00+01:00,confirmed,Room 1\n"
LATER = "Mirela,Film,Shot 2,2024-02-03T11:30:00+01:00,2024-02-03T12:00:00+01:00,pencil,Room 1\n"


def row(**cells: str) -> str:
    """A good row, but for the cells given."""
    good = dict(zip(HEADER.strip().split(","), GOOD.strip().split(","), strict=True))
    return ",".join({**good, **cells}.values()) + "\n"


def read(content: str | bytes) -> list[BookingRecord | Refused]:
    return list(sheet(content).rows(lambda artist: WorkingTime("UTC")))


def sheet(content: str | bytes) -> CsvReader:
    return CsvReader(BytesIO(content.encode() if isinstance(content, str) else content))


def rows(content: str | bytes) -> list[BookingRecord]:
    return [found for found in read(content) if isinstance(found, BookingRecord)]


def reasons(content: str | bytes) -> list[tuple[int, str]]:
    """(line, reason) of what is refused."""
    return [(found.line, found.reason) for found in read(content) if isinstance(found, Refused)]
