"""The first line of a file: the delimiter, and which column is where."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from studio.bookings.models import Booking
from studio.imports import refused_csv
from studio.imports.csv_records import Lines, Records, storable
from studio.imports.encoding import UnreadableFile, not_text
from studio.imports.reading import DELIMITERS
from studio.lib.text.csv_cells import plain

REQUIRED = ("artist", "project", "starts_at", "ends_at", "status")
OVERRIDE = "override_reason"  # why a row may lie over time off
OPTIONAL = (*Booking.DETAILS, OVERRIDE)
COLUMNS = REQUIRED + OPTIONAL
EXCEL_SAYS = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


@dataclass(frozen=True)
class Columns:
    """What a kind of file may have."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    known: Mapping[str, str]  # each way to write a name, in plain letters: the column it means
    one_of: tuple[str, ...] = ()  # of these there must be one

    def missing(self, found: Collection[str]) -> list[str]:
        needed = [name for name in self.required if name not in found]
        if self.one_of and not set(self.one_of) & set(found):
            needed.append(_(" or ").join(self.one_of))
        return needed


BOOKING_COLUMNS = Columns(REQUIRED, OPTIONAL, {name: name for name in COLUMNS})


@dataclass(frozen=True)
class Header:
    cells: list[str]
    columns: dict[str, int]  # where each known column stands
    ignored: list[str]

    @property
    def of_refused_rows(self) -> bool:
        """Whether this is a file that Studio gave away, to be corrected and imported again."""
        return tuple(self.cells[: len(refused_csv.OWN)]) == refused_csv.OWN


def read_header(lines: Lines, delimiter: str, known: Columns) -> tuple[Records, Header]:
    """The header, and the records after it. Raises UnreadableFile, which names the columns that are wrong."""
    found = delimiter_of(lines, known)
    records = Records(lines, delimiter or found)
    record = next(iter(records), None)
    if record is None:
        raise UnreadableFile(_("The file is empty."))
    if any(ord(letter) < 9 or "\udc80" <= letter <= "\udcff" for cell in record.cells for letter in cell):
        raise not_text()
    header = header_of(record.cells, record.line, known)
    records.width = len(header.cells)
    return records, header


def delimiter_of(lines: Lines, known: Columns) -> str:
    """What Excel's `sep=` line says, or the one that finds the most columns in the first line with text."""
    first = next((line for line in lines if line.strip()), "")
    if named := EXCEL_SAYS.fullmatch(first):
        return named[1]
    lines.give_back()
    return max(DELIMITERS, key=lambda delimiter: len(known_columns(split(first, delimiter), known)))


def split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def known_columns(cells: list[str], known: Columns) -> list[str]:
    return [known.known[plain(cell)] for cell in cells if plain(cell) in known.known]


def header_of(cells: list[str], line: int, known: Columns) -> Header:
    while cells and not cells[-1].strip():
        cells.pop()
    names = [known.known.get(plain(cell), "") for cell in cells]
    twice = [name for name in dict.fromkeys(names) if name and names.count(name) > 1]
    ignored = [cell.strip()[:60] or "?" for cell, name in zip(cells, names, strict=True) if not name]
    if twice:
        values = {"line": line, "names": ", ".join(twice)}
        raise UnreadableFile(_("Line %(line)s: the column %(names)s stands there twice.", **values))
    if missing := known.missing(names):
        raise UnreadableFile(missing_columns(line, missing, ignored, known))
    columns = {name: place for place, name in enumerate(names) if name}
    return Header([storable(cell.strip()) for cell in cells], columns, ignored)


def missing_columns(line: int, missing: list[str], ignored: list[str], known: Columns) -> str:
    expected = [*known.required, *([_(" or ").join(known.one_of)] if known.one_of else [])]
    sentences = [_("Line %(line)s: missing columns: %(names)s.", line=line, names=", ".join(missing))]
    if ignored:
        sentences.append(_("Unknown columns: %(names)s.", names=", ".join(ignored[:10])))
    sentences.append(_("Expected: %(names)s.", names=", ".join(expected)))
    sentences.append(_("Optional: %(names)s.", names=", ".join(known.optional)))
    return " ".join(sentences)
