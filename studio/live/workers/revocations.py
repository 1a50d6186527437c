"""Whoever may no longer look loses their sockets at once: such a change is announced when it is committed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, object_session

from studio.accounts.models import Membership, SignIn
from studio.activity.notifier import announce

REVOKED, MEMBERS = "sessions:revoked", "members:changed"


@event.listens_for(SignIn.revoked_at, "set")
def note_session(session: SignIn, value: Any, before: Any, initiator: Any) -> None:
    if value is not None:
        note(session, REVOKED)


@event.listens_for(Membership.role, "set")
@event.listens_for(Membership.removed_at, "set")
def note_member(membership: Membership, value: Any, before: Any, initiator: Any) -> None:
    note(membership, MEMBERS)


def note(row: SignIn | Membership, channel: str) -> None:
    within = object_session(row)
    if within is not None:
        within.info.setdefault("revoked", []).append((channel, str(row.id)))


@event.listens_for(Session, "after_commit")
def tell(session: Session) -> None:
    if not session.in_nested_transaction():
        for channel, id in session.info.pop("revoked", []):
            announce(channel, id)


@event.listens_for(Session, "after_rollback")
def forget(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop("revoked", None)
