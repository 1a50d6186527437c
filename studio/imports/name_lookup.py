"""Artists and projects by the names a file gives them: matched whatever the case, or added."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from studio.activity.recorder import Actor
from studio.artists.models import Artist
from studio.bookings.errors import BookingRefused, refusal
from studio.extensions import db
from studio.lib.text.names import name_key
from studio.projects.models import Project

Record = TypeVar("Record", Artist, Project)


class Names(Generic[Record]):
    """The active artists, or projects, of the tenant: all their names, and the rows of the batch at hand."""

    def __init__(self, model: type[Record]):
        self.model: type[Record] = model
        self.ids: dict[str, UUID] = {}
        self.spellings: dict[str, str] = {}
        self.rows: dict[UUID, Record] = {}
        for id, name in db.session.execute(select(model.id, model.name).where(model.archived_at.is_(None))):
            self.learn(name, id)

    def learn(self, name: str, id: UUID) -> None:
        self.ids[name_key(name)] = id
        self.spellings.setdefault(name_key(name), name)

    def find(self, name: str) -> UUID | None:
        return self.ids.get(name_key(name))

    def spelled(self, name: str) -> str:
        """As the record is called, or as the file called it first."""
        return self.spellings.get(name_key(name), name)

    def load(self, names: Iterable[str]) -> list[UUID]:
        """Read the rows of these names, as they are now, and forget the others."""
        ids = {id for name in names if (id := self.find(name))}
        found = db.session.scalars(select(self.model).where(self.model.id.in_(ids)))
        self.rows = {row.id: row for row in found}
        return list(self.rows)

    def named(self, by: Actor | None, name: str) -> Record:
        """The row of this name, added if there is none. Raises BookingRefused."""
        id = self.find(name)
        row = self.rows.get(id) if id else None
        if row is None:
            row = self.add(by, self.spelled(name))
            self.learn(name, row.id)
            self.rows[row.id] = row
        return row

    def add(self, by: Actor | None, name: str) -> Record:
        try:
            with db.session.begin_nested():
                return self.model.add(by, name)
        except IntegrityError:  # somebody else added it meanwhile
            if row := self.model.named(name):
                return row
            raise
        except OperationalError:
            raise
        except DBAPIError as error:
            raise refusal(error) or BookingRefused(str(error.orig)) from error

    def forget(self, name: str) -> None:
        """The row just added under this name was rolled back."""
        self.spellings.pop(name_key(name), None)
        id = self.ids.pop(name_key(name), None)
        if id:
            self.rows.pop(id, None)
