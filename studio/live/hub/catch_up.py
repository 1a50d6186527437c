"""What the rooms ask the database: the events that never arrived, and how far their tenants' logs are."""

from __future__ import annotations

from collections.abc import Iterable

from studio.accounts.identity import TenantInfo
from studio.activity import queries
from studio.activity.message import EventMessage
from studio.activity.queries import BATCH
from studio.extensions import db
from studio.lib.current import current
from studio.lib.sql import read_alone
from studio.live.hub.hub import Hub
from studio.live.hub.room import Room


def after(tenant: TenantInfo, seq: int, most: int = BATCH) -> list[EventMessage]:
    """The tenant's events after `seq`, in order."""
    with current.acting(tenant):
        found = queries.after(seq, most)
        db.session.rollback()
    return found


def catch_up(hub: Hub, room: Room) -> None:
    """Read from the log what was missed. Should the database be away, the room must still catch up."""
    with hub.app.app_context():
        while room.must_catch_up:
            room.must_catch_up = False
            try:
                found = after(room.tenant, room.received)
            except Exception:
                room.must_catch_up = True
                raise
            room.receive(found)
            if len(found) == BATCH:
                room.must_catch_up = True
    hub.wake_streams()


def compare(hub: Hub, rooms: Iterable[Room]) -> None:
    """Mark the rooms whose tenants' logs are ahead of them: also without Redis and relay, nothing is missed."""
    by_id = {room.tenant.id: room for room in rooms}
    if not by_id:
        return
    with hub.app.app_context():
        found = read_alone("SELECT * FROM events_counted(%s)", (list(by_id),))
        mark(hub, [by_id[id] for id, seq in found if seq > by_id[id].received])


def mark(hub: Hub, rooms: Iterable[Room]) -> None:
    """These rooms must catch up."""
    for room in rooms:
        room.must_catch_up = True
    hub.pending.set()
