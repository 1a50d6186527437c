"""The project's form: shape, not policy."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms.validators import ValidationError

from studio.lib.forms.fields import (
    CalendarDateField,
    ChoiceField,
    CurrencyField,
    HueField,
    NameField,
    NotesField,
    TextField,
    VersionField,
)
from studio.lib.forms.money import MoneyField
from studio.projects.history import STATUS_NAMES

REFUSALS = {
    "uq_projects_name": ("name", lazy_gettext("Another project has this name.")),
    "ck_projects_name": ("name", lazy_gettext("Between 1 and 120 characters.")),
    "ck_projects_dates": ("ends_on", lazy_gettext("The end must not be before the start.")),
}


class ProjectForm(FlaskForm):
    name = NameField(lazy_gettext("Name"), 120, required=True)
    code = TextField(lazy_gettext("Code"), 40)
    client = TextField(lazy_gettext("Client"), 120)
    status = ChoiceField(lazy_gettext("Status"), choices=list(STATUS_NAMES.items()))
    hue = HueField(lazy_gettext("Colour"))
    starts_on = CalendarDateField(lazy_gettext("Starts"))
    ends_on = CalendarDateField(lazy_gettext("Ends"))
    deadline = CalendarDateField(lazy_gettext("Deadline"))
    budget = MoneyField(lazy_gettext("Budget"), most=Decimal("999999999999.99"))
    currency = CurrencyField(lazy_gettext("Currency"))
    notes = NotesField(lazy_gettext("Notes"), 5000)
    version = VersionField()

    @classmethod
    def for_(cls, member: Any, project: Any = None, **defaults: Any) -> ProjectForm:
        """The form as `member` may fill it in: without money for those who may not see it."""
        form = cls(obj=project, **defaults)
        if not member.can("money.read"):
            del form.budget, form.currency
        return form

    def validate_ends_on(self, field: CalendarDateField) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("The end must not be before the start."))

    def details(self) -> dict[str, Any]:
        """Columns of the project, by name."""
        return {name: value for name, value in self.data.items() if name not in ("version", "csrf_token")}
