"""Which parts of the calendar change for whoever looks at it, when bookings, artists or projects did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import render_template, request
from flask_babel import get_locale

from studio.activity.message import EventMessage, touched
from studio.bookings.models import BLOCKING, HOLD
from studio.lib import clock
from studio.lib.current import current
from studio.lib.spans import Span
from studio.schedule.agenda.listing import MOST
from studio.schedule.free_artists import reach
from studio.schedule.grouping import grouped_by
from studio.schedule.page import SchedulePage
from studio.schedule.query import PROJECT, PROJECTS, WIDEST, ScheduleQuery
from studio.schedule.routes.schedule import addresses
from studio.schedule.rows import AROUND, ArtistRow, ProjectRow
from studio.schedule.toolbar import Controls

NARROW = "narrow"
SUBJECTS = ("booking", "artist", "project")
SLACK = 100  # bookings that may come and go while a list is made
Memory = dict[str, Any]
Parts = dict[str, str]  # element id -> its new HTML


def paint(shape: str, events: Sequence[EventMessage], memory: Memory, shared: dict[Any, Any]) -> Parts:
    """What a page at this address must replace. `memory["order"]` is which rows it shows, if that is known."""
    events = [event for event in events if event.subject in SUBJECTS and not event.refusal]
    sheet = look(shared)
    if not any(concerns(event, sheet.asked) for event in events):
        return {}
    if shape == NARROW and not sheet.as_list:
        return {"agenda": part("_agenda", sheet)}
    if sheet.as_list:
        return days(sheet, events)
    return grid(sheet, events, memory)


def look(shared: dict[Any, Any]) -> SchedulePage:
    """The page this request asks for; its rows are read once for all who look at the same weeks."""
    now, member = shared.setdefault("now", clock.now()), current.member
    asked = ScheduleQuery.of(request.args, member.zone, now)
    sheet = SchedulePage(asked, now, member, addresses(), str(get_locale()))
    window = asked.reach, sheet.with_cancelled
    if window in shared and shared[window].named.keys() >= set(asked.project):
        sheet.rows = shared[window]
    else:
        shared[window] = sheet.rows
    return sheet


def concerns(event: EventMessage, asked: ScheduleQuery) -> bool:
    """Whether a window may look different. Holds far away can stand before one that is in it; and who is shown may
    hang on who is free at quite another time."""
    if event.subject != "booking":
        return True
    booked, window = reach_of(event), asked.reach
    free = reach(*asked.free) if asked.free else None
    return Span(window.start - AROUND, window.end + AROUND).overlaps(booked) or bool(free and free.overlaps(booked))


def days(sheet: SchedulePage, events: Sequence[EventMessage]) -> Parts:
    """The days of the list on which anything stands that was touched, or stood; the whole list when there is, or was,
    more than it shows. What the database holds may be newer than the events: nothing tells how the list was before."""
    listing, own, artists = sheet.listing, touched(events, "booking"), touched(events, "artist")
    bookings = listing.bookings
    if other_words(events) or len(bookings) > MOST - SLACK or len(own) > SLACK:
        return {"schedule": part("_schedule", sheet)}
    starts = {value for event in events for value in event.values("starts_at")}
    changed = {listing.day_of(int(datetime.fromisoformat(value).timestamp())) for value in starts}
    holds = [booking for booking in bookings if booking.status == HOLD and booking.artist_id in artists]
    changed |= {listing.day_of(booking.starts_at) for booking in holds}  # they may have another rank
    parts = {f"list-{day}": part("_day", sheet, day=day, bookings=listing.days[day]) for day in sorted(changed)}
    return {"list-note": part("_note", sheet), **parts}


def grid(sheet: SchedulePage, events: Sequence[EventMessage], memory: Memory) -> Parts:
    """The rows that were touched and the loads of the days, or the whole when other rows are shown than before."""
    shown = {row.id: row for group in sheet.schedule.groups for row in group.rows}
    order = tuple((row.group, id) for id, row in shown.items())
    ids = touched_projects(sheet, events) if sheet.by_project else touched_artists(sheet, events)
    before, memory["order"] = memory.get("order"), order
    moved = any(moves(event, sheet.asked) for event in events)
    if moved or before != order and (before is not None or unlike(sheet, ids)):
        return {"schedule": part("_schedule", sheet), **controls(sheet)}
    parts = {f"row-{id}": sheet.row(shown[id]) for id in shown if id in ids}
    parts |= loads(sheet, events)
    return {**parts, **controls(sheet)} if other_words(events) else parts


def controls(sheet: SchedulePage) -> Parts:
    """They offer the projects and people there are."""
    return {"legend": part("_legend", sheet.controls), "filters": part("_filters", sheet.controls)}


def touched_artists(sheet: SchedulePage, events: Sequence[EventMessage]) -> set[str]:
    """Whose rows are of other bookings, or show a project that has another name or colour now."""
    projects = {event.subject_id for event in events if event.subject == "project"}
    return touched(events, "artist") | {row.artist_id for row in sheet.rows.bookings if row.project_id in projects}


def touched_projects(sheet: SchedulePage, events: Sequence[EventMessage]) -> set[str]:
    """Whose rows are of other bookings, name an artist who has another name now, or a hold that has another rank."""
    edited = {event.subject_id for event in events if event.subject == "artist"}
    booked = touched(events, "artist")
    bars = (row for row in sheet.rows.bookings if row.artist_id in (booked if row.status == HOLD else edited))
    return touched(events, "project") | {row.project_id for row in bars}


def unlike(sheet: SchedulePage, ids: set[str]) -> bool:
    """Whether these rows may have come or gone, not knowing what was shown before."""
    asked = sheet.asked
    known: Mapping[str, ArtistRow | ProjectRow] = sheet.rows.projects if sheet.by_project else sheet.rows.artists
    regrouped = asked.group == PROJECT and not sheet.by_project
    return asked.filtered or regrouped or any(id not in known or known[id].archived for id in ids)


def moves(event: EventMessage, asked: ScheduleQuery) -> bool:
    """Whether an artist, or a project, may stand somewhere else."""
    subject = "project" if asked.view == PROJECTS else "artist"
    edited = event.kind == f"{subject}.edited"
    return event.subject == subject and not (edited and event.changes.keys().isdisjoint({"name", grouped_by(asked)}))


def other_words(events: Sequence[EventMessage]) -> bool:
    """A project or an artist has another name, or is new: the filters offer it, and lists are full of it."""
    return any(event.subject != "booking" for event in events)


def loads(sheet: SchedulePage, events: Sequence[EventMessage]) -> Parts:
    """How full the columns are in which somebody works more or less than before, wherever they live."""
    spans = [reach_of(event) for event in events if not event.values("status").isdisjoint(BLOCKING)]
    if any(event.subject == "artist" for event in events) or spans and sheet.asked.by_hours:
        return {"schedule-head": part("_head", sheet)}
    days = 7 if sheet.asked.as_heat else 1
    columns = [each for each in sheet.schedule.columns if any(around(each.date, days).overlaps(span) for span in spans)]
    return {f"load-{column.date}": sheet.load(column) for column in columns}


def reach_of(event: EventMessage) -> Span:
    """From the first to the last instant a booking takes, or took before."""
    starts = [datetime.fromisoformat(value) for value in event.values("starts_at")]
    ends = [datetime.fromisoformat(value) for value in event.values("ends_at")]
    return Span(min(starts), max(ends))


def around(day: date, days: int) -> Span:
    """Every instant that belongs to these days for somebody."""
    start = datetime.combine(day, time(), UTC)
    return Span(start - WIDEST, start + timedelta(days) + WIDEST)


def part(name: str, page: SchedulePage | Controls, **values: Any) -> str:
    return render_template(f"schedule/{name}.html", page=page, **values)
