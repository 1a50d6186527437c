"""An artist's answer to a booking: accept, decline. Answered so already is done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.exceptions import Forbidden

from studio.api.bookings.input import CLOSED, attempt, draft_or_404
from studio.api.http.conditional import require_version
from studio.api.http.problems import Problem, declare
from studio.api.operations.operation import operation
from studio.api.resources.bookings import ABOUT, booking_reply
from studio.api.schemas.bookings import Acceptance, Booking, Declining
from studio.bookings.detail import may_answer
from studio.bookings.models import ACCEPTED, DECLINED, HOLD
from studio.lib.current import current

NOT_ASKED = declare(
    "not-asked", 409, lazy_gettext("A hold is not answered"),
    lazy_gettext("The artist answers what is pencilled or confirmed. Of a hold nothing is asked of them yet."),
)  # fmt: skip
ABOUT_ANSWER: dict[str, Any] = {**ABOUT, "answers": {200: Booking}, "problems": (CLOSED, NOT_ASKED)}


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
