"""Who books while a thousand look: one free day of one artist after the other, through the verbs of the app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from bench.data import STAGE, TOKENS, window_start
from studio.accounts.identity import Member, TenantInfo, identify
from studio.artists.models import Artist
from studio.bookings.models import PENCIL, Booking
from studio.extensions import db
from studio.lib.current import current
from studio.lib.spans import Span
from studio.projects.models import Project

FREE = 16  # the first of the days of the window on which nobody is booked


@dataclass
class Stage:
    tenant: TenantInfo
    member: Member
    artists: list[UUID]
    project: UUID
    numbers: count[int]

    @classmethod
    def of(cls, app: Flask) -> Stage:
        with app.app_context():
            found = identify(TOKENS[STAGE], STAGE)
            assert found and found.tenant and found.member
            with current.acting(found.tenant, found.member):
                artists = list(db.session.scalars(select(Artist.id).order_by(Artist.id)))
                project = db.session.scalars(select(Project.id).limit(1)).one()
                db.session.rollback()
        return cls(found.tenant, found.member, artists, project, count())

    def place(self) -> tuple[UUID, Callable[[], None]]:
        """A booking that is placed but for the commit: its id, and what commits it."""
        n = next(self.numbers)
        day = window_start() + timedelta(days=FREE + n // len(self.artists))
        with current.acting(self.tenant, self.member):
            artist = db.session.get_one(Artist, (self.tenant.id, self.artists[n % len(self.artists)]))
            project = db.session.get_one(Project, (self.tenant.id, self.project))
            span = Span(day + timedelta(hours=9), day + timedelta(hours=17))
            id = Booking.place(self.member, artist, project, span, PENCIL).id
        return id, self.commit

    def commit(self) -> None:
        with current.acting(self.tenant, self.member):
            db.session.commit()
