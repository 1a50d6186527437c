"""How much vacation and sick leave there is in a year: the studio's usual days, an artist's own, and what is used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Numeric, select, text
from sqlalchemy.orm import Mapped, mapped_column

from studio.accounts.models import Tenant
from studio.activity.mixins import Removable
from studio.activity.recorder import Actor
from studio.artists.models import Artist
from studio.availability.patterns import DAY, midnights
from studio.availability.queries import Availability, Worker
from studio.availability.repeating_hours import Hours
from studio.availability.working_time import SICK, VACATION, Block, WorkingTime, total
from studio.extensions import db
from studio.lib.current import current
from studio.lib.db import Base, Tenanted, utcnow
from studio.lib.spans import Span

COUNTED = (VACATION, SICK)


class OwnAllowance(Removable, Tenanted, Base):
    """An artist's own number of days, from a leave year on; without, the studio's holds."""

    __tablename__ = "allowances"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "artist_id"], ["artists.tenant_id", "artists.id"]),
        Index(
            "uq_allowances_year", "tenant_id", "artist_id", "kind", "year", unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
        CheckConstraint(f"kind IN {COUNTED!r}", name="kind"),
        CheckConstraint("year BETWEEN 1990 AND 2200", name="year"),
        CheckConstraint("days BETWEEN 0 AND 366", name="days"),
    )  # fmt: skip

    artist_id: Mapped[UUID]
    kind: Mapped[str]
    year: Mapped[int]
    days: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    SUBJECT = "allowance"
    LOGGED = ("artist_id", "kind", "year", "days", "removed_at", "version")

    @classmethod
    def give(cls, by: Actor | None, artist: Artist, kind: str, year: int, days: Decimal | None, now: datetime) -> None:
        """So many days from this leave year on; None for as many as before it."""
        query = select(cls).where(cls.artist_id == artist.id, cls.kind == kind, cls.year == year)
        row = db.session.scalar(query.where(cls.removed_at.is_(None)).with_for_update())
        if row and days is None:
            row.remove(by, now)
        elif row and days is not None:
            row.edit(by, days=days)
        elif days is not None:
            cls.insert(by, artist_id=artist.id, kind=kind, year=year, days=days)

    @classmethod
    def of(cls, artists: Iterable[Worker]) -> dict[tuple[UUID, str], list[Self]]:
        """By artist and kind, in the order in which they begin to hold."""
        ids = [artist.id for artist in artists]
        rows = db.session.scalars(
            select(cls).where(cls.artist_id.in_(ids), cls.removed_at.is_(None)).order_by(cls.year)
        )
        found: dict[tuple[UUID, str], list[Self]] = {}
        for row in rows:
            found.setdefault((row.artist_id, row.kind), []).append(row)
        return found


@dataclass(frozen=True)
class LeaveYear:
    """A year of leave: named by the one in which it begins, with the first day of a month."""

    number: int
    month: int = 1

    @property
    def first(self) -> date:
        return date(self.number, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.number + 1, self.month, 1) - DAY

    @property
    def next(self) -> LeaveYear:
        return LeaveYear(self.number + 1, self.month)

    @classmethod
    def with_day(cls, day: date, month: int) -> Self:
        return cls(day.year - (day.month < month), month)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Allowance:
    """Of one kind in one leave year. `days` is None where nobody counts; `requested` waits for an answer."""

    kind: str
    year: LeaveYear
    days: Decimal | None
    used: Decimal
    requested: Decimal

    @property
    def left(self) -> Decimal | None:
        return None if self.days is None else self.days - self.used

    @property
    def left_after(self) -> Decimal | None:
        """When what is requested is approved."""
        return None if self.left is None else self.left - self.requested


@dataclass(frozen=True)
class Leave:
    """When an artist works but for time off, what they have of it, and what they asked for."""

    artist: Worker
    worker: WorkingTime
    blocks: tuple[Block, ...]
    requests: tuple[Block, ...]
    own: dict[str, list[OwnAllowance]]
    tenant: Tenant

    def of_year(self, year: LeaveYear, requests: Sequence[Block] | None = None) -> list[Allowance]:
        """What there is of each kind; with other `requests` than those that wait for an answer."""
        asked = self.requests if requests is None else requests
        used = days_used(self.worker, self.blocks, year)
        after = days_used(self.worker, (*self.blocks, *asked), year)
        return [
            Allowance(kind, year, self.days(kind, year), used[kind], max(after[kind] - used[kind], Decimal()))
            for kind in COUNTED
        ]

    def days(self, kind: str, year: LeaveYear) -> Decimal | None:
        own = [row.days for row in self.own.get(kind, ()) if row.year <= year.number]
        return own[-1] if own else {VACATION: self.tenant.vacation_days, SICK: self.tenant.sick_days}[kind]

    def year_of(self, day: date) -> LeaveYear:
        return LeaveYear.with_day(day, self.tenant.leave_year_starts)

    def today(self, now: datetime) -> LeaveYear:
        return self.year_of(now.astimezone(ZoneInfo(self.artist.zone)).date())

    def besides(self, id: Any) -> Leave:
        """As if one of the blocks or requests was not there: it is being changed."""
        blocks, requests = (tuple(b for b in each if b.id != str(id)) for each in (self.blocks, self.requests))
        return Leave(self.artist, self.worker, blocks, requests, self.own, self.tenant)


def leave_of(artists: Sequence[Worker]) -> dict[UUID, Leave]:
    """Everybody's, in three round trips, however many they are."""
    if not artists:
        return {}
    tenant, own = db.session.get_one(Tenant, current.tenant.id), OwnAllowance.of(artists)
    found = Availability.read(artists)

    def of(artist: Worker) -> Leave:
        blocks, requests = (each.get(str(artist.id), ()) for each in (found.blocks_of, found.requests_of))
        days = {kind: own.get((artist.id, kind), []) for kind in COUNTED}
        return Leave(artist, found.of(artist).with_blocks(()), blocks, requests, days, tenant)

    return {artist.id: of(artist) for artist in artists}


