"""Logins through the API: each is a family of refresh tokens, of which only the newest is good."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, Signer
from sqlalchemy import ForeignKeyConstraint, Index, select, update
from sqlalchemy.orm import Mapped
from uuid_utils.compat import uuid7

from studio.accounts.models import Membership, digest, member_left
from studio.activity import audit
from studio.extensions import db
from studio.lib.current import current
from studio.lib.db import Base, Tenanted

PREFIX = "studio_ref_"
LIFE = timedelta(days=30)  # without being used


class Reused(Exception):
    """A refresh token came a second time: it was stolen, from its owner or from the thief. The login is over."""


class ApiLogin(Tenanted, Base):
    """A program somebody signed in with their password."""

    __tablename__ = "api_logins"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["memberships.tenant_id", "memberships.id"]),
        Index("ix_api_logins_tenant_id_member_id", "tenant_id", "member_id"),
    )

    member_id: Mapped[UUID]
    token_hash: Mapped[bytes]  # of the newest refresh token
    ip: Mapped[str]
    agent: Mapped[str]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    @classmethod
    def open(cls, member_id: UUID, now: datetime, ip: str, agent: str) -> tuple[ApiLogin, str]:
        """A new login and its first refresh token."""
        login = cls(id=uuid7(), member_id=member_id, ip=ip, agent=agent[:300], created_at=now)
        token = login._next(now)
        db.session.add(login)
        db.session.flush()
        audit.note("login.opened", login.id, "")
        return login, token

    @classmethod
    def of(cls, member_id: UUID, now: datetime, signed_out_at: datetime | None = None) -> list[ApiLogin]:
        """A member's logins that still stand, the last used first."""
        mine = cls.member_id == member_id, cls.revoked_at.is_(None), cls.expires_at > now
        rows = select(cls).where(*mine).order_by(cls.last_used_at.desc())
        return [login for login in db.session.scalars(rows) if not signed_out_at or login.created_at > signed_out_at]

    def renew(self, token: str, now: datetime) -> str:
        """The next refresh token. Raises Reused, and ends the login, when `token` is not the newest one."""
        db.session.refresh(self, with_for_update=True)
        if self.revoked_at is not None or self.token_hash != digest(token):
            audit.note("login.reused", self.id, "")
            self.revoke(now)
            raise Reused
        return self._next(now)

    def revoke(self, now: datetime) -> None:
        if self.revoked_at is None:
            audit.note("login.ended", self.id, "")
        self.revoked_at = self.revoked_at or now
        db.session.flush()

    def _next(self, now: datetime) -> str:
        said = current.tenant.id.bytes + self.id.bytes + secrets.token_bytes(16)
        token = PREFIX + _signer().sign(urlsafe_b64encode(said)).decode()
        self.token_hash, self.last_used_at, self.expires_at = digest(token), now, now + LIFE
        return token


class RefreshToken(NamedTuple):
    """What a refresh token says; signed, so that one that was used up can be told from one that was made up."""

    tenant_id: UUID
    login_id: UUID


def read(token: str) -> RefreshToken | None:
    """None for whatever this Studio did not sign."""
    if not token.startswith(PREFIX):
        return None
    try:
        said = urlsafe_b64decode(_signer().unsign(token.removeprefix(PREFIX)))
    except BadSignature:
        return None
    return RefreshToken(UUID(bytes=said[:16]), UUID(bytes=said[16:32]))


def _signer() -> Signer:
    return Signer(current_app.config["SECRET_KEY"], salt="refresh-token", digest_method=sha256)


@member_left.connect
def end(membership: Membership, now: datetime) -> None:
    own = ApiLogin.member_id == membership.id, ApiLogin.revoked_at.is_(None)
    db.session.execute(update(ApiLogin).where(*own).values(revoked_at=now))
