"""Calendars elsewhere that say when an artist is busy: added, looked at, removed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from studio.api.blueprint import ROOT
from studio.api.http.problems import Problem, declare, invalid
from studio.api.http.responses import nothing, reply
from studio.api.operations.operation import operation
from studio.api.resources.crud import get_living
from studio.api.schemas import calendars as schemas
from studio.api.schemas.common import Query
from studio.artists.models import Artist
from studio.availability.calendars import words
from studio.availability.calendars.models import SubscribedCalendar, TooMany
from studio.availability.calendars.refresh import read_soon
from studio.availability.calendars.sandbox import looks_like_one
from studio.availability.calendars.urls import host_of, with_scheme
from studio.availability.history import may_see_reasons
from studio.extensions import db
from studio.lib import clock
from studio.lib.current import current
from studio.lib.http.ssrf import BadUrl, checked
from studio.lib.web import get_or_404

FULL = declare(
    "too-many-calendars", 409, lazy_gettext("There are as many calendars as there can be"),
    lazy_gettext("An artist has 5 subscribed calendars at most. Delete one that is not needed."),
)  # fmt: skip
CALENDARS = "/artists/<uuid:id>/calendars"
CALENDAR = f"{CALENDARS}/<uuid:calendar_id>"
SHOWN = (
    "id", "artist_id", "titles", "busy_times", "skipped", "read_at", "tried_at", "known_until", "created_at", "version",
)  # fmt: skip


@operation("GET", CALENDARS, "artists.read", tag="working time", answers={200: schemas.Calendars})
def list_calendars(id: UUID, query: Query) -> Response:
    """The calendars elsewhere that say when the artist is busy."""
    artist = get_or_404(Artist, id)
    return reply({"data": [serialize(each, artist) for each in SubscribedCalendar.of_artist(artist)]})


@operation("GET", CALENDAR, "artists.read", tag="working time", answers={200: schemas.Calendar})
def get_calendar(id: UUID, calendar_id: UUID, query: Query) -> Response:
    """One subscribed calendar, and whether it could be read."""
    return reply(serialize(get_living(SubscribedCalendar, calendar_id, artist_id=id), get_or_404(Artist, id)))


@operation(
    "POST", CALENDARS, "artists.write", tag="working time", body=schemas.CalendarIn, answers={201: schemas.Calendar},
    problems=(FULL,),
)  # fmt: skip
def create_calendar(id: UUID, body: schemas.CalendarIn, query: Any) -> Response:
    """Subscribe to a calendar

    It is read soon after; `read_at` or `problem` then says what came of it.
    """
    artist, url = get_or_404(Artist, id), with_scheme(body.url)
    if url:
        check_url(url)
    elif not looks_like_one(body.ics.encode()):
        raise invalid("/ics", _("This is not a calendar: it must be an .ics file."))
    host = host_of(url)
    name = body.name or host or _("Calendar")
    try:
        added = SubscribedCalendar.add(
            current.member, artist, clock.now(), name, body.titles, url, host, body.ics.replace("\0", "")
        )
    except TooMany:
        raise Problem(FULL) from None
    read_soon(added.id)
    response = reply(serialize(added, artist), 201)
    response.headers["Location"] = f"{ROOT}/artists/{id}/calendars/{added.id}"
    return response


@operation("DELETE", CALENDAR, "artists.write", tag="working time", answers={204: None})
def delete_calendar(id: UUID, calendar_id: UUID, query: Any) -> Response:
    """With its busy times."""
    calendar = get_living(SubscribedCalendar, calendar_id, artist_id=id)
    db.session.refresh(calendar, with_for_update=True)
    calendar.remove(current.member, clock.now())
    return nothing()


def check_url(url: str) -> None:
    try:
        checked(url, current_app.config["SETTINGS"].calendar_private)
    except BadUrl as error:
        raise invalid("/url", error) from None


def serialize(calendar: SubscribedCalendar, artist: Artist) -> dict[str, Any]:
    private: dict[str, Any] = {"name": calendar.name, "host": calendar.host, "problem": words.problem(calendar)}
    if not may_see_reasons(current.member, artist):
        private = dict.fromkeys(private)
    return {name: getattr(calendar, name) for name in SHOWN} | private
