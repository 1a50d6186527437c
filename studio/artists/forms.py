"""The artist's form: shape, not policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import FileField
from wtforms.validators import InputRequired, ValidationError

from studio.accounts.models import Membership
from studio.accounts.roles import ARTIST
from studio.artists.history import EMPLOYMENT_NAMES
from studio.artists.models import STAFF
from studio.artists.skills import SkillsField
from studio.custom_fields.forms import PREFIX, filled, initial, with_custom_fields
from studio.custom_fields.models import ARTIST as ARTIST_FIELDS
from studio.custom_fields.models import CustomField
from studio.lib.forms.fields import (
    CalendarDateField,
    ChoiceField,
    CurrencyField,
    EmailField,
    ListField,
    NameField,
    NotesField,
    RegionField,
    TextField,
    VersionField,
    ZoneField,
)
from studio.lib.forms.links import LinksField
from studio.lib.forms.money import MoneyField
from studio.lib.media.images import MOST_BYTES
from studio.lib.money import Money

REFUSALS = {
    "uq_artists_name": ("name", lazy_gettext("Another artist has this name.")),
    "ck_artists_name": ("name", lazy_gettext("Between 1 and 120 characters.")),
}
RATE_REFUSALS = {
    "uq_artist_rates_effective_from": ("effective_from", lazy_gettext("Another rate begins on that day.")),
}


class ArtistForm(FlaskForm):
    name = NameField(lazy_gettext("Name"), 120, required=True)
    pronouns = TextField(lazy_gettext("Pronouns"), 40)
    role = TextField(lazy_gettext("Role"), 120)
    other_roles = ListField(lazy_gettext("Other roles"))
    employment = ChoiceField(lazy_gettext("Employment"), EMPLOYMENT_NAMES.items(), default=STAFF)
    department = TextField(lazy_gettext("Department"), 120)
    city = TextField(lazy_gettext("City"), 120)
    email = EmailField(lazy_gettext("Email"))
    phone = TextField(lazy_gettext("Phone"), 60, render_kw={"type": "tel"})
    emergency_contact = TextField(lazy_gettext("Emergency contact"), 500)
    links = LinksField(lazy_gettext("Links"))
    notes = NotesField(lazy_gettext("Notes"), 5000)
    skills = SkillsField(lazy_gettext("Skills"))
    tags = ListField(lazy_gettext("Tags"))
    zone = ZoneField(lazy_gettext("Time zone"))
    holiday_region = RegionField(lazy_gettext("Public holidays"), inherited=lazy_gettext("As the studio"))
    hourly_rate = MoneyField(lazy_gettext("Hourly rate"))
    currency = CurrencyField(lazy_gettext("Currency"))
    member_id = ChoiceField(lazy_gettext("Signs in as"), coerce=lambda value: UUID(str(value)) if value else None)
    version = VersionField()

    custom_fields: Sequence[CustomField] = ()
    custom: dict[str, Any] | None = None  # what was filled in of them
    artist: Any = None

    @classmethod
    def for_(cls, member: Any, artist: Any = None, **defaults: Any) -> ArtistForm:
        """The form as `member` may fill it in: without money for those who may not see it."""
        fields = CustomField.of(ARTIST_FIELDS)
        form = with_custom_fields(cls, fields)(
            obj=artist, data=initial(fields, artist.custom if artist else {}), **defaults
        )
        form.custom_fields, form.artist = fields, artist
        if artist and not form.skills.raw_data:
            form.skills.levels = dict(artist.skill_levels)
        form.member_id.choices = member_choices(artist.member_id if artist else None)
        if not member.can("money.read"):
            del form.hourly_rate, form.currency
        return form

    def validate(self, *args: Any, **options: Any) -> bool:
        valid = super().validate(*args, **options)
        self.custom = filled(self, self.custom_fields, self.artist.custom if self.artist else {})
        return valid and self.custom is not None

    def details(self) -> dict[str, Any]:
        """Columns of the artist, by name."""
        own = {name: value for name, value in self.data.items() if not name.startswith(PREFIX)}
        columns = {name: value for name, value in own.items() if name not in ("version", "csrf_token")}
        return {**columns, "skill_levels": self.skills.levels, "custom": self.custom}


class RateForm(FlaskForm):
    """What an artist's hour costs from a day on."""

    effective_from = CalendarDateField(lazy_gettext("From"), [InputRequired(lazy_gettext("This is needed."))])
    amount = MoneyField(lazy_gettext("Hourly rate"))
    currency = CurrencyField(lazy_gettext("Currency"))

    def validate_amount(self, field: MoneyField) -> None:
        if field.data is None and not field.errors:
            raise ValidationError(_("This is needed."))

    def rate(self) -> Money:
        return Money(self.amount.data, str(self.currency.data))


class PhotoForm(FlaskForm):
    """A picture from somebody's disk, which nobody has looked at yet."""

    photo = FileField(lazy_gettext("Photo"))

    @property
    def content(self) -> bytes:
        """At most one byte more than may be taken."""
        file = self.photo.data
        return file.stream.read(MOST_BYTES + 1) if isinstance(file, FileStorage) else b""


def member_choices(linked: UUID | None) -> list[tuple[UUID | str, str]]:
    """Members with the role artist, and whoever is linked already."""
    members = [m for m in Membership.everyone() if m.role == ARTIST or m.id == linked]
    found = [(m.id, f"{m.user.name} · {m.user.email}") for m in members]
    if linked and linked not in {id for id, _ in found}:
        found.append((linked, _("A former member")))
    return [("", _("Nobody")), *found]
