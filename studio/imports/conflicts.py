"""Why a row was refused: the booking that was there before it, in words."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from studio.artists.models import Artist
from studio.bookings.models import BLOCKING, HOLD, Booking
from studio.extensions import db
from studio.imports.rows import BookingRecord
from studio.projects.models import Project


def repeats(artist: Artist, project: Project, row: BookingRecord) -> bool:
    """Whether exactly this booking is there already: same artist, project, span, title and status."""
    same = select(Booking.id).where(
        Booking.artist_id == artist.id, Booking.project_id == project.id, Booking.starts_at == row.span.start,
        Booking.ends_at == row.span.end, Booking.title == row.details["title"], Booking.status == row.status,
    )  # fmt: skip
    return db.session.execute(same.limit(1)).first() is not None


def explained(artist: Artist, project: Project, row: BookingRecord) -> str | None:
    """The booking in the way; None when it is not to be seen, because another transaction is just placing it."""
    if repeats(artist, project, row):
        return already_there(row.status)
    winner = winning(artist, row)
    return already_booked(artist.name, winner) if winner else None


def already_there(status: str) -> str:
    return _("This hold is already in Studio.") if status == HOLD else _("This booking is already in Studio.")


def already_booked(artist: str, winner: Any) -> str:
    """`winner` has the project's name, title, starts_at and ends_at."""
    what = " · ".join(part for part in (winner.name, winner.title) if part)
    when = f"{winner.starts_at.astimezone(UTC):%Y-%m-%d %H:%M} – {winner.ends_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return _("%(artist)s is already booked: %(what)s, %(when)s.", artist=artist, what=what, when=when)


def winning(artist: Artist, row: BookingRecord) -> Any:
    """(project's name, title, starts_at, ends_at) of the first booking that overlaps the row."""
    overlapping = (
        select(Project.name, Booking.title, Booking.starts_at, Booking.ends_at)
        .join(Project, (Project.tenant_id == Booking.tenant_id) & (Project.id == Booking.project_id))
        .where(Booking.artist_id == artist.id, Booking.status.in_(BLOCKING))
        .where(Booking.starts_at < row.span.end, Booking.ends_at > row.span.start)
    )
    return db.session.execute(overlapping.order_by(Booking.starts_at).limit(1)).first()
