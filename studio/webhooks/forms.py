"""The shape of what is asked of a webhook, and the words for what it does."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput

from studio.lib.forms.fields import TextField, WholeNumberField, as_choices
from studio.lib.http.ssrf import LONGEST, BadUrl, checked
from studio.publishing.payloads import NAMES
from studio.webhooks.models import Endpoint

EVENT_NAMES = {
    "booking:created": lazy_gettext("A booking is made"),
    "booking:updated": lazy_gettext("A booking changes"),
    "booking:cancelled": lazy_gettext("A booking is cancelled or released"),
    "booking:conflict": lazy_gettext("A booking is refused: somebody has the time"),
    "artist:availability_changed": lazy_gettext("An artist is added, changed or archived, or works at other times"),
    "ping": lazy_gettext("A test"),
}
STATUS_NAMES = {
    "active": lazy_gettext("Active"),
    "paused": lazy_gettext("Paused"),
    "gone": lazy_gettext("Stopped: it answered 410"),
}
STATE_NAMES = {
    "waiting": lazy_gettext("Waiting"), "delivered": lazy_gettext("Delivered"), "dead": lazy_gettext("Given up"),
    "replaced": lazy_gettext("Replaced by a replay"),
}  # fmt: skip
STATE_TONES = {"waiting": "info", "delivered": "ok", "dead": "danger", "replaced": "muted"}
ERROR_NAMES = {
    "forbidden": lazy_gettext("Its address is not on the open internet"),
    "no_host": lazy_gettext("No host on the open internet has this name"),
    "timeout": lazy_gettext("No answer in time"),
    "tls": lazy_gettext("No safe connection (TLS)"),
    "broken": lazy_gettext("The connection was refused or broke"),
    "unsigned": lazy_gettext("Its secret cannot be read any more: replace it"),
}
MOST_SEQ = 2**62


class EventsField(SelectMultipleField):
    """What it is told of: one box each; rendered with the `checks` macro."""

    option_widget = CheckboxInput()
    data: Any

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            raise ValidationError(_("Choose at least one."))
        if not set(self.data) <= set(NAMES):
            raise ValidationError(_("Choose of the list."))


class EndpointForm(FlaskForm):
    url = TextField(
        lazy_gettext("Address"), LONGEST, required=True,
        render_kw={"type": "url", "inputmode": "url", "autocomplete": "off", "spellcheck": "false"},
    )  # fmt: skip
    description = TextField(lazy_gettext("What it is for"), 200)
    events = EventsField(lazy_gettext("Tell it when"), default=list(NAMES))

    def __init__(self, endpoint: Endpoint | None = None, **options: Any):
        super().__init__(obj=endpoint, **options)
        self.endpoint = endpoint
        self.events.choices = as_choices((name, EVENT_NAMES[name]) for name in NAMES)

    def validate_url(self, field: TextField) -> None:
        if self.endpoint and field.data == self.endpoint.url:
            return
        try:
            checked(field.data, current_app.config["SETTINGS"].webhook_private)
        except BadUrl as error:
            raise ValidationError(str(error)) from None


class ReplayForm(FlaskForm):
    seq = WholeNumberField(
        lazy_gettext("From event number"),
        [
            InputRequired(lazy_gettext("This is needed.")),
            NumberRange(1, MOST_SEQ, lazy_gettext("A whole number from 1 on.")),
        ],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
