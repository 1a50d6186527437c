"""The columns a file of artists may have: those of an export, and the studio's custom fields by name or key."""

from __future__ import annotations

from studio.artists.file_columns import COLUMNS, headings, known_columns
from studio.custom_fields.models import ARTIST, CustomField
from studio.imports.header import Columns

FOUND_BY = ("name", "email")


def columns() -> Columns:
    fields = CustomField.of(ARTIST)
    others = [name for name in COLUMNS if name not in FOUND_BY]
    return Columns((), (*others, *headings(fields).values()), known_columns(fields), one_of=FOUND_BY)
