"""What is booked from now on for one artist or one project: what their pages list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import ColumnElement, Row, func, or_, select

from studio.artists.models import Artist
from studio.bookings.holds import active, ranks
from studio.bookings.models import CANCELLED, HOLD, Booking
from studio.extensions import db
from studio.lib import clock
from studio.lib.current import current
from studio.lib.spans import Span
from studio.projects.models import Project

MOST = 50


@dataclass(frozen=True)
class Upcoming:
    """The next bookings, at most MOST, soonest first; `total` counts all of them, `ranks` has those of the holds."""

    rows: Sequence[Row[Any]]
    total: int
    ranks: dict[UUID, int]

    @staticmethod
    def span(row: Row[Any]) -> Span:
        return Span(row.starts_at, row.ends_at)


def upcoming(artist_id: UUID | None = None, project_id: UUID | None = None) -> Upcoming:
    """Bookings not yet over and not cancelled, of the artist, of the project, or of both. Two queries at most."""
    now = clock.now()
    query = (
        select(
            Booking.id, Booking.starts_at, Booking.ends_at, Booking.status, Booking.title,
            Artist.name.label("artist"), Artist.role.label("artist_role"),
            Artist.id.label("artist_id"), Artist.photo.label("artist_photo"),
            Project.name.label("project"), Project.hue.label("project_hue"),
            func.count().over().label("total"),
        )
        .join(Booking.artist)
        .join(Booking.project)
        .where(*conditions(now, artist_id, project_id))
        .order_by(Booking.starts_at, Booking.id)
        .limit(MOST)
    )  # fmt: skip
    rows: Any = db.session.execute(query).all()
    return Upcoming(rows, rows[0].total if rows else 0, ranks_among(rows, now))


def ranks_among(rows: Sequence[Row[Any]], now: datetime) -> dict[UUID, int]:
    held = [row for row in rows if row.status == HOLD]
    if not held:
        return {}
    return ranks(active(min(row.starts_at for row in held), max(row.ends_at for row in held), now))


def first_booking(project_id: UUID) -> tuple[UUID, date] | None:
    """The first there was for a project, cancelled ones aside, and the day it begins on for the viewer."""
    query: Any = (
        select(Booking.id, Booking.starts_at)
        .where(*still_on(clock.now()), Booking.project_id == project_id)
        .order_by(Booking.starts_at, Booking.id)
        .limit(1)
    )
    found = db.session.execute(query).first()
    return (found.id, found.starts_at.astimezone(ZoneInfo(current.member.zone)).date()) if found else None


def conditions(now: datetime, artist_id: UUID | None, project_id: UUID | None) -> list[ColumnElement[bool]]:
    found = [Booking.ends_at > now, *still_on(now)]
    if artist_id:
        found.append(Booking.artist_id == artist_id)
    if project_id:
        found.append(Booking.project_id == project_id)
    return found


def still_on(now: datetime) -> list[ColumnElement[bool]]:
    return [Booking.status != CANCELLED, or_(Booking.expires_at.is_(None), Booking.expires_at > now)]


def init_app(app: Flask) -> None:
    """Pages of artists and projects stand to the left of bookings: their templates ask through this name."""
    app.add_template_global(upcoming, "upcoming_bookings")
    app.add_template_global(first_booking)
