"""What can be done to a booking, each a noun of its own: its hold, pencil, confirmation, cancellation, span, artist,
project. POST makes it so, DELETE takes a step back; each says which version of the booking was seen."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import gettext as _

from studio.accounts.authorization import allow
from studio.artists.models import Artist
from studio.bookings import responses
from studio.bookings.forms import CancellationForm, WhenForm
from studio.bookings.models import CONFIRMED, HOLD, PENCIL
from studio.bookings.responses import draft_or_404
from studio.bookings.routes.blueprint import pages
from studio.extensions import db
from studio.lib.current import current
from studio.lib.text.parsing import parse_id
from studio.projects.models import Project


@pages.post("/bookings/<uuid:id>/confirmation", endpoint="confirmation")
@allow("bookings.write")
def confirm(id: UUID) -> Any:
    return step(id, CONFIRMED)


@pages.delete("/bookings/<uuid:id>/confirmation", endpoint="unconfirm")
@pages.post("/bookings/<uuid:id>/pencil", endpoint="pencil")
@allow("bookings.write")
def pencil_in(id: UUID) -> Any:
    return step(id, PENCIL)


@pages.delete("/bookings/<uuid:id>/pencil", endpoint="unpencil")
@pages.post("/bookings/<uuid:id>/hold", endpoint="hold")
@allow("bookings.write")
def hold(id: UUID) -> Any:
    return step(id, HOLD)


def step(id: UUID, status: str) -> Any:
    was = draft_or_404(id)
    now = responses.who_and_when(was)
    words = {
        HOLD: _("A hold now: %(artist)s, %(when)s.", **now),
        PENCIL: _("Pencilled in: %(artist)s, %(when)s.", **now),
        CONFIRMED: _("Confirmed: %(artist)s, %(when)s.", **now),
    }
    verb = partial(was.existing.set_status, current.member, status)
    return responses.carry_out(verb, was.but(status=status), was, words[status])


@pages.post("/bookings/<uuid:id>/span", endpoint="span")
@allow("bookings.write")
def move(id: UUID) -> Any:
    was = draft_or_404(id)
    form = WhenForm()
    span = form.span(was.artist, current.member.zone) if form.validate() else None
    if span is None:
        return responses.show_card(was, 422, form.first_problem)
    verb = partial(was.existing.move, current.member, span)
    draft = was.but(span=span, whole_days=form.whole)
    words = _("Moved: %(artist)s, %(when)s.", **responses.who_and_when(draft))
    return responses.carry_out(verb, draft, was, words)


@pages.post("/bookings/<uuid:id>/artist", endpoint="artist")
@allow("bookings.write")
def assign(id: UUID) -> Any:
    was = draft_or_404(id)
    artist = db.session.get(Artist, (current.tenant.id, parse_id(request.form.get("artist_id"))))
    if artist is None:
        return responses.show_card(was, 422, _("Choose an artist."))
    verb = partial(was.existing.assign, current.member, artist)
    draft = was.but(artist=artist)
    words = _("Given to %(artist)s, %(when)s.", **responses.who_and_when(draft))
    return responses.carry_out(verb, draft, was, words)


@pages.post("/bookings/<uuid:id>/project", endpoint="project")
@allow("bookings.write")
def transfer(id: UUID) -> Any:
    was = draft_or_404(id)
    project = db.session.get(Project, (current.tenant.id, parse_id(request.form.get("project_id"))))
    if project is None:
        return responses.show_card(was, 422, _("Choose a project."))
    verb = partial(was.existing.transfer, current.member, project)
    return responses.carry_out(verb, was.but(project=project), was, _("Moved to %(name)s.", name=project.name))


@pages.post("/bookings/<uuid:id>/cancellation", endpoint="cancellation")
@allow("bookings.write")
def cancel(id: UUID) -> Any:
    was = draft_or_404(id)
    form = CancellationForm()
    return responses.end(was, form) if form.validate() else responses.ask_cancellation(was, form, 422)


@pages.get("/bookings/<uuid:id>/cancellation", endpoint="ask_cancellation")
@allow("bookings.write")
def ask_cancellation(id: UUID) -> Any:
    was = draft_or_404(id)
    if was.existing.cancelled:
        return responses.closed_card(was)
    return responses.ask_cancellation(was, CancellationForm(formdata=None, version=was.existing.version))
