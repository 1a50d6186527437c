"""How much of an artist's working time is booked, and what became of holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from studio.api.http.problems import FORBIDDEN, INVALID, Problem
from studio.api.http.responses import reply
from studio.api.operations.operation import operation
from studio.api.schemas import statistics as schemas
from studio.api.schemas.common import serialize_hours
from studio.artists.models import Artist
from studio.directory.statistics import queries
from studio.directory.statistics.access import may_see_statistics
from studio.directory.statistics.medians import Medians, of_studio
from studio.directory.statistics.periods import LONGEST, Period
from studio.directory.statistics.queries import Holds, Statistics
from studio.directory.statistics.utilisation import FIRMEST_FIRST, Gap, Hours, Part
from studio.lib import clock, formats
from studio.lib.current import current
from studio.lib.web import get_or_404


@operation(
    "GET", "/artists/<uuid:id>/statistics", "artists.read", tag="working time", query=schemas.StatisticsQuery,
    answers={200: schemas.Statistics},
)  # fmt: skip
def get_statistics(id: UUID, query: schemas.StatisticsQuery) -> Response:
    """How much of the artist's working time is booked, by week, month and project. That of others than oneself needs
    the scope statistics.read."""
    period = Period(query.from_, query.to)
    if not 1 <= period.length <= LONGEST:
        detail = _("Not before `from`, and %(days)d days at most.", days=LONGEST)
        raise Problem(INVALID, errors=[{"parameter": "to", "detail": detail}])
    artist = get_or_404(Artist, id)
    if not may_see_statistics(current.member, artist):
        raise Problem(FORBIDDEN, _("Statistics of others need the permission statistics.read."))
    week = formats.week()
    found = queries.of_artist(artist, period, week, clock.now())
    return reply({"zone": artist.zone, **serialize(found, of_studio(period, week), period)})


def serialize(found: Statistics, studio: Medians | None, period: Period) -> dict[str, Any]:
    hours = found.utilisation
    weeks, months = (studio.weeks, studio.months) if studio else ({}, {})
    return {
        "total": serialize_part(Part(period, hours.whole), studio.utilisation if studio else None),
        "weeks": serialize_parts(hours.weeks, weeks), "weeks_over": len(hours.weeks_over),
        "months": serialize_parts(hours.months, months),
        "projects": [serialize_project(id, found.projects[id].name, of) for id, of in hours.projects.items()],
        "longest_gap": hours.gap and serialize_gap(hours.gap), "holds": serialize_holds(found.holds),
        "studio": studio and {
            name: share(getattr(studio, name)) for name in ("utilisation", "conversion", "longest_gap")
        },
    }  # fmt: skip


def serialize_parts(parts: Any, medians: Mapping[date, Decimal | None]) -> list[dict[str, Any]]:
    return [serialize_part(part, medians.get(part.period.first)) for part in parts]


def serialize_part(part: Part, median: Decimal | None) -> dict[str, Any]:
    hours = part.hours
    return {
        "from": part.period.first, "to": part.period.last, "available": serialize_hours(hours.available),
        "booked": serialize_hours(hours.booked), "by_status": serialize_statuses(hours),
        "utilisation": share(hours.utilisation), "studio_median": share(median),
    }  # fmt: skip


def serialize_statuses(hours: Hours) -> dict[str, str]:
    return {status: serialize_hours(hours.by_status.get(status, Decimal())) for status in FIRMEST_FIRST}


def serialize_project(id: str, name: str, hours: Hours) -> dict[str, Any]:
    shown = name if current.member.can("projects.read") else None
    return {
        "project_id": id, "name": shown, "booked": serialize_hours(hours.booked), "by_status": serialize_statuses(hours)
    }  # fmt: skip


def serialize_gap(gap: Gap) -> dict[str, Any]:
    return {"from": gap.first, "to": gap.last, "days": gap.days, "hours": serialize_hours(gap.hours)}


def serialize_holds(holds: Holds) -> dict[str, Any]:
    return {**holds._asdict(), "conversion": share(holds.conversion), "few": holds.few}


def share(number: Decimal | None) -> str | None:
    return None if number is None else serialize_hours(number)
