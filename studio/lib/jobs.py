"""Background jobs: queues on Redis; a job carries its tenant, member and request id, and starts after the commit."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app
from redis import Redis, RedisError
from rq import Queue, Retry
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from studio.lib.current import NO_CLIENT, current
from studio.lib.db import db

# By urgency: a worker takes the first job of the first queue that has one.
MAIL, WEBHOOKS, DEFAULT, IMPORTS = QUEUES = ("mail", "webhooks", "studio", "imports")
logger = logging.getLogger("studio.jobs")


def redis() -> Redis:
    return current_app.extensions["redis"]


def queue(name: str = DEFAULT) -> Queue:
    return Queue(name, connection=redis())


def more_urgent_wait(than: str) -> bool:
    """Whether a job waits in a queue that goes before this one. None does while Redis cannot be asked."""
    try:
        return any(queue(name).count for name in QUEUES[: QUEUES.index(than)])
    except RedisError:
        return False


def enqueue(
    job: Callable[..., Any], *args: Any, on: str = DEFAULT, timeout: int = 3600, keep: int = 3600, urgent: bool = False
) -> None:
    """Run `job(*args)` in a worker once the open transaction commits; nothing happens if it rolls back.

    Arguments must pickle; pass ids, not rows. `on` is the queue, `keep` how long Redis remembers a finished one, in
    seconds. An urgent job is tried three times, and is done here and now when Redis cannot be reached; any other then
    raises RedisError.
    """
    if not urgent:
        redis().ping()  # now, while the request can still say so and change nothing
    if not db.session().in_transaction():
        db.session.begin()  # so that there is something to commit, or to roll back
    tenant = current.tenant if current.has_tenant else None
    call = (tenant, current.member, current.request_id, job, *args)
    waiting = Waiting(on, call, urgent, {"timeout": timeout, "result_ttl": keep, "failure_ttl": 86400})
    db.session.info.setdefault("jobs", []).append(waiting)


@dataclass(frozen=True)
class Waiting:
    """A job of the open transaction."""

    on: str
    call: tuple[Any, ...]
    urgent: bool
    options: dict[str, Any]

    @property
    def name(self) -> str:
        """What a worker's log calls it: RQ's own description holds the arguments, recipients and texts among them."""
        return f"{self.call[3].__module__}.{self.call[3].__qualname__}"

    def send(self) -> None:
        retry = Retry(max=3, interval=[10, 60, 300]) if self.urgent else None
        try:
            queue(self.on).enqueue_call(run, self.call, retry=retry, description=self.name, **self.options)
        except RedisError:
            if not self.urgent:
                raise
            self.do_it_here()

    def do_it_here(self) -> None:
        job, *args = self.call[3:]
        try:
            job(*args)
        except Exception:  # the change is committed; its sender must not be told it failed
            logger.exception("an urgent job failed, and there is no Redis to try it again")


@event.listens_for(Session, "after_commit")
def send(session: Session) -> None:
    for waiting in session.info.pop("jobs", []):
        waiting.send()


@event.listens_for(Session, "after_soft_rollback")
def forget(session: Session, transaction: SessionTransaction) -> None:
    if not transaction.nested:
        session.info.pop("jobs", None)


def run(tenant: Any, member: Any, request_id: str, job: Callable[..., Any], *args: Any) -> Any:
    """What the worker calls: the job, acting for its tenant; it commits, unless it raises."""
    current.set_request_id(request_id)
    current.set_client(NO_CLIENT)
    with current.acting(tenant, member):
        try:
            result = job(*args)
            db.session.commit()
            return result
        finally:
            db.session.remove()
