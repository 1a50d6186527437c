"""Forms about people, their studio, each other and their tokens. Passwords are never sent back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from babel import Locale
from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, SelectMultipleField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput

from studio.accounts.models import User, matches
from studio.accounts.origins import OriginsField
from studio.accounts.passwords import LONGEST, SHORTEST, is_weak
from studio.accounts.roles import ROLES, scopes_of
from studio.accounts.tenants import HABITS, LOCALES, slug_state, suggest_habits, suggest_slug
from studio.accounts.tokens import SERVICE_ROLES
from studio.lib.clock import ZONES
from studio.lib.formats import here
from studio.lib.forms.fields import (
    ChoiceField,
    CurrencyField,
    EmailField,
    NameField,
    RegionField,
    TextField,
    WholeNumberField,
    ZoneField,
    as_choices,
)

ROLE_NAMES = {
    "owner": lazy_gettext("Owner"), "admin": lazy_gettext("Admin"), "scheduler": lazy_gettext("Scheduler"),
    "artist": lazy_gettext("Artist"), "viewer": lazy_gettext("Viewer"),
}  # fmt: skip
ROLE_HINTS = {
    "owner": lazy_gettext("Everything, and other owners."),
    "admin": lazy_gettext("Everything but owners."),
    "scheduler": lazy_gettext("Books artists, keeps artists and projects, sees money."),
    "artist": lazy_gettext("Reads the schedule; sees no money but their own."),
    "viewer": lazy_gettext("Reads the schedule, artists and projects; sees no money."),
}
SLUG_WORDS = {
    "malformed": lazy_gettext("2 to 40 small letters, digits and hyphens; a letter or digit first and last."),
    "reserved": lazy_gettext("Studio needs this address itself. Choose another."),
    "taken": lazy_gettext("This address is taken. Choose another."),
}
SCOPE_NAMES = {
    "schedule.read": lazy_gettext("Read the schedule, its bookings and events"),
    "bookings.write": lazy_gettext("Place, change, confirm and cancel bookings"),
    "answers.write": lazy_gettext("Accept and decline your bookings"),
    "own_time.write": lazy_gettext("Write your own time off, or ask for it"),
    "feeds.write": lazy_gettext("Make and revoke calendar feeds"),
    "feeds.studio": lazy_gettext("Make calendar feeds of projects and saved views"),
    "artists.read": lazy_gettext("Read artists"),
    "artists.write": lazy_gettext("Add and change artists"),
    "projects.read": lazy_gettext("Read projects"),
    "projects.write": lazy_gettext("Add and change projects"),
    "money.read": lazy_gettext("See rates, costs and budgets"),
    "statistics.read": lazy_gettext("Read how much of an artist’s time is booked, and what becomes of holds"),
    "members.write": lazy_gettext("Read and change members and their roles"),
    "tenant.write": lazy_gettext("Change the studio’s settings"),
    "audit.read": lazy_gettext("Read the audit log: who came in, from where, and who changed what"),
    "webhooks.write": lazy_gettext("Read and change webhooks"),
}
TICKED = ("schedule.read", "artists.read", "projects.read")
LIVES = {
    "30": lazy_gettext("30 days"), "90": lazy_gettext("90 days"), "365": lazy_gettext("A year"),
    "never": lazy_gettext("Until it is revoked"),
}  # fmt: skip
IDLE_NAMES = {
    "": lazy_gettext("After 30 days only"), "1": lazy_gettext("After an hour without doing anything"),
    "8": lazy_gettext("After 8 hours"), "24": lazy_gettext("After a day"), "72": lazy_gettext("After 3 days"),
    "168": lazy_gettext("After 7 days"),
}  # fmt: skip
NEEDED = InputRequired(lazy_gettext("This is needed."))


def hours(typed: Any) -> int | None:
    return int(typed) if typed else None


def locale_choices() -> list[tuple[str, str]]:
    return [(code, Locale.parse(code).get_display_name(here()) or code) for code in LOCALES]


class AddressField(EmailField):
    """The address somebody signs in with or is invited by: there has to be one."""

    def __init__(self, label: Any = None, **options: Any):
        options["render_kw"] = {"autocomplete": "email", **options.get("render_kw", {})}
        super().__init__(label, required=True, **options)


class SlugField(TextField):
    """A studio's address. Left empty, one is made of the studio's name."""

    def process_formdata(self, values: list[Any]) -> None:
        super().process_formdata(values)
        self.data = (self.data or "").lower()

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        self.data = self.data or suggest_slug(form["studio"].data or "")
        if (state := slug_state(self.data)) != "free":
            raise ValidationError(SLUG_WORDS[state])


def current_password(label: Any) -> PasswordField:
    checks = [NEEDED, Length(max=LONGEST)]
    return PasswordField(label, checks, render_kw={"autocomplete": "current-password"})


TOO_EASY = lazy_gettext(
    "Too easy to guess: common passwords, names, dates and what your address says are tried first. Use three or four "
    "words that do not belong together, or have a password manager make one."
)


class NewPasswordField(PasswordField):
    """Long enough, not endless, and hard to guess, also for whoever knows what the form says or is `about`."""

    def __init__(self, label: Any = None, **options: Any):
        keywords = {"autocomplete": "new-password", "minlength": SHORTEST, "maxlength": LONGEST}
        hint = lazy_gettext("At least 10 characters. A few words you will remember are best.")
        self.about: Sequence[str] = ()
        super().__init__(label, [NEEDED], description=hint, render_kw=keywords, **options)

    def pre_validate(self, form: Any) -> None:
        typed = self.data or ""
        if typed and len(typed) < SHORTEST:
            raise ValidationError(_("At least %(shortest)d characters.", shortest=SHORTEST))
        if len(typed) > LONGEST:
            raise ValidationError(_("At most %(longest)d characters.", longest=LONGEST))
        beside = (form[name].data or "" for name in ("email", "name", "studio") if name in form)
        if typed and is_weak(typed, *self.about, *beside):
            raise ValidationError(TOO_EASY)


class SignInForm(FlaskForm):
    email = TextField(
        lazy_gettext("Email"), 254, required=True, render_kw={"type": "email", "autocomplete": "username"}
    )
    password = current_password(lazy_gettext("Password"))
    next = HiddenField()
    kept = HiddenField()  # a form that came too late, sealed (unsent_forms.py)


class NewTenantForm(FlaskForm):
    studio = NameField(lazy_gettext("Studio name"), required=True, render_kw={"autocomplete": "organization"})
    slug = SlugField(
        lazy_gettext("Address"), 40, render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
    )

    zone = ZoneField(lazy_gettext("Time zone"), regions=True)
    currency = CurrencyField(lazy_gettext("Currency"))
    locale = ChoiceField(lazy_gettext("Formats"), choices=locale_choices)
    holiday_region = RegionField(lazy_gettext("Public holidays"))

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, data=suggest_habits(request.accept_languages.values()), **options)

    @property
    def habits(self) -> dict[str, str]:
        return {name: self[name].data for name in HABITS}


class SignUpForm(NewTenantForm):
    name = NameField(lazy_gettext("Your name"), required=True, render_kw={"autocomplete": "name"})
    email = AddressField(lazy_gettext("Your email"))
    password = NewPasswordField(lazy_gettext("Password"))


class ForgottenForm(FlaskForm):
    email = AddressField(lazy_gettext("Email"))


class ResetForm(FlaskForm):
    password = NewPasswordField(lazy_gettext("New password"))

    def __init__(self, *about: str, **options: Any):
        super().__init__(**options)
        self.password.about = about


class ChangePasswordForm(FlaskForm):
    current = current_password(lazy_gettext("Current password"))
    password = NewPasswordField(lazy_gettext("New password"))

    def __init__(self, user: User, *about: str, **options: Any):
        super().__init__(**options)
        self.user, self.guessed_wrong = user, False
        self.password.about = about

    def validate_current(self, field: PasswordField) -> None:
        self.guessed_wrong = not matches(self.user.password_hash, field.data or "")
        if self.guessed_wrong:
            raise ValidationError(_("This is not your password."))


class ProfileForm(FlaskForm):
    name = NameField(lazy_gettext("Name"), required=True, render_kw={"autocomplete": "name"})
    zone = ChoiceField(lazy_gettext("Time zone"), filters=[lambda value: value or None])
    locale = ChoiceField(lazy_gettext("Formats"), filters=[lambda value: value or None])

    def __init__(self, **options: Any):
        super().__init__(**options)
        self.zone.choices = [("", _("The studio’s time zone")), *((zone, zone.replace("_", " ")) for zone in ZONES)]
        self.locale.choices = [("", _("As the studio writes them")), *locale_choices()]


class SettingsForm(FlaskForm):
    name = NameField(lazy_gettext("Studio name"), required=True)
    zone = ZoneField(lazy_gettext("Time zone"))
    currency = CurrencyField(lazy_gettext("Currency"))
    locale = ChoiceField(lazy_gettext("Formats"), choices=locale_choices)
    holiday_region = RegionField(lazy_gettext("Public holidays"))
    hold_days = WholeNumberField(
        lazy_gettext("Holds last"), [NEEDED, NumberRange(1, 365, lazy_gettext("Between 1 and 365 days."))]
    )
    idle_hours = ChoiceField(lazy_gettext("Ask to sign in again"), choices=list(IDLE_NAMES.items()), coerce=hours)
    cors_origins = OriginsField(lazy_gettext("Sites that may call the API"))


def role_field(label: Any, roles: tuple[str, ...] = ROLES) -> ChoiceField:
    return ChoiceField(label, choices=[(role, ROLE_NAMES[role]) for role in roles])


class RoleForm(FlaskForm):
    role = role_field(lazy_gettext("Role"))


class InviteForm(FlaskForm):
    email = AddressField(lazy_gettext("Email"), render_kw={"autocomplete": "off"})
    role = role_field(lazy_gettext("Role"))

    def __init__(self, roles: tuple[str, ...] = ROLES, **options: Any):
        super().__init__(**options)
        self.role.choices = [(role, ROLE_NAMES[role]) for role in roles]


class JoinForm(FlaskForm):
    """A new person accepts an invitation; its address is theirs."""

    name = NameField(lazy_gettext("Your name"), required=True, render_kw={"autocomplete": "name"})
    password = NewPasswordField(lazy_gettext("Password"))

    def __init__(self, *about: str, **options: Any):
        super().__init__(**options)
        self.password.about = about


class ProveForm(FlaskForm):
    """Somebody with an account accepts an invitation without being signed in."""

    password = current_password(lazy_gettext("Your password"))


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

    name = NameField(lazy_gettext("Name"), required=True, render_kw={"autocomplete": "off"})
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
