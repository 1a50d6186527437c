"""What of an event somebody may see: what the pages would show them, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

from studio.activity.message import EventMessage
from studio.artists.privacy import hidden_fields
from studio.artists.rates import may_see_rate
from studio.bookings.event_upcasting import changes_today, state_today
from studio.publishing.payloads import REFUSED, counts

# Subjects that are told of at all, and the permission that shows them; any other stays inside.
SUBJECTS = {
    "booking": "schedule.read", "artist": "artists.read", "project": "projects.read", "webhook": "webhooks.write",
    "time_block": "artists.read", "working_pattern": "artists.read", "studio_holiday": "artists.read",
    "subscribed_calendar": "artists.read",
}  # fmt: skip
REASONS = {  # why somebody is away, and where that is written, is for those who plan their time
    "time_block": ("kind", "note", "reason"), "subscribed_calendar": ("name", "host", "titles", "problem"),
}  # fmt: skip
OVERRIDES = ("override",)  # of a booking: why it was put over time off
MONEY = {"artist": ("hourly_rate", "currency"), "project": ("budget", "currency")}


class Viewer(Protocol):
    @property
    def id(self) -> Any: ...
    def can(self, permission: str) -> bool: ...


def subjects(viewer: Viewer) -> list[str]:
    """What this viewer hears of."""
    return [subject for subject, permission in SUBJECTS.items() if viewer.can(permission)]


def visible(event: EventMessage, viewer: Viewer) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """The event's changes and state as this viewer may see them; None when there is nothing left to tell."""
    if event.subject not in SUBJECTS or not viewer.can(SUBJECTS[event.subject]):
        return None
    if not counts(event) and not viewer.can("artists.write"):
        return None
    if event.refusal:
        return {}, {name: event.state[name] for name in REFUSED if name in event.state}
    hidden = hidden_from(event, viewer)
    changes = {name: pair for name, pair in changes_today(event.changes).items() if name not in hidden}
    if event.changes and not changes:
        return None
    return changes, {name: value for name, value in state_today(event.state).items() if name not in hidden}


def hidden_from(event: EventMessage, viewer: Viewer) -> tuple[str, ...]:
    """The fields of the subject that this viewer may not see."""
    if event.subject in REASONS and not viewer.can("artists.write"):
        return REASONS[event.subject]
    if event.subject == "booking" and not viewer.can("bookings.write"):
        return OVERRIDES
    money = () if sees_money(event, viewer) else MONEY[event.subject]
    return (*money, *hidden_fields(viewer, member_of(event))) if event.subject == "artist" else money


def sees_money(event: EventMessage, viewer: Viewer) -> bool:
    if event.subject not in MONEY or viewer.can("money.read"):
        return True
    return event.subject == "artist" and may_see_rate(viewer, member_of(event))


def member_of(event: EventMessage) -> Any:
    """The member the artist was at the time, in the same type as a member's id."""
    member_id = event.state.get("member_id")
    return member_id and UUID(member_id)
