"""The form of a custom field, and the fields that custom fields are in the form of a record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms.validators import ValidationError

from studio.custom_fields.models import CHOICE, DATE, KINDS, LINK, NUMBER, TEXT, YES_NO, CustomField
from studio.custom_fields.values import LONGEST, cleaned, merged
from studio.lib.formats import number
from studio.lib.forms.fields import CalendarDateField, ChoiceField, ListField, NameField, TextField, VersionField
from studio.lib.forms.money import parsed

Form = TypeVar("Form", bound=FlaskForm)
PREFIX = "custom_"
KIND_NAMES = {
    TEXT: lazy_gettext("Text"), NUMBER: lazy_gettext("Number"), DATE: lazy_gettext("Date"),
    CHOICE: lazy_gettext("Choice"), YES_NO: lazy_gettext("Yes or no"), LINK: lazy_gettext("Link"),
}  # fmt: skip
REFUSALS = {"uq_custom_fields_name": ("name", lazy_gettext("Another field has this name."))}


class CustomFieldForm(FlaskForm):
    """A field as a studio defines it. What kind it is stays as it was made: values depend on it."""

    name = NameField(lazy_gettext("Name"), 60, required=True)
    kind = ChoiceField(lazy_gettext("Kind"), [(kind, KIND_NAMES[kind]) for kind in KINDS], default=TEXT)
    choices = ListField(lazy_gettext("Choices"))
    version = VersionField()

    def validate_choices(self, field: ListField) -> None:
        if self.chosen_kind == CHOICE and not field.data:
            raise ValidationError(_("What can be chosen, separated by commas."))

    @property
    def chosen_kind(self) -> str:
        return str(self.kind.data) if "kind" in self else CHOICE if "choices" in self else TEXT

    @classmethod
    def editing(cls, field: CustomField) -> CustomFieldForm:
        form = cls(obj=field)
        del form.kind
        if field.kind != CHOICE:
            del form.choices
        return form

    def columns(self) -> dict[str, Any]:
        chosen = {"choices": self.choices.data if self.chosen_kind == CHOICE else []}
        kind = {"kind": self.kind.data} if "kind" in self else {}
        return {"name": self.name.data, **kind, **(chosen if "choices" in self else {})}


class NumberField(TextField):
    """A number as the viewer's locale writes it; `data` is the text that is kept."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return number(Decimal(self.data)) if self.data else ""

    def process_formdata(self, values: list[Any]) -> None:
        super().process_formdata(values)
        if self.data and values:
            self.data = f"{parsed(self.data):f}"


class DayField(CalendarDateField):
    """A date; None of what cannot be read as one."""

    def process_data(self, value: Any) -> None:
        super().process_data(date.fromisoformat(value) if isinstance(value, str) and value else value)


def field_of(field: CustomField) -> Any:
    """What stands for it in a form."""
    if field.kind == CHOICE:
        return ChoiceField(field.name, [("", "—"), *((choice, choice) for choice in field.choices)], default="")
    if field.kind == YES_NO:
        return ChoiceField(field.name, [("", "—"), ("yes", _("Yes")), ("no", _("No"))], default="")
    if field.kind == DATE:
        return DayField(field.name)
    if field.kind == NUMBER:
        return NumberField(field.name, 40, render_kw={"inputmode": "decimal"})
    return TextField(field.name, LONGEST, render_kw={"type": "url"} if field.kind == LINK else {})


def with_custom_fields(form: type[Form], fields: Iterable[CustomField]) -> type[Form]:
    """The form class with a field for each of them."""
    return type(form.__name__, (form,), {f"{PREFIX}{field.key}": field_of(field) for field in fields})


def initial(fields: Iterable[CustomField], kept: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows of the values a record keeps."""
    return {f"{PREFIX}{field.key}": shown(field, kept.get(field.key)) for field in fields}


def shown(field: CustomField, value: Any) -> Any:
    if field.kind == YES_NO:
        return "" if value is None else "yes" if value else "no"
    return value if field.kind != CHOICE or value in field.choices else ""


def filled(form: FlaskForm, fields: Iterable[CustomField], kept: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the record keeps after the form; None with errors at its fields."""
    fields, values = list(fields), {}
    for field in fields:
        typed = form[f"{PREFIX}{field.key}"]
        try:
            values[field.key] = cleaned(field, typed_value(field, typed.data))
        except ValueError as wrong:
            typed.errors = [*typed.errors, str(wrong)]
    return None if any(form[f"{PREFIX}{field.key}"].errors for field in fields) else merged(kept, values, fields)


def typed_value(field: CustomField, typed: Any) -> Any:
    if field.kind == YES_NO:
        return {"yes": True, "no": False}.get(typed)
    return typed.isoformat() if isinstance(typed, date) else typed
