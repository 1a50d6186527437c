"""What is done to a booking with one word: hold, pencil, confirm, cancel; accept, decline. Done already is done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.exceptions import Forbidden

from studio.api.bookings.input import CLOSED, attempt, draft_or_404
from studio.api.http.conditional import require_version
from studio.api.http.problems import INVALID, Problem, declare
from studio.api.http.responses import nothing
from studio.api.operations.operation import operation
from studio.api.resources.bookings import ABOUT, REFUSALS, booking_reply, cancel_or_release, set_status
from studio.api.schemas.bookings import (
    Acceptance,
    Blocking,
    Booking,
    BookingDelete,
    BookingWrite,
    Cancellation,
    Clash,
    Declining,
)
from studio.bookings.detail import may_answer
from studio.bookings.drafts import Draft
from studio.bookings.models import ACCEPTED, CONFIRMED, DECLINED, HOLD, PENCIL
from studio.lib.current import current

ABOUT_STEP: dict[str, Any] = {
    **ABOUT, "query": BookingWrite, "answers": {200: Booking, 409: Clash}, "problems": REFUSALS,
}  # fmt: skip
NOT_ASKED = declare(
    "not-asked", 409, lazy_gettext("A hold is not answered"),
    lazy_gettext("The artist answers what is pencilled or confirmed. Of a hold nothing is asked of them yet."),
)  # fmt: skip
ABOUT_ANSWER: dict[str, Any] = {**ABOUT, "answers": {200: Booking}, "problems": (CLOSED, NOT_ASKED)}


@operation("POST", "/bookings/<uuid:id>/confirm", "bookings.write", body=Blocking, needs_body=False, **ABOUT_STEP)
def confirm_booking(id: UUID, body: Blocking | None, query: BookingWrite) -> Response:
    """Confirm it: from a hold or a pencil. From a hold it can clash."""
    return set_status(id, CONFIRMED, query.suggestions, reason_of(body))


@operation("POST", "/bookings/<uuid:id>/pencil", "bookings.write", body=Blocking, needs_body=False, **ABOUT_STEP)
def pencil_booking(id: UUID, body: Blocking | None, query: BookingWrite) -> Response:
    """Pencil it in: forward from a hold, which can clash, or back from confirmed."""
    return set_status(id, PENCIL, query.suggestions, reason_of(body))


@operation("POST", "/bookings/<uuid:id>/hold", "bookings.write", **ABOUT_STEP)
def hold_booking(id: UUID, query: BookingWrite) -> Response:
    """Make it a hold: it blocks nobody any more."""
    return set_status(id, HOLD, query.suggestions)


@operation(
    "POST", "/bookings/<uuid:id>/cancel", "bookings.write", body=Cancellation, **{**ABOUT, "answers": {200: Booking}}
)
def cancel_booking(id: UUID, body: Cancellation, query: Any) -> Response:
    """End it, with the reason. It stays to be read; a hold is released."""
    was = end(id, body.reason)
    return booking_reply(was.existing, was.artist)


@operation(
    "DELETE", "/bookings/<uuid:id>", "bookings.write", body=Cancellation, needs_body=False, query=BookingDelete,
    **{**ABOUT, "answers": {204: None}},
)  # fmt: skip
def delete_booking(id: UUID, body: Cancellation | None, query: BookingDelete) -> Response:
    """Cancel it, as `cancel` does

    The reason stands in the body or in the query. Nothing is lost: it stays to be read.
    """
    reason = body.reason if body else query.reason
    if reason is None:
        raise Problem(INVALID, errors=[{"parameter": "reason", "detail": _("This is needed.")}])
    end(id, reason)
    return nothing()


def reason_of(body: Blocking | None) -> str:
    """Why it may lie over time off; "" when nobody said."""
    return str(body.override.reason) if body and body.override else ""


def end(id: UUID, reason: str) -> Draft:
    was = draft_or_404(id)
    require_version(was.existing.version)
    cancel_or_release(was, reason)
    return was


@operation("POST", "/bookings/<uuid:id>/accept", "answers.write", body=Acceptance, needs_body=False, **ABOUT_ANSWER)
def accept_booking(id: UUID, body: Acceptance | None, query: Any) -> Response:
    """The artist accepts it. Its status stays

    For the member the booking's artist signs in as, and for whoever may change bookings in their stead.
    """
    return answer(id, ACCEPTED, body.reason if body else "")


@operation("POST", "/bookings/<uuid:id>/decline", "answers.write", body=Declining, **ABOUT_ANSWER)
def decline_booking(id: UUID, body: Declining, query: Any) -> Response:
    """The artist declines it, with the reason. Its status stays."""
    return answer(id, DECLINED, body.reason)


def answer(id: UUID, said: str, reason: str) -> Response:
    was = draft_or_404(id)
    if not may_answer(current.member, was.artist):
        raise Forbidden(_("The booking’s own artist answers it, or somebody who may change bookings."))
    require_version(was.existing.version)
    if was.status == HOLD:
        raise Problem(NOT_ASKED)
    attempt(was, lambda: was.existing.answer_with(current.member, said, reason))
    return booking_reply(was.existing, was.artist)
