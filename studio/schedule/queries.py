"""The statement a window of the calendar is read by: bookings, artists and projects united, in one shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    Select,
    Text,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from studio.artists.models import Artist
from studio.bookings.models import BLOCKING, CANCELLED, HOLD, Booking
from studio.lib.db import Base
from studio.projects.models import Project

Columns = Sequence[ColumnElement[Any]]


def seconds(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.date_part("epoch", column), BigInteger)


def branch(
    model: type[Base], flag: ColumnElement[bool], texts: Columns, lists: Columns = (), at: Columns = ()
) -> Select[Any]:
    """One kind of rows in the shape all kinds share: kind, id, a flag, 4 texts, 3 instants, 3 texts, 2 lists.

    A booking's columns stand side by side, in the order of BookingRow: there are many.
    """
    none, table = null(), model.__table__
    words = [cast(text, Text) for text in (*texts, *[none] * (7 - len(texts)))]
    instants = [*at] or [cast(none, BigInteger), cast(none, BigInteger), cast(none, Double)]
    listed = [*lists] or [cast(none, ARRAY(Text))] * 2
    columns = [literal(model.__tablename__), cast(table.c.id, Text), flag, *words[:4], *instants, *words[4:], *listed]
    return select(*columns).where(table.c.tenant_id == bindparam("tenant"))


A, P, B = (cls.__table__.c for cls in (Artist, Project, Booking))
ARTISTS = branch(
    Artist, A.archived_at.is_not(None),
    (A.name, A.role, A.department, A.city, A.zone, A.hue, A.member_id), lists=(A.skills, A.tags),
)  # fmt: skip
PROJECTS = branch(Project, P.archived_at.is_not(None), (P.name, P.hue, P.client))
BOOKINGS = branch(
    Booking, B.includes_non_working,
    (B.artist_id, B.project_id, B.status, B.title, func.date_part("epoch", B.expires_at)),
    at=(seconds(B.starts_at), seconds(B.ends_at), func.date_part("epoch", B.placed_at)),
)  # fmt: skip
TOUCHING = B.starts_at < bindparam("to"), B.ends_at > bindparam("from")
NEAR = B.starts_at < bindparam("far_to"), B.ends_at > bindparam("far_from")
UNEXPIRED = or_(B.expires_at.is_(None), B.expires_at > bindparam("now"))
ACTIVE = ARTISTS.where(A.archived_at.is_(None)), PROJECTS.where(P.archived_at.is_(None))
LIVING = union_all(
    *ACTIVE, BOOKINGS.where(B.status.in_(BLOCKING), *TOUCHING), BOOKINGS.where(B.status == HOLD, UNEXPIRED, *NEAR)
)
ENDED = BOOKINGS.where(B.status == CANCELLED, *TOUCHING)
ARCHIVED = union_all(
    ARTISTS.where(A.id.in_(bindparam("artists", expanding=True))),
    PROJECTS.where(P.id.in_(bindparam("projects", expanding=True))),
)
