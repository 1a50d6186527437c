"""The form that changes many artists: who, and what is to become of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField
from wtforms.validators import ValidationError

from studio.artists.bulk.edits import ARCHIVE, RESTORE, Edit
from studio.artists.history import EMPLOYMENT_NAMES
from studio.artists.skills import SkillsField
from studio.lib.clock import ZONES
from studio.lib.forms.fields import ChoiceField, ListField, TextField
from studio.lib.text.parsing import parse_id

LISTS = ("remove_skills", "add_tags", "remove_tags")
AS_IT_IS = ("", lazy_gettext("As it is"))


class IdsField(HiddenField):
    """Ids with spaces between them; what is none is left out."""

    data: Any

    def _value(self) -> str:
        return " ".join(map(str, self.data or ()))

    def process_formdata(self, values: list[Any]) -> None:
        if values:
            self.data = [id for word in str(values[0]).split() if (id := parse_id(word))]


class BulkEditForm(FlaskForm):
    ids = IdsField()
    back = HiddenField()  # the list, as it was
    seen = HiddenField()  # the fingerprint of the plan that was shown
    department = TextField(lazy_gettext("Department"), 120)
    no_department = BooleanField(lazy_gettext("Take the department away"))
    employment = ChoiceField(lazy_gettext("Employment"), [AS_IT_IS, *EMPLOYMENT_NAMES.items()], default="")
    zone = ChoiceField(
        lazy_gettext("Time zone"), [AS_IT_IS, *((zone, zone.replace("_", " ")) for zone in ZONES)], default=""
    )
    add_skills = SkillsField(lazy_gettext("Add skills"))
    remove_skills = ListField(lazy_gettext("Remove skills"))
    add_tags = ListField(lazy_gettext("Add tags"))
    remove_tags = ListField(lazy_gettext("Remove tags"))
    life = ChoiceField(
        lazy_gettext("Archive"),
        [AS_IT_IS, (ARCHIVE, lazy_gettext("Archive")), (RESTORE, lazy_gettext("Restore"))], default="",
    )  # fmt: skip

    CHANGES = ("department", "no_department", "employment", "zone", "add_skills", "life", *LISTS)

    def validate_no_department(self, field: BooleanField) -> None:
        if field.data and self.department.data:
            raise ValidationError(_("Either a department or none."))

    def validate_remove_skills(self, field: ListField) -> None:
        refuse_both(self.add_skills.data, field.data)

    def validate_remove_tags(self, field: ListField) -> None:
        refuse_both(self.add_tags.data, field.data)

    def validate(self, *args: Any, **options: Any) -> bool:
        valid = super().validate(*args, **options)
        if valid and not any(self[name].data for name in self.CHANGES):
            self.form_errors.append(_("Say what is to change."))
            return False
        return valid

    @property
    def chosen(self) -> set[UUID]:
        return set(self.ids.data or ())

    @property
    def carried(self) -> list[tuple[str, str]]:
        """All of it as (name, value), for a page that asks whether it is meant."""
        texts = {name: self[name]._value() for name in ("ids", "back", "seen", "add_skills", *LISTS)}
        plain = {name: self[name].data or "" for name in ("department", "employment", "zone", "life")}
        return [*texts.items(), *plain.items(), *([("no_department", "y")] if self.no_department.data else [])]

    @property
    def edit(self) -> Edit:
        values = {name: self[name].data for name in ("department", "employment", "zone") if self[name].data}
        if self.no_department.data:
            values["department"] = ""
        words = {name: tuple(self[name].data or ()) for name in ("add_skills", *LISTS)}
        return Edit(values=values, levels=self.add_skills.levels, life=str(self.life.data), **words)


def refuse_both(add: Iterable[str], remove: Iterable[str]) -> None:
    coming = {word.casefold() for word in add or ()}
    both = [word for word in remove or () if word.casefold() in coming]
    if both:
        raise ValidationError(_("%(words)s: either added or removed.", words=", ".join(both)))
