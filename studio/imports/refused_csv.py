"""Refused rows as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from typing import Any, TextIO

FORMULA = ("=", "+", "-", "@", "\t", "\r")
OWN = ("line", "reason")  # the columns that only such a file has


def writer(file: TextIO, header: list[str]) -> Callable[[Iterable[Any]], None]:
    """Writes the header, then whatever rows it is called with: they have line, reason and cells.

    The file's own columns follow the reason, so that a corrected copy can be imported.
    """
    lines = csv.writer(file)
    lines.writerow([*OWN, *map(harmless, header)])

    def write(rows: Iterable[Any]) -> None:
        lines.writerows([row.line, harmless(row.reason), *map(harmless, row.cells)] for row in rows)

    return write


def harmless(cell: str) -> str:
    """No spreadsheet takes it for a formula. One that begins with a quote gets another, so that each comes back."""
    return f"'{cell}" if cell.startswith((*FORMULA, "'")) else cell


def as_it_was(cell: str) -> str:
    """A cell of a file of refused rows, without the quote that made it harmless."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*FORMULA, "'")) else cell
