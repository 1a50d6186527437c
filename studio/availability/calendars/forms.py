"""The form of a subscribed calendar: an address or a file, and whether it can be one at all."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, ValidationError

from studio.availability.calendars.sandbox import MOST_BYTES, looks_like_one
from studio.availability.calendars.urls import host_of, with_scheme
from studio.lib.forms.fields import NameField, TextField
from studio.lib.http.ssrf import LONGEST, BadUrl, checked
from studio.lib.text.names import file_name


class CalendarForm(FlaskForm):
    url = TextField(
        lazy_gettext("Address"), LONGEST,
        render_kw={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"},
    )  # fmt: skip
    file = FileField(lazy_gettext("Or a file"), render_kw={"accept": ".ics,text/calendar"})
    name = NameField(lazy_gettext("Name"), 120)
    titles = BooleanField(lazy_gettext("Keep what each entry is called"))

    content: str = ""

    def validate_url(self, field: TextField) -> None:
        field.data = with_scheme(field.data or "")
        if bool(field.data) == bool(self.file.data):
            raise ValidationError(_("Give an address or a file, one of the two."))
        if field.data:
            check_url(field.data)

    def validate_file(self, field: Any) -> None:
        if not field.data:
            return
        content = field.data.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ValidationError(_("A file of at most 5 MB."))
        if not looks_like_one(content):
            raise ValidationError(_("This is not a calendar: it must be an .ics file."))
        self.content = content.decode("utf-8-sig", "replace")

    @property
    def columns(self) -> dict[str, Any]:
        host = host_of(self.url.data)
        named = self.name.data or host or (self.file.data and file_name(self.file.data.filename)) or _("Calendar")
        return {
            "name": named[:120], "titles": self.titles.data, "url": self.url.data, "host": host,
            "upload": self.content,
        }  # fmt: skip


def check_url(url: str) -> None:
    try:
        checked(url, current_app.config["SETTINGS"].calendar_private)
    except BadUrl as error:
        raise ValidationError(str(error)) from None
