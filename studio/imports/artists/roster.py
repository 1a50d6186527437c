"""The active artists of a studio, found by email or by name; with those that a file has added so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from studio.artists.models import Artist
from studio.artists.rates import Rates
from studio.extensions import db
from studio.imports.rows import Unfit
from studio.lib.text.names import name_key

COLUMNS = (
    "name", "pronouns", "role", "other_roles", "employment", "department", "city", "zone", "holiday_region", "email",
    "phone", "skills", "skill_levels", "tags", "links", "hourly_rate", "currency", "emergency_contact", "notes",
    "custom",
)  # fmt: skip
EMAIL, NAME = "email", "name"  # what an artist was found by


@dataclass(eq=False)
class Entry:
    """An artist as the file finds them. `id` is None of one whom a preview would add."""

    id: UUID | None
    facts: dict[str, Any]
    rates: Rates | None = None
    marked: bool = False  # whether a row before meant this artist

    @property
    def name(self) -> str:
        return str(self.facts["name"])

    @property
    def email(self) -> str:
        return str(self.facts["email"]).casefold()


class Roster:
    def __init__(self) -> None:
        self.by_name: dict[str, Entry] = {}
        self.by_email: dict[str, list[Entry]] = {}

    @classmethod
    def read(cls) -> Roster:
        roster = cls()
        columns = [Artist.id, *(getattr(Artist, name) for name in COLUMNS)]
        for id, *values in db.session.execute(select(*columns).where(Artist.archived_at.is_(None))):
            roster.add(Entry(id, dict(zip(COLUMNS, values, strict=True))))
        return roster

    def add(self, entry: Entry) -> None:
        self.by_name[name_key(entry.name)] = entry
        if entry.email:
            self.by_email.setdefault(entry.email, []).append(entry)

    def forget(self, entry: Entry) -> None:
        if self.by_name.get(name_key(entry.name)) is entry:
            del self.by_name[name_key(entry.name)]
        if entry in self.by_email.get(entry.email, ()):
            self.by_email[entry.email].remove(entry)

    def become(self, entry: Entry, facts: dict[str, Any]) -> None:
        """The artist is this now, and found so by the rows that follow."""
        self.forget(entry)
        entry.facts = facts
        self.add(entry)

    def mark(self, name: str) -> None:
        """A row before meant the artist of this name."""
        if entry := self.by_name.get(name_key(name)):
            entry.marked = True

    def find(self, name: str, email: str) -> tuple[Entry | None, str]:
        """Who is meant, and by what they were found. Raises Unfit where name and email mean different people.

        An email that several share, as those of an agency do, means only whom no row before has meant by another name.
        """
        named = self.by_name.get(name_key(name)) if name else None
        same_email = self.by_email.get(email.casefold(), []) if email else []
        if name and not named:
            same_email = [entry for entry in same_email if not entry.marked]
        if named in same_email or not same_email:
            return named, EMAIL if named in same_email and len(same_email) == 1 else NAME
        if named:
            raise Unfit(
                _("The name is that of %(one)s, the email that of %(other)s.", one=named.name, other=same_email[0].name)
            )
        if len(same_email) > 1:
            names = ", ".join(entry.name for entry in same_email)
            raise Unfit(_("Several artists have this email: %(names)s.", names=names))
        return same_email[0], EMAIL

    def ids(self, pairs: Iterable[tuple[str, str]]) -> set[UUID]:
        """Of all who could be meant by these names and emails."""
        found = [self.by_name.get(name_key(name)) for name, _email in pairs if name]
        found += [entry for _name, email in pairs if email for entry in self.by_email.get(email.casefold(), ())]
        return {entry.id for entry in found if entry and entry.id}
