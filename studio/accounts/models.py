"""Tenants, users and the memberships between them; sign-in sessions."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any, Protocol
from unicodedata import normalize
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from blinker import Signal
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    Text,
    UniqueConstraint,
    false,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from uuid_utils.compat import uuid7

from studio.accounts.roles import OWNER, ROLES, grantable, is_less
from studio.activity import audit
from studio.activity.recorder import record
from studio.extensions import db
from studio.lib.current import current
from studio.lib.db import Base, Tenanted, act_as, utcnow
from studio.lib.event_loop import run_in_thread

PASSWORDS = PasswordHasher()  # argon2id, the library's RFC 9106 low-memory profile
# Checked when the address is unknown, so both take as long. Of a random password that nobody has kept, and made once:
# hashing takes a fifth of a second, and every process would do it at its start.
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$LlmHLOOdidk5G9/IKZfCPA$gWje1VUheHZZ6tV0CIBoybTJF53tpPyV6l4n9rAmhbE"
SESSION_LIFE = timedelta(days=30)
# First segments of addresses that mean something outside a tenant or may later, and some that would only confuse.
NO_SLUGS = """
static api healthz readyz sign-in sign-up sign-out password sessions profile tenants dev live admin help about manifest
sw favicon robots well-known invitations settings members schedule artists projects bookings imports new edit studio
www mail feeds status metrics media builds logins palette tokens theme sidebar my-bookings time-off
"""
RESERVED_SLUGS = frozenset(NO_SLUGS.split())
member_left = Signal("The sender is the membership, `now` when it ended; whoever gave it keys takes them back.")
member_lowered = Signal("The sender is the membership, which ended or has a role that may less since `now`.")


def address_key(email: str) -> str:
    """An address as it is looked up and counted: one for all the ways to type it."""
    return normalize("NFC", email).strip().lower()


def digest(token: str) -> bytes:
    """What is stored of a secret token: its SHA-256; the token itself has 256 random bits."""
    return sha256(token.encode()).digest()


@dataclass
class HolidayRegion:
    """Whose public holidays a studio has, as the log tells of it."""

    id: UUID
    region: str
    version: int = 1

    def state(self) -> dict[str, str]:
        return {"holiday_region": self.region}


class Tenant(Base):
    """A studio. `event_seq` counts its events, gap-free, in commit order."""

    __tablename__ = "tenants"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$'", name="slug"),
        CheckConstraint("idle_hours BETWEEN 1 AND 720", name="idle_hours"),
        CheckConstraint("approval_kinds <@ ARRAY['vacation', 'travel', 'busy', 'available']", name="approval_kinds"),
        CheckConstraint("vacation_days BETWEEN 0 AND 366 AND sick_days BETWEEN 0 AND 366", name="leave_days"),
        CheckConstraint("leave_year_starts BETWEEN 1 AND 12", name="leave_year_starts"),
        Index("ix_tenants_cors_origins", "cors_origins", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    zone: Mapped[str] = mapped_column(default="Europe/London")
    currency: Mapped[str] = mapped_column(default="GBP")
    locale: Mapped[str] = mapped_column(default="en_GB")
    holiday_region: Mapped[str] = mapped_column(default="", server_default="")  # `GB-ENG`; "" for none
    hold_days: Mapped[int] = mapped_column(default=10)
    idle_hours: Mapped[int | None]  # without a request until its members have to sign in again; None for never
    event_seq: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    published_seq: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    cors_origins: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    first_steps_hidden: Mapped[bool] = mapped_column(default=False, server_default=false())
    approval_kinds: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")  # of time blocks
    vacation_days: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))  # a year, of who has no other; None: as many
    sick_days: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    leave_year_starts: Mapped[int] = mapped_column(default=1, server_default="1")  # the month
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    SETTINGS = ("name", "zone", "currency", "locale", "holiday_region", "hold_days", "idle_hours", "cors_origins")

    def change(self, **settings: Any) -> None:
        """Set what the studio chooses for itself."""
        changes = {name: [getattr(self, name), value] for name, value in settings.items()}
        differing = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
        for name, (_, value) in differing.items():
            setattr(self, name, value)
        if differing:
            audit.note("studio.changed", self.id, self.name, **differing)
        if "holiday_region" in differing:  # everybody works at other times
            record("studio_holiday.region_changed", HolidayRegion(self.id, self.holiday_region), current.member)

    @classmethod
    def named(cls, slug: str) -> Tenant | None:
        """The one with this address, whoever asks: a function of the owner's looks at all of them."""
        found = select(cls).from_statement(text("SELECT * FROM tenant_by_slug(:slug)"))
        return db.session.scalar(found, {"slug": slug})

    @classmethod
    def every(cls) -> list[Tenant]:
        """For jobs that look after each in turn."""
        return list(db.session.scalars(select(cls).from_statement(text("SELECT * FROM every_tenant()"))))

    @classmethod
    def events_counted(cls, id: UUID) -> int:
        """What the tenant's counter of events says, as this transaction sees it."""
        return db.session.scalars(select(cls.event_seq).where(cls.id == id)).one()


