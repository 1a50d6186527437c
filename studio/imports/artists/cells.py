"""What a cell of an artist says, as the artist keeps it. Each raises ValueError with a sentence."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from babel.numbers import NumberFormatError, parse_decimal
from flask_babel import gettext as _

from studio.artists.file_columns import AS_THE_STUDIO, NO_HOLIDAYS
from studio.artists.history import EMPLOYMENT_NAMES
from studio.custom_fields.models import CHOICE, DATE, NUMBER, YES_NO
from studio.custom_fields.values import cleaned
from studio.imports.reading import Reading, read_moment
from studio.lib.clock import ZONES
from studio.lib.holidays import regions
from studio.lib.money import CURRENCIES
from studio.lib.text.csv_cells import plain

PLAIN_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
GROUPED = re.compile(r"-?[0-9]{1,3}\.[0-9]{3}")  # in German 1.234 is a thousand and more
ANY_NUMBER = re.compile(r"-?[\d.,'\s\u00a0\u202f\u2019\u066b\u066c]{1,24}")
MOST = Decimal("9999999999.99")
YES, NO = ("yes", "true", "1", "y"), ("no", "false", "0", "n")


@lru_cache(maxsize=1)
def zones() -> dict[str, str]:
    return {plain(zone): zone for zone in ZONES}


def zone_of(text: str) -> str:
    return one_of(zones().get(plain(text)), _("a time zone such as Europe/London"))


def employment_of(text: str) -> str:
    known = {plain(str(name)): kind for kind, name in EMPLOYMENT_NAMES.items()} | {
        kind: kind for kind in EMPLOYMENT_NAMES
    }
    return one_of(known.get(plain(text)), ", ".join(EMPLOYMENT_NAMES))


def currency_of(text: str) -> str:
    code = text.strip().upper()
    return one_of(code if code in CURRENCIES else None, _("a currency such as EUR"))


def region_of(text: str) -> str | None:
    """A region's code, "" for no public holidays, None for those of the studio."""
    words = {NO_HOLIDAYS: "", AS_THE_STUDIO: None}
    if plain(text) in words:
        return words[plain(text)]
    code = text.strip().upper()
    return one_of(code if code in regions() else None, _("a region such as GB-ENG, “none” or “studio”"))


def one_of(found: str | None, expected: str) -> str:
    if found is None:
        raise ValueError(_("This is not %(expected)s.", expected=expected))
    return found


def amount_of(text: str, locale: str) -> Decimal:
    """What an hour costs: as an export writes it, or as the studio's locale does."""
    amount = parsed(text, locale) if GROUPED.fullmatch(text.strip()) else number_of(text, locale)
    if not 0 <= amount <= MOST:
        raise ValueError(_("An amount between 0 and %(most)s.", most=f"{MOST:,}"))
    return amount


def number_of(text: str, locale: str) -> Decimal:
    typed = text.strip()
    return Decimal(typed) if PLAIN_NUMBER.fullmatch(typed) else parsed(typed, locale)


def parsed(text: str, locale: str) -> Decimal:
    try:
        if not ANY_NUMBER.fullmatch(text.strip()):
            raise NumberFormatError(text)
        return parse_decimal(text.strip(), locale=locale, strict=True) + 0
    except (NumberFormatError, InvalidOperation):
        raise ValueError(_("A number such as %(example)s.", example="1234.5")) from None


def custom_of(field: Any, text: str, reading: Reading) -> Any:
    """The value of a custom field, as the record keeps it."""
    if field.kind == NUMBER:
        return cleaned(field, f"{number_of(text, reading.locale):f}")
    if field.kind == DATE:
        return cleaned(field, day_of(text, reading.order_of_dates))
    if field.kind == YES_NO:
        return yes_or_no(text)
    if field.kind == CHOICE:
        spelled = {choice.casefold(): choice for choice in field.choices}
        return cleaned(field, spelled.get(text.strip().casefold(), text.strip()))
    return cleaned(field, text.strip())


def day_of(text: str, order: str) -> str:
    moment = read_moment(text, order)
    if isinstance(moment, datetime):
        moment = moment.date()
    if not isinstance(moment, date):
        raise ValueError(_("This is not a date."))
    return moment.isoformat()


def yes_or_no(text: str) -> bool:
    word = plain(text)
    if word in (*YES, plain(_("Yes"))):
        return True
    if word in (*NO, plain(_("No"))):
        return False
    raise ValueError(_("Yes or no."))
