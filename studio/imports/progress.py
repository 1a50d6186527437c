"""What an attempt has come to so far, written to the import's row after every batch."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from studio.imports.batches import Batch
from studio.imports.models import RUNNING, Import, ImportRefusal
from studio.lib.current import current
from studio.lib.db import utcnow

MOST_NAMES = 20
MOST_UPDATES = 50


class Superseded(Exception):
    """Another attempt at this import, or another worker: this one stops, and its open batch is rolled back."""


@dataclass
class Progress:
    """Counts of one attempt. `report` writes in the session it is given: for a run in the transaction of the
    batch, so that they are exact whatever happens."""

    import_id: UUID
    attempt: int
    lease: int
    accepted: int = 0
    refused: int = 0
    artists: list[str] = field(default_factory=list)
    projects: list[str] = field(default_factory=list)
    new_artists: int = 0
    new_projects: int = 0
    updates: list[dict[str, str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, upload: Import) -> Progress:
        """Where the worker before stood."""
        names = {"artists": [], "projects": [], "updates": [], **upload.names}
        counts = upload.accepted, upload.refused, names["artists"], names["projects"]
        new = upload.new_artists, upload.new_projects, names["updates"], Counter(upload.counts)
        return cls(upload.id, upload.attempt, upload.lease, *counts, *new)

    def add(self, batch: Batch) -> None:
        self.accepted += batch.accepted
        self.refused += len(batch.refused)
        self.new_artists += len(batch.artists)
        self.new_projects += len(batch.projects)
        self.counts += batch.counts
        self.updates = (self.updates + batch.updates)[:MOST_UPDATES]
        self.artists = (self.artists + batch.artists)[:MOST_NAMES]
        self.projects = (self.projects + batch.projects)[:MOST_NAMES]

    def report(self, session: Session, batch: Batch) -> None:
        """Raises Superseded."""
        self.add(batch)
        some_updates = {"updates": self.updates} if self.updates else {}
        self.set(
            session, position=batch.position, accepted=self.accepted, refused=self.refused,
            new_artists=self.new_artists, new_projects=self.new_projects,
            names={"artists": self.artists, "projects": self.projects, **some_updates},
            counts=dict(self.counts),
        )  # fmt: skip
        if batch.refused:
            session.execute(insert(ImportRefusal), [self.refusal(row) for row in batch.refused])

    def set(self, session: Session, **values: Any) -> None:
        """Write to the import's row, if this worker still has it. Raises Superseded."""
        of_this = (Import.id == self.import_id, Import.attempt == self.attempt, Import.lease == self.lease)
        mine = (*of_this, Import.state == RUNNING)
        change = update(Import).where(*mine).values(touched_at=utcnow(), **values)
        if not session.execute(change, execution_options={"synchronize_session": False}).rowcount:  # type: ignore[attr-defined]
            raise Superseded

    def refusal(self, row: Any) -> dict[str, Any]:
        own = {"tenant_id": current.tenant.id, "id": uuid7(), "import_id": self.import_id, "attempt": self.attempt}
        return {**own, "line": row.line, "reason": row.reason, "cells": row.cells}
