"""The upload form: is there a file, and can it be read at all."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import ValidationError

from studio.imports.encoding import ENCODINGS, UnreadableFile
from studio.imports.kinds import KINDS
from studio.imports.models import BOOKINGS
from studio.imports.reader import CsvReader
from studio.imports.reading import CHOICES, DELIMITERS, ORDERS, Reading
from studio.lib.clock import ZONES
from studio.lib.current import current
from studio.lib.forms.fields import ChoiceField
from studio.lib.text.names import file_name


def offered(pairs: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [("", _("Find out")), *pairs]


class ReadingForm(FlaskForm):
    """How the file is to be read; what is left empty is found out."""

    encoding = ChoiceField(_("Letters"), lambda: offered((e.codec, e.label) for e in ENCODINGS.values()), default="")
    delimiter = ChoiceField(_("Between cells"), lambda: offered(DELIMITERS.items()), default="")
    order = ChoiceField(
        _("Dates"), lambda: [("", _("As the studio writes them, or ISO 8601")), *ORDERS.items()], default=""
    )
    zone = ChoiceField(
        _("Times without an offset"),
        lambda: [("", _("In each artist's own zone")), *((zone, zone.replace("_", " ")) for zone in ZONES)],
        default="",
    )

    @property
    def chosen(self) -> dict[str, str]:
        return {name: value for name in CHOICES if (value := getattr(self, name).data)}

    @property
    def reading(self) -> Reading:
        return Reading.of(self.chosen, current.tenant.locale)


class UploadForm(ReadingForm):
    kind = ChoiceField(choices=[(kind, kind) for kind in KINDS], default=BOOKINGS)
    file = FileField(_("CSV file"), validators=[FileRequired(_("Choose a file first."))])

    content: bytes = b""

    def validate_file(self, field: FileField) -> None:
        """Wrong columns and workbooks are told at once, not by a job."""
        self.content = field.data.read()
        try:
            CsvReader(BytesIO(self.content), self.reading, KINDS[self.kind_of_file].columns())
        except UnreadableFile as error:
            raise ValidationError(str(error)) from error

    @property
    def filename(self) -> str:
        return file_name(self.file.data.filename) or f"{self.kind_of_file}.csv"

    @property
    def kind_of_file(self) -> str:
        return self.kind.data if self.kind.data in KINDS else BOOKINGS
