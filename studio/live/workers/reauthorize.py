"""Whoever may no longer look is shown out: sessions over, memberships ended, roles changed.

A change is announced and acted on at once (`subscriber`); this finds the rest, expiry included, within seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from studio.accounts.models import Membership, Tenant
from studio.extensions import db
from studio.lib.current import current
from studio.lib.sql import read_alone
from studio.live.hub.hub import Hub
from studio.live.hub.room import Room
from studio.live.transport.connection import Connection
from studio.live.transport.frames import NOT_A_MEMBER, RESTART, SIGNED_OUT


def reauthorize(hub: Hub) -> None:
    while not hub.ended.is_set():
        hub.access_changed.wait(hub.times.reauthorize)
        hub.access_changed.clear()
        check(hub)


def check(hub: Hub) -> None:
    """One question about all sessions, and one per studio about its members."""
    connections = hub.connections
    if not connections:
        return
    with hub.app.app_context():
        pauses = pauses_of_sessions(connections)
        for connection in connections:
            if connection.session_id not in pauses:
                connection.close(SIGNED_OUT)
        for room in list(hub.rooms.values()):
            check_members(room, pauses)


def pauses_of_sessions(connections: list[Connection]) -> dict[UUID, timedelta]:
    """The sessions that still stand, and for how long at most nobody did anything in them."""
    wanted = {connection.session_id for connection in connections}
    return dict(read_alone("SELECT * FROM pauses_of_sessions(%s)", (list(wanted),)))


def check_members(room: Room, pauses: Mapping[UUID, timedelta]) -> None:
    connections = list(room.connections)
    with current.acting(room.tenant):
        wanted = (
            Membership.id.in_({one.member.id for one in connections}),
            Membership.removed_at.is_(None),
        )
        joined = select(Membership.id, Membership.role, Tenant.idle_hours).join(Tenant)
        rows = db.session.execute(joined.where(*wanted)).all()
        db.session.rollback()
    roles = {id: role for id, role, _ in rows}
    idle_hours = next((hours for _, _, hours in rows), None)
    longest = timedelta(hours=idle_hours) if idle_hours else timedelta.max
    for connection in connections:
        if connection.member.id not in roles:
            connection.close(NOT_A_MEMBER)
        elif pauses.get(connection.session_id, timedelta(0)) > longest:
            connection.close(SIGNED_OUT)
        elif roles[connection.member.id] != connection.member.role:
            connection.close(RESTART)  # they come again, as who they are now
