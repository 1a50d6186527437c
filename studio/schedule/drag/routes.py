"""A booking under the hand: whether it may land there, putting it down, and the dialogs its keys open."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from studio.accounts.authorization import allow
from studio.artists.models import Artist
from studio.availability.queries import working_time_of
from studio.availability.working_time import WORKING_TIME
from studio.bookings import responses
from studio.bookings.check import UNKNOWN, BookingCheck, check_booking
from studio.bookings.conflicts import ask_first
from studio.bookings.drafts import Draft, when_fields
from studio.bookings.errors import BookingConflict, BookingRefused
from studio.bookings.formatting import change_of_length, in_both_zones, length
from studio.bookings.models import PENCIL, Booking
from studio.bookings.responses import draft_or_404
from studio.bookings.workdays import days_meant, extent
from studio.lib import clock
from studio.lib.current import current
from studio.lib.spans import Span
from studio.lib.text.parsing import parse_id
from studio.lib.web import fragment, get_or_404
from studio.schedule.drag.forms import PlacementForm, Unclear, asked
from studio.schedule.query import shown_zone
from studio.schedule.routes.blueprint import pages


@pages.get("/bookings/landing")
@allow("bookings.write")
def landing() -> Any:
    """Whether a booking (or a new one, without `booking`) could be put down there; read only, the drop decides."""
    form = asked(request.args)
    id = request.args.get("booking")
    was = draft_or_404(parse_id(id) or abort(404)) if id else None
    artist = artist_of(form, was)
    try:
        span = form.span(artist, current.member.zone, was)
    except Unclear as problem:
        return answer(BookingCheck(UNKNOWN, artist, problem=str(problem)), was)
    status, counts = (was.status, was.existing.counts) if was else (PENCIL, WORKING_TIME)
    booking = was.booking if was else None
    check = check_booking(artist, span, status, counts, clock.now(), booking)
    both = in_both_zones(span, artist, shown_zone(form.tz.data or "", current.member.zone))
    return answer(check, was, form.slots(span, artist, current.member.zone), both)


def answer(
    check: BookingCheck, was: Draft | None, slots: tuple[float, float] | None = None, both: str = ""
) -> Response:
    address = new_address(check.artist, check.span) if check.artist and check.span and not was else ""
    much = length(check.span, check.artist) if check.artist and check.span else ""
    change = ""
    if was and check.artist and check.span:
        before, after = (was.artist, was.span), (check.artist, check.span)
        counts = was.existing.counts
        change = change_of_length(*(extent(working_time_of(who), span, counts) for who, span in (before, after)))
    return fragment(
        "schedule/drag/_slot.html", check=check, was=was, length=much, address=address, slots=slots, change=change,
        both=both,
    )  # fmt: skip


def new_address(artist: Artist, span: Span) -> str:
    """The booking form, filled in with who and when."""
    when: dict[str, Any] = when_fields(span, days_meant(working_time_of(artist), span), current.member.zone)
    return url_for("bookings.new", artist_id=artist.id, **when)


@pages.put("/bookings/<uuid:id>/placement")
@allow("bookings.write")
def place(id: UUID) -> Any:
    was = draft_or_404(id)
    form = PlacementForm()
    artist = artist_of(form, was)
    try:
        span = form.span(artist, current.member.zone, was)
    except Unclear as problem:
        return responses.show_card(was, 422, str(problem))
    whole_days, reason = days_meant(working_time_of(artist), span) is not None, form.override_reason.data or ""
    draft = was.but(artist=artist, span=span, whole_days=whole_days, override=reason)
    return put_down(draft, was, form)


def artist_of(form: PlacementForm, was: Draft | None) -> Artist:
    """In whose row it lands: its own, if none is named."""
    id = form.artist_id.data
    if was and id in (None, was.artist.id):
        return was.artist
    return get_or_404(Artist, id) if id else abort(404)


def put_down(draft: Draft, was: Draft, form: PlacementForm) -> Any:
    booking, before, given = was.existing, undo(was), draft.artist is not was.artist
    if draft.columns() == was.columns():
        return placed(booking, {}, "")
    if form.version.data != booking.version:
        return responses.stale_card(was)
    try:
        ask_first(draft)
        set_down(booking, draft, given)
    except BookingConflict:
        return responses.refused_page(draft)
    except StaleDataError:
        return responses.stale_card(was)
    except BookingRefused as refusal:
        return responses.show_card(was, 409, str(refusal))
    return placed(booking, before, words_for(draft, was, form))


def words_for(draft: Draft, was: Draft, form: PlacementForm) -> str:
    """What was done, to whom, and when it is now."""
    now = responses.who_and_when(draft)
    if form.exactly():
        return _("Taken back: %(artist)s, %(when)s.", **now)
    if draft.artist is not was.artist:
        return _("Given to %(artist)s, %(when)s.", **now)
    if form.by.data is None:
        return _("Resized: %(artist)s, %(when)s, %(length)s.", length=length(draft.span, draft.artist), **now)
    return _("Moved: %(artist)s, %(when)s.", **now)


def set_down(booking: Booking, draft: Draft, given: bool) -> None:
    if given:
        booking.assign(current.member, draft.artist, draft.span, draft.override)
    else:
        booking.move(current.member, draft.span, draft.override)


def undo(was: Draft) -> dict[str, str]:
    """What to send to have it back where it was."""
    span = was.span.utc()
    before = {"artist_id": str(was.artist.id), "starts_at": span.start.isoformat(), "ends_at": span.end.isoformat()}
    over = was.existing.override
    return before | {"override_reason": over["reason"]} if over else before


def placed(booking: Booking, before: dict[str, str], words: str) -> Response:
    """No body: the row comes over the socket, as it does for everybody else."""
    payload = {"id": str(booking.id), "version": booking.version, "undo": before, "message": words}
    return Response(headers={"HX-Trigger": json.dumps({"placed": payload})})
