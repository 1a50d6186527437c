"""The form of an artist's change of zone."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField

from studio.bookings.zone_change.plan import DAYS, MOMENTS
from studio.lib.forms.fields import CalendarDateField, ZoneField, as_choices

CHOICES = (
    (MOMENTS, lazy_gettext("Stay at the same moment")), (DAYS, lazy_gettext("Stay at the same local time")),
)  # fmt: skip
HINTS = {
    MOMENTS: lazy_gettext("What was agreed with others stays; it is at another time by the new clock."),
    DAYS: lazy_gettext("09:00 stays 09:00, by the new clock. All of them move, or none does."),
}


class ZoneChangeForm(FlaskForm):
    zone = ZoneField(lazy_gettext("Time zone"))
    since = CalendarDateField(lazy_gettext("Bookings from this day on"))
    kept = RadioField(lazy_gettext("What becomes of the bookings"), choices=as_choices(CHOICES), default=MOMENTS)
