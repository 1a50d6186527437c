"""Webhook endpoints: where a studio is told of what happens, of which events, and how far it was told."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text
from uuid_utils.compat import uuid7

from studio.accounts.models import Tenant
from studio.activity import audit
from studio.activity.mixins import Logged
from studio.activity.recorder import Actor, record
from studio.extensions import db
from studio.lib.current import current
from studio.lib.db import Base, Tenanted, utcnow
from studio.lib.encryption import Unreadable, seal, unseal
from studio.publishing.payloads import NAMES
from studio.webhooks.deliveries import PING, Delivery, replace_waiting
from studio.webhooks.signing import new_secret

ACTIVE, PAUSED, GONE, REMOVED = STATUSES = ("active", "paused", "gone", "removed")
MOST = 20  # endpoints of a studio
OVERLAP = timedelta(hours=24)  # both secrets sign for so long after a rotation


class TooMany(Exception):
    """A studio has at most MOST endpoints."""


class Endpoint(Logged, Tenanted, Base):
    """An address that is told. `cursor` is the last event that became deliveries, or was passed over: whatever
    stops, the log behind it is whole, and telling goes on there.

    An endpoint that is `gone` answered 410. One that takes nothing at all has `failures`, and rests between them.
    """

    __tablename__ = "webhook_endpoints"
    __table_args__ = (
        CheckConstraint(f"status IN {STATUSES!r}", name="status"),
        CheckConstraint("length(url) BETWEEN 1 AND 500", name="url"),
        Index("ix_webhook_endpoints_active", "tenant_id", postgresql_where=text("status = 'active'")),
    )

    url: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    events: Mapped[list[str]] = mapped_column(ARRAY(Text))  # of NAMES
    status: Mapped[str] = mapped_column(default=ACTIVE)
    secret: Mapped[bytes]  # sealed
    old_secret: Mapped[bytes | None]
    old_until: Mapped[datetime | None]
    cursor: Mapped[int] = mapped_column(BigInteger)
    round: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)  # since anything was taken
    rests_until: Mapped[datetime | None]
    due_at: Mapped[datetime | None]  # when there is something to send, the events after `cursor` aside
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    SUBJECT = "webhook"
    LOGGED = ("url", "description", "events", "status", "version")

    @classmethod
    def all(cls) -> list[Endpoint]:
        """The studio's endpoints, the oldest first."""
        return list(db.session.scalars(select(cls).where(cls.status != REMOVED).order_by(cls.id)))

    @classmethod
    def locked(cls, id: UUID) -> Endpoint | None:
        """The endpoint, locked: whoever changes it or its deliveries begins here, so that nobody waits in a circle."""
        mine = select(cls).where(cls.id == id, cls.status != REMOVED).with_for_update()
        return db.session.scalar(mine.execution_options(populate_existing=True))

    @classmethod
    def add(cls, by: Actor | None, url: str, events: Sequence[str], description: str = "") -> tuple[Endpoint, str]:
        """A new endpoint, told of what happens from now on, and its secret. Raises TooMany."""
        if len(cls.all()) >= MOST:
            raise TooMany
        endpoint = cls(id=uuid7(), url=url, events=in_order(events), description=description, cursor=last_event())
        secret = endpoint.fresh_secret()
        db.session.add(endpoint)
        db.session.flush()
        record("webhook.added", endpoint, by)
        audit.note("webhook.added", endpoint.id, url, by)
        return endpoint, secret

    def change(self, kind: str, by: Actor | None, note: str = "", /, **values: Any) -> None:
        if any(getattr(self, name) != value for name, value in values.items()):
            audit.note(kind, self.id, self.url, by)
        super().change(kind, by, note, **values)

    def edit(self, by: Actor | None, url: str, events: Sequence[str], description: str) -> None:
        self.change("webhook.edited", by, url=url, events=in_order(events), description=description)

    def rotate(self, by: Actor | None, now: datetime) -> str:
        """A new secret; the old one signs beside it for a day."""
        self.old_secret, self.old_until = self.secret, now + OVERLAP
        secret = self.fresh_secret()
        db.session.flush()
        record("webhook.rotated", self, by)
        audit.note("webhook.rotated", self.id, self.url, by)
        return secret

    def fresh_secret(self) -> str:
        secret = new_secret()
        self.secret = seal(secret, f"webhook {self.id}")
        return secret

    def secrets(self, now: datetime) -> list[str]:
        """What messages are signed with, the newest first. Raises Unreadable after SECRET_KEY was changed."""
        found = [unseal(self.secret, f"webhook {self.id}")]
        if self.old_secret and self.old_until and now < self.old_until:
            with suppress(Unreadable):
                found.append(unseal(self.old_secret, f"webhook {self.id}"))
        return found

    def pause(self, by: Actor | None) -> None:
        """Tell it nothing for now. Nothing is lost: it goes on where it stopped."""
        if self.status == ACTIVE:
            self.change("webhook.paused", by, status=PAUSED)

    def resume(self, by: Actor | None, now: datetime) -> None:
        if self.status in (PAUSED, GONE):
            self.wake(now)
            self.change("webhook.resumed", by, status=ACTIVE)

    def close(self) -> None:
        """Its receiver answered 410."""
        if self.status == ACTIVE:
            self.change("webhook.gone", None, status=GONE)

    def remove(self, by: Actor | None) -> None:
        """For good; what was delivered stays on record."""
        self.change("webhook.removed", by, status=REMOVED)

    def replay(self, by: Actor | None, seq: int, now: datetime) -> None:
        """Tell again everything from the event numbered `seq` on, in order, those it took before too.

        It only ever goes back: what was not told yet is never left out.
        """
        replace_waiting(self.id, seq, now)
        self.cursor, self.round = min(self.cursor, max(seq, 1) - 1), self.round + 1
        self.wake(now)
        db.session.flush()
        record("webhook.replayed", self, by, note=str(seq))

    def ping(self, now: datetime) -> Delivery:
        """A message that says nothing, to see whether it arrives."""
        id = uuid7()
        ping = Delivery(
            id=id, endpoint_id=self.id, round=self.round, seq=0, name=PING, message_id=id, subject_id=id, next_at=now
        )
        db.session.add(ping)
        self.wake(now)
        db.session.flush()
        return ping

    def redeliver(self, delivery: Delivery, now: datetime) -> None:
        delivery.again(now)
        self.wake(now)
        db.session.flush()

    def wake(self, now: datetime) -> None:
        """Have it looked at, whether it rests or not."""
        self.due_at, self.rests_until, self.failures = now, None, 0


def in_order(events: Sequence[str]) -> list[str]:
    return [name for name in NAMES if name in events]


def last_event() -> int:
    return db.session.scalars(select(func.coalesce(Tenant.event_seq, 0)).where(Tenant.id == current.tenant.id)).one()
