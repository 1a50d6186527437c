"""A name alone: of an artist or a project that is added in passing, from a booking's form."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm

from studio.lib.forms.fields import NameField


class NameForm(FlaskForm):
    name = NameField(lazy_gettext("Name"), 120, required=True)
