"""What records with a history share: a change is an event; archiving is one too."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import UUID

from sqlalchemy.orm import Mapped

from studio.activity.recorder import Actor, plain, record
from studio.extensions import db


class Logged:
    """A row whose every change is recorded. `LOGGED` names the columns that make its state."""

    LOGGED: ClassVar[tuple[str, ...]]
    if TYPE_CHECKING:  # the columns stand in the tables themselves
        id: Mapped[UUID]
        version: Mapped[int]

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
