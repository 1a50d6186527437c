"""The booking form: shape, not policy. It reads what was typed into a draft, and asks about times that are unclear."""

from __future__ import annotations

from datetime import date, datetime
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from uuid_utils.compat import uuid7
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired
from wtforms.validators import ValidationError as Invalid

from studio.artists.models import Artist
from studio.availability.queries import working_time_of
from studio.availability.working_time import COUNTS, WORKING_TIME
from studio.bookings.drafts import Draft, subjects, when_fields
from studio.bookings.errors import BookingRefused
from studio.bookings.models import ACCEPTED, CONFIRMED, COUNTS_NAMES, DECLINED, HOLD, LONGEST, PENCIL, Booking
from studio.bookings.workdays import whole_days
from studio.lib.current import current
from studio.lib.forms.fields import CalendarDateField, ChoiceField, NotesField, TextField, VersionField
from studio.lib.forms.records import IdField, RecordField
from studio.lib.forms.times import ClockField, TimesForm, WhichField
from studio.lib.spans import Span
from studio.projects.models import Project

REQUIRED = lazy_gettext("This is needed.")
STATUS_NAMES = (
    SelectChoice(HOLD, lazy_gettext("Hold")),
    SelectChoice(PENCIL, lazy_gettext("Pencil")),
    SelectChoice(CONFIRMED, lazy_gettext("Confirmed")),
)
MOST_TOGETHER = 20  # bookings that are asked for at once
COLUMNS = {"starts_at": "starts_on", "ends_at": "ends_on", "title": "title", "status": "status"}
CHECKED = {"data-asked": True}  # read again by the check whenever it changes
# what a link can say, beside days
PREFILLABLE = (
    "artist_id", "project_id", "starts_time", "ends_time", "status", *Booking.DETAILS,
)  # fmt: skip


class CountsField(RadioField):
    """What of a booking counts: the usual, unless something else is chosen."""

    def __init__(self, label: Any, **options: Any):
        choices = [SelectChoice(value, COUNTS_NAMES[value]) for value in COUNTS]
        options |= {"choices": choices, "default": WORKING_TIME, "validate_choice": False, "render_kw": CHECKED}
        super().__init__(label, **options)

    def process_formdata(self, values: list[Any]) -> None:
        if values and values[0] not in COUNTS:
            raise ValueError(_("Choose what counts."))
        super().process_formdata(values)


class WhenForm(TimesForm):
    """When: whole working days, or local times in the shown zone."""

    class Meta:
        csrf = False  # every POST was checked before it came here; a second check would cost as much as a query

        def get_translations(self, form: Any) -> None:
            """The messages are our own, in our own catalogue."""

    all_day = BooleanField(lazy_gettext("Whole working days"), render_kw=CHECKED)
    starts_on = CalendarDateField(lazy_gettext("From"), [InputRequired(REQUIRED)], render_kw=CHECKED)
    starts_time = ClockField(lazy_gettext("Start time"), render_kw=CHECKED)
    starts_which = WhichField(lazy_gettext("Which start?"), render_kw=CHECKED)
    ends_on = CalendarDateField(lazy_gettext("Until"), [InputRequired(REQUIRED)], render_kw=CHECKED)
    ends_time = ClockField(lazy_gettext("End time"), render_kw=CHECKED)
    ends_which = WhichField(lazy_gettext("Which end?"), render_kw=CHECKED)
    version = VersionField()

    @property
    def whole(self) -> bool:
        """Whole days: asked for, or no time was even offered."""
        offered = any(field.raw_data or field.data for field in (self.starts_time, self.ends_time))
        return bool(self.all_day.data) or not offered

    @property
    def malformed(self) -> bool:
        """Whether something was sent that no browser's form sends."""
        return any(field.raw_data and field.raw_data[0] and field.process_errors for field in self)

    @property
    def first_problem(self) -> str:
        return next((str(error) for field in self for error in (*field.process_errors, *field.errors)), "")

    def span(self, artist: Artist, zone: str) -> Span | None:
        """The typed span in UTC; None with errors at the fields that do not make one."""
        first, last = self.starts_on.data, self.ends_on.data
        if first is None or last is None:
            return None
        if last < first:
            self.refuse("ends_on", _("The end must not be before the start."))
            return None
        if last - first > LONGEST:
            self.refuse("ends_on", _("A booking can last two years at most."))
            return None
        return whole_days(working_time_of(artist), first, last) if self.whole else self.timed(first, last, zone)

    def timed(self, first: date, last: date, zone: str) -> Span | None:
        start = self.moment("starts", first, zone)
        end = self.moment("ends", last, zone)
        if start is None or end is None:
            return None
        if end <= start:
            self.refuse("ends_time", _("The end must be after the start."))
            return None
        return Span(start, end)


