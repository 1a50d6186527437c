"""Artists as a table for a spreadsheet: a header, and a row each, with what its reader may see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from studio.accounts.identity import Member
from studio.artists.file_columns import FACTS, MONEY, NO_HOLIDAYS, headings
from studio.artists.models import Artist
from studio.artists.privacy import PRIVATE, private_fields
from studio.artists.rates import Rates, may_see_rate, rates_of
from studio.artists.skills import typed
from studio.custom_fields.models import ARTIST, DATE, NUMBER, CustomField
from studio.extensions import db

Cell = str | Decimal | date | bool | None
AT_ONCE = 1000  # artists in one statement
COLUMNS = (
    Artist.id, Artist.member_id, Artist.name, Artist.pronouns, Artist.role, Artist.other_roles, Artist.employment,
    Artist.department, Artist.city, Artist.zone, Artist.holiday_region, Artist.email, Artist.phone, Artist.skills,
    Artist.skill_levels, Artist.tags, Artist.links, Artist.hourly_rate, Artist.currency, Artist.emergency_contact,
    Artist.notes, Artist.custom,
)  # fmt: skip


class Table:
    """The artists of these ids, in their order. A rate is the one in force `now`, where the artist is."""

    def __init__(self, ids: Sequence[UUID], viewer: Member, now: datetime):
        self.ids, self.viewer, self.now = ids, viewer, now
        self.fields = CustomField.of(ARTIST)
        own = self.own_among(ids)
        self.money = MONEY if may_see_rate(viewer, own) else ()
        self.private = tuple(name for name in PRIVATE if name in private_fields(viewer, own))

    def own_among(self, ids: Sequence[UUID]) -> UUID | None:
        """The viewer, if one of the artists is they: somebody who may see nobody's rate may see their own."""
        mine = select(Artist.id).where(Artist.member_id == self.viewer.id)
        return self.viewer.id if set(db.session.scalars(mine)) & set(ids) else None

    @property
    def header(self) -> list[str]:
        return [*FACTS, *self.money, *self.private, *headings(self.fields).values()]

    def rows(self) -> Iterator[list[Cell]]:
        for first in range(0, len(self.ids), AT_ONCE):
            some = self.ids[first : first + AT_ONCE]
            found = {row.id: row for row in db.session.execute(select(*COLUMNS).where(Artist.id.in_(some)))}
            rates = rates_of(found.values()) if self.money else {}
            for id in some:
                if id in found:
                    yield self.row(found[id], rates.get(str(id)))

    def row(self, artist: Any, rates: Rates | None) -> list[Cell]:
        facts = [fact(artist, name) for name in FACTS]
        private = private_fields(self.viewer, artist.member_id)
        hidden = [getattr(artist, name) if name in private else None for name in self.private]
        custom = [typed_value(field.kind, artist.custom.get(field.key)) for field in self.fields]
        return [*facts, *self.rate(artist, rates), *hidden, *custom]

    def rate(self, artist: Any, rates: Rates | None) -> list[Cell]:
        if not self.money:
            return []
        if rates is None or not may_see_rate(self.viewer, artist.member_id):
            return [None, None]
        rate = rates.on(self.now.astimezone(ZoneInfo(artist.zone)).date())
        return [rate.amount, rate.currency] if rate else [None, artist.currency]


def fact(artist: Any, name: str) -> str:
    if name == "skills":
        return typed(artist.skills, artist.skill_levels)
    if name == "holiday_region":
        return NO_HOLIDAYS if artist.holiday_region == "" else artist.holiday_region or ""
    value = getattr(artist, name)
    return (" " if name == "links" else ", ").join(value) if isinstance(value, list) else str(value)


def typed_value(kind: str, value: Any) -> Cell:
    """The value of a custom field as what it is."""
    if value is None:
        return None
    if kind == NUMBER:
        return Decimal(value)
    return date.fromisoformat(value) if kind == DATE else value
