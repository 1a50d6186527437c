"""A session that ends closes its sockets at once: the change of its row is announced when it is committed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, object_session

from studio.accounts.models import SignIn
from studio.activity.kick import announce

REVOKED = "sessions:revoked"


@event.listens_for(SignIn.revoked_at, "set")
def note(session: SignIn, value: Any, before: Any, initiator: Any) -> None:
    within = object_session(session)
    if value is not None and within is not None:
        within.info.setdefault("revoked", []).append(str(session.id))


@event.listens_for(Session, "after_commit")
def tell(session: Session) -> None:
    if not session.in_nested_transaction():
        for id in session.info.pop("revoked", []):
            announce(REVOKED, id)


@event.listens_for(Session, "after_rollback")
def forget(session: Session) -> None:
    session.info.pop("revoked", None)
