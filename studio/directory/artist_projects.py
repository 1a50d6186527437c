"""The projects an artist worked on or is booked on: from when to when, for how long, and for how much."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from studio.artists.models import Artist
from studio.artists.rates import Rates, rates_of
from studio.availability.overrides import overriding
from studio.availability.queries import working_time_of
from studio.availability.working_time import WorkingTime
from studio.bookings.models import BLOCKING, HOLD, Booking
from studio.bookings.pricing import price
from studio.directory.upcoming import still_on
from studio.extensions import db
from studio.lib import clock
from studio.lib.money import Money
from studio.lib.pagination import Page, page_of
from studio.lib.spans import Span
from studio.projects.models import Project

SIZE = 50


@dataclass(frozen=True)
class ProjectOfArtist:
    """`hours` and `cost` are of pencils and confirmed bookings, `held` of holds. `cost` is by currency, and empty for
    those who may not see the artist's rates, or without one."""

    project: Any
    first: date
    last: date
    counts: Mapping[str, int]  # bookings by status
    hours: Decimal
    held: Decimal
    cost: Sequence[Money]


def listed(artist: Artist, number: int | None, sees_rate: bool) -> Page[ProjectOfArtist]:
    """A page of them, those with the latest booking first. Four queries at most."""
    bookings: dict[Any, list[Any]] = defaultdict(list)
    for row in bookings_of(artist):
        bookings[row.project_id].append(row)
    latest = sorted(bookings.values(), key=lambda rows: max(row.ends_at for row in rows), reverse=True)
    page = page_of(latest, number, SIZE)
    named = projects(rows[0].project_id for rows in page.rows)
    worker, rates = working_time_of(artist), rates_of([artist])[str(artist.id)] if sees_rate else Rates(None)
    shown = [of_project(named[rows[0].project_id], rows, worker, rates) for rows in page.rows]
    return Page(shown, page.number, page.pages, page.total)


def bookings_of(artist: Artist) -> Sequence[Any]:
    span = (Booking.starts_at, Booking.ends_at)
    columns = (Booking.project_id, *span, Booking.status, Booking.counts, Booking.override)
    query = select(*columns).where(Booking.artist_id == artist.id, *still_on(clock.now()))
    return db.session.execute(query.order_by(Booking.starts_at, Booking.id)).all()


def projects(ids: Iterable[Any]) -> dict[Any, Any]:
    columns = (Project.id, Project.name, Project.client, Project.hue, Project.archived_at)
    return {row.id: row for row in db.session.execute(select(*columns).where(Project.id.in_(list(ids))))}


def of_project(project: Any, rows: Sequence[Any], worker: WorkingTime, rates: Rates) -> ProjectOfArtist:
    hours: dict[str, Decimal] = defaultdict(Decimal)
    cost: dict[str, Money] = {}
    for row in rows:
        by_day = overriding(worker, row.override).hours_by_day(Span(row.starts_at, row.ends_at), row.counts)
        hours[row.status] += sum(by_day.values(), Decimal())
        for part in price(by_day, rates.on) if row.status in BLOCKING else ():
            cost[part.currency] = cost[part.currency] + part if part.currency in cost else part
    tz = ZoneInfo(worker.zone)
    last = max(row.ends_at for row in rows) - timedelta(microseconds=1)
    return ProjectOfArtist(
        project, rows[0].starts_at.astimezone(tz).date(), last.astimezone(tz).date(),
        Counter(row.status for row in rows), sum((hours[status] for status in BLOCKING), Decimal()), hours[HOLD],
        list(cost.values()),
    )  # fmt: skip
