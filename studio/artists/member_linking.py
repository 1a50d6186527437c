"""A member who joins as an artist is the artist with their address."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from studio.accounts.identity import Member
from studio.accounts.invitations import member_joined
from studio.accounts.models import Membership
from studio.accounts.roles import ARTIST
from studio.artists.models import Artist
from studio.extensions import db
from studio.lib.current import current


def recognise(membership: Membership, **ignored: Any) -> None:
    """Tie the artist with the member's address to them; when several have it, nobody guesses."""
    email = membership.user.email.lower()
    theirs = select(Artist).where(func.lower(Artist.email) == email, Artist.archived_at.is_(None))
    found = db.session.scalars(theirs.where(Artist.member_id.is_(None))).all()
    if membership.role == ARTIST and len(found) == 1:
        found[0].edit(Member.of(membership, current.tenant), member_id=membership.id)


def init_app() -> None:
    member_joined.connect(recognise)
