"""Web addresses people type: kept only when a click on them opens a page, and no script."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from wtforms.validators import ValidationError

from studio.lib.forms.fields import CONTROL, NotesField

LONGEST = 500  # characters
MOST = 10  # links of a record


def web_address(typed: str) -> str:
    """An http or https address. Raises ValueError with a sentence."""
    found = typed.strip()
    try:
        parts = urlsplit(found)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        sound = False
    if not sound or CONTROL.search(found) or " " in found or len(found) > LONGEST:
        raise ValueError(_("An address such as https://example.com."))
    return found


class LinksField(NotesField):
    """Web addresses, one a line; `data` is a list."""

    def __init__(self, label: Any = None, **options: Any):
        super().__init__(label, MOST * (LONGEST + 1), **options)

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "\n".join(self.data or ())

    def process_formdata(self, values: list[Any]) -> None:
        if values:
            super().process_formdata(values)
            self.data = [line.strip() for line in str(self.data).splitlines() if line.strip()]

    def pre_validate(self, form: Any) -> None:
        if len(self.data or ()) > MOST:
            raise ValidationError(_("At most %(most)d links.", most=MOST))
        for line in self.data or ():
            try:
                web_address(line)
            except ValueError as wrong:
                raise ValidationError(f"{line[:60]}: {wrong}") from None
