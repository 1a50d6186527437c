"""Bookings: list, read, place, change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response

from studio.api.blueprint import ROOT
from studio.api.bookings import json_cache
from studio.api.bookings.actions import actions_of
from studio.api.bookings.conflicts import CONFLICT, UNAVAILABLE
from studio.api.bookings.input import CLOSED, attempt, changed_draft, draft_or_404, new_draft, placed, revise, stepped
from studio.api.bookings.serializers import (
    BOOKINGS,
    may_see_cost,
    serialize_booking,
    serialize_bookings,
    serialize_cost,
)
from studio.api.http.conditional import require_version, versioned_reply
from studio.api.http.pagination import Listing, Sort, changed_since, page, parse_instant, select_fields
from studio.api.http.problems import not_found
from studio.api.operations.operation import operation
from studio.api.schemas import bookings as schemas
from studio.artists.models import Artist
from studio.artists.rates import rates_of
from studio.availability.queries import working_time_of
from studio.bookings.drafts import Draft
from studio.bookings.holds import rank_of
from studio.bookings.models import HOLD, Booking
from studio.lib import clock
from studio.lib.current import current

LISTING = Listing(
    BOOKINGS, "b.id", {name: Sort(f"b.{name}", parse_instant) for name in ("starts_at", "ends_at", "placed_at")},
    {
        "from_": "b.ends_at > %(from_)s", "to": "b.starts_at < %(to)s",
        "artist_id": "b.artist_id = ANY(%(artist_id)s)", "project_id": "b.project_id = ANY(%(project_id)s)",
        "status": "b.status = ANY(%(status)s)", "updated_since": changed_since("b.id"),
    },
)  # fmt: skip
VERSIONS = replace(LISTING, source=json_cache.VERSIONS)
ABOUT: dict[str, Any] = {"tag": "bookings", "etag": True}
REFUSALS = (CONFLICT, UNAVAILABLE, CLOSED)


def serialize_current(booking: Booking) -> dict[str, Any]:
    """A booking after a verb."""
    rank = rank_of(booking, clock.now()) if booking.status == HOLD else None
    return serialize_booking(booking, rank, actions_of())


def booking_reply(booking: Booking, artist: Artist, status: int = 200, **headers: str) -> Response:
    """One booking after a verb: as it is read, so that both have one ETag."""
    rates = rates_of([artist])[str(artist.id)] if may_see_cost(artist) else None
    shown = serialize_current(booking) | serialize_cost(booking, working_time_of(artist), rates)
    return versioned_reply(shown, booking.version, status, **headers)


@operation(
    "GET", "/bookings", "schedule.read", query=schemas.BookingsQuery, answers={200: schemas.BookingPage}, **ABOUT
)
def list_bookings(query: schemas.BookingsQuery) -> Response:
    """Bookings, a page at a time."""
    if query.include or query.fields:
        return page(LISTING, query, lambda rows: serialize_bookings(rows, query.include))
    return page(VERSIONS, query, json_cache.serialize_versions)


@operation(
    "GET", "/bookings/<uuid:id>", "schedule.read", query=schemas.OneBooking, answers={200: schemas.Booking}, **ABOUT
)
def get_booking(id: UUID, query: schemas.OneBooking) -> Response:
    """One booking."""
    row = LISTING.one(id)
    if row is None:
        raise not_found()
    shown = serialize_bookings([row], {"cost", *(query.include or ())})
    return versioned_reply(select_fields(query.fields, shown)[0], row.version)


@operation(
    "POST", "/bookings", "bookings.write", body=schemas.BookingIn, query=schemas.BookingWrite,
    answers={201: schemas.Booking, 409: schemas.Clash}, problems=(CONFLICT, UNAVAILABLE), **ABOUT,
)  # fmt: skip
def create_booking(body: schemas.BookingIn, query: schemas.BookingWrite) -> Response:
    """Place a booking.

    A pencil or a confirmed booking that overlaps another of the artist is refused by the database: the answer names
    the winner and the constraint, and with `include=suggestions` the ways out. One that lies over time off or a
    holiday is refused with the causes, unless `override` has a reason.
    """
    draft = new_draft(body)
    booking = placed(draft, current.member, query.suggestions)
    return booking_reply(booking, draft.artist, 201, Location=f"{ROOT}/bookings/{booking.id}")


@operation(
    "PUT", "/bookings/<uuid:id>", "bookings.write", body=schemas.BookingIn, query=schemas.BookingWrite,
    answers={200: schemas.Booking, 409: schemas.Clash}, problems=REFUSALS, **ABOUT,
)  # fmt: skip
def replace_booking(id: UUID, body: schemas.BookingIn, query: schemas.BookingWrite) -> Response:
    """Write the whole booking anew."""
    sent = body.model_dump()
    if "status" not in body.model_fields_set:
        del sent["status"]
    return change(id, sent, query.suggestions)


@operation(
    "PATCH", "/bookings/<uuid:id>", "bookings.write", body=schemas.BookingPatch, query=schemas.BookingWrite,
    answers={200: schemas.Booking, 409: schemas.Clash}, problems=REFUSALS, **ABOUT,
)  # fmt: skip
def change_booking(id: UUID, body: Any, query: schemas.BookingWrite) -> Response:
    """Change some fields of a booking: move it, give it to another artist, describe it."""
    return change(id, body.model_dump(exclude_unset=True), query.suggestions)


def change(id: UUID, sent: dict[str, Any], suggestions: bool) -> Response:
    was = draft_or_404(id)
    require_version(was.existing.version)
    draft = changed_draft(was, sent)
    return booking_reply(revise(draft, current.member, suggestions), draft.artist)


def set_status(id: UUID, status: str, suggestions: bool, override: str = "") -> Response:
    was = draft_or_404(id)
    require_version(was.existing.version)
    return booking_reply(stepped(was, status, current.member, suggestions, override), was.artist)


def cancel_or_release(was: Draft, reason: str) -> Booking:
    """Cancel a booking or release a hold; nothing happens to one that is cancelled already."""
    booking = was.existing
    if not booking.cancelled:
        attempt(was, lambda: booking.end(current.member, reason))
    return booking
