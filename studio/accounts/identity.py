"""Who a session token belongs to, in which tenant: one round trip, plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_login import UserMixin
from sqlalchemy import select
from werkzeug.utils import cached_property

from studio.accounts.models import Membership, SignIn, Tenant, User, digest
from studio.accounts.roles import may
from studio.extensions import db
from studio.lib.current import current
from studio.lib.db import ACROSS, act_for
from studio.lib.sql import read_alone


@dataclass(frozen=True)
class TenantInfo:
    """What a request needs to know of its tenant; a value, safe outside the session."""

    id: UUID
    slug: str
    name: str
    zone: str
    currency: str
    locale: str
    hold_days: int
    event_seq: int

    @classmethod
    def of(cls, tenant: Tenant) -> TenantInfo:
        return cls(**{name: getattr(tenant, name) for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Member:
    """A user in a tenant: whoever acts. `id` is the membership's."""

    id: UUID
    user_id: UUID
    name: str
    email: str
    role: str
    zone: str
    locale: str
    scopes: frozenset[str] | None = None  # what the token they came with is limited to; None for pages and logins
    is_artist: bool = False  # on pages: whether an artist of the studio signs in as them

    def can(self, permission: str) -> bool:
        return may(self.role, permission) and (self.scopes is None or permission in self.scopes)

    @classmethod
    def of(cls, membership: Membership, tenant: TenantInfo | Tenant) -> Member:
        user = membership.user
        zone, locale = user.zone or tenant.zone, user.locale or tenant.locale
        return cls(membership.id, user.id, user.name, user.email, membership.role, zone, locale)


@dataclass
class Identity(UserMixin):
    """What flask-login calls the user: a live session, its user, and perhaps a tenant and the membership there."""

    token: str
    session_id: UUID
    last_seen_at: datetime
    user_id: UUID
    tenant: TenantInfo | None
    member: Member | None
    idle: bool = False  # a member of the tenant, who did nothing for longer than it allows, and has to sign in again

    def get_id(self) -> str:
        return self.token

    @cached_property
    def user(self) -> User:
        return db.session.get_one(User, self.user_id)


AUTHENTICATE = "SELECT * FROM authenticate(%s, %s)"


def identify(token: str, slug: str | None) -> Identity | None:
    """The identity behind a session token, or None when the session is unknown, expired or revoked.

    One statement outside the request's transaction: a page that turns out unchanged never begins one.
    """
    row = authenticate(digest(token), slug)
    if row is None:
        return None
    tenant, member = tenant_and_member(row) if row.membership_id is not None else (None, None)
    return Identity(token, row.session_id, row.last_seen_at, row.user_id, tenant, member, row.idle)


def tenant_and_member(row: Any, scopes: frozenset[str] | None = None) -> tuple[TenantInfo, Member]:
    """The tenant and the member in a row of one of the functions that authenticate."""
    tenant = TenantInfo(
        row.tenant_id, row.slug, row.tenant_name, row.tenant_zone, row.currency,
        row.tenant_locale, row.hold_days, row.event_seq,
    )  # fmt: skip
    member = Member(
        row.membership_id, row.user_id, row.user_name, row.email, row.role,
        row.user_zone or row.tenant_zone, row.user_locale or row.tenant_locale, scopes,
        getattr(row, "is_artist", False),
    )  # fmt: skip
    return tenant, member


def identity_of_new_session(token: str) -> Identity:
    """The identity of a session this transaction opened, which no other connection sees yet."""
    found = db.session.execute(select(SignIn).where(SignIn.token_hash == digest(token))).scalar_one()
    return Identity(token, found.id, found.last_seen_at, found.user_id, None, None)


def authenticate(token_hash: bytes, slug: str | None) -> Any:
    """The row behind a session's token."""
    return next(iter(read_alone(AUTHENTICATE, (token_hash, slug))), None)


def tenants_of(user_id: UUID) -> list[Tenant]:
    """The tenants that whoever acts belongs to, by name."""
    return [tenant for tenant, _role in roles_of(user_id)]


def roles_of(user_id: UUID) -> list[tuple[Tenant, str]]:
    """The same, with their role in each: outside any tenant, the policies let them see their own memberships."""
    act_for(None, db.session.connection())
    mine = select(Tenant, Membership.role).join(Membership, Membership.tenant_id == Tenant.id)
    mine = mine.where(Membership.user_id == user_id, Membership.removed_at.is_(None))
    rows = [(tenant, role) for tenant, role in db.session.execute(mine, execution_options=ACROSS)]
    act_for(current.tenant.id if current.has_tenant else None, db.session.connection())
    return sorted(rows, key=lambda row: row[0].name.casefold())


def member_by_email(tenant: Tenant | TenantInfo, email: str) -> Member | None:
    """The member of the current tenant with this address: how commands say who acts."""
    user = User.with_email(email)
    if user is None:
        return None
    own = select(Membership).where(Membership.user_id == user.id, Membership.removed_at.is_(None))
    membership = db.session.scalar(own)
    return Member.of(membership, tenant) if membership else None
