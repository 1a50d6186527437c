"""The shape of what is asked of a token."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from studio.accounts.forms import ROLE_NAMES
from studio.accounts.roles import scopes_of
from studio.accounts.tokens import SERVICE_ROLES
from studio.lib.forms.fields import ChoiceField, TextField, as_choices

SCOPE_NAMES = {
    "schedule.read": lazy_gettext("Read the schedule, its bookings and events"),
    "bookings.write": lazy_gettext("Place, change, confirm and cancel bookings"),
    "artists.read": lazy_gettext("Read artists"),
    "artists.write": lazy_gettext("Add and change artists"),
    "projects.read": lazy_gettext("Read projects"),
    "projects.write": lazy_gettext("Add and change projects"),
    "money.read": lazy_gettext("See rates, costs and budgets"),
    "members.write": lazy_gettext("Read and change members and their roles"),
    "tenant.write": lazy_gettext("Change the studio’s settings"),
    "webhooks.write": lazy_gettext("Read and change webhooks"),
}
TICKED = ("schedule.read", "artists.read", "projects.read")
LIVES = {
    "30": lazy_gettext("30 days"), "90": lazy_gettext("90 days"), "365": lazy_gettext("A year"),
    "never": lazy_gettext("Until it is revoked"),
}  # fmt: skip


class ScopesField(SelectMultipleField):
    """What a token may do: one box each; rendered with the `checks` macro."""

    option_widget = CheckboxInput()
    data: Any

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            raise ValidationError(_("Choose at least one."))
        if not set(self.data) <= {value for value, *_ in self.iter_choices()}:
            raise ValidationError(_("Choose of the list."))


def named(scopes: tuple[str, ...]) -> list[tuple[str, Any]]:
    return [(scope, SCOPE_NAMES.get(scope, scope)) for scope in scopes]


class TokenForm(FlaskForm):
    """A token of one's own. What only reads is ticked at first."""

    name = TextField(lazy_gettext("Name"), required=True, render_kw={"autocomplete": "off"})
    scopes = ScopesField(lazy_gettext("What it may do"))
    life = ChoiceField(lazy_gettext("Good for"), choices=list(LIVES.items()))

    def __init__(self, role: str, **options: Any):
        offered = scopes_of(role)
        super().__init__(data={"scopes": [scope for scope in offered if scope in TICKED], "life": "90"}, **options)
        self.scopes.choices = as_choices(named(offered))

    def expires_at(self, now: datetime) -> datetime | None:
        return None if self.life.data == "never" else now + timedelta(days=int(self.life.data))


class ServiceForm(TokenForm):
    """A token of the studio's: it acts as a role, under its own name."""

    role = ChoiceField(lazy_gettext("Acts as"), choices=[(role, ROLE_NAMES[role]) for role in SERVICE_ROLES[::-1]])

    def validate_scopes(self, field: ScopesField) -> None:
        if self.role.data in SERVICE_ROLES and not set(field.data) <= set(scopes_of(self.role.data)):
            raise ValidationError(_("A %(role)s may not do all of this.", role=ROLE_NAMES[self.role.data].lower()))
