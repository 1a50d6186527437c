"""The answer to a conflict: who has the time, what refused it, and when asked for, requests that would do instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from studio.api.blueprint import ROOT
from studio.api.http.problems import Problem, declare
from studio.artists.models import Artist
from studio.availability.history import may_see_reasons
from studio.availability.queries import working_time_of
from studio.availability.unavailable import Cause
from studio.availability.why import in_words, why
from studio.bookings.conflicts import Conflict, OverlappingBooking, explain, record_refusal
from studio.bookings.drafts import Draft
from studio.bookings.errors import NO_DOUBLE_BOOKING, ArtistUnavailable, BookingConflict
from studio.bookings.substitutes import Substitute
from studio.bookings.workdays import days_meant
from studio.lib import clock
from studio.lib.current import current

CONFLICT = declare(
    "booking-conflict", 409, lazy_gettext("The artist is already booked"),
    lazy_gettext(
        "PostgreSQL refused an overlap with a pencil or a confirmed booking. `winning_booking` has the time, "
        "`constraint` refused it. With `include=suggestions` on the request, `suggestions` has requests that would do."
    ),
)  # fmt: skip


UNAVAILABLE = declare(
    "artist-unavailable", 409, lazy_gettext("The artist does not work then"),
    lazy_gettext(
        "The booking lies over time off or a holiday; `causes` says which. Send `override` with a `reason` to book it "
        "all the same: it then counts as working time. A hold is not refused."
    ),
)  # fmt: skip


def conflict_problem(draft: Draft, refusal: BookingConflict, with_suggestions: bool) -> Problem:
    """The refusal, explained and recorded for the conflict analysis. Suggestions cost three queries more."""
    conflict = explain(keeping_whole_days(draft) if with_suggestions else draft, clock.now())
    record_refusal(conflict, current.member)
    winners = serialize_winners(conflict.winners)
    is_away = isinstance(refusal, ArtistUnavailable) and not conflict.winners
    content: dict[str, Any] = {
        "constraint": None if is_away else NO_DOUBLE_BOOKING, "winning_booking": next(iter(winners), None),
        "winning_bookings": winners, "causes": serialize_causes(conflict.causes, draft.artist),
    }  # fmt: skip
    if with_suggestions:
        content["suggestions"] = suggestions(conflict)
    if is_away:
        return Problem(UNAVAILABLE, why_unavailable(conflict) or refusal, keep=True, **content)
    return Problem(CONFLICT, summary(conflict) or refusal, keep=True, **content)


def keeping_whole_days(draft: Draft) -> Draft:
    """A span that is the artist's whole working days stays that when it is moved or given to somebody else."""
    return draft.but(whole_days=days_meant(working_time_of(draft.artist), draft.span) is not None)


def summary(conflict: Conflict) -> str:
    """ "Kofi is already booked: Harbour S2."; nothing when the winner is gone, or a token may not read it."""
    if not conflict.winners or not all(map(current.member.can, ("schedule.read", "artists.read", "projects.read"))):
        return ""
    name, project = conflict.draft.artist.name, conflict.winners[0].project
    return _("%(name)s is already booked: %(what)s.", name=name, what=project)


def why_unavailable(conflict: Conflict) -> str:
    """In a sentence, with the artist's name for whoever may read artists."""
    if not current.member.can("artists.read"):
        return str(_("The artist is not available then."))
    artist = conflict.draft.artist
    return why(artist.name, conflict.causes, may_see_reasons(current.member, artist))


def serialize_causes(causes: Iterable[Cause], artist: Artist) -> list[dict[str, Any]]:
    if not current.member.can("artists.read"):
        return []
    told = may_see_reasons(current.member, artist)
    return [serialize_cause(cause, told) for cause in causes]


def serialize_cause(cause: Cause, with_reasons: bool) -> dict[str, Any]:
    hours = cause.hours and cause.hours.utc()
    return {
        "kind": cause.kind if with_reasons or not cause.block else "time_off",
        "detail": in_words([cause], with_reasons)[0], "from": cause.first, "to": cause.last,
        "starts_at": hours and hours.start, "ends_at": hours and hours.end, "name": cause.name or None,
        "time_block_id": cause.block or None,
    }  # fmt: skip


def serialize_winners(taken: Iterable[OverlappingBooking]) -> list[dict[str, Any]]:
    """Those who have the time, as far as a token may read bookings and projects."""
    return [serialize_winner(one) for one in taken] if current.member.can("schedule.read") else []


def serialize_winner(taken: OverlappingBooking) -> dict[str, Any]:
    project = taken.project if current.member.can("projects.read") else None
    return {
        "id": taken.id, "href": f"{ROOT}/bookings/{taken.id}", "artist_id": taken.artist_id, "project": project,
        "title": taken.title, "starts_at": taken.starts_at, "ends_at": taken.ends_at, "status": taken.status,
    }  # fmt: skip


def suggestions(clash: Conflict) -> dict[str, Any]:
    opening, hold = clash.free_slot, clash.hold
    return {
        "next_free": opening and {**times(opening), "request": request_for(opening)},
        "stand_ins": [suggest_substitute(other) for other in substitutes(clash)],
        "hold": hold and {"rank": clash.rank, "request": request_for(hold)},
    }


def substitutes(clash: Conflict) -> Sequence[Substitute]:
    """Other artists, for whoever may read artists."""
    return clash.substitutes if current.member.can("artists.read") else ()


def times(draft: Draft) -> dict[str, Any]:
    return {"starts_at": draft.span.start, "ends_at": draft.span.end}


def suggest_substitute(other: Substitute) -> dict[str, Any]:
    return {**serialize_substitute(other), "request": request_for(other.draft)}


def serialize_substitute(other: Substitute) -> dict[str, Any]:
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
