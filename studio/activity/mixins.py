"""What records with a history share: a change is an event; archiving is one too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Mapped
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from studio.activity.recorder import Actor, plain, record
from studio.extensions import db


class Logged:
    """A row whose every change is recorded. `LOGGED` names the columns that make its state."""

    LOGGED: ClassVar[tuple[str, ...]]
    if TYPE_CHECKING:  # the columns stand in the tables themselves
        id: Mapped[UUID]
        version: Mapped[int]

    def derived(self) -> dict[str, Any]:
        """Columns that follow from others, as they are to be; they are no part of the state."""
        return {}

    def state(self) -> dict[str, Any]:
        return {name: plain(getattr(self, name)) for name in self.LOGGED}

    def change(self, kind: str, by: Actor | None, note: str = "", /, **values: Any) -> None:
        """Set `values`, flush and record what differs; nothing happens when nothing does.

        Raises StaleDataError when somebody else changed the row since it was read.
        """
        changes = {k: [plain(getattr(self, k)), plain(v)] for k, v in values.items() if getattr(self, k) != v}
        if changes:
            for name, value in values.items():
                setattr(self, name, value)
            db.session.flush()
            record(kind, self, by, changes, note)


def change_all(kind: str, by: Actor | None, wanted: Sequence[tuple[Logged, Mapping[str, Any]]]) -> None:
    """`change` many rows of one table, each to values of its own, in one packet; an event is recorded of each.

    Raises StaleDataError when somebody else changed one of them since it was read.
    """
    changed = []
    for row, values in wanted:
        changes = {k: [plain(getattr(row, k)), plain(v)] for k, v in values.items() if getattr(row, k) != v}
        if changes:
            changed.append((row, values, changes))
    if changed:
        write_all([(row, values) for row, values, _ in changed])
    for row, _, changes in changed:
        record(kind, row, by, changes)


def write_all(changed: Sequence[tuple[Any, Mapping[str, Any]]]) -> None:
    """A flush would send a statement for each row, to see from each answer whether its version was the right one."""
    db.session.flush()
    columns = {name for _, values in changed for name in values} | changed[0][0].derived().keys() | {"version"}
    table = type(changed[0][0]).__table__
    own = {name: table.c[name] == bindparam(f"own_{name}") for name in ("tenant_id", "id", "version")}
    new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in columns}
    rows = []
    for row, values in changed:
        where = {f"own_{name}": getattr(row, name) for name in own}
        commit_values(row, {**values, "version": row.version + 1})
        commit_values(row, row.derived())
        rows.append(where | {f"new_{name}": getattr(row, name) for name in columns})
    written: Any = db.session.execute(update(table).where(*own.values()).values(new), rows)
    if written.rowcount != len(rows):
        raise StaleDataError(f"{len(rows) - written.rowcount} of {len(rows)} rows were changed meanwhile.")


def commit_values(row: Any, values: Mapping[str, Any]) -> None:
    """As if they had been read so."""
    for name, value in values.items():
        set_committed_value(row, name, value)


class Archivable(Logged):
    """A logged row with a life: added, edited, archived (off the lists, nothing lost), restored."""

    SUBJECT: ClassVar[str]  # "artist": the first half of its event kinds
    if TYPE_CHECKING:
        archived_at: Mapped[datetime | None]

    @property
    def archived(self) -> bool:
        return self.archived_at is not None

    def edit(self, by: Actor | None, **details: Any) -> None:
        self.change(f"{self.SUBJECT}.edited", by, **details)

    def archive(self, by: Actor | None, now: datetime) -> None:
        if not self.archived:
            self.change(f"{self.SUBJECT}.archived", by, archived_at=now)

    def restore(self, by: Actor | None) -> None:
        if self.archived:
            self.change(f"{self.SUBJECT}.restored", by, archived_at=None)


class Removable(Logged):
    """A logged row that is added, edited and removed; what is removed is kept, for the log speaks of it."""

    SUBJECT: str
    removed_at: Mapped[datetime | None]

    @classmethod
    def insert(cls, by: Actor | None, **columns: Any) -> Self:
        row = cls(**columns)
        db.session.add(row)
        db.session.flush()
        record(f"{cls.SUBJECT}.added", row, by)
        return row

    def edit(self, by: Actor | None, **columns: Any) -> None:
        self.change(f"{self.SUBJECT}.edited", by, **columns)

    def remove(self, by: Actor | None, now: datetime) -> None:
        if not self.removed_at:
            self.change(f"{self.SUBJECT}.removed", by, removed_at=now)
