"""Custom fields: what a studio wants to know of its artists or projects beside what everybody does."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from studio.accounts.models import Tenant
from studio.activity.mixins import Removable
from studio.activity.recorder import Actor
from studio.extensions import db
from studio.lib.current import current
from studio.lib.db import Base, Tenanted, utcnow
from studio.lib.text.names import clean_name
from studio.lib.text.search import fold

SUBJECTS = ARTIST, PROJECT = ("artist", "project")
KINDS = TEXT, NUMBER, DATE, CHOICE, YES_NO, LINK = ("text", "number", "date", "choice", "yes_no", "link")
MOST = 30  # fields of one kind of record


class CustomField(Removable, Tenanted, Base):
    """A field a studio defines. Records keep its values under `key`, which is made of its first name and stays."""

    __tablename__ = "custom_fields"
    __table_args__ = (
        UniqueConstraint("tenant_id", "subject", "key"),
        Index(
            "uq_custom_fields_name", "tenant_id", "subject", text("lower(name)"), unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
        CheckConstraint(f"subject IN {SUBJECTS!r}", name="subject"),
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
        CheckConstraint("length(name) BETWEEN 1 AND 60", name="name"),
        CheckConstraint("(kind = 'choice') = (cardinality(choices) > 0)", name="choices"),
    )  # fmt: skip

    subject: Mapped[str]
    key: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    choices: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    position: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    SUBJECT = "custom_field"
    LOGGED = ("subject", "key", "name", "kind", "choices", "position", "removed_at", "version")

    @classmethod
    def add(cls, by: Actor | None, subject: str, name: str, kind: str, choices: list[str] | None = None) -> CustomField:
        """The last of its subject's fields. Raises IntegrityError (uq_custom_fields_name) when the name is taken."""
        one_at_a_time = select(Tenant.id).where(Tenant.id == current.tenant.id).with_for_update(key_share=True)
        db.session.execute(one_at_a_time)  # of two made at once, both would take the same key
        keys = set(db.session.scalars(select(cls.key).where(cls.subject == subject)))
        last = db.session.scalar(select(func.max(cls.position)).where(cls.subject == subject)) or 0
        columns: dict[str, Any] = {"kind": kind, "choices": choices or [], "position": last + 1}
        name = clean_name(name)
        return cls.insert(by, subject=subject, key=unused_key(name, keys), name=name, **columns)

    @classmethod
    def of(cls, subject: str) -> list[CustomField]:
        """Those in use, in the order in which they are shown."""
        mine = select(cls).where(cls.subject == subject, cls.removed_at.is_(None)).order_by(cls.position, cls.id)
        return list(db.session.scalars(mine))


def unused_key(name: str, taken: set[str]) -> str:
    """`Union number` is kept as `union_number`; a second one of that name as `union_number_2`."""
    base = "_".join(re.findall(r"[a-z0-9]+", fold(name)))[:50] or "field"
    numbered = (f"{base}_{n}" for n in range(2, len(taken) + 3))
    return base if base not in taken else next(key for key in numbered if key not in taken)
