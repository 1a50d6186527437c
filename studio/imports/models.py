"""Imports: an uploaded file, its preview, its run, and what was refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    and_,
    cast,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from studio.accounts.identity import Member
from studio.activity.models import Event
from studio.extensions import db
from studio.lib.db import Base, Tenanted, utcnow
from studio.lib.spans import Span

BOOKINGS, ARTISTS = KINDS = ("bookings", "artists")
PREVIEW, RUN = STAGES = ("preview", "run")
QUEUED, RUNNING, FINISHED, FAILED = STATES = ("queued", "running", "finished", "failed")
SILENT_AFTER = timedelta(seconds=60)  # a worker tells of itself after every batch
LEASE = timedelta(seconds=30)  # a worker not heard of for so long has lost the import to another
LOST = timedelta(seconds=60)  # a job that has not begun after so long may be gone with the Redis that held it
PIECE = 1024 * 1024  # bytes of the file read at a time


class Import(Tenanted, Base):
    """A CSV file of bookings, or of artists. First it is previewed, then run; `attempt` counts both, and a worker
    that finds another attempt than its own stops. The counts are those of the attempt. `lease` counts the workers that
    took it up: one that was given up and comes back finds another lease than its own, and stops too."""

    __tablename__ = "imports"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["memberships.tenant_id", "memberships.id"]),
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
        CheckConstraint(f"stage IN {STAGES!r}", name="stage"),
        CheckConstraint(f"state IN {STATES!r}", name="state"),
        Index("ix_imports_tenant_id_created_at", "tenant_id", "created_at"),
    )

    kind: Mapped[str] = mapped_column(default=BOOKINGS, server_default=BOOKINGS)
    filename: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)  # bytes
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    member_id: Mapped[UUID]
    member_name: Mapped[str]
    stage: Mapped[str] = mapped_column(default=PREVIEW)
    state: Mapped[str] = mapped_column(default=QUEUED)
    attempt: Mapped[int] = mapped_column(default=1)
    lease: Mapped[int] = mapped_column(default=0, server_default="0")
    position: Mapped[int] = mapped_column(BigInteger, default=0)  # bytes read
    accepted: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    new_artists: Mapped[int] = mapped_column(default=0)
    new_projects: Mapped[int] = mapped_column(default=0)
    names: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)  # some: "artists", "projects", "updates"
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict, server_default="{}")  # how artists were found
    header: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    reading: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict, server_default="{}")  # how it is to be read
    found: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict, server_default="{}")  # how it was read
    notices: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    problem: Mapped[str] = mapped_column(default="")  # why it failed
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    touched_at: Mapped[datetime] = mapped_column(default=utcnow)  # last heard of
    finished_at: Mapped[datetime | None]

    @classmethod
    def upload(
        cls, by: Member, filename: str, content: bytes, reading: Mapping[str, str] | None = None, kind: str = BOOKINGS
    ) -> Import:
        """A new import, to be previewed."""
        upload = cls(
            filename=filename[:200], size=len(content), content=content, member_id=by.id, member_name=by.name,
            reading=dict(reading or {}), kind=kind,
        )  # fmt: skip
        db.session.add(upload)
        db.session.flush()
        return upload

    @classmethod
    def recent(cls, count: int = 50) -> list[Import]:
        return list(db.session.scalars(select(cls).order_by(cls.created_at.desc()).limit(count)))

    @classmethod
    def abandoned(cls, now: datetime) -> list[Import]:
        """Those whose worker, or whose job, is gone; taken by this transaction."""
        given_up = and_(cls.state == RUNNING, cls.touched_at < now - LEASE)
        lost = and_(cls.state == QUEUED, cls.touched_at < now - LOST)
        mine = select(cls).where(given_up | lost).with_for_update(skip_locked=True)
        return list(db.session.scalars(mine.execution_options(populate_existing=True)))

    def take(self, now: datetime) -> None:
        """A worker begins, or goes on where the last one stood."""
        self.state, self.touched_at, self.lease = RUNNING, now, self.lease + 1

    def give_up(self, now: datetime) -> None:
        """Its worker is gone: the next one makes a preview from its start, and goes on with a run."""
        if (self.stage, self.state) == (PREVIEW, RUNNING):
            self.queue(PREVIEW, now)
        self.state, self.touched_at = QUEUED, now
        db.session.flush()

    @property
    def done(self) -> int:
        """Rows of the file that this attempt has placed or refused."""
        return self.accepted + self.refused

    @property
    def request_id(self) -> str:
        """What ties the events of its run to it."""
        return f"import-{self.id.hex}"

    def booked(self) -> Span | None:
        """From the start of the first booking it placed to the end of the last. One query."""
        starts, ends = (cast(Event.state[name].astext, DateTime(timezone=True)) for name in ("starts_at", "ends_at"))
        mine = Event.at >= self.created_at, Event.request_id == self.request_id, Event.kind == "booking.placed"
        first, last = db.session.execute(select(func.min(starts), func.max(ends)).where(*mine)).one()
        return Span(first, last) if first else None

    def silent(self, now: datetime) -> bool:
        """Whether its worker has not been heard of for so long that it must be gone."""
        return self.state == RUNNING and now - self.touched_at > SILENT_AFTER

    def working(self, now: datetime) -> bool:
        return self.state in (QUEUED, RUNNING) and not self.silent(now)

    def waiting_long(self, now: datetime) -> bool:
        return self.state == QUEUED and now - self.touched_at > timedelta(seconds=10)

    @property
    def percent(self) -> int:
        return min(99, self.position * 100 // max(self.size, 1))

    def runnable(self, now: datetime) -> bool:
        """Whether it may be run: previewed with something to place, or stopped before its end."""
        if self.stage == PREVIEW:
            return self.state == FINISHED and self.accepted > 0
        return self.state == FAILED or self.silent(now)

    def previewable(self, now: datetime) -> bool:
        """Whether the preview may be made again: it stopped, or was never begun, or its answer may have aged."""
        ended = self.state in (FINISHED, FAILED)
        return self.stage == PREVIEW and (ended or self.silent(now) or self.waiting_long(now))

    def queue(self, stage: str, now: datetime) -> None:
        """The next attempt, from zero."""
        self.stage, self.state, self.attempt = stage, QUEUED, self.attempt + 1
        self.position = self.accepted = self.refused = self.new_artists = self.new_projects = 0
        self.names, self.counts, self.notices, self.problem, self.touched_at, self.finished_at = (
            {},
            {},
            [],
            "",
            now,
            None,
        )
        db.session.flush()

    def copy_to(self, file: BinaryIO) -> None:
        """Write the content to `file`, piece by piece, and leave it at its start."""
        for start in range(1, self.size + 1, PIECE):
            piece = select(func.substring(Import.content, start, PIECE)).where(Import.id == self.id)
            file.write(db.session.scalar(piece) or b"")
        file.seek(0)


class ImportRefusal(Tenanted, Base):
    """A refused row of one attempt: its first line's number, the reason, and its cells as they stood."""

    __tablename__ = "import_refusals"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "import_id"], ["imports.tenant_id", "imports.id"]),
        Index("ix_import_refusals_import", "tenant_id", "import_id", "attempt", "line"),
    )

    import_id: Mapped[UUID]
    attempt: Mapped[int]
    line: Mapped[int]
    reason: Mapped[str]
    cells: Mapped[list[str]] = mapped_column(ARRAY(Text))

    @classmethod
    def of(cls, upload: Import) -> Any:
        """The statement that reads (line, reason, cells) of the import's attempt, in the order of the file."""
        mine = select(cls.line, cls.reason, cls.cells).where(cls.import_id == upload.id, cls.attempt == upload.attempt)
        return mine.order_by(cls.line)
