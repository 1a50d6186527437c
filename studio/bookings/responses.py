"""Answers to requests about bookings: the form, the card, the conflict; for htmx a part, for a plain form a page."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy import null, select
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from studio.activity.history import HistoryLine
from studio.artists.models import Artist
from studio.bookings.check import UNKNOWN, BookingCheck, check_booking
from studio.bookings.conflicts import Conflict, ask_first, explain, record_refusal, record_way_out
from studio.bookings.detail import card_of, waiting_for
from studio.bookings.drafts import Draft
from studio.bookings.errors import BookingConflict, BookingRefused
from studio.bookings.formatting import when
from studio.bookings.forms import BookingForm, CancellationForm, form_of
from studio.bookings.history import history
from studio.bookings.models import HOLD, Booking
from studio.extensions import db
from studio.lib import clock
from studio.lib.current import current
from studio.lib.forms.records import RecordField
from studio.lib.text.parsing import parse_number
from studio.lib.web import fragment, get_or_404, is_htmx, keep_despite_refusal, see_other
from studio.projects.models import Project


def draft_or_404(id: UUID) -> Draft:
    """The tenant's booking as it stands, or 404."""
    return Draft.of(id) or abort(404)


def form_page(
    form: BookingForm,
    was: Draft | None = None,
    status: int = 200,
    conflict: Conflict | None = None,
    since: Sequence[HistoryLine] = (),
) -> Response:
    """The form, as it was typed, and what it would come to: in the dialog, or as a page with the conflict above it."""
    offer(form.artist_id, Artist)
    offer(form.project_id, Project)
    template = "bookings/_form.html" if is_htmx() else "bookings/form.html"
    booking = was.booking if was else None
    check = BookingCheck(UNKNOWN) if form.artist_id.errors else check_form(form, booking)
    return fragment(
        template, status, form=form, booking=booking, check=check, conflict=conflict, stale=bool(since), since=since
    )


def check_form(form: BookingForm, booking: Booking | None = None) -> BookingCheck:
    """What the form, as far as it is filled in, would come to; of `booking`, when it is that one's. 404 for an artist
    who is not there."""
    if not (form.artist_id.data and form.starts_on.data and form.ends_on.data):
        return BookingCheck(UNKNOWN)
    artist = get_or_404(Artist, form.artist_id.data)
    span = form.span(artist, current.member.zone)
    if span is None:
        return BookingCheck(UNKNOWN, artist, problem=form.first_problem)
    return check_booking(artist, span, form.status.data, form.counts.data, clock.now(), booking)


def check_of(fields: Mapping[str, str]) -> BookingCheck:
    """What a booking form filled in with `fields` would come to."""
    return check_form(form_of(MultiDict(fields)))


def offer(field: RecordField, model: type[Artist] | type[Project]) -> None:
    """The field's options: the chosen one, and for a page, which may have no type-ahead, all of them."""
    hue = model.hue if model is Project else null()  # a colour is a project's
    rows = select(model.id, model.name, hue).order_by(model.name)
    chosen = model.id == field.data
    everything = chosen if is_htmx() else chosen | model.archived_at.is_(None)
    found = db.session.execute(rows.where(everything)) if field.data or not is_htmx() else ()
    known = ((str(id), name, {"data-hue": hue} if hue else {}) for id, name, hue in found)
    field.options = [("", _("Choose…"), {}), *known]


def others_since(was: Draft, version: int | None) -> list[HistoryLine]:
    """What happened after the version somebody saw, newest first."""
    lines = history(was.existing.id, was.artist)
    return lines[: max(was.existing.version - (version or 0), 1)]


def show_card(was: Draft, status: int = 200, problem: str = "", **triggers: Any) -> Response:
    """The booking's card, perhaps with what went wrong above it."""
    card = card_of(was, current.member, clock.now())
    template = "bookings/_panel.html" if is_htmx() else "bookings/show.html"
    headers = {"HX-Trigger": json.dumps(triggers)} if triggers else None
    return fragment(template, status, headers, card=card, problem=problem)


