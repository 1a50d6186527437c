"""Times of a clock: typed, half-typed, and those the clock skips or shows twice, which are asked about."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import Optional

from studio.lib.clock import AmbiguousTime, NoSuchTime, instant

EARLIER_OR_LATER = (
    SelectChoice("earlier", lazy_gettext("The first time")),
    SelectChoice("later", lazy_gettext("The second time")),
)


class ClockField(TimeField):
    """A time of the day; a half-typed one has a sentence of its own."""

    def __init__(self, label: Any, **options: Any):
        super().__init__(label, [Optional()], format=["%H:%M", "%H:%M:%S", "%H:%M:%S.%f"], **options)

    def process_formdata(self, values: list[Any]) -> None:
        try:
            super().process_formdata(values if values and values[0] else [])
        except ValueError:
            raise ValueError(_("A time such as 09:30.")) from None


class WhichField(RadioField):
    """Which of two times is meant, when the clocks go back. Shown only when that is asked."""

    def __init__(self, label: Any, **options: Any):
        super().__init__(label, [Optional()], choices=EARLIER_OR_LATER, validate_choice=False, **options)


class TimesForm(FlaskForm):
    """A form with `starts_time`, `starts_which`, `ends_time` and `ends_which`, beside days."""

    def asks_which(self, end: str) -> bool:
        """Whether the radio of `starts` or `ends` must be shown."""
        return bool(self[f"{end}_which"].errors)

    def moment(self, end: str, day: date, zone: str) -> datetime | None:
        """The typed instant of an end; None with an error at the field that makes none."""
        clock: time | None = self[f"{end}_time"].data
        if clock is None:
            self.refuse(f"{end}_time", _("A time is needed, or choose whole days."))
            return None
        try:
            return instant(datetime.combine(day, clock), zone, self[f"{end}_which"].data)
        except NoSuchTime:
            self.refuse(f"{end}_time", _("The clocks go forward in %(zone)s then: there is no such time.", zone=zone))
        except AmbiguousTime:
            self.refuse(f"{end}_which", _("The clocks go back in %(zone)s then: this time comes twice.", zone=zone))
        return None

    def refuse(self, name: str, message: str) -> None:
        """An error at a field, unless it has one already."""
        if not self[name].errors:
            self[name].errors = [message]
