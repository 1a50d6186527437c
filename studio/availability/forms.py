"""The forms of working time: shape, not policy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, IntegerField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.validators import ValidationError as Invalid
from wtforms.widgets import CheckboxInput

from studio.availability import recurrence
from studio.availability.models import EffectivePattern, TimeBlock
from studio.availability.patterns import Interval, WorkingPattern, overlaps, week_of
from studio.availability.requests import ASKABLE
from studio.availability.words import KIND_NAMES, repeats_in_words
from studio.availability.working_time import KINDS, VACATION
from studio.lib import formats
from studio.lib.forms.fields import CalendarDateField, ChoiceField, NameField, NotesField, TextField, VersionField
from studio.lib.forms.money import MoneyField
from studio.lib.forms.times import ClockField, TimesForm, WhichField
from studio.lib.text.parsing import parse_intervals

REQUIRED = lazy_gettext("This is needed.")
PATTERN_REFUSALS = {
    "uq_working_patterns_effective_from": ("effective_from", lazy_gettext("Another pattern begins on that day.")),
}
HOLIDAY_REFUSALS = {"uq_studio_holidays_day": ("day", lazy_gettext("This day is listed already."))}
MOST_INTERVALS, MOST_WEEKS, USUAL_WEEKS = 6, 4, 2
LONGEST = timedelta(days=731)  # a block may last
MOST_DAYS = 36_600  # that one is put down away from where it was
WEEKDAY_NAMES = (
    lazy_gettext("Monday"), lazy_gettext("Tuesday"), lazy_gettext("Wednesday"), lazy_gettext("Thursday"),
    lazy_gettext("Friday"), lazy_gettext("Saturday"), lazy_gettext("Sunday"),
)  # fmt: skip
NEVER, AS_IT_IS = "never", "kept"
REPEATS = (
    (NEVER, lazy_gettext("Never")), ("weekly", lazy_gettext("Every week")),
    ("fortnightly", lazy_gettext("Every two weeks")), ("monthly", lazy_gettext("Every month")),
    ("yearly", lazy_gettext("Every year")),
)  # fmt: skip


class IntervalsField(TextField):
    """The intervals of a day: `9-13, 14-18`; none when nothing was typed."""

    data: Any

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else as_typed(self.data or ())

    def process_formdata(self, values: list[Any]) -> None:
        self.data = parse_intervals(str(values[0]) if values else "")
        if self.data is None:
            raise ValueError(_("Hours such as 9-13, 14-18."))

    def pre_validate(self, form: Any) -> None:
        if self.data and len(self.data) > MOST_INTERVALS:
            raise Invalid(_("At most %(most)d intervals a day.", most=MOST_INTERVALS))


def as_typed(intervals: Sequence[Interval]) -> str:
    return ", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in intervals)


class PatternForm(FlaskForm):
    """A working pattern: the day it begins to hold, and a field per day of the one or two weeks that come in turn.

    A pattern of more weeks, as a program may have made it, has fields for all of them.
    """

    effective_from = CalendarDateField(lazy_gettext("From"), [InputRequired(REQUIRED)])
    department = TextField(lazy_gettext("Department"), 120)
    alternates = BooleanField(lazy_gettext("Weeks in turn"))
    version = VersionField()

    @classmethod
    def of(cls, row: EffectivePattern) -> PatternForm:
        return cls.filled(row.pattern.weeks, row.effective_from, row.department or "", row.version)

    @classmethod
    def from_day(cls, day: date, pattern: WorkingPattern, department: str = "") -> PatternForm:
        """A new one that goes on as `pattern` does."""
        turn = (week_of(day) - week_of(pattern.since)) % len(pattern.weeks)
        return cls.filled(pattern.weeks[turn:] + pattern.weeks[:turn], day, department)

    @classmethod
    def filled(cls, weeks: Sequence[Any], day: date, department: str, version: int | None = None) -> PatternForm:
        hours = {field_name(n, d): each for n, week in enumerate(weeks) for d, each in enumerate(week)}
        form = cls(data={
            "effective_from": day, "alternates": len(weeks) > 1, "version": version, "department": department, **hours,
        })  # fmt: skip
        for number in range(max(USUAL_WEEKS, len(weeks)), MOST_WEEKS):
            for weekday in range(7):
                del form[field_name(number, weekday)]
        return form

    @property
    def weeks(self) -> list[list[Any]]:
        """The fields, by week and day."""
        return [
            [self[field_name(number, weekday)] for weekday in range(7)]
            for number in range(MOST_WEEKS)
            if field_name(number, 0) in self
        ]

    def pattern(self) -> WorkingPattern | None:
        """What was typed; None with errors at the fields, or of the form, when it makes none."""
        if not self.validate():
            return None
        weeks = self.weeks if self.alternates.data else self.weeks[:1]
        pattern = WorkingPattern(tuple(tuple(day.data for day in week) for week in weeks), self.effective_from.data)
        if overlaps(pattern):
            self.form_errors.append(_("Two of the intervals overlap."))
            return None
        return pattern


def field_name(week: int, weekday: int) -> str:
    return f"week{week + 1}_day{weekday + 1}"


def add_days() -> None:
    for number in range(MOST_WEEKS):
        for weekday, name in enumerate(WEEKDAY_NAMES):
            setattr(PatternForm, field_name(number, weekday), IntervalsField(name, 200))


add_days()


class TimeBlockForm(TimesForm):
    """Time off, or time that is offered: whole days, or hours by a clock, and how they come again."""

    kind = RadioField(
        lazy_gettext("What it is"), choices=[SelectChoice(kind, name) for kind, name in KIND_NAMES.items()],
        default=VACATION, validate_choice=False,
    )  # fmt: skip
    all_day = BooleanField(lazy_gettext("Whole days"))
    starts_on = CalendarDateField(lazy_gettext("From"), [InputRequired(REQUIRED)])
    starts_time = ClockField(lazy_gettext("Start time"))
    starts_which = WhichField(lazy_gettext("Which start?"))
    ends_on = CalendarDateField(lazy_gettext("Until"), [InputRequired(REQUIRED)])
    ends_time = ClockField(lazy_gettext("End time"))
    ends_which = WhichField(lazy_gettext("Which end?"))
    repeats = ChoiceField(lazy_gettext("Repeats"), REPEATS)
    until = CalendarDateField(lazy_gettext("Repeats until"))
    note = NotesField(lazy_gettext("Note"), 500)
    version = VersionField()

    @classmethod
    def blank(cls, first: date, last: date) -> TimeBlockForm:
        return cls(data={"kind": VACATION, "all_day": True, "starts_on": first, "ends_on": last, "repeats": NEVER})

    @classmethod
    def of(cls, block: TimeBlock) -> TimeBlockForm:
        """A block as it stands; a rule that has no words here can be left as it is."""
        given: dict[str, Any] = {name: getattr(block, name) for name in ("kind", "note", "version")}
        if block.starts_on:
            given |= {"all_day": True, "starts_on": block.starts_on, "ends_on": block.ends_on}
        elif block.starts_at and block.ends_at:
            tz = ZoneInfo(block.zone)
            start, end = block.starts_at.astimezone(tz), block.ends_at.astimezone(tz)
            given |= {"starts_on": start.date(), "starts_time": start.time()}
            given |= {"ends_on": end.date(), "ends_time": end.time()}
        name = recurrence.name_of(block.rule) or (AS_IT_IS if block.rule else NEVER)
        until = recurrence.until_of(block.rule) if name != AS_IT_IS else None
        form = cls(data={**given, "repeats": name, "until": until})
        form.offer_rule(block.rule)
        return form

    @classmethod
    def typed(cls, args: Any, rule: str = "") -> TimeBlockForm:
        """The form while it is being filled in: it comes by GET and changes nothing."""
        form = cls(args, meta={"csrf": False})
        form.offer_rule(rule)
        return form

    def offer_rule(self, rule: str) -> None:
        """A rule that has no words here can be left as it is."""
        if rule and not recurrence.name_of(rule):
            self.repeats.choices = [*(self.repeats.choices or ()), SelectChoice(AS_IT_IS, repeats_in_words(rule))]

    @classmethod
    def placed(cls, block: TimeBlock, first: date, last: date) -> TimeBlockForm:
        """A block that comes once, as if somebody had typed other days."""
        typed = {"kind": block.kind, "note": block.note, "repeats": NEVER}
        typed |= {"starts_on": first.isoformat(), "ends_on": last.isoformat()}
        if block.starts_at and block.ends_at:
            start, end = (at.astimezone(ZoneInfo(block.zone)) for at in (block.starts_at, block.ends_at))
            typed |= {"starts_time": start.time().isoformat(), "ends_time": end.time().isoformat()}
        else:
            typed["all_day"] = "y"
        return cls(MultiDict(typed), meta={"csrf": False})

    def validate_kind(self, field: RadioField) -> None:
        if field.data not in KINDS:
            raise Invalid(_("Choose one of the list."))

    def columns(self, zone: str, rule: str = "") -> dict[str, Any] | None:
        """Columns of the block, its hours by the clock of `zone`, or None with errors at the fields; `rule` is the one
        that may stay."""
        valid = self.validate()
        when = self.when(zone)
        if self.until.data and self.starts_on.data and self.until.data < self.starts_on.data:
            self.refuse("until", _("Not before the first day."))
        if not valid or when is None or self.errors:
            return None
        return {"kind": self.kind.data, "note": self.note.data, "zone": zone, "rule": self.rule(rule), **when}

    def rule(self, before: str) -> str:
        if self.repeats.data == AS_IT_IS:
            return before
        return "" if self.repeats.data == NEVER else recurrence.simple(self.repeats.data, self.until.data)

    def when(self, zone: str) -> dict[str, Any] | None:
        first, last = self.starts_on.data, self.ends_on.data
        if first is None or last is None:
            return None
        if last < first:
            self.refuse("ends_on", _("The end must not be before the start."))
            return None
        if last - first > LONGEST - timedelta(days=1):
            self.refuse("ends_on", _("Two years at most."))
            return None
        if self.all_day.data:
            return {"starts_on": first, "ends_on": last, "starts_at": None, "ends_at": None}
        return self.hours(first, last, zone)

    def hours(self, first: date, last: date, zone: str) -> dict[str, Any] | None:
        start, end = self.moment("starts", first, zone), self.moment("ends", last, zone)
        if start is None or end is None:
            return None
        if end <= start:
            self.refuse("ends_time", _("The end must be after the start."))
            return None
        return {"starts_on": None, "ends_on": None, "starts_at": start, "ends_at": end}


class AnswerForm(FlaskForm):
    """What a request is answered: a reason, which is needed to decline it, and the version that was seen."""

    reason = TextField(lazy_gettext("Reason"), 500)
    version = VersionField()

    def validate_decline(self) -> bool:
        valid = self.validate()
        if valid and not self.reason.data:
            self.reason.errors = [*self.reason.errors, _("Say why, for the artist to read.")]
        return valid and bool(self.reason.data)


class DaysField(MoneyField):
    """A number of days in a year, halves and the like; None when empty."""

    def pre_validate(self, form: Any) -> None:
        if self.data is None or self.errors:
            return
        if not 0 <= self.data <= 366 or self.data != round(self.data, 2):
            raise Invalid(_("A number of days between 0 and 366, such as 25 or 12.5."))


class KindsField(SelectMultipleField):
    """Kinds of time off, in boxes to tick."""

    def __init__(self, label: Any, **options: Any):
        choices = [SelectChoice(kind, KIND_NAMES[kind]) for kind in ASKABLE]
        super().__init__(label, choices=choices, option_widget=CheckboxInput(), validate_choice=False, **options)

    def pre_validate(self, form: Any) -> None:
        if any(kind not in ASKABLE for kind in self.data or ()):
            raise Invalid(_("Choose some of the list."))


class TimeOffForm(FlaskForm):
    """What holds for time off in the whole studio."""

    asks = BooleanField(lazy_gettext("Artists ask for their time off"))
    approval_kinds = KindsField(lazy_gettext("What they ask for"))
    vacation_days = DaysField(lazy_gettext("Days of vacation a year"))
    sick_days = DaysField(lazy_gettext("Sick days a year"))
    leave_year_starts = ChoiceField(lazy_gettext("The leave year starts in"), lambda: months(), coerce=int)

    @classmethod
    def of(cls, tenant: Any) -> TimeOffForm:
        form = cls(obj=tenant, data={"asks": bool(tenant.approval_kinds)})
        if form.approval_kinds.raw_data is None and not tenant.approval_kinds:
            form.approval_kinds.data = [VACATION]  # shown once they ask; what most studios mean by it
        return form

    def validate_approval_kinds(self, field: KindsField) -> None:
        if self.asks.data and not field.data:
            raise Invalid(_("Choose at least one, or take the tick off above."))

    def settings(self) -> dict[str, Any]:
        names = ("vacation_days", "sick_days", "leave_year_starts")
        kinds = [kind for kind in ASKABLE if kind in (self.approval_kinds.data or ())] if self.asks.data else []
        return {"approval_kinds": kinds, **{name: self[name].data for name in names}}


def months() -> list[tuple[int, str]]:
    return [(month, formats.day(date(2001, month, 1), "MMMM")) for month in range(1, 13)]


class AllowanceForm(FlaskForm):
    """An artist's own days from a leave year on; an empty field is for the studio's."""

    year = ChoiceField(lazy_gettext("From the leave year"), coerce=int)
    vacation_days = DaysField(lazy_gettext("Days of vacation a year"))
    sick_days = DaysField(lazy_gettext("Sick days a year"))


class BlockPlacementForm(FlaskForm):
    """Where a block is put down. `by`: all of it, so many days later. `starts_on`, `ends_on`: its first or last day."""

    class Meta:
        csrf = False  # the gate checked it

    version = VersionField()
    by = IntegerField(validators=[Optional(), NumberRange(-MOST_DAYS, MOST_DAYS)])
    starts_on = CalendarDateField()
    ends_on = CalendarDateField()

    def block_form(self, block: TimeBlock) -> TimeBlockForm:
        first, last = block.days
        if by := self.by.data:
            first, last = first + timedelta(days=by), last + timedelta(days=by)
        return TimeBlockForm.placed(block, self.starts_on.data or first, self.ends_on.data or last)


class HolidayForm(FlaskForm):
    """A day the whole studio has off; or one of its region's holidays, on which it works."""

    day = CalendarDateField(lazy_gettext("Day"), [InputRequired(REQUIRED)])
    name = NameField(lazy_gettext("Name"), 120)
    worked = BooleanField(lazy_gettext("Worked"))

    def validate_name(self, field: NameField) -> None:
        if not field.data and not self.worked.data:
            raise Invalid(_("This is needed."))
