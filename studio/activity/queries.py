"""Reading the log in its order."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from studio.activity.message import EventMessage
from studio.activity.models import Event
from studio.extensions import db

BATCH = 500
COLUMNS = (
    Event.tenant_id, Event.id, Event.seq, Event.kind, Event.subject_id, Event.at, Event.actor_name,
    Event.request_id, Event.changes, Event.state,
)  # fmt: skip


def after(seq: int, most: int = BATCH) -> list[EventMessage]:
    """The tenant's events after `seq`, in order."""
    return read(select(*COLUMNS).where(Event.seq > seq), most)


def numbered(seqs: Collection[int]) -> list[EventMessage]:
    """The events with these numbers, in order."""
    if not seqs:
        return []
    return read(select(*COLUMNS).where(Event.seq.in_(seqs)), len(seqs))


def read(wanted: Any, most: int) -> list[EventMessage]:
    rows = db.session.execute(wanted.order_by(Event.seq).limit(most)).all()
    return [
        EventMessage(str(row[0]), str(row[1]), row[2], row[3], str(row[4]), row[5].isoformat(), *row[6:])
        for row in rows
    ]
