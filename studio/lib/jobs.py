"""Background jobs: a queue on Redis; a job carries its tenant, member and request id, and starts after the commit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app
from redis import Redis
from rq import Queue
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from studio.extensions import db
from studio.lib.current import current

QUEUE = "studio"


def redis() -> Redis:
    return current_app.extensions["redis"]


def queue() -> Queue:
    return Queue(QUEUE, connection=redis())


def enqueue(job: Callable[..., Any], *args: Any, timeout: int = 3600) -> None:
    """Run `job(*args)` in a worker once the open transaction commits; nothing happens if it rolls back.

    Arguments must pickle; pass ids, not rows. Raises RedisError at once when the queue cannot be reached,
    so that the request can say so before anything is committed.
    """
    redis().ping()
    if not db.session().in_transaction():
        db.session.begin()  # so that there is something to commit or to roll back
    tenant = current.tenant if current.has_tenant else None
    call = (run, tenant, current.member, current.request_id, job, *args)
    db.session.info.setdefault("jobs", []).append((call, timeout))


@event.listens_for(Session, "after_commit")
def send(session: Session) -> None:
    for call, timeout in session.info.pop("jobs", []):
        queue().enqueue_call(call[0], call[1:], timeout=timeout, result_ttl=3600, failure_ttl=86400)


@event.listens_for(Session, "after_soft_rollback")
def forget(session: Session, transaction: SessionTransaction) -> None:
    if not transaction.nested:
        session.info.pop("jobs", None)


def run(tenant: Any, member: Any, request_id: str, job: Callable[..., Any], *args: Any) -> Any:
    """What the worker calls: the job, acting for its tenant; it commits, unless it raises."""
    current.set_request_id(request_id)
    with current.acting(tenant, member):
        try:
            result = job(*args)
            db.session.commit()
            return result
        finally:
            db.session.remove()
