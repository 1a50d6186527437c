"""What artists write of their own time: some of it they ask for, the rest simply holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from studio.accounts.models import Tenant
from studio.activity.recorder import Actor
from studio.artists.models import Artist
from studio.availability.models import TimeBlock
from studio.availability.requests import APPROVED, DECLINED, REQUESTED, needs_approval
from studio.extensions import db
from studio.lib.current import current


class Writer(Actor, Protocol):
    def can(self, permission: str) -> bool: ...


def approval_kinds() -> list[str]:
    """What artists ask for in this studio."""
    return db.session.get_one(Tenant, current.tenant.id).approval_kinds


def may_write(member: Writer, artist: Artist) -> bool:
    """Those who plan artists' time, and the artist."""
    return member.can("artists.write") or is_own(member, artist)


def is_own(member: Actor, artist: Artist) -> bool:
    return artist.member_id is not None and artist.member_id == member.id


def add(by: Writer, artist: Artist, asked: Collection[str], now: datetime, columns: Mapping[str, Any]) -> TimeBlock:
    """A new block; an artist asks for it if it is of one of the `asked` kinds."""
    if by.can("artists.write"):
        return TimeBlock.add(by, artist, **columns)
    if needs_approval(columns["kind"], asked):
        return TimeBlock.request(by, artist, now=now, **columns)
    return TimeBlock.add(by, artist, requested_by=by.id, requested_at=now, **columns)


def change(by: Writer, row: TimeBlock, asked: Collection[str], now: datetime, columns: Mapping[str, Any]) -> None:
    """Other columns; what an artist changes of an approved block waits for an answer again, but for its note."""
    differing = {name for name, value in columns.items() if getattr(row, name) != value}
    if by.can("artists.write") or differing <= {"note"}:
        row.edit(by, **columns)
    elif needs_approval(columns["kind"], asked):
        row.request_again(by, now, **columns)
    else:
        row.edit(by, **columns, status=APPROVED)


def may_change(by: Writer, row: TimeBlock, asked: Collection[str], today: date) -> bool:
    """Schedulers all of it; an artist what they wrote, until it was declined, or was approved and has begun."""
    if by.can("artists.write"):
        return True
    if row.requested_by != by.id or row.status == DECLINED:
        return False
    return row.status == REQUESTED or not needs_approval(row.kind, asked) or first_day(row) > today


def first_day(row: TimeBlock) -> date:
    if row.starts_at:
        return row.starts_at.astimezone(ZoneInfo(row.zone)).date()
    return row.starts_on or date.min


def remove(by: Writer, row: TimeBlock, now: datetime) -> None:
    if row.requested_by == by.id:
        row.withdraw(by, now)
    else:
        row.remove(by, now)
