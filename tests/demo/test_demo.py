"""The demo studio: what a newcomer sees first, the same for the same day, and made only once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select, text

from studio import create_app
from studio.accounts.identity import TenantInfo, member_by_email
from studio.accounts.models import Tenant, User
from studio.artists.models import Artist
from studio.bookings import replay
from studio.bookings.models import STATUSES, Booking
from studio.config import Settings
from studio.demo import seed
from studio.extensions import db
from studio.lib.current import current
from studio.projects.models import Project

TODAY = date(2026, 11, 25)


def seeded(slug: str = "demo") -> Any:
    seed.seed(TODAY)
    tenant = Tenant.named(slug)
    assert tenant is not None
    info = TenantInfo.of(tenant)
    db.session.rollback()
    return current.acting(info)


def contents() -> list[Any]:
    """Everything somebody can see of the bookings, without ids and the moment of seeding."""
    rows = db.session.execute(
        select(Artist.name, Project.name, Booking.starts_at, Booking.ends_at, Booking.status, Booking.title)
        .join(Artist, Artist.id == Booking.artist_id)
        .join(Project, Project.id == Booking.project_id)
    )
    return sorted(tuple(row) for row in rows)


def test_the_demo_has_a_whole_studio(app: Flask, clean: None) -> None:
    with seeded():
        artists = db.session.scalars(select(Artist)).all()
        assert 35 <= len(artists) <= 45
        assert len({artist.department for artist in artists}) == 5
        assert len({artist.zone for artist in artists}) == 8
        assert db.session.scalar(select(func.count(Project.id))) == 12
        assert set(db.session.scalars(select(Booking.status).distinct())) == set(STATUSES)
        assert set(db.session.scalars(select(Booking.counts).distinct())) == {"working_time", "every_hour"}
        first, last = db.session.execute(select(func.min(Booking.starts_at), func.max(Booking.ends_at))).one()
    assert timedelta(weeks=9) < last - first <= timedelta(weeks=10)
    assert first.date() < TODAY < last.date()


def test_artists_work_whole_days_where_they_live_half_to_nearly_all_of_the_time(app: Flask, clean: None) -> None:
    with seeded():
        blocking = db.session.execute(
            select(Artist.name, Artist.zone, Booking.starts_at, Booking.ends_at)
            .join(Artist, Artist.id == Booking.artist_id)
            .where(Booking.status.in_(("pencil", "confirmed")), Booking.counts == "working_time")
        ).all()
    starts = [row.starts_at.astimezone(ZoneInfo(row.zone)) for row in blocking]
    assert {(start.hour, start.minute) for start in starts} == {(9, 0)}
    busy: dict[str, set[date]] = {}
    for row in blocking:
        busy.setdefault(row.name, set()).update(weekdays(row.zone, row.starts_at, row.ends_at))
    shares = sorted(len(days) / 50 for days in busy.values())
    assert shares[0] > 0.35
    assert shares[-1] < 1
    assert 0.55 < sum(shares) / len(shares) < 0.85


def weekdays(zone: str, start: datetime, end: datetime) -> set[date]:
    tz = ZoneInfo(zone)
    day, last = start.astimezone(tz).date(), end.astimezone(tz).date()
    days = (day + timedelta(days=n) for n in range((last - day).days + 1))
    return {day for day in days if day.weekday() < 5}


def test_holds_stack_up_to_three_deep(app: Flask, clean: None) -> None:
    with seeded():
        deepest = db.session.scalar(
            text(
                "SELECT max(n) FROM (SELECT count(*) AS n FROM bookings a JOIN bookings b ON b.artist_id = a.artist_id "
                "AND b.starts_at <= a.starts_at AND b.ends_at > a.starts_at AND b.status = 'hold' "
                "WHERE a.status = 'hold' GROUP BY a.id) AS stacks"
            )
        )
    assert deepest >= 3


def test_the_log_tells_the_same_as_the_bookings(app: Flask, clean: None) -> None:
    with seeded():
        report = replay.rebuild()
    assert report.differences == []
    assert report.events > report.bookings > 400


def test_it_is_the_same_for_the_same_day(app: Flask, clean: None, owner_engine: Engine) -> None:
    with seeded():
        first = contents()
    db.session.rollback()  # its locks would keep the owner waiting
    with owner_engine.begin() as connection:
        connection.execute(text("TRUNCATE tenants, users CASCADE"))
    with seeded():
        assert contents() == first


def test_it_is_seeded_once(app: Flask, clean: None) -> None:
    runner = app.test_cli_runner()
    first, second = (runner.invoke(args=["seed", "demo"]) for _ in range(2))
    assert first.exit_code == second.exit_code == 0, (first.output, second.output)
    assert "40 artists, 12 projects" in first.output
    assert second.output == "The demo studio is there already.\n"


@pytest.mark.parametrize(
    "slug, email, role",
    [
        ("demo", "owner@demo.test", "owner"),
        ("demo", "scheduler@demo.test", "scheduler"),
        ("demo", "artist@demo.test", "artist"),
        ("demo", "viewer@demo.test", "viewer"),
        ("other", "owner@other.test", "owner"),
    ],
)
def test_its_people_can_sign_in(app: Flask, clean: None, slug: str, email: str, role: str) -> None:
    with seeded(slug):
        assert User.authenticated(email, "studio-demo")
        member = member_by_email(current.tenant, email)
        assert member is not None and member.role == role
        linked = db.session.scalar(select(Artist.name).where(Artist.member_id == member.id))
    assert linked == ("Ana Duarte" if role == "artist" else None)


def test_the_other_studio_sees_only_its_own(app: Flask, clean: None) -> None:
    with seeded("other"):
        assert db.session.scalar(select(func.count(Artist.id))) == 5
        assert 0 < len(contents()) < 100


def test_in_production_nobody_gets_a_password_that_everybody_knows(app: Flask, clean: None, settings: Settings) -> None:
    production = create_app(replace(settings, environment="production"))
    with production.app_context():
        said = production.test_cli_runner().invoke(args=["seed", "demo"])
    assert "There is no demo studio in production" in said.output
    assert User.with_email("owner@demo.test") is None
