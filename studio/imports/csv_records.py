"""Lines of text with their numbers, and the CSV records they make."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from typing import BinaryIO

from flask_babel import gettext as _

from studio.imports.encoding import LONGEST_LINE, Encoding

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # what PostgreSQL does not keep in a text


@dataclass(frozen=True)
class Record:
    """One record: the number of its first line (from 1), its cells, and what is wrong with it ("" when nothing is)."""

    line: int
    cells: list[str]
    problem: str = ""

    @property
    def blank(self) -> bool:
        return not self.problem and not any(cell.strip() for cell in self.cells)


class Lines:
    """The physical lines of a file, which can be given back. Bytes that are not text arrive as surrogates."""

    def __init__(self, file: BinaryIO, encoding: Encoding):
        errors = "replace" if encoding.codec == "utf-16" else "surrogateescape"
        self.file = file
        self.text = TextIOWrapper(file, encoding.codec, errors, newline="")
        self.given_back: deque[str] = deque()
        self.taken: list[str] = []  # since the record began
        self.number = 0  # of the last line taken

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.given_back.popleft() if self.given_back else self.read()
        if not line:
            raise StopIteration
        self.taken.append(line)
        self.number += 1
        return line

    def read(self) -> str:
        """The next line; of one longer than LONGEST_LINE only its beginning, with no end of line."""
        line = self.text.readline(LONGEST_LINE)
        rest = line
        while len(rest) >= LONGEST_LINE and not rest.endswith(("\n", "\r")):
            rest = self.text.readline(LONGEST_LINE)
        return line

    def give_back(self, keep: int = 0) -> None:
        """Take all lines of the record back but the first `keep`."""
        self.given_back.extendleft(reversed(self.taken[keep:]))
        self.number -= len(self.taken[keep:])
        del self.taken[keep:]

    @property
    def position(self) -> int:
        """How many bytes of the file are read."""
        return self.file.tell()


class Records:
    """CSV records. One that cannot be read costs its first line only: the lines after it are read again."""

    def __init__(self, lines: Lines, delimiter: str):
        self.lines, self.delimiter = lines, delimiter
        self.reader = csv.reader(lines, delimiter=delimiter, strict=True)
        self.width = 0  # how many cells a record should have; 0 is any number

    def __iter__(self) -> Iterator[Record]:
        while record := self.next():
            if not record.blank:
                yield record

    def next(self) -> Record | None:
        self.lines.taken.clear()
        first = self.lines.number + 1
        try:
            cells = self.fitted(next(self.reader))
        except StopIteration:
            return None
        except csv.Error as error:
            return self.give_up(first, str(error))
        if len(self.lines.taken[0]) >= LONGEST_LINE:
            return Record(first, cells[: self.width], _("This line is far too long."))
        blank = not any(cell.strip() for cell in cells)
        if blank or not self.width or len(cells) == self.width:
            return Record(first, cells)
        if len(self.lines.taken) > 1:  # a stray quote swallowed the lines after it
            return self.give_up(first, "")
        values = {"found": len(cells), "expected": self.width}
        return Record(first, cells, _("This line has %(found)s cells, the header has %(expected)s.", **values))

    def fitted(self, cells: list[str]) -> list[str]:
        """Without the empty cells that spreadsheets add at the end of a line."""
        while self.width and len(cells) > self.width and not cells[-1].strip():
            cells.pop()
        return cells

    def give_up(self, first: int, error: str) -> Record:
        alone = len(self.lines.taken) == 1
        self.lines.give_back(keep=1)
        if alone and "limit" in error:
            problem = _("A cell on this line is far too long.")
        else:
            problem = _("A double quote on this line is not closed, or something follows the closing one.")
        return Record(first, [self.lines.taken[0].strip()], problem)


def storable(cell: str) -> str:
    """A cell that PostgreSQL can keep: what is no text in it is replaced."""
    return UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", cell)