class BookingForm(WhenForm):
    """Everything of a booking. `id` is made with the form, so that sending it twice books once."""

    id = IdField()
    refusal = IdField()  # which one this is a way out of, and which way
    way = HiddenField()
    artist_id = RecordField(lazy_gettext("Artist"), lazy_gettext("Choose an artist."), render_kw=CHECKED)
    project_id = RecordField(lazy_gettext("Project"), lazy_gettext("Choose a project."), render_kw=CHECKED)
    status = RadioField(
        lazy_gettext("Status"), choices=STATUS_NAMES, default=PENCIL, validate_choice=False, render_kw=CHECKED
    )
    title = TextField(lazy_gettext("Title"), 200)
    location = TextField(lazy_gettext("Location"), 200)
    notes = NotesField(lazy_gettext("Notes"), 5000)
    counts = CountsField(lazy_gettext("What counts"))
    override_reason = TextField(lazy_gettext("Reason"), 500)  # why it may lie over time off

    @classmethod
    def several(cls, data: MultiDict[str, str]) -> list[BookingForm]:
        """The forms of several bookings that were sent as one, `0-artist_id`, `1-artist_id` …; 400 for too many."""
        sent = list(takewhile(lambda n: f"{n}-artist_id" in data, range(MOST_TOGETHER + 1)))
        if len(sent) > MOST_TOGETHER:
            abort(400)
        return [cls(data, prefix=f"{n}-") for n in sent]

    def validate_status(self, field: RadioField) -> None:
        if field.data not in (HOLD, PENCIL, CONFIRMED):
            raise Invalid(_("Choose hold, pencil or confirmed."))

    @classmethod
    def of(cls, was: Draft, zone: str) -> BookingForm:
        """The form of a booking as it stands; whole days come with the times they would be."""
        typed = was.fields(zone) | {"version": str(was.booking.version if was.booking else 1)}
        return cls(MultiDict(when_fields(was.span, None, zone) | typed))

    def draft(self, zone: str, was: Draft | None = None) -> Draft | None:
        """What was typed, as a draft; None with errors at the fields when it makes none."""
        valid = self.validate()
        artist, project = subjects(self.artist_id.data, self.project_id.data)
        self.check_choice("artist_id", artist, was.artist if was else None)
        self.check_choice("project_id", project, was.project if was else None)
        span = self.span(artist, zone) if artist else None
        if not (valid and artist and project and span) or self.errors:
            return None
        return Draft(
            artist=artist, project=project, span=span, status=self.status.data, details=self.details,
            whole_days=self.whole, booking=was.booking if was else None,
            override=self.override_reason.data or "",
        )  # fmt: skip

    def query(self) -> dict[str, str]:
        """What was typed, as a link to the form says it (see `prefill`)."""
        days = {name: self[name].data.isoformat() for name in ("starts_on", "ends_on") if self[name].data}
        clocks = ("starts_time", "ends_time") if self.whole else ()
        typed = {name: str((self[name].raw_data or [""])[0]) for name in PREFILLABLE if name not in clocks}
        return days | {name: text for name, text in typed.items() if text}

    @property
    def details(self) -> dict[str, Any]:
        return {name: self[name].data for name in Booking.DETAILS}

    def check_choice(self, name: str, found: Artist | Project | None, before: Artist | Project | None) -> None:
        """Only what exists can be chosen, and nothing archived that was not chosen before."""
        if self[name].data and found is None:
            self.refuse(name, _("It does not exist, or not any more."))
        elif found and found.archived and (before is None or found.id != before.id):
            self.refuse(name, _("%(name)s is archived and cannot be booked.", name=found.name))

    def show_refusal(self, refusal: BookingRefused) -> None:
        """A refusal by the database becomes an error at its field, or of the whole form."""
        name = COLUMNS.get(getattr(refusal, "field", ""))
        if name:
            self.refuse(name, str(refusal))
        else:
            self.form_errors.append(str(refusal))


def form_of(args: MultiDict[str, str]) -> BookingForm:
    """The form while it is being filled in: it comes by GET and changes nothing."""
    return BookingForm(args)


def prefill(args: MultiDict[str, str], now: datetime) -> BookingForm:
    """An empty form with what its link says in it, of PREFILLABLE at most. 404 or 400 for nonsense."""
    typed = form_of(args)
    if typed.malformed:
        abort(400)
    if any(args.get(name) and typed[name].data is None for name in ("artist_id", "project_id")):
        abort(404)
    today = now.astimezone(ZoneInfo(current.member.zone)).date()
    first = typed.starts_on.data or today
    given = {
        "id": str(uuid7()), "all_day": "y", "status": PENCIL, "starts_time": "09:00", "ends_time": "18:00",
        "starts_on": first.isoformat(), "ends_on": (typed.ends_on.data or first).isoformat(),
    }  # fmt: skip
    linked = {name: args[name] for name in PREFILLABLE if args.get(name)}
    if "starts_time" in linked:
        del given["all_day"]
    return BookingForm(MultiDict(given | linked))


class CancellationForm(FlaskForm):
    """Why a booking ends."""

    reason = TextField(lazy_gettext("Reason"), 500, required=True)
    version = VersionField()


class AnswerForm(FlaskForm):
    """What an artist says to a booking: yes, or no and why."""

    answer = ChoiceField(lazy_gettext("Answer"), choices=[(ACCEPTED, ACCEPTED), (DECLINED, DECLINED)])
    reason = TextField(lazy_gettext("Reason"), 500)
    version = VersionField()

    def validate_reason(self, field: TextField) -> None:
        if self.answer.data == DECLINED and not field.data:
            raise Invalid(_("Say why, so that the booking can be changed."))
