"""What all schemas share: strict models, and the types of text, instants and money."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from flask_babel import gettext as _
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    WithJsonSchema,
    create_model,
)

from studio.lib.clock import ZONES
from studio.lib.forms.fields import CONTROL, CONTROL_BUT_LINES
from studio.lib.holidays import regions
from studio.lib.hues import HUES
from studio.lib.mail import BadAddress, address
from studio.lib.money import CURRENCIES
from studio.lib.text.names import clean_name, has_invisible

EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2201, 1, 1, tzinfo=UTC)
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


class Strict(BaseModel):
    """What is sent: exactly the fields there are, of exactly their types."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Shown(BaseModel):
    """What is answered. Only the specification reads it: answers are written from rows."""

    model_config = ConfigDict(extra="forbid")


def whole_text(forbidden: re.Pattern[str]) -> Callable[[str], str]:
    def check(text: str) -> str:
        if forbidden.search(text):
            raise ValueError(_("Characters that cannot be seen are not allowed."))
        return unicodedata.normalize("NFC", text)

    return check


def needed(text: str) -> str:
    if not any(letter.isprintable() and not letter.isspace() for letter in text):
        raise ValueError(_("This is needed."))
    return text


def line(limit: int, required: bool = False) -> Any:
    """One line of text."""
    checks = [AfterValidator(whole_text(CONTROL)), *([AfterValidator(needed)] if required else [])]
    return Annotated[str, Field(max_length=limit, min_length=1 if required else 0), *checks]


def named(limit: int) -> Any:
    """A name, spelled as everywhere."""
    return Annotated[line(limit, required=True), AfterValidator(visible_name)]


def visible_name(text: str) -> str:
    name = clean_name(text)
    if has_invisible(name):
        raise ValueError(_("Characters that cannot be seen are not allowed."))
    return name


def lines(limit: int) -> Any:
    """Text of several lines."""
    return Annotated[str, Field(max_length=limit), AfterValidator(whole_text(CONTROL_BUT_LINES))]


def instant(value: Any) -> datetime:
    """RFC 3339 with its offset; never a number, never a local time."""
    if isinstance(value, datetime) and value.tzinfo:
        return value
    if not isinstance(value, str) or not RFC_3339.fullmatch(value):
        raise ValueError(_("A time such as 2026-11-23T09:00:00+01:00, with its offset."))
    try:
        found = datetime.fromisoformat(value.upper())
        if not EARLIEST <= found < LATEST:
            raise ValueError
    except (ValueError, OverflowError):
        raise ValueError(_("A time between 1990 and 2200.")) from None
    return found.astimezone(UTC)


def email_address(value: str) -> str:
    try:
        return address(value) if value else ""
    except BadAddress:
        raise ValueError(_("This is not an email address.")) from None


def distinct(values: list[str]) -> list[str]:
    """Without doubles, whatever their case, and without gaps."""
    found: dict[str, str] = {}
    for value in values:
        if word := " ".join(value.split()):
            found.setdefault(word.casefold(), word)
    return list(found.values())


def words() -> Any:
    """Skills or tags."""
    return Annotated[list[line(60)], Field(max_length=40), AfterValidator(distinct)]  # type: ignore[misc]


def calendar_day(value: date) -> date:
    if not 1990 <= value.year <= 2200:
        raise ValueError(_("A year between 1990 and 2200."))
    return value


def one_of(choices: tuple[str, ...], message: Any) -> Any:
    """One of a list too long to be an enumeration in the code."""

    def check(value: str) -> str:
        if value not in choices:
            raise ValueError(str(message()))
        return value

    return check


def known_region(value: str) -> str:
    if value and value not in regions():
        raise ValueError(_("A country or a region of one, such as GB or GB-ENG."))
    return value


