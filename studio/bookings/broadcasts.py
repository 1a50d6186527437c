"""Which parts of the calendar change for whoever looks at it, when bookings, artists or projects did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import render_template, request
from flask_babel import get_locale

from studio.activity.told import Told, touched
from studio.bookings.calendar import addresses
from studio.bookings.controls import Controls
from studio.bookings.models import BLOCKING
from studio.bookings.rows import AROUND
from studio.bookings.sheet import Sheet
from studio.bookings.window import Asked
from studio.lib import clock
from studio.lib.current import current
from studio.lib.spans import Span

NARROW = "narrow"
SUBJECTS = ("booking", "artist", "project")
Memory = dict[str, Any]
Parts = dict[str, str]  # element id -> its new HTML


def paint(shape: str, events: Sequence[Told], memory: Memory, shared: dict[Any, Any]) -> Parts:
    """What a page at this address must replace. `memory["order"]` is which rows it shows, if that is known."""
    events = [event for event in events if event.subject in SUBJECTS and not event.refusal]
    sheet = look(shared)
    if not any(concerns(event, sheet.asked.reach) for event in events):
        return {}
    if shape == NARROW and not sheet.as_list:
        return {"agenda": part("_agenda", sheet)}
    if sheet.as_list:
        return {"schedule": part("_schedule", sheet)}
    return grid(sheet, events, memory)


def look(shared: dict[Any, Any]) -> Sheet:
    """The page this request asks for; its rows are read once for all who look at the same weeks."""
    now, member = shared.setdefault("now", clock.now()), current.member
    asked = Asked.of(request.args, member.zone, now)
    sheet = Sheet(asked, now, member, addresses(), str(get_locale()))
    window = asked.reach, sheet.as_list and asked.status
    if window in shared:
        sheet.rows = shared[window]
    else:
        shared[window] = sheet.rows
    return sheet


def concerns(event: Told, reach: Span) -> bool:
    """Whether a window may look different. Holds far away can stand before one that is in it."""
    if event.subject != "booking":
        return True
    starts = [datetime.fromisoformat(value) for value in event.values("starts_at")]
    ends = [datetime.fromisoformat(value) for value in event.values("ends_at")]
    return min(starts) < reach.end + AROUND and max(ends) > reach.start - AROUND


def grid(sheet: Sheet, events: Sequence[Told], memory: Memory) -> Parts:
    """The rows that were touched and the loads of the days, or the whole when other rows are shown than before."""
    shown = {row.artist.id: row for group in sheet.schedule.groups for row in group.rows}
    order = tuple((row.artist.department, id) for id, row in shown.items())
    artists = touched(events, "artist")
    before, memory["order"] = memory.get("order"), order
    if before != order and (before is not None or unlike(sheet, artists)) or other_words(events):
        return {"schedule": part("_schedule", sheet), "legend": part("_legend", sheet.controls)}
    rows = {f"row-{id}": sheet.row(shown[id]) for id in order_of(shown, artists)}
    return {**rows, "schedule-head": part("_head", sheet)} if any(map(weighs, events)) else rows


def unlike(sheet: Sheet, artists: set[str]) -> bool:
    """Whether these artists' rows may have come or gone, not knowing what was shown before."""
    known = sheet.rows.artists
    return sheet.asked.filtered or any(id not in known or known[id].archived for id in artists)


def other_words(events: Sequence[Told]) -> bool:
    """A project has another name or colour, an artist stands somewhere else: that is not in one row alone."""
    return any(event.subject != "booking" for event in events)


def weighs(event: Told) -> bool:
    """Whether it takes, or took, working time off the days."""
    return not event.values("status").isdisjoint(BLOCKING)


def order_of(shown: dict[str, Any], artists: set[str]) -> list[str]:
    return [id for id in shown if id in artists]


def part(name: str, page: Sheet | Controls) -> str:
    return render_template(f"bookings/schedule/{name}.html", page=page)
