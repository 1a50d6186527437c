"""Events as the outside is told of them: the product's five names, and of a subject only what anybody here may see."""

from __future__ import annotations

from typing import Any

from studio.activity.message import EventMessage
from studio.bookings.event_upcasting import state_today
from studio.bookings.models import CANCELLED

CREATED, UPDATED, ENDED = "booking:created", "booking:updated", "booking:cancelled"
CONFLICT, AVAILABILITY = "booking:conflict", "artist:availability_changed"
NAMES = (CREATED, UPDATED, ENDED, CONFLICT, AVAILABILITY)
# Allow-lists: no money, no notes, no addresses, whoever listens.
BOOKING = ("artist_id", "project_id", "starts_at", "ends_at", "status", "title", "counts", "answer", "version")
REFUSED = ("booking_id", "artist_id", "project_id", "starts_at", "ends_at", "status", "winners")
ARTIST = ("name", "zone", "holiday_region", "archived_at", "version")
WORKING_TIME = (  # what changes when people work
    "time_block", "working_pattern", "studio_holiday", "subscribed_calendar",
)  # fmt: skip
NOTHING_NEW = ("subscribed_calendar.added", "subscribed_calendar.failed")  # nobody is busier by it


def name(event: EventMessage) -> str | None:
    """What the outside calls it; None for what is not told."""
    if event.refusal:
        return CONFLICT
    if event.subject == "booking":
        if event.kind == "booking.placed":
            return CREATED
        return ENDED if event.state.get("status") == CANCELLED else UPDATED
    if event.subject in WORKING_TIME:
        return AVAILABILITY if counts(event) and event.kind not in NOTHING_NEW else None
    changes = event.kind != "artist.edited" or not event.changes.keys().isdisjoint(ARTIST)
    return AVAILABILITY if event.subject == "artist" and changes else None


def counts(event: EventMessage) -> bool:
    """Whether it makes a difference to when somebody works: a request for time off makes none, nor does its refusal.
    Events from before there were requests say nothing of them."""
    return event.subject != "time_block" or "approved" in (event.values("status") or {"approved"})


def data(event: EventMessage) -> dict[str, Any]:
    head = {"id": event.id, "seq": event.seq, "at": event.at, "actor": event.actor}
    if event.subject in WORKING_TIME:  # not why: whoever may see that asks; null stands for everybody
        return {**head, "artist": {"id": event.state.get("artist_id")}}
    fields = REFUSED if event.refusal else BOOKING if event.subject == "booking" else ARTIST
    state = state_today(event.state)
    subject = {field: state[field] for field in fields if field in state}
    if not event.refusal:
        subject = {"id": event.subject_id, **subject}
    return {**head, event.subject: subject}
