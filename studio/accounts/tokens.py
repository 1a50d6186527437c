"""Tokens for programs: a member's own, and those of a studio's services. Only their hashes are stored."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from studio.accounts.identity import Member
from studio.accounts.models import AboveYou, Membership, digest, member_left, member_lowered
from studio.accounts.roles import ADMIN, SCHEDULER, VIEWER, grantable, scopes_of
from studio.activity import audit
from studio.extensions import db
from studio.lib.current import current
from studio.lib.db import Base, Tenanted

PERSONAL, SERVICE = KINDS = ("personal", "service")
PREFIXES = {PERSONAL: "studio_pat_", SERVICE: "studio_svc_"}  # what a scanner for leaked secrets looks for
SERVICE_ROLES = (ADMIN, SCHEDULER, VIEWER)
RANDOM = 32  # bytes


class ApiToken(Tenanted, Base):
    """A personal token is as much as its member. A service has a role of its own, and may never more than whoever
    answers for it: its maker, or the owner who confirmed it since. Both are limited to their scopes."""

    __tablename__ = "api_tokens"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["memberships.tenant_id", "memberships.id"]),
        ForeignKeyConstraint(["tenant_id", "confirmed_by"], ["memberships.tenant_id", "memberships.id"]),
        UniqueConstraint("tenant_id", "token_hash"),
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
        CheckConstraint(f"CASE kind WHEN 'service' THEN role IN {SERVICE_ROLES!r} ELSE role IS NULL END", name="role"),
        CheckConstraint("cardinality(scopes) > 0", name="scopes"),
        CheckConstraint("length(name) BETWEEN 1 AND 120", name="name"),
        Index("ix_api_tokens_tenant_id_member_id", "tenant_id", "member_id"),
    )

    member_id: Mapped[UUID]  # whose it is; of a service, who made it
    kind: Mapped[str]
    name: Mapped[str]
    role: Mapped[str | None]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    token_hash: Mapped[bytes]
    hint: Mapped[str]  # its last four characters, to tell one from another
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]  # since whoever answers for it left or may less, until an owner confirms it
    confirmed_by: Mapped[UUID | None]  # the owner who answers for it since

    @classmethod
    def personal(
        cls, by: Member, name: str, scopes: Collection[str], expires_at: datetime | None, now: datetime
    ) -> tuple[ApiToken, str]:
        """A token of one's own, and its secret. Raises AboveYou for a scope that is more than oneself."""
        return cls._make(by, PERSONAL, name, None, by.role, scopes, expires_at, now)

    @classmethod
    def service(
        cls, by: Member, name: str, role: str, scopes: Collection[str], expires_at: datetime | None, now: datetime
    ) -> tuple[ApiToken, str]:
        """A token that acts under a name of its own, and its secret. Raises AboveYou."""
        if role not in grantable(by.role, by.scopes) or role not in SERVICE_ROLES:
            raise AboveYou
        return cls._make(by, SERVICE, name, role, role, scopes, expires_at, now)

    @classmethod
    def _make(
        cls, by: Member, kind: str, name: str, role: str | None, acts_as: str, scopes: Collection[str],
        expires_at: datetime | None, now: datetime,
    ) -> tuple[ApiToken, str]:  # fmt: skip
        if not set(scopes) <= set(scopes_of(acts_as)):
            raise AboveYou
        secret = new_secret(kind)
        token = cls(
            member_id=by.id, kind=kind, name=name, role=role, scopes=[s for s in scopes_of(acts_as) if s in scopes],
            token_hash=digest(secret), hint=secret[-4:], created_at=now, expires_at=expires_at,
        )  # fmt: skip
        db.session.add(token)
        db.session.flush()
        audit.note("token.made", token.id, name, kind=kind, role=role, scopes=token.scopes, expires_at=expires_at)
        return token, secret

    @classmethod
    def of(cls, member: Member) -> list[ApiToken]:
        """A member's own tokens that were not revoked, expired ones too; the newest first."""
        return cls._listed(cls.kind == PERSONAL, cls.member_id == member.id)

    @classmethod
    def personals(cls) -> list[ApiToken]:
        """Every member's."""
        return cls._listed(cls.kind == PERSONAL)

    @classmethod
    def services(cls) -> list[ApiToken]:
        return cls._listed(cls.kind == SERVICE)

    @classmethod
    def _listed(cls, *which: object) -> list[ApiToken]:
        rows = select(cls).where(*which, cls.revoked_at.is_(None))  # type: ignore[arg-type]
        return list(db.session.scalars(rows.order_by(cls.created_at.desc(), cls.id.desc())))

    def is_over(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now

    def revoke(self, now: datetime) -> None:
        """Out with its next request."""
        if self.revoked_at is None:
            audit.note("token.revoked", self.id, self.name, kind=self.kind)
        self.revoked_at = self.revoked_at or now
        db.session.flush()

    def confirm(self, by: Member) -> None:
        """From now on `by`, an owner, answers for it; a token that was suspended works again. Raises AboveYou."""
        if not by.can("tokens.oversee"):
            raise AboveYou
        audit.note("token.confirmed", self.id, self.name)
        self.suspended_at, self.confirmed_by = None, by.id
        db.session.flush()


def new_secret(kind: str) -> str:
    """It carries its tenant, so that it can be looked up where every key begins with the tenant."""
    carried = current.tenant.id.bytes + secrets.token_bytes(RANDOM)
    return PREFIXES[kind] + urlsafe_b64encode(carried).decode()


def tenant_in(token: str) -> UUID | None:
    """The tenant a token says it is of; None for anything that cannot be a token."""
    for prefix in PREFIXES.values():
        if token.startswith(prefix) and len(token) == len(prefix) + 64 and token.isascii():
            carried = urlsafe_b64decode(token.removeprefix(prefix))
            return UUID(bytes=carried[:16]) if len(carried) == 16 + RANDOM else None
    return None


@member_left.connect
def take_back(membership: Membership, now: datetime) -> None:
    """Their tokens stay dead, even if they come back."""
    own = ApiToken.member_id == membership.id, ApiToken.kind == PERSONAL, ApiToken.revoked_at.is_(None)
    db.session.execute(update(ApiToken).where(*own).values(revoked_at=now))


@member_lowered.connect
def suspend(membership: Membership, now: datetime) -> None:
    """The services they answer for stop until an owner confirms them."""
    answers = func.coalesce(ApiToken.confirmed_by, ApiToken.member_id) == membership.id
    standing = ApiToken.kind == SERVICE, ApiToken.revoked_at.is_(None), ApiToken.suspended_at.is_(None)
    for token in db.session.scalars(select(ApiToken).where(answers, *standing).order_by(ApiToken.id)):
        token.suspended_at = now
        audit.note("token.suspended", token.id, token.name)
    db.session.flush()
