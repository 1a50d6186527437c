"""The upload form: is there a file, and can it be read at all."""

from __future__ import annotations

from io import BytesIO

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import ValidationError

from studio.imports.encoding import UnreadableFile
from studio.imports.reader import CsvReader


class UploadForm(FlaskForm):
    file = FileField(_("CSV file"), validators=[FileRequired(_("Choose a file first."))])

    content: bytes = b""

    def validate_file(self, field: FileField) -> None:
        """Wrong columns and workbooks are told at once, not by a job."""
        self.content = field.data.read()
        try:
            CsvReader(BytesIO(self.content))
        except UnreadableFile as error:
            raise ValidationError(str(error)) from error

    @property
    def filename(self) -> str:
        return self.file.data.filename or "bookings.csv"
