"""Forms of the pages of artists and projects: a name alone, of one that is added in passing, and a period."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import ValidationError
from wtforms.validators import InputRequired

from studio.directory.statistics.periods import LONGEST
from studio.lib.forms.fields import CalendarDateField, NameField

NEEDED = lazy_gettext("This is needed.")


class NameForm(FlaskForm):
    name = NameField(lazy_gettext("Name"), 120, required=True)


class PeriodForm(FlaskForm):
    """From one day to another, both included, in the query of an address."""

    class Meta:
        csrf = False  # it changes nothing

    first = CalendarDateField(lazy_gettext("From"), name="from", validators=[InputRequired(NEEDED)])
    last = CalendarDateField(lazy_gettext("To"), name="to", validators=[InputRequired(NEEDED)])

    def validate_last(self, field: CalendarDateField) -> None:
        if self.first.data and field.data and not 0 <= (field.data - self.first.data).days < LONGEST:
            raise ValidationError(_("Not before the first day, and a year after it at most."))
