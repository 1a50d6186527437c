"""What happened to when an artist works, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select

from studio.activity.history import Change, HistoryLine
from studio.activity.models import Event
from studio.artists.models import Artist
from studio.availability.calendars.models import SubscribedCalendar
from studio.availability.models import EffectivePattern, TimeBlock
from studio.availability.patterns import from_lists
from studio.availability.requests import APPROVED
from studio.availability.words import KIND_NAMES, TIME_OFF, days_or_hours, pattern_in_words, repeats_in_words
from studio.availability.working_time import AVAILABLE
from studio.extensions import db
from studio.lib.formats import day
from studio.lib.spans import Span
from studio.lib.text.date_words import YEAR_DAY

SENTENCES = {
    "working_pattern.added": lazy_gettext("%(who)s added a working pattern from %(what)s"),
    "working_pattern.edited": lazy_gettext("%(who)s changed the working pattern from %(what)s"),
    "working_pattern.removed": lazy_gettext("%(who)s removed the working pattern from %(what)s"),
    "time_block.added": lazy_gettext("%(who)s added: %(what)s"),
    "time_block.edited": lazy_gettext("%(who)s changed: %(what)s"),
    "time_block.removed": lazy_gettext("%(who)s removed: %(what)s"),
    "subscribed_calendar.added": lazy_gettext("%(who)s subscribed to %(what)s"),
    "subscribed_calendar.failed": lazy_gettext("%(who)s could not read %(what)s"),
    "subscribed_calendar.removed": lazy_gettext("%(who)s removed %(what)s"),
    "time_block.requested": lazy_gettext("%(who)s asked for: %(what)s"),
    "time_block.approved": lazy_gettext("%(who)s approved: %(what)s"),
    "time_block.declined": lazy_gettext("%(who)s declined: %(what)s"),
    "time_block.withdrawn": lazy_gettext("%(who)s withdrew: %(what)s"),
}
REASONS = {"kind", "note"}
READ = "subscribed_calendar.read"  # as often as it changes: nobody did that here
UNTOLD = {"removed_at", "version", "status", "requested_by", "requested_at", "decided_by", "decided_at", "reason"}
CHANGING = (".edited", ".requested")
ICONS = {
    "working_pattern.added": "clock", "working_pattern.edited": "clock", "working_pattern.removed": "clock",
    "time_block.added": "palmtree", "time_block.edited": "palmtree", "time_block.removed": "palmtree",
    "time_block.requested": "palmtree", "time_block.approved": "check", "time_block.declined": "ban",
    "time_block.withdrawn": "palmtree",
    "subscribed_calendar.added": "calendar-days", "subscribed_calendar.failed": "calendar-days",
    "subscribed_calendar.removed": "calendar-days",
}  # fmt: skip


def may_see_reasons(member: Any, artist: Artist) -> bool:
    """Why somebody is away, and what they ask for, is for those who plan their time, and for themselves."""
    return bool(member.can("artists.write") or (artist.member_id and artist.member_id == member.id))


def history(artist: Artist, with_reasons: bool) -> list[HistoryLine]:
    """Of the artist's own patterns, time blocks and calendars, newest first; one query."""
    models = (EffectivePattern, TimeBlock, SubscribedCalendar)
    first, *others = (select(model.id).where(model.artist_id == artist.id) for model in models)
    about = Event.subject_id.in_(first.union_all(*others))
    events = select(Event).where(about, Event.kind != READ).order_by(Event.seq.desc())
    return in_words(list(db.session.scalars(events)), with_reasons)


def since(row: EffectivePattern | TimeBlock, version: int | None) -> list[HistoryLine]:
    """What others did to one of them after `version`."""
    return in_words([each for each in Event.history(row.id)[::-1] if each.version > (version or 0)], True)


def in_words(events: list[Event], with_reasons: bool) -> list[HistoryLine]:
    lines = []
    for event in events:
        changed = event.changes.keys() - UNTOLD - (set() if with_reasons else REASONS)
        if event.changes and not changed and event.kind.endswith(".edited"):
            continue
        if not with_reasons and not counts(event):
            continue
        what = SAID[event.kind.partition(".")[0]]
        words = {"who": event.actor_name, "what": what(event.state, with_reasons)}
        told = tuple(changes_of(event, what, with_reasons)) if event.kind.endswith(CHANGING) else ()
        note = note_of(event) if with_reasons else ""
        lines.append(HistoryLine(event.kind, str(SENTENCES[event.kind]), words, event.at, note, told))
    return lines


def note_of(event: Event) -> str:
    """What stood with it when it was written, and with its answer."""
    if event.kind in ("time_block.approved", "time_block.declined"):
        return str(event.state["reason"])
    first = event.kind == "time_block.added" or event.kind == "time_block.requested" and not event.changes
    return str(event.state.get("note") or "") if first else ""


def counts(event: Event) -> bool:
    """Whether it is, or was, more than a request for time off."""
    status = event.state.get("status", APPROVED)  # what was written before there were requests says nothing of it
    return APPROVED in (status, *event.changes.get("status", ()))


def changes_of(event: Event, what: Any, with_reasons: bool) -> list[Change]:
    before = {**event.state, **{name: pair[0] for name, pair in event.changes.items()}}
    said = what(before, with_reasons), what(event.state, with_reasons)
    found = [Change(_("Time"), *said)] if said[0] != said[1] else []
    if event.kind.startswith("working_pattern.") and {"weeks", "effective_from"} & event.changes.keys():
        found = [Change(_("Hours"), *(hours_said(state) for state in (before, event.state)))]
    if with_reasons and "note" in event.changes:
        found.append(Change(_("Note"), *(text or _("nothing") for text in event.changes["note"])))
    return found


def pattern_said(state: Mapping[str, Any], with_reasons: bool) -> str:
    return day(date.fromisoformat(state["effective_from"]), YEAR_DAY)


def hours_said(state: Mapping[str, Any]) -> str:
    return pattern_in_words(from_lists(state["weeks"], date.fromisoformat(state["effective_from"])))


def block_said(state: Mapping[str, Any], with_reasons: bool) -> str:
    """`Sick, Mon 23 – Thu 26 Nov 2026, every week`; time off without why for those who may not see it."""
    first, last = (state[name] and date.fromisoformat(state[name]) for name in ("starts_on", "ends_on"))
    start, end = (state[name] and datetime.fromisoformat(state[name]) for name in ("starts_at", "ends_at"))
    when = days_or_hours(first, last, Span(start, end) if start and end else None, state["zone"])
    said = [kind_said(state["kind"], with_reasons), when, repeats_in_words(state["rule"])]
    return ", ".join(part for part in said if part)


def calendar_said(state: Mapping[str, Any], with_reasons: bool) -> str:
    return str(_("the calendar %(name)s", name=state["name"]) if with_reasons else _("a calendar"))


SAID = {"working_pattern": pattern_said, "time_block": block_said, "subscribed_calendar": calendar_said}


def kind_said(kind: str, with_reasons: bool) -> str:
    return str(KIND_NAMES[kind] if with_reasons or kind == AVAILABLE else TIME_OFF)
