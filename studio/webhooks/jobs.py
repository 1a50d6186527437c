"""The work of a worker for one studio: send what is due to its endpoints, until nothing is or its time is up."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import groupby
from time import monotonic
from uuid import UUID

from flask import current_app

from studio.accounts.identity import TenantInfo
from studio.accounts.models import Tenant
from studio.extensions import db
from studio.lib import clock, jobs
from studio.lib.db import act_for
from studio.webhooks.client import UNSIGNED, Outcome, send
from studio.webhooks.dispatch import Attempt, active_endpoints, lease_batch, record_outcomes
from studio.webhooks.scheduler import clear_mark, wake

BUDGET = 20.0  # seconds until the next studio has its turn
AT_ONCE = 16  # messages under way


def deliver_due(tenant_id: str) -> None:
    """The job: what the relay asks for when a studio has something to send."""
    clear_mark(jobs.redis(), tenant_id)
    act_for(UUID(tenant_id), db.session.connection())
    tenant = db.session.get(Tenant, UUID(tenant_id))
    info = tenant and TenantInfo.of(tenant)
    db.session.rollback()
    if info:
        jobs.run(info, None, f"webhooks-{info.id.hex}", work, tenant_id)


def work(tenant_id: str) -> None:
    until = monotonic() + BUDGET
    while turn():
        if monotonic() > until:
            return wake(jobs.redis(), tenant_id)


def turn() -> bool:
    """One batch to every endpoint that has something due; False when none has."""
    now, moved = clock.now(), False
    due: list[Attempt] = []
    for endpoint_id in active_endpoints():
        taken = lease_batch(endpoint_id, now)
        db.session.commit()  # the lease: it ends, whatever becomes of us
        due += taken.sent
        moved |= taken.moved
    delays = current_app.config["SETTINGS"].webhook_delays
    for endpoint_id, sent in groupby(deliver(due), key=lambda one: one.endpoint_id):
        record_outcomes(endpoint_id, list(sent), clock.now(), delays)
        db.session.commit()
    return moved or bool(due)


def deliver(due: Iterable[Attempt]) -> list[Attempt]:
    settings = current_app.config["SETTINGS"]
    post = partial(send, timeout=settings.webhook_timeout, private=settings.webhook_private)

    def outcome(one: Attempt) -> Attempt:
        return replace(one, outcome=post(one.request) if one.request else Outcome(error=UNSIGNED))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(outcome, due))
