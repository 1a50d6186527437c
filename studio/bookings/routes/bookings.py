"""Bookings over HTTP: the form, the check while it is filled in, the card."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _

from studio.accounts.authorization import allow
from studio.bookings import responses
from studio.bookings.conflicts import ask_first, record_way_out
from studio.bookings.errors import BookingConflict, BookingRefused
from studio.bookings.forms import BookingForm, form_of, prefill
from studio.bookings.models import CANCELLED, Booking
from studio.bookings.responses import draft_or_404
from studio.bookings.routes.blueprint import pages
from studio.lib import clock
from studio.lib.current import current
from studio.lib.text.parsing import parse_id
from studio.lib.web import fragment, get_or_404

LONGEST_BACK = 1800  # characters of the way back to a form: an address of ours has no more than 2000


@pages.get("/bookings/new")
@allow("bookings.write")
def new() -> Any:
    form = prefill(request.args, clock.now())
    return responses.form_page(form)


@pages.post("/bookings")
@allow("bookings.write")
def create() -> Any:
    form = BookingForm()
    draft = form.draft(current.member.zone)
    if draft is None:
        return responses.form_page(form, status=422)
    try:
        ask_first(draft)
        booking = Booking.place(current.member, id=form.id.data, **draft.terms)
        record_way_out(form.refusal.data, form.way.data or "", booking, current.member)
        return responses.placed(booking, draft)
    except BookingConflict:
        return responses.refused_page(draft, form)
    except BookingRefused as refusal:
        form.show_refusal(refusal)
        return responses.form_page(form, status=422)


@pages.post("/bookings/draft")
@allow("bookings.write")
def set_aside() -> Any:
    """From a form without scripts to the page of a new artist or project, which comes back to it as it was typed."""
    form, place = BookingForm(), request.args.get("for")
    if place not in ("artists", "projects"):
        abort(404)
    back = f"{url_for('bookings.new')}?{urlencode(form.query())}"
    if form.malformed or len(back) > LONGEST_BACK:
        form.validate()
        if len(back) > LONGEST_BACK:
            form.refuse("notes", _("Too long to be kept meanwhile. Add the %(what)s in another window.", what=place))
        return responses.form_page(form, status=422)
    return redirect(url_for(f"{place}.new", back=back), 303)


@pages.get("/bookings/verdict")
@allow("bookings.write")
def check() -> Any:
    form, id = form_of(request.args), request.args.get("booking")
    found = responses.check_form(form, get_or_404(Booking, parse_id(id) or abort(404)) if id else None)
    return fragment("bookings/_check.html", 422 if form.malformed else 200, check=found)


@pages.post("/bookings/clash")
@allow("bookings.write")
def conflict() -> Any:
    """Why a draft cannot be had, once more, and the ways out; a POST, as notes are too long for an address."""
    booking_id = request.args.get("booking")
    was = draft_or_404(parse_id(booking_id) or abort(404)) if booking_id else None
    form = BookingForm()
    draft = form.draft(current.member.zone, was)
    if draft is None or was and form.version.data != was.existing.version:
        return "", 204  # its buttons say what is wrong
    return responses.conflict_by_now(draft, form)


@pages.get("/bookings/<uuid:id>")
@allow("schedule.read")
def show(id: UUID) -> Any:
    return responses.show_card(draft_or_404(id))


@pages.get("/bookings/<uuid:id>/edit")
@allow("bookings.write")
def edit(id: UUID) -> Any:
    was = draft_or_404(id)
    if was.status == CANCELLED:
        return responses.closed_card(was)
    form = BookingForm.of(was, current.member.zone)
    return responses.form_page(form, was)


@pages.post("/bookings/<uuid:id>")
@allow("bookings.write")
def update(id: UUID) -> Any:
    was = draft_or_404(id)
    form = BookingForm()
    draft = form.draft(current.member.zone, was)
    return responses.save(form, draft, was) if draft else responses.form_page(form, was, 422)
