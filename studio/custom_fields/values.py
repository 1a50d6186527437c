"""The values of custom fields, as records keep them in JSON: text, decimal strings, ISO dates, true and false."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from flask_babel import gettext as _

from studio.custom_fields.models import CHOICE, DATE, LINK, NUMBER, YES_NO
from studio.lib import formats
from studio.lib.forms.fields import CONTROL
from studio.lib.forms.links import web_address

LONGEST = 500  # characters of a text or a link
NUMERAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Field(Protocol):
    """What a value is held against: a custom field, or a row of one."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def choices(self) -> list[str]: ...


def cleaned(field: Field, value: Any) -> Any:
    """The value as it is kept; None for none. Raises ValueError with a sentence for what the field cannot have."""
    if value is None or value == "":
        return None
    if field.kind == YES_NO:
        if not isinstance(value, bool):
            raise ValueError(_("true or false."))
        return value
    if field.kind == NUMBER:
        return number(value)
    if not isinstance(value, str):
        raise ValueError(_("This is not a text."))
    return {DATE: day, LINK: web_address}.get(field.kind, plain)(choice(field, value))


def number(value: Any) -> str:
    typed = str(value).strip()
    if isinstance(value, bool) or not NUMERAL.fullmatch(typed):
        raise ValueError(_("A number such as %(example)s.", example="12.5"))
    found = Decimal(typed).normalize()
    return f"{found:f}" if found else "0"


def day(value: str) -> str:
    try:
        found = date.fromisoformat(value if DAY.fullmatch(value) else "")
    except ValueError:
        raise ValueError(_("This is not a date.")) from None
    if not 1900 <= found.year <= 2200:
        raise ValueError(_("A year between 1900 and 2200."))
    return value


def plain(value: str) -> str:
    found = value.strip()
    if CONTROL.search(found):
        raise ValueError(_("Characters that cannot be seen are not allowed."))
    if len(found) > LONGEST:
        raise ValueError(_("At most %(max)d characters.", max=LONGEST))
    return found


def choice(field: Field, value: str) -> str:
    if field.kind == CHOICE and value not in field.choices:
        raise ValueError(_("Choose one of the list."))
    return value


def written(kind: str, value: Any) -> str:
    """A value in words; "" for none."""
    if value is None:
        return ""
    if kind == YES_NO:
        return _("Yes") if value else _("No")
    if kind == NUMBER:
        return formats.number(Decimal(value))
    return formats.day(date.fromisoformat(value), "yMMMd") if kind == DATE else str(value)


def merged(kept: Mapping[str, Any], changed: Mapping[str, Any], fields: Iterable[Field]) -> dict[str, Any]:
    """What a record keeps after a change; values of fields that were removed stay, should they come back."""
    known = {field.key for field in fields}
    new = {**kept, **{key: value for key, value in changed.items() if key in known}}
    return {key: value for key, value in new.items() if value is not None}


class Fact(NamedTuple):
    """A custom field's value, to be shown."""

    name: str
    kind: str
    text: str


def facts(fields: Iterable[Any], kept: Mapping[str, Any]) -> list[Fact]:
    """Those that have a value, in the order of the fields."""
    found = (Fact(field.name, field.kind, written(field.kind, kept.get(field.key))) for field in fields)
    return [fact for fact in found if fact.text]
