"""The three queries a window of the calendar is read by. Ids come as text and instants as seconds since 1970: a page
hashes, compares and prints each many times."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, Text, and_, bindparam, cast, func, or_, select

from studio.artists.models import Artist
from studio.bookings.models import BLOCKING, CANCELLED, HOLD, Booking
from studio.projects.models import Project

A, P, B = (model.__table__.c for model in (Artist, Project, Booking))


def epoch(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.date_part("epoch", column)


def seconds(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(epoch(column), BigInteger)


def words(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(column, Text)


# In the order of ArtistRow, ProjectRow and BookingRow.
EVERY_ARTIST: Select[Any] = select(
    words(A.id), A.archived_at.is_not(None), A.name, A.role, A.department, A.city, A.zone, A.hue, words(A.member_id),
    A.skills, A.tags,
).where(A.tenant_id == bindparam("tenant"))  # fmt: skip
EVERY_PROJECT: Select[Any] = select(words(P.id), P.archived_at.is_not(None), P.name, P.hue, P.client).where(
    P.tenant_id == bindparam("tenant")
)
EVERY_BOOKING: Select[Any] = select(
    words(B.id), B.includes_non_working, words(B.artist_id), words(B.project_id), B.status, B.title,
    seconds(B.starts_at), seconds(B.ends_at), epoch(B.placed_at), epoch(B.expires_at),
).where(B.tenant_id == bindparam("tenant"))  # fmt: skip

IN_WINDOW = and_(B.starts_at < bindparam("to"), B.ends_at > bindparam("from"))
NEARBY = and_(B.starts_at < bindparam("far_to"), B.ends_at > bindparam("far_from"))
UNEXPIRED = or_(B.expires_at.is_(None), B.expires_at > bindparam("now"))

ARTISTS = EVERY_ARTIST.where(A.archived_at.is_(None))
PROJECTS = EVERY_PROJECT.where(P.archived_at.is_(None))
BOOKINGS = EVERY_BOOKING.where(NEARBY, or_(and_(B.status.in_(BLOCKING), IN_WINDOW), and_(B.status == HOLD, UNEXPIRED)))
CANCELLATIONS = EVERY_BOOKING.where(B.status == CANCELLED, IN_WINDOW)
ARTISTS_BY_ID = EVERY_ARTIST.where(A.id.in_(bindparam("ids", expanding=True)))
PROJECTS_BY_ID = EVERY_PROJECT.where(P.id.in_(bindparam("ids", expanding=True)))
