"""The answer to a clash: who has the time, what refused it, and ways out that can be sent as they are."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from studio.api.blueprint import ROOT
from studio.api.http.problems import Problem, declare
from studio.bookings.conflicts import Conflict, OverlappingBooking, explain, record_refusal
from studio.bookings.drafts import Draft
from studio.bookings.errors import NO_DOUBLE_BOOKING, BookingConflict
from studio.bookings.substitutes import Substitute
from studio.lib import clock
from studio.lib.current import current

CONFLICT = declare(
    "booking-conflict", 409, lazy_gettext("The artist is already booked"),
    lazy_gettext(
        "PostgreSQL refused an overlap with a pencil or a confirmed booking. `winning_booking` has the time, "
        "`constraint` refused it, `suggestions` are requests that would do instead."
    ),
)  # fmt: skip


def clash_of(draft: Draft, refusal: BookingConflict) -> Problem:
    """The refusal, explained and recorded for the conflict analysis."""
    clash = explain(draft, clock.now())
    record_refusal(clash, current.member)
    winners = [winner(taken) for taken in clash.winners]
    first = clash.winners[0] if clash.winners else None
    detail = (
        _("%(name)s is already booked: %(what)s.", name=draft.artist.name, what=first.project) if first else refusal
    )
    return Problem(
        CONFLICT, detail, keep=True, constraint=NO_DOUBLE_BOOKING, winning_booking=winners[0] if winners else None,
        winning_bookings=winners, suggestions=suggestions(clash),
    )  # fmt: skip


def winner(taken: OverlappingBooking) -> dict[str, Any]:
    return {
        "id": taken.id, "href": f"{ROOT}/bookings/{taken.id}", "artist_id": taken.artist_id, "project": taken.project,
        "title": taken.title, "starts_at": taken.starts_at, "ends_at": taken.ends_at, "status": taken.status,
    }  # fmt: skip


def suggestions(clash: Conflict) -> dict[str, Any]:
    opening, hold = clash.opening, clash.hold
    return {
        "next_free": opening and {**times(opening), "request": request_for(opening)},
        "stand_ins": [stand_in(other) for other in clash.others],
        "hold": hold and {"rank": clash.rank, "request": request_for(hold)},
    }


def times(draft: Draft) -> dict[str, Any]:
    return {"starts_at": draft.span.start, "ends_at": draft.span.end}


def stand_in(other: Substitute) -> dict[str, Any]:
    return {**alternative(other), "request": request_for(other.draft)}


def alternative(other: Substitute) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "artist_id": other.draft.artist.id, "name": other.draft.artist.name, "all_skills": other.all_skills,
    }  # fmt: skip
    if other.dearer is not None and current.member.can("money.read"):
        money = other.dearer.rounded()
        shown["difference"] = {"amount": str(money.amount), "currency": money.currency}
    return shown


def request_for(draft: Draft) -> dict[str, Any]:
    """The request that asks for this draft."""
    body = {name: value for name, value in draft.columns().items() if value not in ("", False)}
    if draft.booking_id:
        return {"method": "PATCH", "href": f"{ROOT}/bookings/{draft.booking_id}", "body": body}
    return {"method": "POST", "href": f"{ROOT}/bookings", "body": body}
