"""The first steps in a new studio, ticked off by what is there, until all are done or somebody puts the list away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, or_, select

from studio.accounts.identity import Member, TenantInfo
from studio.accounts.invitations import Invitation
from studio.accounts.models import Membership, Tenant
from studio.artists.models import Artist
from studio.bookings.models import Booking
from studio.extensions import db
from studio.projects.models import Project

MANY = 200  # events: a studio in which so much has happened knows its way, and is not asked any more


@dataclass(frozen=True)
class FirstSteps:
    """What is done. `team` is None for who may not invite."""

    artists: bool
    projects: bool
    bookings: bool
    team: bool | None

    @property
    def done(self) -> bool:
        return self.artists and self.projects and self.bookings and self.team is not False

    @classmethod
    def of(cls, tenant: TenantInfo, member: Member, now: datetime) -> FirstSteps | None:
        """None when there is nothing to show this member. One query, and none once a studio is at work."""
        if tenant.event_seq > MANY or not member.can("bookings.write"):
            return None
        hidden, artists, projects, bookings, team = db.session.execute(facts(tenant, member, now)).one()
        steps = cls(artists, projects, bookings, team if member.can("members.write") else None)
        return None if hidden or steps.done else steps


def facts(tenant: TenantInfo, member: Member, now: datetime) -> Select[bool, bool, bool, bool, bool]:
    artists, projects = (exists().where(model.archived_at.is_(None)) for model in (Artist, Project))
    others = exists().where(Membership.id != member.id, Membership.removed_at.is_(None))
    team = or_(others, exists().where(*Invitation.open(now)))
    placed = exists().select_from(Booking)
    return select(Tenant.first_steps_hidden, artists, projects, placed, team).where(Tenant.id == tenant.id)
