"""The list of artists as a file for a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from tempfile import TemporaryFile
from typing import Any

from flask import Blueprint, Response, request, send_file

from studio.accounts.authorization import allow
from studio.directory.export.files import write_csv, write_xlsx
from studio.directory.export.table import Table
from studio.directory.selection import matching
from studio.lib import clock
from studio.lib.current import current

pages = Blueprint("exports", __name__)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/artists.csv")
@allow("artists.read")
def csv() -> Response:
    return exported(write_csv, "csv", "text/csv")


@pages.get("/artists.xlsx")
@allow("artists.read")
def xlsx() -> Response:
    return exported(write_xlsx, "xlsx", WORKBOOK)


def exported(write: Callable[..., None], ending: str, kind: str) -> Response:
    """Those the list shows for the same query."""
    table = Table(matching(request.args), current.member, clock.now())
    file: Any = TemporaryFile()  # noqa: SIM115 (the response closes it)
    write(file, table.header, table.rows())
    return send_file(file, kind, as_attachment=True, download_name=f"artists.{ending}")
