"""Whoever may no longer look is shown out: sessions over, memberships ended, roles changed.

A change is announced and acted on at once (`subscriber`); this finds the rest, expiry included, within seconds.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from studio.accounts.models import Membership, SignIn
from studio.extensions import db
from studio.lib.current import current
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
        alive = living_sessions(connections)
        for connection in connections:
            if connection.session_id not in alive:
                connection.close(SIGNED_OUT)
        for room in list(hub.rooms.values()):
            check_members(room)


def living_sessions(connections: list[Connection]) -> set[UUID]:
    wanted = {connection.session_id for connection in connections}
    alive = SignIn.revoked_at.is_(None), SignIn.expires_at > func.now()
    found = set(db.session.scalars(select(SignIn.id).where(SignIn.id.in_(wanted), *alive)))
    db.session.rollback()
    return found


def check_members(room: Room) -> None:
    connections = list(room.connections)
    with current.acting(room.tenant):
        wanted = (
            Membership.id.in_({one.member.id for one in connections}),
            Membership.removed_at.is_(None),
        )
        rows = db.session.execute(select(Membership.id, Membership.role).where(*wanted))
        roles = {id: role for id, role in rows}  # noqa: C416 - dict() asks a result for its keys()
        db.session.rollback()
    for connection in connections:
        if connection.member.id not in roles:
            connection.close(NOT_A_MEMBER)
        elif roles[connection.member.id] != connection.member.role:
            connection.close(RESTART)  # they come again, as who they are now
