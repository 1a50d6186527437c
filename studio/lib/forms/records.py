"""Fields that name a record by its id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wtforms import HiddenField, SelectField
from wtforms.fields.choices import Choice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired
from wtforms.validators import ValidationError as Invalid

from studio.lib.text.parsing import parse_id


class RecordField(SelectField):
    """A record by id, chosen by type-ahead; the route looks it up, so no list of all of them is needed to validate."""

    def __init__(self, label: Any, missing: Any, **options: Any):
        needed = InputRequired(missing)
        super().__init__(label, [needed], coerce=parse_id, choices=[], **options)
        self.missing = missing
        self.options: list[tuple[str, str, dict[str, str]]] = []

    def pre_validate(self, form: Any) -> None:
        if self.data is None:
            raise Invalid(self.missing)

    def iter_choices(self) -> Iterator[Any]:
        chosen = str(self.data or "")
        for value, label, extra in self.options:
            yield Choice(value, label, value == chosen, extra)

    def has_groups(self) -> bool:
        return False


class IdField(HiddenField):
    """A uuid, or None when it is missing or none."""

    data: Any

    def process_formdata(self, values: list[Any]) -> None:
        self.data = parse_id(values[0]) if values else None
