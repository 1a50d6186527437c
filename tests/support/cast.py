"""The people of every test: Mia's studio, Harbour Post, and the outsider Oscar of Other Pictures.

Mia owns Harbour Post; Adam is its admin, Sara its scheduler, Vera a viewer, and Ana both an artist and a member.
Kofi and Mirela are artists who cannot sign in. Oscar owns another studio and must never see any of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from uuid_utils.compat import uuid7

from studio.accounts.identity import Member, TenantInfo
from studio.accounts.models import Membership, Tenant, User
from studio.artists.models import Artist
from studio.bookings.models import Booking
from studio.extensions import db
from studio.lib.current import current
from studio.lib.db import act_as, act_for
from studio.lib.spans import Span
from studio.projects.models import Project

PASSWORD = "correct horse battery"
NOTHING = "5f3e9b1c-0d2a-4c6e-9a71-b8d4e6f20c35"  # an id nothing has
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)  # 09:00 in London


def days(first: int, count: int = 1) -> Span:
    """Whole London working days: `days(0, 5)` is Monday 23 to Friday 27 November 2026."""
    start = MONDAY + timedelta(days=first)
    return Span(start, start + timedelta(days=count - 1, hours=9))


@dataclass
class World:
    """One studio and its people; everything is committed. `acting()` works inside it."""

    tenant: TenantInfo
    members: dict[str, Member] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Member:
        try:
            return self.__dict__["members"][name]
        except KeyError:
            raise AttributeError(name) from None

    def acting(self, name: str | None = None) -> Any:
        """A block that acts for this studio, as the named member. The open transaction ends first."""
        db.session.rollback()
        return current.acting(self.tenant, self.members.get(name or ""))

    def join(self, name: str, role: str) -> Member:
        """Somebody new, signed in."""
        self.join_all({name: role})
        return self.members[name.lower()]

    def join_all(self, roles: Mapping[str, str]) -> None:
        """People by name, with their roles; signed in, in one transaction."""
        with self.acting():
            for name, role in roles.items():
                membership = Membership(user=person(name), role=role)
                act_as(membership.user.id)
                db.session.add(membership)
                db.session.flush()
                self.tokens[name.lower()] = membership.user.sign_in(datetime.now(UTC), "127.0.0.1", "tests")
                self.members[name.lower()] = Member.of(membership, self.tenant)
            db.session.commit()
        current.set_user(None)

    def account(self, name: str) -> User:
        """The account of a member, who acts from here on: until the next request of the test, which ends so, too."""
        db.session.rollback()
        act_as(self.members[name].user_id)
        return db.session.get_one(User, self.members[name].user_id, populate_existing=True)

    def set_locale(self, locale: str) -> None:
        """Dates are written, and weeks begin, as this locale has them."""
        with self.acting():
            db.session.get_one(Tenant, self.tenant.id).locale = locale
            db.session.commit()

    def artist(self, name: str, **details: Any) -> Artist:
        with self.acting():
            artist = Artist.add(None, name, **{"hourly_rate": Decimal(50), "skills": ["comp"], **details})
            settle()
        return artist

    def project(self, name: str, **details: Any) -> Project:
        with self.acting():
            project = Project.add(None, name, **details)
            settle()
        return project

    def booking(
        self, artist: Artist, project: Project, span: Span, status: str = "confirmed", **details: Any
    ) -> Booking:
        with self.acting():
            booking = Booking.place(None, artist, project, span, status, **details)
            settle()
        return booking


def settle() -> None:
    """Commit, and let go of the rows: they stay readable wherever the test looks at them next."""
    db.session.commit()
    db.session.expunge_all()


def studio(slug: str, name: str) -> World:
    tenant = add_studio(slug, name)
    db.session.commit()
    return World(TenantInfo.of(tenant))


def add_studio(slug: str, name: str) -> Tenant:
    """Without committing it. It is past its first steps."""
    tenant = Tenant(id=uuid7(), slug=slug, name=name, first_steps_hidden=True)
    act_for(tenant.id, db.session.connection())
    db.session.add(tenant)
    db.session.flush()
    return tenant


def person(name: str) -> User:
    return User(id=uuid7(), name=name, email=f"{name.lower()}@studio.test", password_hash=password_hash())


@cache
def password_hash() -> str:
    """Of PASSWORD, made once: argon2id is slow on purpose."""
    user = User()
    user.set_password(PASSWORD)
    return user.password_hash


def harbour() -> World:
    world = studio("harbour", "Harbour Post")
    world.join_all({"Mia": "owner", "Adam": "admin", "Sara": "scheduler", "Ana": "artist", "Vera": "viewer"})
    return world


def other() -> World:
    world = studio("other", "Other Pictures")
    world.join("Oscar", "owner")
    return world
