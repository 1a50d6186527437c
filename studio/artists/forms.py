"""The artist's form: shape, not policy."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm

from studio.accounts.models import Membership
from studio.accounts.roles import ARTIST
from studio.lib.forms.fields import (
    ChoiceField,
    CurrencyField,
    EmailField,
    ListField,
    NameField,
    RegionField,
    TextField,
    VersionField,
    ZoneField,
)
from studio.lib.forms.money import MoneyField

REFUSALS = {
    "uq_artists_name": ("name", lazy_gettext("Another artist has this name.")),
    "ck_artists_name": ("name", lazy_gettext("Between 1 and 120 characters.")),
}


class ArtistForm(FlaskForm):
    name = NameField(lazy_gettext("Name"), 120, required=True)
    role = TextField(lazy_gettext("Role"), 120)
    department = TextField(lazy_gettext("Department"), 120)
    city = TextField(lazy_gettext("City"), 120)
    email = EmailField(lazy_gettext("Email"))
    skills = ListField(lazy_gettext("Skills"))
    tags = ListField(lazy_gettext("Tags"))
    zone = ZoneField(lazy_gettext("Time zone"))
    holiday_region = RegionField(lazy_gettext("Public holidays"), inherited=lazy_gettext("As the studio"))
    hourly_rate = MoneyField(lazy_gettext("Hourly rate"))
    currency = CurrencyField(lazy_gettext("Currency"))
    member_id = ChoiceField(lazy_gettext("Signs in as"), coerce=lambda value: UUID(str(value)) if value else None)
    version = VersionField()

    @classmethod
    def for_(cls, member: Any, artist: Any = None, **defaults: Any) -> ArtistForm:
        """The form as `member` may fill it in: without money for those who may not see it."""
        form = cls(obj=artist, **defaults)
        form.member_id.choices = member_choices(artist.member_id if artist else None)
        if not member.can("money.read"):
            del form.hourly_rate, form.currency
        return form

    def details(self) -> dict[str, Any]:
        """Columns of the artist, by name."""
        return {name: value for name, value in self.data.items() if name not in ("version", "csrf_token")}


def member_choices(linked: UUID | None) -> list[tuple[UUID | str, str]]:
    """Members with the role artist, and whoever is linked already."""
    members = [m for m in Membership.everyone() if m.role == ARTIST or m.id == linked]
    found = [(m.id, f"{m.user.name} · {m.user.email}") for m in members]
    if linked and linked not in {id for id, _ in found}:
        found.append((linked, _("A former member")))
    return [("", _("Nobody")), *found]
