"""Rows as they are shown: artists, projects and bookings. A row or the record itself, whichever is at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from studio.api.bookings.actions import actions_of
from studio.api.schemas import bookings as schemas
from studio.api.schemas.common import serialize_hours, serialize_money
from studio.artists.privacy import private_fields
from studio.artists.rates import Rates, may_see_rate, rates_of
from studio.availability.overrides import overriding
from studio.availability.queries import working_times_of
from studio.availability.working_time import WorkingTime
from studio.bookings.models import Booking
from studio.bookings.pricing import cost_of
from studio.lib.current import current
from studio.lib.spans import Span
from studio.lib.sql import read

ARTISTS = """
SELECT a.id, a.name, a.pronouns, a.role, a.other_roles, a.department, a.employment, a.city, a.email, a.phone,
       a.emergency_contact, a.notes, a.links, a.photo, a.skills, a.skill_levels, a.tags, a.zone, a.holiday_region,
       a.hourly_rate, a.currency, a.custom, a.hue, a.member_id, a.archived_at, a.created_at, a.version
FROM artists a WHERE a.tenant_id = %(tenant)s
"""
PROJECTS = """
SELECT p.id, p.name, p.code, p.client, p.status, p.hue, p.starts_on, p.ends_on, p.deadline, p.budget, p.currency,
       p.notes, p.archived_at, p.created_at, p.version
FROM projects p WHERE p.tenant_id = %(tenant)s
"""
# Counted as holds.rank_of counts it, and only for holds.
RANK = """
CASE WHEN b.status = 'hold' AND (b.expires_at IS NULL OR b.expires_at > now()) THEN 1 + (
    SELECT count(*) FROM bookings h
    WHERE h.tenant_id = %(tenant)s AND h.artist_id = b.artist_id AND h.status = 'hold'
      AND (h.expires_at IS NULL OR h.expires_at > now())
      AND h.starts_at < b.ends_at AND h.ends_at > b.starts_at AND (h.placed_at, h.id) < (b.placed_at, b.id)
) END AS rank
"""
FIELDS = tuple(name for name in schemas.Booking.model_fields if name == "rank" or name in Booking.__table__.c)


def column(field: str) -> str:
    """Ids are read as text: they are only written down again."""
    return RANK if field == "rank" else f"b.{field}::text" if field.endswith("id") else f"b.{field}"


BOOKINGS = f"SELECT {', '.join(map(column, FIELDS))} FROM bookings b WHERE b.tenant_id = %(tenant)s"  # noqa: S608


def serialize_artist(artist: Any) -> dict[str, Any]:
    shown = {
        "id": artist.id, "name": artist.name, "pronouns": artist.pronouns, "role": artist.role,
        "other_roles": artist.other_roles, "department": artist.department, "employment": artist.employment,
        "city": artist.city, "email": artist.email, "phone": artist.phone, "links": artist.links,
        "has_photo": bool(artist.photo), "skills": artist.skills, "skill_levels": artist.skill_levels,
        "tags": artist.tags, "zone": artist.zone, "holiday_region": artist.holiday_region, "custom": artist.custom,
        "hue": artist.hue, "member_id": artist.member_id, "archived_at": artist.archived_at,
        "created_at": artist.created_at, "version": artist.version,
    }  # fmt: skip
    shown |= {name: getattr(artist, name) for name in private_fields(current.member, artist.member_id)}
    if may_see_rate(current.member, artist.member_id):
        shown["rate"] = serialize_money(artist.hourly_rate, artist.currency)
    return shown


def serialize_project(project: Any) -> dict[str, Any]:
    shown = {
        "id": project.id, "name": project.name, "code": project.code, "client": project.client,
        "status": project.status, "hue": project.hue, "starts_on": project.starts_on, "ends_on": project.ends_on,
        "deadline": project.deadline, "notes": project.notes, "archived_at": project.archived_at,
        "created_at": project.created_at, "version": project.version,
    }  # fmt: skip
    if current.member.can("money.read"):
        shown["budget"] = serialize_money(project.budget, project.currency)
    return shown


def serialize_booking(booking: Any, rank: int | None, actions: Any) -> dict[str, Any]:
    """A booking, from its record: in the order of the rows'."""
    shown = {name: rank if name == "rank" else getattr(booking, name) for name in FIELDS}
    shown["override"] = serialize_override(shown["override"])
    return {**shown, "actions": actions(booking.id, booking.status, booking.artist_id)}


def serialize_bookings(rows: list[Any], include: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """All of them, with what they include read in one statement per kind. The statement has the fields in order."""
    actions = actions_of()
    shown = [dict(zip(FIELDS, row, strict=False)) for row in rows]
    for one in shown:
        one["actions"] = actions(one["id"], one["status"], one["artist_id"])
        one["override"] = serialize_override(one["override"])
    wanted = set(include or ())
    if wanted & {"artist", "cost"}:
        artists = by_id(ARTISTS, {row.artist_id for row in rows})
        if "artist" in wanted:
            embed(shown, "artist", artists, serialize_artist)
        if "cost" in wanted:
            workers, rates = working_times_of(artists.values()), rates_of(filter(may_see_cost, artists.values()))
            for row, one in zip(rows, shown, strict=True):
                one |= serialize_cost(row, workers[str(row.artist_id)], rates.get(str(row.artist_id)))
    if "project" in wanted:
        embed(shown, "project", by_id(PROJECTS, {row.project_id for row in rows}), serialize_project)
    return shown


def serialize_override(override: Any) -> dict[str, Any] | None:
    """For those who may book."""
    if not override or not current.member.can("bookings.write"):
        return None
    return {"reason": override["reason"], "time_blocks": override["blocks"], "holidays": override["days"]}


def by_id(source: str, ids: set[Any]) -> dict[str, Any]:
    alias = "a" if source is ARTISTS else "p"
    found = read(f"{source} AND {alias}.id = ANY(%(ids)s::uuid[])", {"ids": [str(id) for id in ids]})
    return {str(row.id): row for row in found}


def embed(shown: list[dict[str, Any]], name: str, rows: dict[str, Any], show: Callable[[Any], dict[str, Any]]) -> None:
    ready = {id: show(row) for id, row in rows.items()}
    for one in shown:
        one[name] = ready[str(one[f"{name}_id"])]


def serialize_cost(row: Any, worker: WorkingTime, rates: Rates | None) -> dict[str, Any]:
    """The hours that count, and what they cost at the artist's `rates`, for those who may see them.

    A booking over days of two currencies has no cost that one amount could tell.
    """
    asked, worker = (Span(row.starts_at, row.ends_at), row.counts), overriding(worker, row.override)
    hours = worker.hours_by_day(*asked)
    shown: dict[str, Any] = {
        "hours": serialize_hours(sum(hours.values(), Decimal())),
        "overtime": serialize_hours(worker.overtime(*asked)),
    }
    costs = cost_of(hours, rates, next(worker.days_of(asked[0]))) if rates and rates.any else []
    if len(costs) == 1:
        shown["cost"] = serialize_money(costs[0].amount, costs[0].currency)
    return shown


def may_see_cost(artist: Any) -> bool:
    return current.member.can("artists.read") and may_see_rate(current.member, artist.member_id)
