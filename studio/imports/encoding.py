"""From the bytes of a file to text: is it text at all, and in which encoding."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import BinaryIO

from charset_normalizer import from_bytes
from flask_babel import gettext as _

LONGEST_LINE = 200_000  # bytes looked at, characters read


class UnreadableFile(Exception):
    """Nothing of this file can be imported; its text says why and what to do."""


@dataclass(frozen=True)
class Encoding:
    codec: str
    label: str  # as people call it


UTF8, UTF16 = Encoding("utf-8-sig", "UTF-8"), Encoding("utf-16", "UTF-16")
CODE_PAGES = {
    "cp1252": "Windows-1252 (Western Europe)", "cp1250": "Windows-1250 (Central Europe)",
    "cp1251": "Windows-1251 (Cyrillic)", "cp1253": "Windows-1253 (Greek)", "cp1254": "Windows-1254 (Turkish)",
    "cp1255": "Windows-1255 (Hebrew)", "cp1256": "Windows-1256 (Arabic)", "cp1257": "Windows-1257 (Baltic)",
    "mac_roman": "Mac Roman", "cp932": "Shift JIS (Japanese)", "gb18030": "GB 18030 (Chinese)",
    "euc_kr": "EUC-KR (Korean)",
}  # fmt: skip
ENCODINGS = {one.codec: one for one in (UTF8, UTF16, *(Encoding(codec, label) for codec, label in CODE_PAGES.items()))}
# Where two code pages fit a file alike, the one that is usual for the language.
USUAL = {
    "cp1250": ("cs", "hr", "hu", "pl", "ro", "sk", "sl"), "cp1251": ("bg", "ru", "sr", "uk"), "cp1253": ("el",),
    "cp1254": ("tr",), "cp1255": ("he",), "cp1256": ("ar", "fa"), "cp1257": ("et", "lt", "lv"), "cp932": ("ja",),
    "gb18030": ("zh",), "euc_kr": ("ko",),
}  # fmt: skip
SAMPLE = 64 * 1024  # bytes of the lines with letters beyond ASCII
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx and ods; xls
BINARIES = (b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff")


def encoding_of(file: BinaryIO, chosen: str = "", language: str = "en") -> Encoding:
    """The one chosen, or decided over the whole file, which is left at its start.

    Raises UnreadableFile for an empty file and for what is no text.
    """
    start = file.read(4)
    file.seek(0)
    refuse_other_formats(start)
    if chosen in ENCODINGS:
        return ENCODINGS[chosen]
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return UTF16
    found = UTF8 if start.startswith(codecs.BOM_UTF8) else most_likely(file, language)
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


def most_likely(file: BinaryIO, language: str) -> Encoding:
    """UTF-8 when more of the lines with an accent are valid UTF-8 than are not: one broken line spoils only itself."""
    valid = broken = 0
    sample = b""
    while line := file.readline(LONGEST_LINE):
        if line.isascii():
            continue
        if is_utf8(line):
            valid += 1
        else:
            broken += 1
            sample += line[: SAMPLE - len(sample)]
    return UTF8 if valid >= broken else code_page(sample, language)


def code_page(sample: bytes, language: str) -> Encoding:
    """The one in which the bytes look most like a language."""
    usual = next((page for page, languages in USUAL.items() if language in languages), "cp1252")
    order = list(dict.fromkeys([usual, *CODE_PAGES]))
    # Our names may be aliases of the library's: shift_jis and cp932, for one.
    found = {match.encoding: match for match in from_bytes(sample, cp_isolation=order)}
    fitting = [page for page in order if page in found]
    best = min(fitting, key=lambda page: (found[page].chaos, -found[page].coherence), default=usual)
    return ENCODINGS[best]


def is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError as error:
        return error.end >= len(line) == LONGEST_LINE  # cut inside a character by the limit, not broken
    return True
