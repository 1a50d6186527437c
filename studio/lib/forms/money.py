"""An amount of money, typed as the viewer's locale writes it."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.numbers import NumberFormatError, format_decimal, get_currency_precision, parse_decimal
from flask_babel import gettext as _
from wtforms import Field
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from studio.lib.formats import here


class MoneyField(Field):
    """An amount as the viewer's locale writes it, not negative; None when empty.

    The form's field `currency` says how many decimals there may be, and never more than the two the columns keep.
    """

    widget: Any = TextInput()
    data: Any

    def __init__(self, label: Any = None, most: Decimal = Decimal("9999999999.99"), **options: Any):
        options["render_kw"] = {"inputmode": "decimal", "autocomplete": "off", **options.get("render_kw", {})}
        super().__init__(label, **options)
        self.most = most

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        return format_decimal(self.data, "0.00" if self.data % 1 else "0", locale=here())

    def process_formdata(self, values: list[Any]) -> None:
        self.data = None
        typed = str(values[0]).strip() if values else ""
        if typed:
            self.data = parsed(typed)

    def pre_validate(self, form: Any) -> None:
        if self.data is None or self.errors:
            return
        if self.data < 0 or self.data > self.most:
            most = format_decimal(self.most, locale=here())
            raise ValidationError(_("An amount between 0 and %(most)s.", most=most))
        currency = form["currency"].data
        places = min(2, get_currency_precision(currency or ""))
        if self.data != round(self.data, places):
            raise ValidationError(_("%(currency)s has %(places)d decimals.", currency=currency, places=places))


def parsed(typed: str) -> Decimal:
    """A plain number by the viewer's locale. Raises ValueError: no exponents, no NaN, no misplaced separators."""
    try:
        if not re.fullmatch(r"[-+]?[\d.,'\s\u00a0\u202f\u2019\u066b\u066c]{1,24}", typed):
            raise NumberFormatError(typed)
        return parse_decimal(typed, locale=here(), strict=True) + 0
    except (NumberFormatError, InvalidOperation):
        example = format_decimal(Decimal("1234.5"), locale=here())
        raise ValueError(_("Write an amount such as %(example)s.", example=example)) from None
