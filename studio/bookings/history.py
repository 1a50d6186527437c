"""What happened to a booking, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select

from studio.activity.history import Change, HistoryLine
from studio.activity.models import Event
from studio.activity.recorder import pending
from studio.artists.models import Artist
from studio.availability.history import may_see_reasons
from studio.bookings.event_upcasting import changes_today
from studio.bookings.formatting import when
from studio.bookings.models import ACCEPTED, CANCELLED, CONFIRMED, DECLINED, HOLD, PENCIL, Booking
from studio.extensions import db
from studio.lib.current import current
from studio.lib.spans import Span
from studio.projects.models import Project

SENTENCES = {
    "booking.placed": lazy_gettext("%(who)s booked it: %(status)s, %(after)s"),
    "booking.moved": lazy_gettext("%(who)s moved it from %(before)s to %(after)s"),
    "booking.resized": lazy_gettext("%(who)s changed its length from %(before)s to %(after)s"),
    "booking.assigned": lazy_gettext("%(who)s gave it to %(artist)s"),
    "booking.transferred": lazy_gettext("%(who)s moved it to the project %(project)s"),
    "booking.held": lazy_gettext("%(who)s made it a hold"),
    "booking.pencilled": lazy_gettext("%(who)s pencilled it in"),
    "booking.confirmed": lazy_gettext("%(who)s confirmed it"),
    "booking.described": lazy_gettext("%(who)s changed its description"),
    "booking.cancelled": lazy_gettext("%(who)s cancelled it"),
    "booking.released": lazy_gettext("%(who)s released the hold"),
    "booking.accepted": lazy_gettext("%(who)s accepted it"),
    "booking.declined": lazy_gettext("%(who)s declined it"),
}
FOR_THE_ARTIST = {
    "booking.accepted": lazy_gettext("%(who)s accepted it for %(artist)s"),
    "booking.declined": lazy_gettext("%(who)s declined it for %(artist)s"),
}
CHANGED = lazy_gettext("%(who)s changed it")
STATUSES = {
    HOLD: lazy_gettext("hold"), PENCIL: lazy_gettext("pencil"),
    CONFIRMED: lazy_gettext("confirmed"), CANCELLED: lazy_gettext("cancelled"),
}  # fmt: skip
LABELS = {
    "artist_id": lazy_gettext("Artist"),
    "project_id": lazy_gettext("Project"),
    "status": lazy_gettext("Status"),
    "answer": lazy_gettext("The artist’s answer"),
    **{name: Booking.__table__.c[name].info["label"] for name in Booking.DETAILS},
}
ANSWERS = {ACCEPTED: lazy_gettext("accepted"), DECLINED: lazy_gettext("declined")}
WORDS = {
    "status": STATUSES, "answer": ANSWERS,
    **{name: Booking.__table__.c[name].info.get("values", {}) for name in Booking.DETAILS},
}  # fmt: skip
COMPLETE_SENTENCES = (
    "booking.cancelled", "booking.released", "booking.transferred", "booking.assigned", "booking.accepted",
    "booking.declined",
)  # fmt: skip
ICONS = {
    "booking.placed": "plus", "booking.moved": "calendar-range", "booking.resized": "calendar-range",
    "booking.assigned": "user", "booking.transferred": "folder-kanban", "booking.held": "hourglass",
    "booking.pencilled": "pencil", "booking.confirmed": "check", "booking.described": "file-text",
    "booking.cancelled": "ban", "booking.released": "ban", "booking.accepted": "circle-check",
    "booking.declined": "circle-x",
}  # fmt: skip


def history(booking_id: UUID, artist: Artist) -> list[HistoryLine]:
    """The booking's events in words, newest first, those of the open transaction among them; two queries.

    Spans that are whole days of `artist`, who has the booking now, are told as days.
    """
    unwritten = [Event(**row) for row in pending(db.session()).rows if row["subject_id"] == booking_id]
    events = [*Event.history(booking_id), *unwritten]
    names = names_in(events)
    return [line(event, names, artist) for event in reversed(events)]


def line(event: Event, names: Mapping[str, str], artist: Artist) -> HistoryLine:
    words = {
        "who": event.actor_name, "before": time_of({**event.state, **first_of(event.changes)}, artist),
        "after": time_of(event.state, artist),
        "status": STATUSES[event.state["status"]], "artist": names.get(event.state["artist_id"], "?"),
        "project": names.get(event.state["project_id"], "?"),
    }  # fmt: skip
    by_artist = artist.member_id is not None and event.actor_id == artist.member_id
    sentence = str((not by_artist and FOR_THE_ARTIST.get(event.kind)) or SENTENCES.get(event.kind, CHANGED))
    note = event.note or override_said(event, artist)
    return HistoryLine(event.kind, sentence, words, event.at, note, tuple(changes(event, names, artist)))


def override_said(event: Event, artist: Artist) -> str:
    """Why it was put over time off, where it was; "" for those who may not know."""
    override = event.state.get("override")
    if not override or not may_see_reasons(current.member, artist):
        return ""
    put_over = event.kind == "booking.placed" or "override" in event.changes
    return _("Although they do not work then: %(reason)s", reason=override["reason"]) if put_over else ""


def changes(event: Event, names: Mapping[str, str], artist: Artist) -> Iterable[Change]:
    """Before and after of what the sentence leaves out."""
    if event.kind in COMPLETE_SENTENCES:
        return
    if event.kind not in SENTENCES and {"starts_at", "ends_at"} & set(event.changes):
        before = {**event.state, **first_of(event.changes)}
        yield Change(_("When"), time_of(before, artist), time_of(event.state, artist))
    told = changes_today(event.changes)
    for name, label in LABELS.items():
        if name in told:
            before, after = told[name]
            yield Change(str(label), shown(name, before, names), shown(name, after, names))


def shown(name: str, value: Any, names: Mapping[str, str]) -> str:
    if name in ("artist_id", "project_id"):
        return names.get(value, "?")
    return str(WORDS.get(name, {}).get(value, value) or "") or _("nothing")


def first_of(changes: Mapping[str, list[Any]]) -> dict[str, Any]:
    return {name: before for name, (before, _after) in changes.items()}


def time_of(state: Mapping[str, Any], artist: Artist) -> str:
    return when(Span(datetime.fromisoformat(state["starts_at"]), datetime.fromisoformat(state["ends_at"])), artist)


def names_in(events: Iterable[Event]) -> dict[str, str]:
    """The names, as they are today, of the artists and projects the events speak of."""
    ids: dict[str, set[str]] = {"artist_id": set(), "project_id": set()}
    for event in events:
        for name, seen in ids.items():
            seen.update(value for value in (event.state.get(name), *event.changes.get(name, ())) if value)
    artists = select(Artist.id, Artist.name).where(Artist.id.in_([UUID(id) for id in ids["artist_id"]]))
    projects = select(Project.id, Project.name).where(Project.id.in_([UUID(id) for id in ids["project_id"]]))
    return {str(id): name for id, name in db.session.execute(artists.union_all(projects))}
