"""Refused rows as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from typing import Any, TextIO

from studio.lib.text.csv_cells import harmless

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
