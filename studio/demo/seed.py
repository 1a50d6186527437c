"""The demo studio: two tenants with people, projects and ten weeks of bookings, the same for the same day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from uuid_utils.compat import uuid7

from studio.accounts.identity import Member, TenantInfo
from studio.accounts.models import Membership, Tenant, User
from studio.artists.models import Artist
from studio.demo import bookings
from studio.demo.people import JOBS, PASSWORD, Job, Person, people
from studio.extensions import db
from studio.lib.clock import now
from studio.lib.current import current
from studio.lib.weeks import ISO
from studio.projects.models import Project


@dataclass(frozen=True)
class Studio:
    """What to seed: a tenant, its users by role, and how many of the listed artists and projects it gets."""

    slug: str
    name: str
    users: tuple[tuple[str, str], ...]  # role, name
    artists: int
    projects: int


DEMO = Studio(
    "demo",
    "Harbour Lane",
    (("owner", "Mia Lindqvist"), ("scheduler", "Sara Bennett"), ("artist", "Ana Duarte"), ("viewer", "Vera Novak")),
    artists=len(people()),
    projects=len(JOBS),
)
ENGLAND = "GB-ENG"
OTHER = Studio("other", "Other Pictures", (("owner", "Oscar Brandt"),), artists=5, projects=2)


def seed(today: date | None = None) -> list[str]:
    """Make the tenants that are not there yet, each in one transaction; returns a sentence for each."""
    today = today or now().astimezone(ZoneInfo("Europe/London")).date()
    return [make(studio, today) for studio in (DEMO, OTHER) if Tenant.named(studio.slug) is None]


def make(studio: Studio, today: date) -> str:
    """One studio with everything in it; the same rows, but for their ids, on the same day."""
    db.session.rollback()  # so that the transaction begins with the tenant set
    tenant = Tenant(id=uuid7(), slug=studio.slug, name=studio.name, holiday_region=ENGLAND)
    random = Random(f"{studio.slug} {today}")  # noqa: S311  (a demo, not a secret)
    with current.acting(TenantInfo(tenant.id, studio.slug, studio.name, "Europe/London", "GBP", "en_GB", 10, 0)):
        db.session.add(tenant)
        members = [join(tenant, role, name) for role, name in studio.users]
        artists = [add_artist(members[0], person) for person in people()[: studio.artists]]
        link(artists, members)
        projects = [add_project(members[0], job, today) for job in JOBS[: studio.projects]]
        booked = bookings.book(members[: min(2, len(members))], artists, projects, today, random)
        bookings.answer(members, artists, today)
        db.session.commit()
    return f"{studio.name} ({studio.slug}): {len(artists)} artists, {len(projects)} projects, {booked} bookings."


def join(tenant: Tenant, role: str, name: str) -> Member:
    user = User.join(f"{role}@{tenant.slug}.test", name, PASSWORD)
    membership = Membership(user_id=user.id, role=role)
    membership.user = user
    db.session.add(membership)
    db.session.flush()
    return Member.of(membership, tenant)


def add_artist(by: Member, person: Person) -> Artist:
    return Artist.add(
        by, person.name, role=person.role, department=person.department, city=person.city, email=person.email,
        skills=list(person.skills), zone=person.zone, hourly_rate=person.rate, currency=person.currency,
    )  # fmt: skip


def link(artists: list[Artist], members: list[Member]) -> None:
    """An artist who can sign in is the member of the same name."""
    by_name = {member.name: member for member in members if member.role == "artist"}
    for artist in artists:
        if artist.name in by_name:
            artist.edit(members[0], member_id=by_name[artist.name].id)


def add_project(by: Member, job: Job, today: date) -> Project:
    monday, (first, last) = ISO.start(today), job.weeks
    ends = monday + timedelta(weeks=last, days=4)
    return Project.add(
        by, job.name, code=job.code, client=job.client, status=job.status, hue=job.hue, budget=Decimal(job.budget),
        starts_on=monday + timedelta(weeks=first), ends_on=ends, deadline=ends,
    )  # fmt: skip
