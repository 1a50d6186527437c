"""From the bytes of a file to text: is it text at all, and in which encoding."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import BinaryIO

from flask_babel import gettext as _

LONGEST_LINE = 200_000  # bytes looked at, characters read


class UnreadableFile(Exception):
    """Nothing of this file can be imported; its text says why and what to do."""


@dataclass(frozen=True)
class Encoding:
    codec: str
    label: str  # as people call it


UTF8, UTF16 = Encoding("utf-8-sig", "UTF-8"), Encoding("utf-16", "UTF-16")
LATIN1, CP1252 = Encoding("latin-1", "Latin-1"), Encoding("cp1252", "Windows-1252")
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx and ods; xls
BINARIES = (b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff")


def encoding_of(file: BinaryIO) -> Encoding:
    """Decided over the whole file, which is left at its start.

    Raises UnreadableFile for an empty file and for what is no text.
    """
    start = file.read(4)
    file.seek(0)
    refuse_other_formats(start)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return UTF16
    found = UTF8 if start.startswith(codecs.BOM_UTF8) else most_likely(file)
    file.seek(0)
    return found


def refuse_other_formats(start: bytes) -> None:
    if not start:
        raise UnreadableFile(_("The file is empty."))
    if start.startswith(WORKBOOKS):
        raise UnreadableFile(_("This is a workbook, not a CSV file. Save the sheet as CSV and import that."))
    if start.startswith(BINARIES):
        raise not_text()


def not_text() -> UnreadableFile:
    return UnreadableFile(_("This is not a text file. Save the sheet as CSV and import that."))


def most_likely(file: BinaryIO) -> Encoding:
    """UTF-8 when more of the lines with an accent are valid UTF-8 than are not: one broken line spoils only itself."""
    valid = broken = 0
    latin1 = True
    while line := file.readline(LONGEST_LINE):
        if line.isascii():
            continue
        if is_utf8(line):
            valid += 1
        else:
            broken += 1
            latin1 = latin1 and not any(0x80 <= byte <= 0x9F for byte in line)
    if valid >= broken:
        return UTF8
    return LATIN1 if latin1 else CP1252


def is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError as error:
        return error.end >= len(line) == LONGEST_LINE  # cut inside a character by the limit, not broken
    return True