def closed_card(was: Draft, problem: str = "") -> Response:
    """409: the card of a booking that is over, instead of the dialog that would change it."""
    response = show_card(was, 409, problem or _("This booking is cancelled."), closeDialog={})
    if is_htmx():
        response.headers.update({"HX-Retarget": "#panel", "HX-Reswap": "innerHTML"})
    return response


def who_and_when(draft: Draft) -> dict[str, str]:
    """What every message of a change names."""
    return {"artist": draft.artist.name, "when": when(draft.span, draft.artist)}


def placed(booking: Booking, draft: Draft) -> Any:
    """201 for htmx, and the dialog closes; a plain form goes on to it on the schedule."""
    words = _("Booked %(artist)s on %(project)s, %(when)s.", project=draft.project.name, **who_and_when(draft))
    if is_htmx():
        return done(words, booking, 201, Location=url_for("bookings.show", id=booking.id))
    flash(words, "ok")
    return see_other(on_the_schedule(booking))


def all_placed(bookings: Sequence[Booking], drafts: Sequence[Draft]) -> Any:
    """As `placed`, of one for each of several artists."""
    [first, *_others] = drafts
    words = _(
        "Booked %(artists)s on %(project)s, %(when)s.", artists=", ".join(draft.artist.name for draft in drafts),
        project=first.project.name, when=when(first.span, first.artist),
    )  # fmt: skip
    if is_htmx():
        return done(words, bookings[0], 201)
    flash(words, "ok")
    return see_other(on_the_schedule(bookings[0]))


def none_placed(words: str, back: str) -> Any:
    """409: why none of several was booked. The palette looks again; a plain form goes back to what was typed."""
    if is_htmx():
        events = {"flash": {"message": words, "tone": "warn"}, "askAgain": {}}
        return Response(status=409, headers={"HX-Trigger": json.dumps(events), "HX-Reswap": "none"})
    flash(words, "warn")
    return see_other(back)


def saved(booking: Booking, draft: Draft) -> Any:
    """The form of a booking was saved: dialogs close, its open card and the schedule refresh themselves."""
    words = _("Saved: %(artist)s, %(when)s.", **who_and_when(draft))
    if is_htmx():
        return done(words, booking, 200)
    flash(words, "ok")
    return see_other(url_for("bookings.show", id=booking.id))


def done(words: str, booking: Booking, status: int, **headers: str) -> Response:
    changed = {"id": str(booking.id)}
    message = {"message": words, "tone": "ok"}
    if not booking.cancelled:
        message |= {"href": on_the_schedule(booking), "link": _("Show")}
    events = {"closeDialog": {}, "bookingChanged": changed, "cardChanged": changed, "flash": message}
    return Response(status=status, headers={"HX-Trigger": json.dumps(events), **headers})


def on_the_schedule(booking: Booking) -> str:
    """Where it is seen: the schedule from the day it begins, its bar marked."""
    first = booking.starts_at.astimezone(ZoneInfo(current.member.zone)).date()
    return url_for("schedule.show", date=first.isoformat(), _anchor=f"bar-{booking.id}")


def refused_page(draft: Draft, form: BookingForm | None = None) -> Response:
    """409: who has the time, and the ways out. The refusal is recorded although nothing was booked."""
    conflict = explain(draft, clock.now())
    record_refusal(conflict, current.member)
    keep_despite_refusal()
    if is_htmx():
        over = {"HX-Retarget": "#dialog-over", "HX-Reswap": "innerHTML"}
        return fragment("bookings/conflicts/_dialog.html", 409, over, conflict=conflict)
    if form:
        return form_page(form, draft, 409, conflict=conflict)
    return fragment("bookings/conflicts/show.html", 409, conflict=conflict)


def conflict_by_now(draft: Draft, form: BookingForm) -> Response:
    """What an open conflict says by now. Nothing was tried, so nothing is recorded."""
    conflict = explain(draft, clock.now())
    conflict.token = form.id.data or conflict.token
    conflict.id = form.refusal.data or conflict.id
    return fragment("bookings/conflicts/_conflict.html", conflict=conflict)


