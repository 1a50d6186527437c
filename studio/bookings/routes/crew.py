"""POST /bookings/crew: a booking for each of several artists, all of them or none."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for
from flask_babel import gettext as _

from studio.accounts.authorization import allow
from studio.bookings import responses
from studio.bookings.conflicts import ask_first, explain, record_refusal
from studio.bookings.drafts import Draft
from studio.bookings.errors import ArtistUnavailable, BookingConflict, BookingRefused
from studio.bookings.formatting import why_not
from studio.bookings.forms import BookingForm
from studio.bookings.locking import claim_ahead
from studio.bookings.models import Booking
from studio.bookings.routes.blueprint import pages
from studio.extensions import db
from studio.lib import clock
from studio.lib.current import current
from studio.lib.web import keep_despite_refusal


class NotAll(Exception):
    """One of several could not be booked; the text says why."""

    def __init__(self, draft: Draft, refusal: BookingRefused):
        super().__init__(str(refusal))
        self.draft, self.taken = draft, isinstance(refusal, BookingConflict)
        self.causes = refusal.causes if isinstance(refusal, ArtistUnavailable) else ()


@pages.post("/bookings/crew")
@allow("bookings.write")
def crew() -> Any:
    back = url_for("palette.show", q=request.form.get("words", ""))
    forms = BookingForm.several(request.form) or abort(400)
    drafts = [(form, form.draft(current.member.zone)) for form in forms]
    asked = [(form, draft) for form, draft in drafts if draft]
    if len(asked) < len(forms):
        problem = next(form.first_problem for form, draft in drafts if draft is None)
        return responses.none_placed(_("Nothing was booked: %(why)s", why=problem), back)
    try:
        bookings = place_all(asked)
    except NotAll as refused:
        return responses.none_placed(_("Nothing was booked: %(why)s", why=reason(refused)), back)
    return responses.all_placed(bookings, [draft for _form, draft in asked])


def place_all(asked: list[tuple[BookingForm, Draft]]) -> list[Booking]:
    """All in one savepoint. Raises NotAll with none of them booked."""
    claim_ahead([draft.artist.id for _form, draft in asked])
    with db.session.begin_nested():
        return [placed(form, draft) for form, draft in asked]


def placed(form: BookingForm, draft: Draft) -> Booking:
    try:
        ask_first(draft)
        return Booking.place(current.member, id=form.id.data, **draft.terms)
    except BookingRefused as refusal:
        raise NotAll(draft, refusal) from refusal


def reason(refused: NotAll) -> str:
    """In words; who has the time goes into the log, as of any booking that was refused."""
    if not refused.taken:
        return str(refused)
    record_refusal(explain(refused.draft, clock.now()), current.member)
    keep_despite_refusal()
    artist = refused.draft.artist
    return why_not(refused.causes, artist) or _("%(name)s is already booked.", name=artist.name)
