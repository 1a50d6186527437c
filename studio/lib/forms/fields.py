"""Form fields every feature shares: text that is safe to keep, lists, days, zones, currencies, hues.

Text is stripped and NFC-normalised; NUL, other control characters and what is too long are refused at the field.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from flask_babel import get_locale, lazy_gettext
from flask_babel import gettext as _
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length, ValidationError

from studio.lib.clock import ZONES
from studio.lib.holidays import guess, named_regions
from studio.lib.hues import HUES
from studio.lib.mail import BadAddress, address
from studio.lib.money import CURRENCIES, currency_name
from studio.lib.text.names import clean_name, has_invisible
from studio.lib.text.parsing import parse_number

TURNS = r"\u202a-\u202e\u2066-\u2069"  # change the direction of what follows: a name could disguise itself
CONTROL = re.compile(rf"[\x00-\x1f\x7f-\x9f\u2028\u2029{TURNS}]")
CONTROL_BUT_LINES = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f{TURNS}]")
HUE_NAMES = {
    "red": lazy_gettext("Red"), "orange": lazy_gettext("Orange"), "amber": lazy_gettext("Amber"),
    "olive": lazy_gettext("Olive"), "green": lazy_gettext("Green"), "teal": lazy_gettext("Teal"),
    "cyan": lazy_gettext("Cyan"), "blue": lazy_gettext("Blue"), "indigo": lazy_gettext("Indigo"),
    "violet": lazy_gettext("Violet"), "plum": lazy_gettext("Plum"), "rose": lazy_gettext("Rose"),
}  # fmt: skip


class TextField(StringField):
    """One line of text, at most `limit` characters, "" when nothing was typed."""

    FORBIDDEN = CONTROL
    data: Any

    def __init__(self, label: Any = None, limit: int = 120, required: bool = False, **options: Any):
        checks: list[Any] = [InputRequired(lazy_gettext("This is needed."))] if required else []
        too_long = lazy_gettext("At most %(max)d characters.")
        checks += [*options.pop("validators", ()), Length(max=limit, message=too_long)]
        super().__init__(label, checks, **options)
        self.required = required

    def process_formdata(self, values: list[Any]) -> None:
        typed = str(values[0]) if values else self.data or ""
        self.data = unicodedata.normalize("NFC", typed.replace("\r\n", "\n")).strip()

    def pre_validate(self, form: Any) -> None:
        if self.data and self.FORBIDDEN.search(self.data):
            raise ValidationError(_("Characters that cannot be seen are not allowed."))
        if self.required and not any(letter.isprintable() for letter in self.data or ""):
            raise ValidationError(_("This is needed."))


class NameField(TextField):
    """The name of a record or of a person."""

    def process_formdata(self, values: list[Any]) -> None:
        super().process_formdata(values)
        self.data = clean_name(self.data)

    def pre_validate(self, form: Any) -> None:
        if has_invisible(self.data or ""):
            raise ValidationError(_("Characters that cannot be seen are not allowed."))
        super().pre_validate(form)


class WholeNumberField(IntegerField):
    """A whole number, of few enough digits for everybody who counts with it."""

    FITS = re.compile(r"[+-]?[0-9]{1,19}")

    def process_formdata(self, values: list[Any]) -> None:
        if values and str(values[0]).strip() and not self.FITS.fullmatch(str(values[0]).strip()):
            self.data = None
            raise ValueError(_("This is not a whole number."))
        super().process_formdata(values)


class NotesField(TextField, TextAreaField):
    """Text of several lines."""

    FORBIDDEN = CONTROL_BUT_LINES


class EmailField(TextField):
    """An address, or nothing."""

    def __init__(self, label: Any = None, **options: Any):
        options["render_kw"] = {"type": "email", **options.get("render_kw", {})}
        super().__init__(label, 254, **options)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if self.data and not self.errors:
            try:
                self.data = address(self.data)
            except BadAddress:
                raise ValidationError(_("This is not an email address.")) from None


class ListField(TextField):
    """Words separated by commas; `data` is a list without doubles (whatever their case) or gaps."""

    MOST, LONGEST = 40, 60

    def __init__(self, label: Any = None, **options: Any):
        super().__init__(label, 2500, **options)

    def _value(self) -> str:
        return ", ".join(self.data or ()) if not self.raw_data else str(self.raw_data[0])

    def process_formdata(self, values: list[Any]) -> None:
        super().process_formdata(values or [", ".join(self.data or ())])
        words: dict[str, str] = {}
        for part in str(self.data).split(","):
            if word := " ".join(part.split()):
                words.setdefault(word.casefold(), word)
        self.data = list(words.values())

    def pre_validate(self, form: Any) -> None:
        words: list[str] = self.data or []
        if any(self.FORBIDDEN.search(word) for word in words):
            raise ValidationError(_("Characters that cannot be seen are not allowed."))
        if len(words) > self.MOST or any(len(word) > self.LONGEST for word in words):
            raise ValidationError(
                _("At most %(most)d entries of %(longest)d characters.", most=self.MOST, longest=self.LONGEST)
            )


class CalendarDateField(DateField):
    """A day, or None; years that a plan can have, so that no arithmetic on it can overflow."""

    data: Any

    def process_formdata(self, values: list[Any]) -> None:
        self.data = None
        if values and str(values[0]).strip():
            try:
                super().process_formdata(values)
            except ValueError:
                raise ValueError(_("This is not a date.")) from None

    def pre_validate(self, form: Any) -> None:
        if self.data and not 1990 <= self.data.year <= 2200:
            raise ValidationError(_("A year between 1990 and 2200."))


class ChoiceField(SelectField):
    """A select of (value, label) pairs, or of what a callable gives; its error is a sentence."""

    def __init__(self, label: Any = None, choices: Any = (), **options: Any):
        options.setdefault("invalid_value_message", lazy_gettext("Choose one of the list."))
        offered = (lambda: as_choices(choices())) if callable(choices) else as_choices(choices)
        super().__init__(label, choices=offered, **options)

    def pre_validate(self, form: Any) -> None:
        try:
            super().pre_validate(form)
        except ValueError:
            raise ValidationError(_("Choose one of the list.")) from None


def as_choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


class ZoneField(ChoiceField):
    """A time zone of the tz database; with `regions` each says whose public holidays are likely there."""

    def __init__(self, label: Any = None, regions: bool = False, **options: Any):
        super().__init__(label, choices=[(zone, zone.replace("_", " ")) for zone in ZONES], **options)
        if regions:
            self.choices = [
                SelectChoice(zone, zone.replace("_", " "), {"data-region": guess(zone) or "none"}) for zone in ZONES
            ]


class RegionField(ChoiceField):
    """Whose public holidays: a region's, or nobody's, which is ""; with a label for `inherited`, also None."""

    def __init__(self, label: Any = None, inherited: Any = None, **options: Any):
        first = [("studio", inherited)] if inherited else []
        super().__init__(
            label, lambda: [*first, ("none", _("No public holidays")), *named_regions(str(get_locale()))],
            coerce=region_of, **options,
        )  # fmt: skip


def region_of(value: Any) -> str | None:
    return None if value in (None, "studio") else "" if value == "none" else str(value)


class CurrencyField(ChoiceField):
    """A currency in use today, by code and name."""

    def __init__(self, label: Any = None, **options: Any):
        super().__init__(
            label, choices=lambda: [(code, f"{code} · {currency_name(code)}") for code in CURRENCIES], **options
        )


class HueField(RadioField):
    """A hue of the palette; rendered with the `swatches` macro."""

    def __init__(self, label: Any = None, **options: Any):
        super().__init__(label, choices=as_choices(HUE_NAMES.items()), **options)

    def pre_validate(self, form: Any) -> None:
        if self.data not in HUES:
            raise ValidationError(_("Choose one of the colours."))


class VersionField(HiddenField):
    """The version of the record a form was made from; None when it is missing or no number."""

    data: Any

    def process_formdata(self, values: list[Any]) -> None:
        self.data = parse_number(str(values[0])) if values else None