def days_used(worker: WorkingTime, blocks: Sequence[Block], year: LeaveYear) -> dict[str, Decimal]:
    """Working days of each kind, an hour as its share of that day's working hours. Whoever is ill on a day of vacation
    has it back: it counts as sick."""
    sick = [block for block in blocks if block.kind == SICK]
    leave = [block for block in blocks if block.kind == VACATION]
    ill = shares(worker, sick, year)
    both = shares(worker, [*sick, *leave], year)
    used_sick = sum(ill.values(), Decimal())
    return {SICK: used_sick, VACATION: sum(both.values(), Decimal()) - used_sick}


def shares(worker: WorkingTime, blocks: Sequence[Block], year: LeaveYear) -> dict[date, Decimal]:
    """How much of each working day of a year is taken: 1 of a whole one, 0.5 of half of its hours."""
    after = worker.with_blocks(tuple(blocks))
    found = {}
    for day in sorted(days_touched(blocks, worker.zone, year)):
        usual = total(worker.intervals(day))
        if usual and (lost := usual - total(after.intervals(day))):
            found[day] = Decimal(int(lost.total_seconds())) / Decimal(int(usual.total_seconds()))
    return found


def days_touched(blocks: Sequence[Block], zone: str, year: LeaveYear) -> set[date]:
    """The days of a year whose work they may take; hours after midnight are of the evening before, too."""
    found = {day for block in blocks if block.whole_days for day in block.days(year.first, year.last)}
    reach = Span(midnights(year.first, zone).start, midnights(year.last + DAY, zone).end)
    for span in Hours([block for block in blocks if not block.whole_days]).spans(reach):
        for day in WorkingTime(zone).days_of(span):
            found |= {each for each in (day - DAY, day) if each in year}
    return found
