"""A table as CSV and as a workbook. Nothing in either becomes a formula or a link."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import TextIOWrapper
from typing import IO, Any

from xlsxwriter import Workbook

from studio.directory.export.table import Cell
from studio.lib.text.csv_cells import harmless

PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": True}
WIDTH = 18  # of a column, in letters


def write_csv(file: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Leaves the file at its start. It begins with a byte order mark, by which Excel sees that it is UTF-8."""
    text = TextIOWrapper(file, "utf-8-sig", newline="")
    lines = csv.writer(text)
    lines.writerow(map(harmless, header))
    lines.writerows(map(as_text, row) for row in rows)
    text.detach().seek(0)


def as_text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell.isoformat() if isinstance(cell, date) else harmless(cell or "")


def write_xlsx(file: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Leaves the file at its start. Rows go to a temporary file one by one."""
    book = Workbook(file, PLAIN)
    sheet = book.add_worksheet("Artists")
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.set_column(0, len(header) - 1, WIDTH)
    sheet.freeze_panes(1, 1)
    for place, name in enumerate(header):
        sheet.write_string(0, place, name, bold)
    last = 0
    for last, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            write_cell(sheet, last, place, cell, day)
    sheet.autofilter(0, 0, last, len(header) - 1)
    book.close()
    file.seek(0)


def write_cell(sheet: Any, row: int, place: int, cell: Cell, day: Any) -> None:
    if isinstance(cell, bool):
        sheet.write_boolean(row, place, cell)
    elif isinstance(cell, Decimal) and Decimal(repr(float(cell))) == cell:
        sheet.write_number(row, place, float(cell))
    elif isinstance(cell, date):
        sheet.write_datetime(row, place, cell, day)
    elif cell not in (None, ""):
        sheet.write_string(row, place, f"{cell:f}" if isinstance(cell, Decimal) else cell)
