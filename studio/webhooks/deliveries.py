"""Deliveries: one message to one endpoint, tried until it is taken or given up. Kept either way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, aliased, mapped_column

from studio.extensions import db
from studio.lib.db import Base, Tenanted, utcnow
from studio.webhooks.backoff import delay
from studio.webhooks.client import Outcome

WAITING, DELIVERED, DEAD, REPLACED = STATES = ("waiting", "delivered", "dead", "replaced")
PING = "ping"
LEASE = timedelta(seconds=60)  # after which a worker that took a message and was never heard of is given up
KEPT = 30  # attempts that are remembered


class Delivery(Tenanted, Base):
    """`seq` is the event's; `round` counts the endpoint's replays. Of one subject, only the first that waits is sent.

    `next_at` is when it may be tried (again); while it is `sending`, when its worker is given up.
    """

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "endpoint_id"], ["webhook_endpoints.tenant_id", "webhook_endpoints.id"]),
        CheckConstraint(f"state IN {STATES!r}", name="state"),
        Index(
            "uq_webhook_deliveries_round", "tenant_id", "endpoint_id", "round", "seq",
            unique=True, postgresql_where=text("name <> 'ping'"),
        ),
        Index(
            "ix_webhook_deliveries_lane", "tenant_id", "endpoint_id", "subject_id", "round", "seq",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_webhook_deliveries_waiting", "tenant_id", "endpoint_id", "round", "seq",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_webhook_deliveries_dead", "tenant_id", "endpoint_id", "seq", postgresql_where=text("state = 'dead'")
        ),
        Index("ix_webhook_deliveries_newest", "tenant_id", "endpoint_id", "id"),
    )  # fmt: skip

    endpoint_id: Mapped[UUID]
    round: Mapped[int]
    seq: Mapped[int] = mapped_column(BigInteger)  # 0 for a ping
    name: Mapped[str]  # "booking:created"
    message_id: Mapped[UUID]  # the event's id: what a receiver knows it by, however often it comes
    subject_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(default=WAITING)
    sending: Mapped[bool] = mapped_column(default=False)
    tries: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    next_at: Mapped[datetime] = mapped_column(default=utcnow)
    done_at: Mapped[datetime | None]

    @property
    def last(self) -> dict[str, Any] | None:
        """The last attempt: at, status, error, ms, excerpt."""
        return self.attempts[-1] if self.attempts else None

    def tried(self) -> list[dict[str, Any]]:
        """The attempts, the newest first, with real times."""
        return [{**attempt, "at": datetime.fromisoformat(attempt["at"])} for attempt in self.attempts[::-1]]

    def note(self, outcome: Outcome, now: datetime, delays: Sequence[float]) -> None:
        """What came of an attempt. What nobody took is tried again, until the delays are used up: then it is dead."""
        attempt = {"at": now.isoformat(), "status": outcome.status, "error": outcome.error, "ms": outcome.ms}
        self.attempts = [*self.attempts, {**attempt, "excerpt": outcome.excerpt}][-KEPT:]
        self.sending = False
        if self.state != WAITING:
            return
        if outcome.ok:
            self.state, self.done_at = DELIVERED, now
        elif outcome.gone:
            self.next_at = now  # the endpoint is closed; whoever opens it again finds it first in line
        elif self.tries >= len(delays):
            self.state, self.done_at = DEAD, now
        else:
            wait = max(delay(self.tries, delays), outcome.retry_after)
            self.tries, self.next_at = self.tries + 1, now + timedelta(seconds=wait)

    def again(self, now: datetime) -> None:
        """Once more from the first try, whatever became of it. It goes before what waits of its subject."""
        if self.state != WAITING:
            self.state, self.done_at = WAITING, None
        self.tries, self.next_at = 0, now if not self.sending else self.next_at
        db.session.flush()


def heads(endpoint_id: UUID) -> Any:
    """The deliveries of an endpoint that are next of their subject."""
    earlier = aliased(Delivery)
    before = select(earlier.id).where(
        earlier.endpoint_id == Delivery.endpoint_id,
        earlier.subject_id == Delivery.subject_id, earlier.state == WAITING,
        tuple_(earlier.round, earlier.seq) < tuple_(Delivery.round, Delivery.seq),
    )  # fmt: skip
    mine = select(Delivery).where(Delivery.endpoint_id == endpoint_id, Delivery.state == WAITING)
    return mine.where(~before.exists())


def claim(endpoint_id: UUID, most: int, now: datetime) -> list[Delivery]:
    """Up to `most` that are due, no two of one subject, the freshest first: one that always fails holds up no other.

    Nobody else is given them until the lease is over.
    """
    due = heads(endpoint_id).where(Delivery.next_at <= now)
    first = due.order_by(Delivery.tries, Delivery.round, Delivery.seq).limit(most)
    found = list(db.session.scalars(first.execution_options(populate_existing=True)))
    for delivery in found:
        delivery.sending, delivery.next_at = True, now + LEASE
    db.session.flush()
    return found


def next_due(endpoint_id: UUID) -> datetime | None:
    """When there is something to send next."""
    first = heads(endpoint_id).with_only_columns(Delivery.next_at).order_by(Delivery.next_at).limit(1)
    return db.session.scalar(first)


def replace_waiting(endpoint_id: UUID, seq: int, now: datetime) -> None:
    """A replay from `seq` will send these again; what is under way stays, so that it is not overtaken."""
    idle = (Delivery.state == WAITING) & ~(Delivery.sending & (Delivery.next_at > now))
    mine = update(Delivery).where(Delivery.endpoint_id == endpoint_id, Delivery.seq >= seq)
    db.session.execute(
        mine.where(idle | (Delivery.state == DEAD)).values(state=REPLACED, done_at=now),
        execution_options={"synchronize_session": False},
    )
