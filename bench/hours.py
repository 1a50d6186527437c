"""What counts hours, in one process: when a thousand artists work in a quarter; the job that counts what is booked."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from statistics import median
from typing import Any

from flask import Flask

from bench.data import HOURS, fill_hours, window_start
from bench.scale import Figure, show
from studio.accounts.identity import TenantInfo
from studio.accounts.models import Tenant
from studio.availability.queries import Availability
from studio.directory.statistics import medians
from studio.directory.statistics.periods import Period
from studio.extensions import db
from studio.lib import clock, jobs
from studio.lib.current import current
from studio.lib.spans import days_of
from studio.lib.weeks import ISO

DAYS, TIMES = 90, 3


def measure(app: Flask, environment: Mapping[str, str]) -> list[dict[str, Any]]:
    fill_hours(environment["DATABASE_URL"])
    with app.app_context():
        studio = Tenant.named(HOURS)
        assert studio
        tenant = TenantInfo.of(studio)
        db.session.rollback()
        figures: list[Figure] = [
            ("availability, 90 days", seconds(lambda: availability(tenant)), "s", 1, False),
            ("hours of 100,000, a job", seconds(lambda: jobs.run(tenant, None, "bench", utilisation)), "s", 10, False),
        ]
    return show("1,000 artists with working time of their own, 100,000 bookings", figures)


def seconds(run: Callable[[], Any]) -> float:
    """Of some runs the one in the middle; what each has read is forgotten with its transaction."""
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        run()
        taken.append(time.perf_counter() - began)
    return median(taken)


def availability(tenant: TenantInfo) -> None:
    """The working time of each artist on each day, from the database to the intervals."""
    with current.acting(tenant):
        artists = medians.active()
        days = days_of(window_start().date(), DAYS)
        found = Availability.read(artists, Period(days[0], days[-1]).span("UTC"))
        worked = sum(bool(found.of(artist).intervals(day)) for artist in artists for day in days)
        assert len(artists) == 1_000 and 40_000 < worked < 70_000, worked


def utilisation() -> None:
    """Of all, by day, week, month and project, as the page of statistics has it worked out."""
    first = window_start().date()
    found = medians.worked_out(medians.active(), Period(first, first + timedelta(days=99)), ISO, clock.now())
    assert found.utilisation and 0 < found.utilisation < 2, found
