"""Every recurring job, one line each; `flask clock` queues them, the workers run them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from studio.accounts.identity import TenantInfo
from studio.accounts.models import Tenant
from studio.activity import audit
from studio.api.operations.models import forget_old_answers
from studio.availability.calendars import refresh
from studio.bookings import holds
from studio.extensions import db
from studio.imports.jobs import resume_abandoned
from studio.lib import clock, jobs


def release_expired_holds() -> None:
    in_every_tenant(holds.release_expired, clock.now())


def refresh_calendars() -> None:
    in_every_tenant(refresh.queue_due, clock.now())


def resume_imports() -> None:
    in_every_tenant(resume_abandoned, clock.now())


def forget_answers() -> None:
    in_every_tenant(forget_old_answers)


def forget_audit() -> None:
    in_every_tenant(audit.forget_old)


RECURRING: tuple[tuple[Callable[[], None], int], ...] = (
    (release_expired_holds, 60),
    (refresh_calendars, 60),
    (resume_imports, 15),
    (forget_answers, 3600),
    (forget_audit, 3600),
)  # seconds between two runs


def in_every_tenant(job: Callable[..., Any], *args: Any) -> None:
    """Run `job` once per tenant, each in its own transaction; one that fails does not stop the others' turn."""
    tenants = [TenantInfo.of(tenant) for tenant in Tenant.every()]
    db.session.rollback()
    failed: list[Exception] = []
    for tenant in tenants:
        try:
            jobs.run(tenant, None, "clock", job, *args)
        except Exception as error:
            failed.append(error)
    if failed:
        raise ExceptionGroup(f"{len(failed)} tenants failed", failed)