def save(form: BookingForm, draft: Draft, was: Draft) -> Any:
    """Make a booking what its form says; the form again, with everything typed, when that cannot be."""
    if draft.columns() == was.columns():
        return saved(was.existing, draft)
    if form.version.data != was.existing.version:
        return stale_form(form, was)
    try:
        ask_first(draft)
        was.existing.revise(current.member, **draft.terms)
    except BookingConflict:
        return refused_page(draft, form)
    except StaleDataError:
        return stale_form(form, was)
    except BookingRefused as refusal:
        form.show_refusal(refusal)
        return form_page(form, was, 422)
    record_way_out(form.refusal.data, form.way.data or "", was.existing, current.member)
    return saved(was.existing, draft)


def stale_form(form: BookingForm, was: Draft) -> Response:
    """409: what others did meanwhile, above what was typed; saving again replaces it."""
    db.session.expire_all()
    since = others_since(was, form.version.data)
    form.version.data = was.existing.version
    return form_page(form, was, 409, since=since)


def carry_out(verb: Callable[[], None], draft: Draft, was: Draft, words: str) -> Any:
    """Change a booking from its card by `verb`, which makes it `draft`: the fresh card, the conflict, or what stood in
    the way."""
    booking = was.existing
    if draft.columns() == was.columns():
        return changed(was, words)  # it is there already: the button was pressed twice
    if seen_version() != booking.version:
        return stale_card(was)
    try:
        ask_first(draft)
        verb()
    except BookingConflict:
        return refused_page(draft)
    except StaleDataError:
        return stale_card(was)
    except BookingRefused as refusal:
        return show_card(was, 409, str(refusal))
    return changed(draft, words)


def end(was: Draft, form: CancellationForm) -> Any:
    """Cancel a booking, or release a hold, with the reason given."""
    booking, held = was.existing, was.status == HOLD
    words = _("Released: %(artist)s, %(when)s.") if held else _("Cancelled: %(artist)s, %(when)s.")
    words %= who_and_when(was)
    if booking.cancelled:
        return ended(booking, words)
    if form.version.data != booking.version:
        return stale_cancellation(form, was)
    try:
        booking.end(current.member, form.reason.data)
    except (StaleDataError, BookingRefused):
        return stale_cancellation(form, was)
    return ended(booking, words)


def ended(booking: Booking, words: str) -> Any:
    """The dialog closes; the open card and the schedule read themselves again."""
    if is_htmx():
        return done(words, booking, 200)
    flash(words, "ok")
    return see_other(url_for("bookings.show", id=booking.id))


def ask_cancellation(was: Draft, form: CancellationForm, status: int = 200, problem: str = "") -> Response:
    """Why a booking ends, as far as it was written, and what comes of it: in the dialog, or as a page."""
    template = "bookings/cancellation/_dialog.html" if is_htmx() else "bookings/cancellation/show.html"
    waiting = waiting_for(was.existing, clock.now())
    return fragment(template, status, was=was, form=form, waiting=waiting, problem=problem)


def changed(now: Draft, words: str) -> Any:
    if is_htmx():
        payload = {"id": str(now.booking_id)}
        return show_card(now, bookingChanged=payload, flash={"message": words, "tone": "ok"})
    flash(words, "ok")
    return see_other(url_for("bookings.show", id=now.booking_id))


def stale_card(was: Draft) -> Response:
    """409: somebody changed the booking since it was seen; the card as it is now, and who it was."""
    db.session.expire_all()
    return show_card(was, 409, what_changed(was))


def stale_cancellation(form: CancellationForm, was: Draft) -> Response:
    """409: what the booking is now and who changed it; the reason stays as it was written."""
    db.session.expire_all()
    now, problem = draft_or_404(was.existing.id), what_changed(was)
    form.version.data = now.existing.version
    return closed_card(now, problem) if now.existing.cancelled else ask_cancellation(now, form, 409, problem)


def what_changed(was: Draft) -> str:
    return _("It changed while you were looking: %(what)s.", what=others_since(was, seen_version())[0].text)


def seen_version() -> int | None:
    return parse_number(request.values.get("version"))
