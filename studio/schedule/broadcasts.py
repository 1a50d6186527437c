"""Which parts of the calendar change for whoever looks at it, when bookings, artists or projects did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import current_app, request
from flask_babel import get_locale

from studio.activity.message import EventMessage, touched
from studio.bookings.models import BLOCKING, HOLD
from studio.lib import clock, formats
from studio.lib.current import current
from studio.lib.fragment_cache import FragmentCache
from studio.lib.spans import Span
from studio.schedule.agenda.listing import MOST
from studio.schedule.free_artists import reach
from studio.schedule.grouping import grouped_by
from studio.schedule.page import SchedulePage
from studio.schedule.query import PROJECT, PROJECTS, WIDEST, ScheduleQuery
from studio.schedule.routes.schedule import addresses
from studio.schedule.rows import AROUND, ArtistRow, ProjectRow

NARROW = "narrow"
WORKING_TIME = ("time_block", "working_pattern", "studio_holiday", "subscribed_calendar")
SUBJECTS = ("booking", "artist", "project", *WORKING_TIME)
SLACK = 100  # bookings that may come and go while a list is made
Memory = dict[str, Any]
Parts = dict[str, str]  # element id -> its new HTML


def changed_parts(shape: str, events: Sequence[EventMessage], memory: Memory, shared: dict[Any, Any]) -> Parts:
    """What a page at this address must replace. `memory["order"]` is which rows it shows, if that is known."""
    events = [event for event in events if event.subject in SUBJECTS and not event.refusal]
    page = viewed(shared)
    if not any(concerns(event, page.query) for event in events):
        return {}
    if shape == NARROW and not page.as_list:
        return {"agenda": part("_agenda", page=page)}
    if page.as_list:
        return groups(page, events)
    return grid(page, events, memory)


def viewed(shared: dict[Any, Any]) -> SchedulePage:
    """The page this request asks for; its rows are read once for all who look at the same weeks."""
    now, member = shared.setdefault("now", clock.now()), current.member
    query = ScheduleQuery.of(request.args, member.zone, now, formats.week())
    page = SchedulePage(query, now, member, addresses(), str(get_locale()))
    window = query.reach, page.with_cancelled, query.free
    if window in shared and shared[window].named.keys() >= set(query.project):
        page.rows = shared[window]
    else:
        shared[window] = page.rows
    return page


def concerns(event: EventMessage, query: ScheduleQuery) -> bool:
    """Whether a window may look different. Holds far away can stand before one that is in it; and who is shown may
    hang on who is free at quite another time."""
    if event.subject != "booking":
        return True
    booked, window = reach_of(event), query.reach
    free = reach(*query.free) if query.free else None
    return Span(window.start - AROUND, window.end + AROUND).overlaps(booked) or bool(free and free.overlaps(booked))


def groups(page: SchedulePage, events: Sequence[EventMessage]) -> Parts:
    """The groups of the list in which anything stands that was touched, or stood; the whole list when there is, or was,
    more than it shows. What the database holds may be newer than the events: nothing tells how the list was before."""
    listing, own, artists = page.listing, touched(events, "booking"), touched(events, "artist")
    bookings = listing.bookings
    if other_words(events) or len(bookings) > MOST - SLACK or len(own) > SLACK:
        return {"schedule": part("_schedule", page=page)}
    starts = {value for event in events for value in event.values("starts_at")}
    changed = {listing.group_of(int(datetime.fromisoformat(value).timestamp())) for value in starts}
    holds = [booking for booking in bookings if booking.status == HOLD and booking.artist_id in artists]
    changed |= {listing.group_of(booking.starts_at) for booking in holds}  # they may have another rank
    parts = {f"list-{name}": part("_group", group=page.group(name)) for name in sorted(changed)}
    return {"list-note": part("_note", page=page), **parts}


def grid(page: SchedulePage, events: Sequence[EventMessage], memory: Memory) -> Parts:
    """The rows that were touched, the loads of the days and the key, or all when other rows are shown than before."""
    shown = {row.id: row for row in page.schedule.rows}
    order = tuple((row.group, id) for id, row in shown.items())
    ids = touched_projects(page, events) if page.by_project else touched_artists(page, events)
    before, memory["order"] = memory.get("order"), order
    moved = any(moves(event, page.query) or of_everybody(event) for event in events)
    if moved or before != order and (before is not None or unlike(page, ids)):
        return {"schedule": part("_schedule", page=page), **controls(page)}
    parts = {f"row-{id}": part("_row", row=shown[id]) for id in shown if id in ids}
    parts |= loads(page, events) | key(page, memory)
    return {**parts, **controls(page)} if other_words(events) else parts


def controls(page: SchedulePage) -> Parts:
    """They offer the projects and people there are."""
    return {"legend": part("_legend", page=page.toolbar), "filters": part("_filters", page=page.toolbar)}


def key(page: SchedulePage, memory: Memory) -> Parts:
    """The names of the colours, when others may be on show than before. `memory["key"]` is which were."""
    before, memory["key"] = memory.get("key"), page.toolbar.projects
    return {} if page.query.as_heat or before == memory["key"] else {"key": part("_key", page=page.toolbar)}


def touched_artists(page: SchedulePage, events: Sequence[EventMessage]) -> set[str]:
    """Whose rows are of other bookings, or show a project that has another name or colour now."""
    projects = {event.subject_id for event in events if event.subject == "project"}
    return touched(events, "artist") | {row.artist_id for row in page.rows.bookings if row.project_id in projects}


def touched_projects(page: SchedulePage, events: Sequence[EventMessage]) -> set[str]:
    """Whose rows are of other bookings, name an artist who has another name now, or a hold that has another rank."""
    edited = {event.subject_id for event in events if event.subject == "artist"}
    booked = touched(events, "artist")
    bars = (row for row in page.rows.bookings if row.artist_id in (booked if row.status == HOLD else edited))
    return touched(events, "project") | {row.project_id for row in bars}


def unlike(page: SchedulePage, ids: set[str]) -> bool:
    """Whether these rows may have come or gone, not knowing what was shown before."""
    query = page.query
    known: Mapping[str, ArtistRow | ProjectRow] = page.rows.projects if page.by_project else page.rows.artists
    regrouped = query.group == PROJECT and not page.by_project
    return query.filtered or regrouped or any(id not in known or known[id].archived for id in ids)


def moves(event: EventMessage, query: ScheduleQuery) -> bool:
    """Whether an artist, or a project, may stand somewhere else."""
    subject = "project" if query.view == PROJECTS else "artist"
    edited = event.kind == f"{subject}.edited"
    return event.subject == subject and not (edited and event.changes.keys().isdisjoint({"name", grouped_by(query)}))


def of_everybody(event: EventMessage) -> bool:
    """Holidays, and the pattern of a department or the studio: anybody may work at other times."""
    return event.subject in WORKING_TIME and not event.values("artist_id")


def other_words(events: Sequence[EventMessage]) -> bool:
    """A project or an artist has another name, or is new: the filters offer it, and lists are full of it."""
    return any(event.subject in ("artist", "project") for event in events)


def loads(page: SchedulePage, events: Sequence[EventMessage]) -> Parts:
    """How full the columns are in which somebody works more or less than before, wherever they live."""
    spans = [reach_of(event) for event in events if not event.values("status").isdisjoint(BLOCKING)]
    if any(event.subject in ("artist", *WORKING_TIME) for event in events) or spans and page.query.by_hours:
        return {"schedule-head": part("_head", page=page)}
    days = 7 if page.query.as_heat else 1
    columns = [each for each in page.schedule.columns if any(around(each.date, days).overlaps(span) for span in spans)]
    return {f"load-{each.date}": part("_load", name=f"load-{each.date}", column=each) for each in columns}


def reach_of(event: EventMessage) -> Span:
    """From the first to the last instant a booking takes, or took before."""
    starts = [datetime.fromisoformat(value) for value in event.values("starts_at")]
    ends = [datetime.fromisoformat(value) for value in event.values("ends_at")]
    return Span(min(starts), max(ends))


def around(day: date, days: int) -> Span:
    """Every instant that belongs to these days for somebody."""
    start = datetime.combine(day, time(), UTC)
    return Span(start - WIDEST, start + timedelta(days) + WIDEST)


def part(name: str, /, **values: Any) -> str:
    fragments: FragmentCache = current_app.extensions["fragments"]
    return fragments(f"schedule/{name}.html", **values)
