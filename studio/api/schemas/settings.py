"""A studio's settings, as they are sent and shown."""

from __future__ import annotations

from typing import Annotated, Literal

from flask_babel import gettext as _
from pydantic import AfterValidator, Field, WithJsonSchema

from studio.accounts.origins import MOST, NoOrigin, origin
from studio.accounts.tenants import LOCALES
from studio.api.schemas.common import Currency, Days, Region, Shown, Strict, Zone, named, one_of, partial
from studio.availability.requests import ASKABLE

IdleHours = Literal[1, 8, 24, 72, 168] | None
IDLE = "Hours without a request after which browsers have to sign in again; null for never."


APPROVED = "The kinds of time blocks that artists ask for; a scheduler approves them."
COUNTED = "Days of vacation in a leave year, of whoever has no number of their own; null where nobody counts."
MONTH = "The month with which the leave year begins."
Kinds = Annotated[list[Literal[ASKABLE]], Field(max_length=len(ASKABLE))]  # type: ignore[valid-type]


def site(value: str) -> str:
    try:
        return origin(value)
    except NoOrigin:
        raise ValueError(_("This is not a site. Write https:// and its name, without a path.")) from None


Locale = Annotated[
    str, AfterValidator(one_of(LOCALES, lambda: _("Choose one of the list."))),
    WithJsonSchema({"type": "string", "enum": list(LOCALES)}),
]  # fmt: skip
Sites = Annotated[list[Annotated[str, Field(max_length=255), AfterValidator(site)]], Field(max_length=MOST)]


class SettingsIn(Strict):
    """What holds for the whole studio."""

    name: named(120)  # type: ignore[valid-type]
    zone: Zone
    currency: Currency
    locale: Locale
    holiday_region: Region = Field("", description="Whose public holidays the studio has; empty for none.")
    hold_days: int = Field(ge=1, le=365, description="Days until a new hold is released by itself.")
    idle_hours: IdleHours = Field(None, description=IDLE)
    cors_origins: Sites = Field([], description="Sites whose scripts may call the API with a token.")
    approval_kinds: Kinds = Field([], description=APPROVED)
    vacation_days: Days | None = Field(None, description=COUNTED)
    sick_days: Days | None = Field(None, description="The same of sick days.")
    leave_year_starts: int = Field(1, ge=1, le=12, description=MONTH)


SettingsPatch = partial(SettingsIn, "SettingsPatch")


class Settings(Shown):
    """What holds for the whole studio."""

    name: str
    zone: str
    currency: str
    locale: str
    holiday_region: str
    hold_days: int
    idle_hours: IdleHours = Field(description=IDLE)
    cors_origins: list[str]
    approval_kinds: list[str] = Field(description=APPROVED)
    vacation_days: str | None = Field(description=COUNTED, examples=["25"])
    sick_days: str | None = Field(description="The same of sick days.", examples=["10"])
    leave_year_starts: int = Field(description=MONTH)
