"""An artist's calendars elsewhere, over HTTP: added, read now, removed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from studio.accounts.authorization import allow
from studio.artists.models import Artist
from studio.availability.calendars.forms import CalendarForm
from studio.availability.calendars.models import MOST, SubscribedCalendar, TooMany
from studio.availability.calendars.refresh import read_soon
from studio.directory.routes.availability import of_artist
from studio.lib import clock
from studio.lib.current import current
from studio.lib.web import fragment, get_or_404, see_other

pages = Blueprint("calendars", __name__)
CALENDARS = "/artists/<uuid:id>/calendars"
CALENDAR = f"{CALENDARS}/<uuid:row_id>"
JUST_NOW = timedelta(minutes=1)


@pages.get(f"{CALENDARS}/new")
@allow("artists.write")
def new(id: UUID) -> Any:
    return page(CalendarForm(formdata=None), get_or_404(Artist, id))


@pages.post(CALENDARS)
@allow("artists.write")
def create(id: UUID) -> Any:
    artist, form = get_or_404(Artist, id), CalendarForm()
    if not form.validate():
        return page(form, artist, 422)
    try:
        calendar = SubscribedCalendar.add(current.member, artist, clock.now(), **form.columns)
    except TooMany:
        form.form_errors.append(_("An artist has at most %(most)d calendars. Remove one first.", most=MOST))
        return page(form, artist, 422)
    read_soon(calendar.id)
    flash(_("It is being read. The busy times appear here by themselves."), "ok")
    return back_to(id)


@pages.post(f"{CALENDAR}/readings")
@allow("artists.write")
def read(id: UUID, row_id: UUID) -> Any:
    _artist, calendar = of_artist(SubscribedCalendar, id, row_id)
    if calendar.tried_at and clock.now() - calendar.tried_at < JUST_NOW:
        flash(_("It was read less than a minute ago."), "ok")
    else:
        read_soon(calendar.id)
        flash(_("It is being read. What changed appears here by itself."), "ok")
    return back_to(id)


@pages.post(f"{CALENDAR}/removal")
@allow("artists.write")
def remove(id: UUID, row_id: UUID) -> Any:
    _artist, calendar = of_artist(SubscribedCalendar, id, row_id, lock=True)
    calendar.remove(current.member, clock.now())
    flash(_("The calendar is removed, with its busy times."), "ok")
    return back_to(id)


def back_to(id: UUID) -> Any:
    return see_other(url_for("availability.show", id=id, _anchor="calendars"))


def page(form: CalendarForm, artist: Artist, status: int = 200) -> Any:
    return fragment("directory/calendars/new.html", status, form=form, artist=artist)
