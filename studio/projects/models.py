"""Projects: what artists are booked on."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Index, Numeric, select, text
from sqlalchemy.orm import Mapped, mapped_column

from studio.activity.mixins import Archivable
from studio.activity.recorder import Actor, record
from studio.extensions import db
from studio.lib.current import current
from studio.lib.db import Base, Tenanted, utcnow
from studio.lib.hues import HUES, hue_for
from studio.lib.money import Money
from studio.lib.text.names import Named, name_key

STATUSES = ("lead", "active", "on_hold", "completed", "cancelled")


class Project(Named, Archivable, Tenanted, Base):
    """A job for a client. `budget` is in `currency`; dates are the project's own calendar days, both inclusive."""

    __tablename__ = "projects"
    __table_args__ = (
        Index("uq_projects_name", "tenant_id", "name_key", unique=True, postgresql_where=text("archived_at IS NULL")),
        CheckConstraint(f"status IN {STATUSES!r}", name="status"),
        CheckConstraint(f"hue IN {HUES!r}", name="hue"),
        CheckConstraint("budget >= 0", name="budget"),
        CheckConstraint("starts_on <= ends_on", name="dates"),
        CheckConstraint("length(name) BETWEEN 1 AND 120", name="name"),
    )

    code: Mapped[str] = mapped_column(default="")
    client: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="active")
    hue: Mapped[str]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    deadline: Mapped[date | None]
    budget: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    currency: Mapped[str]
    notes: Mapped[str] = mapped_column(default="")
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    __mapper_args__ = {"version_id_col": version}

    SUBJECT = "project"
    LOGGED = (
        "name", "code", "client", "status", "hue", "starts_on", "ends_on", "deadline", "budget", "currency", "notes",
        "archived_at", "version",
    )  # fmt: skip

    @classmethod
    def add(cls, by: Actor | None, name: str, **details: Any) -> Project:
        """A new project. Raises IntegrityError (uq_projects_name) when the name is taken."""
        project = cls(name=name, **{"currency": current.tenant.currency, "hue": hue_for(name), **details})
        db.session.add(project)
        db.session.flush()
        record("project.added", project, by)
        return project

    @classmethod
    def named(cls, name: str) -> Project | None:
        """The active project of this name, whatever its case."""
        return db.session.scalar(select(cls).where(cls.name_key == name_key(name), cls.archived_at.is_(None)))

    @property
    def money(self) -> Money | None:
        return Money(self.budget, self.currency) if self.budget is not None else None