class User(Base):
    """A person who can sign in, in any number of tenants."""

    __tablename__ = "users"
    __table_args__ = (Index("uq_users_email", text("lower(email)"), unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    email: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str]
    zone: Mapped[str | None]  # the zone they read times in; the tenant's when empty
    locale: Mapped[str | None]
    signed_out_at: Mapped[datetime | None]  # what was signed in before then, through the API too, is out
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    @classmethod
    def with_email(cls, email: str) -> User | None:
        """Whoever has this address, also for a stranger: a function of the owner's looks at everybody."""
        found = select(cls).from_statement(text("SELECT * FROM user_by_email(:email)"))
        return db.session.scalar(found, {"email": address_key(email)})

    @classmethod
    def join(cls, email: str, name: str, password: str) -> User:
        """Somebody new, who acts from here on. Raises IntegrityError (uq_users_email) when the address is known."""
        user = cls(id=uuid7(), email=email, name=name)
        act_as(user.id)
        user.set_password(password)
        db.session.add(user)
        db.session.flush()
        return user

    @classmethod
    def authenticated(cls, email: str, password: str) -> User | None:
        """The user with this address and password, who acts from here on; as slow for an unknown address as for a wrong
        password."""
        user = cls.with_email(email)
        right = matches(user.password_hash if user else NOBODY, password)
        if user is None or not right:
            return None
        act_as(user.id)
        if PASSWORDS.check_needs_rehash(user.password_hash):
            user.set_password(password)
        return user

    def set_password(self, password: str) -> None:
        self.password_hash = run_in_thread(PASSWORDS.hash, password)

    def sign_in(self, now: datetime, ip: str, agent: str) -> str:
        """Open a session; returns its token, which only the browser keeps."""
        token = secrets.token_urlsafe(32)
        db.session.add(
            SignIn(
                user_id=self.id, token_hash=digest(token), ip=ip, agent=agent[:300],
                created_at=now, last_seen_at=now, expires_at=now + SESSION_LIFE,
            )
        )  # fmt: skip
        db.session.flush()
        return token

    def sessions(self, now: datetime) -> list[SignIn]:
        live = select(SignIn).where(SignIn.user_id == self.id, SignIn.revoked_at.is_(None), SignIn.expires_at > now)
        return list(db.session.scalars(live.order_by(SignIn.last_seen_at.desc())))

    def session(self, id: UUID) -> SignIn | None:
        """One of this user's own sessions."""
        return db.session.scalar(select(SignIn).where(SignIn.id == id, SignIn.user_id == self.id))

    def sign_out_everywhere(self, now: datetime, keep: UUID | None = None) -> None:
        self.signed_out_at = now
        for session in self.sessions(now):
            if session.id != keep:
                session.revoke(now)
        db.session.flush()


def matches(password_hash: str, password: str) -> bool:
    try:
        return run_in_thread(PASSWORDS.verify, password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


class MembershipRefused(Exception):
    """A member may not be changed like this."""


class LastOwner(MembershipRefused):
    """A studio keeps at least one owner."""


class AboveYou(MembershipRefused):
    """Nobody gives, or takes, a role above their own."""


class Ranked(Protocol):
    @property
    def role(self) -> str: ...
    @property
    def scopes(self) -> Collection[str] | None: ...


class SignIn(Base):
    """One signed-in browser, listed and revocable. Only the hash of its token is stored."""

    __tablename__ = "sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    ip: Mapped[str]
    agent: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    # Between two requests, since it was opened. What once was idle stays so: a studio asks to sign in again, although
    # the browser was seen elsewhere meanwhile.
    longest_pause: Mapped[timedelta] = mapped_column(default=timedelta(0), server_default="0")
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    def revoke(self, now: datetime) -> None:
        self.revoked_at = self.revoked_at or now


class Membership(Tenanted, Base):
    """A user in a tenant, with a role. Removed members keep their row: the log names them."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("tenant_id", "user_id"),
        CheckConstraint(f"role IN {ROLES!r}", name="role"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    role: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    removed_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined")

    @classmethod
    def everyone(cls) -> list[Membership]:
        rows = db.session.scalars(select(cls).where(cls.removed_at.is_(None)))
        return sorted(rows, key=lambda m: m.user.name.casefold())

    @classmethod
    def by_id(cls, ids: Collection[UUID]) -> dict[UUID, Membership]:
        """These memberships of the current tenant, removed ones too."""
        return {found.id: found for found in db.session.scalars(select(cls).where(cls.id.in_(ids)))}

    @classmethod
    def of_user(cls, user_id: UUID) -> Membership | None:
        """A user's membership of the current tenant, a removed one too."""
        return db.session.scalar(select(cls).where(cls.user_id == user_id))

    def may_be_changed_by(self, by: Ranked) -> bool:
        return self.removed_at is None and self.role in grantable(by.role, by.scopes)

    def give_role(self, by: Ranked, role: str, now: datetime) -> None:
        """Raises AboveYou when either role is more than `by` may give, LastOwner when nobody else could own."""
        self._changed_by(by, role)
        audit.note("member.role_changed", self.id, self.user.name, role=[self.role, role])
        lowered, self.role = is_less(role, self.role), role
        db.session.flush()
        if lowered:
            member_lowered.send(self, now=now)

    def remove(self, by: Ranked, now: datetime) -> None:
        """Out at once: every request asks for the membership. Raises AboveYou, LastOwner."""
        self._changed_by(by)
        audit.note("member.removed", self.id, self.user.name, role=self.role)
        self.removed_at = now
        db.session.flush()
        member_left.send(self, now=now)
        member_lowered.send(self, now=now)

    def _changed_by(self, by: Ranked, role: str | None = None) -> None:
        owners = self._lock()
        if not self.may_be_changed_by(by) or role not in (None, *grantable(by.role, by.scopes)):
            raise AboveYou
        if role != OWNER and owners == {self.id}:
            raise LastOwner

    def _lock(self) -> set[UUID]:
        """Hold the tenant's owners, in one order, then this row; two demotions at once then see each other."""
        owners = select(Membership.id).where(Membership.role == OWNER, Membership.removed_at.is_(None))
        found = set(db.session.scalars(owners.order_by(Membership.id).with_for_update()))
        db.session.refresh(self, ["role", "removed_at"], with_for_update=True)
        return found
