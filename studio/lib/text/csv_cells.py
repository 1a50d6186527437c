"""Cells of CSV files: harmless to a spreadsheet on the way out, as they were on the way in."""

from __future__ import annotations

import re

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """No spreadsheet takes it for a formula. One that begins with a quote gets another, so that each comes back."""
    return f"'{cell}" if cell.startswith((*FORMULA, "'")) else cell


def as_it_was(cell: str) -> str:
    """A cell of a file that Studio wrote, without the quote that made it harmless."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*FORMULA, "'")) else cell


def plain(name: str) -> str:
    """The name of a column, however it is written: `Starts At ` is starts_at."""
    return re.sub(r"[\s_-]+", "_", name.strip().casefold())
