"""What an artist's hour costs, from which day on; and who may see it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Numeric, select, text
from sqlalchemy.orm import Mapped, mapped_column

from studio.activity.mixins import Removable
from studio.activity.recorder import Actor
from studio.extensions import db
from studio.lib.db import Base, Tenanted, utcnow
from studio.lib.money import Money


class Viewer(Protocol):
    @property
    def id(self) -> UUID: ...
    def can(self, permission: str) -> bool: ...


class Priced(Protocol):
    """An artist, or a row of one: the rate that holds until the first dated one."""

    @property
    def id(self) -> Any: ...
    @property
    def hourly_rate(self) -> Decimal | None: ...
    @property
    def currency(self) -> str: ...


def may_see_rate(viewer: Viewer, artist_member_id: UUID | None) -> bool:
    """Those who may see money, and artists their own."""
    return viewer.can("money.read") or (artist_member_id is not None and artist_member_id == viewer.id)


class ArtistRate(Removable, Tenanted, Base):
    """What an artist's hour costs from a day on, until the next of their rates begins."""

    __tablename__ = "artist_rates"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "artist_id"], ["artists.tenant_id", "artists.id"]),
        Index(
            "uq_artist_rates_effective_from", "tenant_id", "artist_id", "effective_from", unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
        CheckConstraint("hourly_rate >= 0", name="hourly_rate"),
    )  # fmt: skip

    artist_id: Mapped[UUID]
    effective_from: Mapped[date]
    hourly_rate: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    currency: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    SUBJECT = "artist_rate"
    LOGGED = ("artist_id", "effective_from", "hourly_rate", "currency", "removed_at", "version")

    @classmethod
    def add(cls, by: Actor | None, artist: Priced, effective_from: date, rate: Money) -> ArtistRate:
        """Raises IntegrityError (uq_artist_rates_effective_from) when another begins on that day."""
        return cls.insert(
            by, artist_id=artist.id, effective_from=effective_from, hourly_rate=rate.amount, currency=rate.currency
        )

    @property
    def rate(self) -> Money:
        return Money(self.hourly_rate, self.currency)

    @classmethod
    def of_artist(cls, artist: Priced) -> list[ArtistRate]:
        """In the order in which they begin."""
        mine = select(cls).where(cls.artist_id == artist.id, cls.removed_at.is_(None))
        return list(db.session.scalars(mine.order_by(cls.effective_from)))


@dataclass(frozen=True)
class Rates:
    """The rates of an artist by day: the first until the others begin, one after the other."""

    first: Money | None
    since: tuple[date, ...] = ()
    dated: tuple[Money, ...] = ()

    def on(self, day: date) -> Money | None:
        """The rate in force; None on days without any."""
        place = bisect_right(self.since, day)
        return self.dated[place - 1] if place else self.first

    @property
    def any(self) -> bool:
        return self.first is not None or bool(self.dated)


def rates_of(artists: Iterable[Priced]) -> dict[str, Rates]:
    """By the artist's id as text; one statement, however many they are."""
    wanted = {str(artist.id): artist for artist in artists}
    columns = ArtistRate.artist_id, ArtistRate.effective_from, ArtistRate.hourly_rate, ArtistRate.currency
    mine = select(*columns).where(
        ArtistRate.artist_id.in_([UUID(id) for id in wanted]), ArtistRate.removed_at.is_(None)
    )
    dated: dict[str, list[Any]] = defaultdict(list)
    for row in db.session.execute(mine.order_by(ArtistRate.effective_from)):
        dated[str(row.artist_id)].append(row)
    return {
        id: Rates(
            None if artist.hourly_rate is None else Money(artist.hourly_rate, artist.currency),
            tuple(row.effective_from for row in dated[id]),
            tuple(Money(row.hourly_rate, row.currency) for row in dated[id]),
        )
        for id, artist in wanted.items()
    }
