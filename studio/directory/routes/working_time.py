"""The studio's working time, over HTTP: its week, those of departments, and its own holidays."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _

from studio.accounts.authorization import allow
from studio.accounts.models import Tenant
from studio.availability.forms import HOLIDAY_REFUSALS, HolidayForm, PatternForm
from studio.availability.models import EffectivePattern, StudioHoliday
from studio.directory import artists, studio_holidays, working_weeks
from studio.directory.routes.availability import monday_after, revise_pattern, revised, saved_pattern
from studio.directory.routes.records import locked
from studio.extensions import db
from studio.lib import clock
from studio.lib.current import current
from studio.lib.formats import here
from studio.lib.forms.saving import save_or_errors
from studio.lib.holidays import region_name
from studio.lib.web import fragment, get_or_404, see_other

pages = Blueprint("working_time", __name__)
HERE, PATTERNS, HOLIDAYS = (f"/settings/working-time{part}" for part in ("", "/patterns", "/holidays"))


@pages.get(HERE)
@allow("tenant.write")
def show() -> Any:
    return page(HolidayForm(formdata=None))


def page(form: HolidayForm, status: int = 200) -> Any:
    today, region = today_here(), db.session.get_one(Tenant, current.tenant.id).holiday_region
    return fragment(
        "directory/working_time/show.html", status, form=form, today=today, weeks=working_weeks.of_studio(today),
        years=studio_holidays.of_years(region, (today.year, today.year + 1)), region=region_name(region, str(here())),
    )  # fmt: skip


def today_here() -> date:
    return clock.now().astimezone(ZoneInfo(current.tenant.zone)).date()


@pages.get(f"{PATTERNS}/new")
@allow("tenant.write")
def new_pattern() -> Any:
    return pattern_page(next_pattern())


@pages.post(PATTERNS)
@allow("tenant.write")
def add_pattern() -> Any:
    form = next_pattern()
    if not saved_pattern(form, lambda pattern: EffectivePattern.add(
        current.member, form.effective_from.data, pattern, department=form.department.data or None
    )):  # fmt: skip
        return pattern_page(form, status=422)
    return done(_("Saved."))


def next_pattern() -> PatternForm:
    """From next Monday on, as the studio's goes then."""
    monday = monday_after(today_here())
    in_force = working_weeks.of_studio(monday)[None][0]
    return PatternForm.from_day(monday, in_force.pattern)


@pages.get(f"{PATTERNS}/<uuid:id>/edit")
@allow("tenant.write")
def edit_pattern(id: UUID) -> Any:
    row = alive(get_or_404(EffectivePattern, id))
    return pattern_page(PatternForm.of(row), row)


@pages.post(f"{PATTERNS}/<uuid:id>")
@allow("tenant.write")
def change_pattern(id: UUID) -> Any:
    row = alive(locked(EffectivePattern, id))
    form = PatternForm.of(row)
    page = partial(pattern_page, form, row)
    return revised(form, row, lambda: revise_pattern(form, row), page) or done(_("Saved."))


@pages.post(f"{PATTERNS}/<uuid:id>/removal")
@allow("tenant.write")
def remove_pattern(id: UUID) -> Any:
    alive(locked(EffectivePattern, id)).remove(current.member, clock.now())
    return done(_("The pattern is removed; the one before holds again."))


@pages.post(HOLIDAYS)
@allow("tenant.write")
def add_holiday() -> Any:
    form = HolidayForm()
    if not form.validate() or not save_or_errors(form, HOLIDAY_REFUSALS, lambda: StudioHoliday.insert(
        current.member, day=form.day.data, name=form.name.data, worked=form.worked.data
    )):  # fmt: skip
        return page(form, 422)
    return done(_("Saved."))


@pages.post(f"{HOLIDAYS}/<uuid:id>/removal")
@allow("tenant.write")
def remove_holiday(id: UUID) -> Any:
    alive(locked(StudioHoliday, id)).remove(current.member, clock.now())
    return done(_("Saved."))


def alive(row: Any) -> Any:
    """404 for what is removed, or an artist's own."""
    if row.removed_at or getattr(row, "artist_id", None):
        abort(404)
    return row


def done(said: str) -> Any:
    flash(said, "ok")
    return see_other(url_for(".show"))


def pattern_page(form: PatternForm, row: EffectivePattern | None = None, status: int = 200, since: Any = None) -> Any:
    address = url_for(".change_pattern", id=row.id) if row else url_for(".add_pattern")
    return fragment(
        "directory/working_time/pattern.html", status, form=form, row=row, action=address, leave=url_for(".show"),
        stale=since is not None, since=since, departments=artists.departments(artists.listed()),
    )  # fmt: skip
