"""An artist's answer to a booking: given by themselves, or noted for them by whoever books."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from studio.accounts.authorization import allow
from studio.bookings import responses
from studio.bookings.detail import may_answer
from studio.bookings.drafts import Draft
from studio.bookings.errors import BookingRefused
from studio.bookings.forms import AnswerForm
from studio.bookings.models import ACCEPTED, DECLINED
from studio.bookings.routes.blueprint import pages
from studio.extensions import db
from studio.lib.current import current
from studio.lib.web import fragment, is_htmx, local_path, see_other


@pages.get("/bookings/<uuid:id>/answer")
@allow("answers.write")
def ask_answer(id: UUID) -> Any:
    was = answerable(id)
    if not was.blocks:
        return not_asked(was)
    said = was.existing.answer_reason if was.existing.answer == DECLINED else ""
    return question(was, AnswerForm(formdata=None, reason=said, version=was.existing.version))


@pages.post("/bookings/<uuid:id>/answer")
@allow("answers.write")
def answer(id: UUID) -> Any:
    was, form = answerable(id), AnswerForm()
    if not was.blocks:
        return not_asked(was)
    if not form.validate():
        return question(was, form, 422)
    booking = was.existing
    if form.version.data != booking.version:
        return stale(was, form)
    try:
        booking.answer_with(current.member, form.answer.data, form.reason.data)
    except (StaleDataError, BookingRefused):
        return stale(was, form)
    return answered(was, form.answer.data)


def answerable(id: UUID) -> Draft:
    """404 for what is not there; 403 for somebody else's booking."""
    was = responses.draft_or_404(id)
    return was if may_answer(current.member, was.artist) else abort(403)


def not_asked(was: Draft) -> Response:
    """409: the card of what is over, or a hold, instead of the question."""
    cancelled = was.existing.cancelled
    return responses.closed_card(
        was, "" if cancelled else _("A hold is not answered: nothing is asked of the artist yet.")
    )


def stale(was: Draft, form: AnswerForm) -> Response:
    """409: what changed since it was seen; the answer may be another by now."""
    db.session.expire_all()
    now, problem = responses.draft_or_404(was.existing.id), responses.what_changed(was)
    form.version.data = now.existing.version
    return question(now, form, 409, problem) if now.blocks else not_asked(now)


def question(was: Draft, form: AnswerForm, status: int = 200, problem: str = "") -> Response:
    template = "bookings/answer/_dialog.html" if is_htmx() else "bookings/answer/show.html"
    own = was.artist.member_id == current.member.id
    return fragment(template, status, was=was, form=form, own=own, problem=problem, back=way_back(was))


def way_back(was: Draft) -> str:
    """The page the answer was given on, if it says so: one's own bookings; or the booking's."""
    mine = url_for("my_bookings.show")
    return mine if local_path(request.values.get("back")) == mine else url_for("bookings.show", id=was.booking_id)


def answered(was: Draft, answer: str) -> Any:
    now = responses.who_and_when(was)
    words = {
        ACCEPTED: _("Accepted: %(artist)s, %(when)s.", **now),
        DECLINED: _("Declined: %(artist)s, %(when)s.", **now),
    }
    if is_htmx():
        return responses.done(words[answer], was.existing, 200)
    flash(words[answer], "ok")
    return see_other(way_back(was))