Instant = Annotated[
    datetime,
    PlainValidator(instant, json_schema_input_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-23T09:00:00+00:00"]}),
]
Day = Annotated[date, AfterValidator(calendar_day)]
Zone = Annotated[
    str, AfterValidator(one_of(ZONES, lambda: _("A time zone of the tz database, such as Europe/London."))),
    WithJsonSchema({"type": "string", "examples": ["Europe/London"]}),
]  # fmt: skip
Currency = Annotated[
    str, AfterValidator(one_of(CURRENCIES, lambda: _("A currency code such as GBP."))),
    WithJsonSchema({"type": "string", "enum": list(CURRENCIES)}),
]  # fmt: skip
Region = Annotated[
    str, AfterValidator(known_region),
    WithJsonSchema({"type": "string", "examples": ["GB-ENG"]}),
]  # fmt: skip
Hue = Annotated[
    str, AfterValidator(one_of(HUES, lambda: _("Choose one of the colours."))),
    WithJsonSchema({"type": "string", "enum": list(HUES)}),
]  # fmt: skip
AMOUNT = r"^[0-9]{1,10}(\.[0-9]{1,2})?$"


class Money(Strict):
    """An amount, as a decimal string, and its currency (ISO 4217)."""

    amount: str = Field(pattern=AMOUNT, examples=["52.50"])
    currency: Currency

    @property
    def decimal(self) -> Decimal:
        return Decimal(self.amount).quantize(Decimal("0.01"))


def days_a_year(value: str) -> str:
    if Decimal(value) > 366:
        raise ValueError(_("A number of days between 0 and 366, such as 25 or 12.5."))
    return value


Days = Annotated[str, Field(pattern=r"^[0-9]{1,3}(\.[0-9]{1,2})?$", examples=["25"]), AfterValidator(days_a_year)]


def decimal_or_none(days: str | None) -> Decimal | None:
    return None if days is None else Decimal(days)


class BigMoney(Money):
    """As Money, for budgets."""

    amount: str = Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,2})?$", examples=["120000.00"])


class Sparse(Shown):
    """What `fields` can thin out: everything is there, unless less was asked for."""

    model_config = ConfigDict(json_schema_extra=lambda schema: schema.pop("required", None))


class Difference(Shown):
    """An amount that may be below zero."""

    amount: str = Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$", examples=["-12.00"])
    currency: str


def serialize_money(amount: Decimal | None, currency: str) -> dict[str, str] | None:
    return None if amount is None else {"amount": str(amount), "currency": currency}


def serialize_hours(hours: Decimal) -> str:
    """`7.5`, `8`, `0.3333`: as few digits as tell it, four after the point at most."""
    return f"{round(hours, 4):f}".rstrip("0").rstrip(".") if hours % 1 else f"{hours:.0f}"


def split(value: Any) -> Any:
    return value.split(",") if isinstance(value, str) else value


def commas(item: Any, most: int = 25) -> Any:
    """A list in one parameter, its items separated by commas."""
    return Annotated[list[item], BeforeValidator(split), Field(max_length=most, min_length=1)]


def truth(value: Any) -> Any:
    """`true` or `false`, and nothing else."""
    if value not in ("true", "false", True, False):
        raise ValueError(_("true or false."))
    return value in ("true", True)


def digits(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,12}", value):
        raise ValueError(_("A whole number."))
    return value


def hyphened(value: Any) -> Any:
    if isinstance(value, str) and len(value) != 36:
        raise ValueError(_("An id such as 01931f6e-7c00-7000-8000-000000000000."))
    return value


Truth = Annotated[bool, BeforeValidator(truth)]
Id = Annotated[UUID, BeforeValidator(hyphened)]
Ids = commas(Id)


class Query(Strict):
    """The query of an operation."""


class Write(Query):
    dry_run: Truth = Field(False, description="Do the real thing, answer, and roll it back.")


class PageQuery(Query):
    """What every list takes; a resource adds its sorts, fields and filters."""

    limit: Annotated[int, BeforeValidator(digits)] = Field(50, ge=1, le=500, description="How many on a page.")
    cursor: str | None = Field(None, min_length=1, max_length=1000, description="From `links.next` of the page before.")
    sort: str
    fields: list[str] | None = None
    include: list[str] | None = None
    updated_since: Instant | None = Field(None, description="What was added or changed at or after this moment.")


class Links(Shown):
    self: str
    next: str | None = None


def fields_of(model: type[BaseModel]) -> Any:
    """Any of a schema's fields: what `fields` takes."""
    return commas(Literal[tuple(model.model_fields)]) | None


def page_of(model: type[BaseModel], name: str) -> Any:
    """The schema of a page of these."""
    return create_model(
        name, __base__=Shown, data=(list[model], ...), links=(Links, ...),  # type: ignore[valid-type]
        seq=(int, Field(description="The studio's last event when this was read: /events has what comes after.")),
    )  # fmt: skip


def partial(model: type[Strict], name: str) -> Any:
    """The same fields, none of them needed: what PATCH takes."""
    fields: dict[str, Any] = {}
    for key, info in model.model_fields.items():
        kind = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
        fields[key] = (kind, Field(default_factory=lambda: None, description=info.description))
    return create_model(name, __base__=Strict, __doc__="Only what is to change.", **fields)
