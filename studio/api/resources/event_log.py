"""Reading the log for programs: what happened after a number, as far as the reader may see it."""

from __future__ import annotations

from typing import Any

from studio.activity.message import EventMessage
from studio.api.schemas.events import EventsQuery
from studio.lib.current import current
from studio.lib.sql import read
from studio.publishing import payloads
from studio.publishing.visibility import subjects, visible

EVENTS = """
SELECT e.tenant_id::text, e.id::text, e.seq, e.kind, e.subject_id::text, e.at, e.actor_name, e.request_id, e.changes,
       e.state, e.version, e.actor_id, e.note
FROM events e WHERE e.tenant_id = %(tenant)s
"""
FILTERS = {
    "subject": "split_part(e.kind, '.', 1) = ANY(%(subject)s)",
    "kind": "e.kind = ANY(%(kind)s)",
    "subject_id": "e.subject_id = ANY(%(subject_id)s)",
    "artist_id": "(e.subject_id = ANY(%(artist_id)s) OR e.state->>'artist_id' = ANY(%(artist_id)s::text[])"
    " OR e.changes->'artist_id'->>0 = ANY(%(artist_id)s::text[]))",
    "project_id": "(e.subject_id = ANY(%(project_id)s) OR e.state->>'project_id' = ANY(%(project_id)s::text[])"
    " OR e.changes->'project_id'->>0 = ANY(%(project_id)s::text[]))",
}


def page(query: EventsQuery, after: int, known: int) -> dict[str, Any]:
    """What the acting member may see of the next events. `known` is a number the log had reached before this began:
    up to there nothing can be missing, whatever the filters leave out."""
    asked = query.model_dump(exclude_none=True)
    mine = subjects(current.member)
    asked["subject"] = [name for name in mine if name in asked.get("subject", mine)]
    conditions = " AND ".join([EVENTS, *(FILTERS[name] for name in FILTERS if name in asked)])
    statement = f"{conditions} AND e.seq > %(after)s ORDER BY e.seq LIMIT %(most)s"
    rows = read(statement, {**asked, "after": after, "most": query.limit + 1})
    more, rows = len(rows) > query.limit, rows[: query.limit]
    last = rows[-1].seq if rows else 0
    shown = [one for row in rows if (one := serialize_event(row))]
    return {"data": shown, "next_after": last if more else max(after, known, last), "more": more, "seq": known}


def one(seq: int) -> dict[str, Any] | None:
    rows = read(f"{EVENTS} AND e.seq = %(seq)s", {"seq": seq})
    return serialize_event(rows[0]) if rows else None


def serialize_event(row: Any) -> dict[str, Any] | None:
    event = EventMessage(
        row.tenant_id, row.id, row.seq, row.kind, row.subject_id, row.at.isoformat(), row.actor_name, row.request_id,
        row.changes, row.state,
    )  # fmt: skip
    seen = visible(event, current.member)
    if seen is None:
        return None
    changes, state = seen
    return {
        "seq": event.seq, "id": event.id, "at": row.at, "kind": event.kind, "name": payloads.name(event),
        "subject": {"type": event.subject, "id": event.subject_id}, "version": row.version, "actor": event.actor,
        "actor_id": row.actor_id, "note": row.note, "request_id": event.request_id, "changes": changes, "state": state,
    }  # fmt: skip
