"""Invitations: a mailed link that makes its reader a member, once, for a week, until it is withdrawn."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from blinker import Signal
from sqlalchemy import CheckConstraint, ColumnElement, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from studio.accounts.identity import Member
from studio.accounts.models import AboveYou, Membership, User, digest
from studio.accounts.roles import ROLES, grantable
from studio.activity import audit
from studio.extensions import db
from studio.lib.current import current
from studio.lib.db import Base, Tenanted, utcnow

LIFE = timedelta(days=7)
member_joined = Signal("The sender is the membership; who knows more of its person than we do may listen.")


class AlreadyMember(Exception):
    """This address belongs to a member already."""


class AlreadyInvited(Exception):
    """There is an open invitation for this address."""


class Closed(Exception):
    """The invitation was used, withdrawn or ran out; `state` says which."""

    def __init__(self, state: str):
        super().__init__(state)
        self.state = state


class Invitation(Tenanted, Base):
    """Only the hash of the link's token is kept; the link itself is in the mail."""

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("tenant_id", "token_hash"),
        CheckConstraint(f"role IN {ROLES!r}", name="role"),
    )

    email: Mapped[str]
    role: Mapped[str]
    token_hash: Mapped[bytes]
    invited_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    @classmethod
    def send(cls, by: Member, email: str, role: str, now: datetime) -> tuple[Invitation, str]:
        """A new invitation and the token for its link. Raises AboveYou, AlreadyMember, AlreadyInvited."""
        if role not in grantable(by.role, by.scopes):
            raise AboveYou
        if belongs_to_member(email):
            raise AlreadyMember
        if any(found.email.lower() == email.lower() for found in cls.pending(now)):
            raise AlreadyInvited
        invitation = cls(email=email, role=role, invited_by=by.name)
        token = invitation._renew(now)
        db.session.add(invitation)
        db.session.flush()
        audit.note("member.invited", invitation.id, email, role=role)
        return invitation, token

    @classmethod
    def pending(cls, now: datetime) -> list[Invitation]:
        return list(db.session.scalars(select(cls).where(*cls.open(now)).order_by(cls.created_at)))

    @classmethod
    def open(cls, now: datetime) -> tuple[ColumnElement[bool], ...]:
        """The conditions of one that can be accepted at `now`."""
        return cls.accepted_at.is_(None), cls.withdrawn_at.is_(None), cls.expires_at > now

    @classmethod
    def for_token(cls, token: str) -> Invitation | None:
        return db.session.scalar(select(cls).where(cls.token_hash == digest(token)))

    def state(self, now: datetime) -> str:
        """ "open", "used", "withdrawn" or "expired"."""
        if self.accepted_at or self.withdrawn_at:
            return "used" if self.accepted_at else "withdrawn"
        return "open" if self.expires_at > now else "expired"

    def resend(self, by: Member, now: datetime) -> str:
        """A new token for a week more; the link of the earlier mail is dead. Raises AboveYou, Closed."""
        self._open_for(by, now)
        token = self._renew(now)
        db.session.flush()
        audit.note("member.invited_again", self.id, self.email, role=self.role)
        return token

    def withdraw(self, by: Member, now: datetime) -> None:
        """Raises AboveYou, Closed."""
        self._open_for(by, now)
        self.withdrawn_at = now
        db.session.flush()
        audit.note("member.uninvited", self.id, self.email, role=self.role)

    def accept(self, user: User, now: datetime) -> Membership:
        """Makes `user` a member; one who is a member already keeps their role. Raises Closed."""
        self._lock(now)
        self.accepted_at = now
        membership = Membership.of_user(user.id)
        if membership is None:
            membership = Membership(user_id=user.id, role=self.role)
            db.session.add(membership)
        elif membership.removed_at is not None:
            membership.removed_at, membership.role = None, self.role
        db.session.flush()
        joined = Member.of(membership, current.tenant)
        audit.note("member.joined", membership.id, joined.name, joined, role=membership.role)
        member_joined.send(membership)
        return membership

    def _open_for(self, by: Member, now: datetime) -> None:
        self._lock(now)
        if self.role not in grantable(by.role, by.scopes):
            raise AboveYou

    def _lock(self, now: datetime) -> None:
        db.session.refresh(self, with_for_update=True)
        if self.state(now) != "open":
            raise Closed(self.state(now))

    def _renew(self, now: datetime) -> str:
        token = secrets.token_urlsafe(32)
        self.token_hash, self.expires_at = digest(token), now + LIFE
        return token


def belongs_to_member(email: str) -> UUID | None:
    """The membership, still in force, of the user with this address."""
    own = (
        select(Membership.id).join(User).where(func.lower(User.email) == email.lower(), Membership.removed_at.is_(None))
    )
    return db.session.scalar(own)
