"""What the rooms ask the database: the events nobody told them, and how far their tenants' logs are."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from studio.accounts.identity import TenantInfo
from studio.accounts.models import Tenant
from studio.activity import queries
from studio.activity.message import EventMessage
from studio.activity.queries import BATCH
from studio.extensions import db
from studio.lib.current import current
from studio.live.hub.hub import Hub
from studio.live.hub.room import Room


def after(tenant: TenantInfo, seq: int, most: int = BATCH) -> list[EventMessage]:
    """The tenant's events after `seq`, in order."""
    with current.acting(tenant):
        found = queries.after(seq, most)
        db.session.rollback()
    return found


def catch_up(hub: Hub, room: Room) -> None:
    """Hear what was missed. Should the database be away, the room stays unsure and is asked for again."""
    with hub.app.app_context():
        while room.unsure:
            room.unsure = False
            try:
                found = after(room.tenant, room.heard)
            except Exception:
                room.unsure = True
                raise
            room.hear(found)
            room.unsure |= len(found) == BATCH
    with hub.told:
        hub.told.notify_all()


def behind(hub: Hub, rooms: Iterable[Room]) -> None:
    """Mark the rooms whose tenants' logs are ahead of them: also without Redis and relay, nothing is missed."""
    by_id = {room.tenant.id: room for room in rooms}
    if not by_id:
        return
    with hub.app.app_context():
        found = db.session.execute(select(Tenant.id, Tenant.event_seq).where(Tenant.id.in_(by_id)))
        ahead = [by_id[id] for id, seq in found if seq > by_id[id].heard]
    mark(hub, ahead)


def mark(hub: Hub, rooms: Iterable[Room]) -> None:
    for room in rooms:
        room.unsure = True
    hub.work.set()
