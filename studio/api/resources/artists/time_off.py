"""Time off that is asked for, and how much of it there is in a year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from studio.api.http.problems import FORBIDDEN, Problem, declare
from studio.api.http.responses import reply
from studio.api.operations.operation import operation
from studio.api.resources.crud import lock_living
from studio.api.resources.working_time import ABOUT, BLOCK, block_reply, sees_reasons
from studio.api.schemas import working_time as schemas
from studio.api.schemas.common import decimal_or_none, serialize_hours
from studio.artists.models import Artist
from studio.availability.allowances import LeaveYear, OwnAllowance, leave_of
from studio.availability.models import TimeBlock
from studio.availability.requests import STATUS_NAMES, AlreadyAnswered
from studio.extensions import db
from studio.lib import clock
from studio.lib.current import current
from studio.lib.web import get_or_404

ALLOWANCES = "/artists/<uuid:id>/allowances"
ABOUT_ALLOWANCES: dict[str, Any] = {
    "tag": "working time", "query": schemas.AllowancesWrite, "answers": {200: schemas.Allowances},
}  # fmt: skip
ANSWERED = declare(
    "request-answered", 409, lazy_gettext("This request is answered"),
    lazy_gettext("What was approved cannot be declined, nor the other way round. Change the time block, or delete it."),
)  # fmt: skip


@operation(
    "POST", f"{BLOCK}/approve", "artists.write", body=schemas.Answer, needs_body=False,
    answers={200: schemas.TimeBlock}, problems=(ANSWERED,), **ABOUT,
)  # fmt: skip
def approve_time_block(id: UUID, block_id: UUID, body: schemas.Answer | None, query: Any) -> Response:
    """Approve what the artist asked for: it counts from now on. Approved already is approved."""
    block = lock_living(TimeBlock, block_id, artist_id=id)
    answered(lambda: block.approve(current.member, clock.now(), body.reason if body else ""))
    return block_reply(block, get_or_404(Artist, id))


@operation(
    "POST", f"{BLOCK}/decline", "artists.write", body=schemas.Refusal, answers={200: schemas.TimeBlock},
    problems=(ANSWERED,), **ABOUT,
)  # fmt: skip
def decline_time_block(id: UUID, block_id: UUID, body: schemas.Refusal, query: Any) -> Response:
    """Decline what the artist asked for, with the reason. Declined already is declined."""
    block = lock_living(TimeBlock, block_id, artist_id=id)
    answered(lambda: block.decline(current.member, clock.now(), body.reason))
    return block_reply(block, get_or_404(Artist, id))


def answered(verb: Callable[[], None]) -> None:
    try:
        verb()
    except AlreadyAnswered as refusal:
        raise Problem(ANSWERED, _("It is %(status)s.", status=STATUS_NAMES[refusal.status].lower())) from None


@operation(
    "GET", ALLOWANCES, "artists.read", tag="working time", query=schemas.AllowancesQuery,
    answers={200: schemas.Allowances},
)  # fmt: skip
def list_allowances(id: UUID, query: schemas.AllowancesQuery) -> Response:
    """How much vacation and sick leave there is in a leave year, for schedulers and the artist."""
    artist = get_or_404(Artist, id)
    if not sees_reasons(artist):
        raise Problem(FORBIDDEN)
    return allowances_reply(artist, query.year)


@operation("PUT", ALLOWANCES, "artists.write", body=schemas.AllowancesIn, **ABOUT_ALLOWANCES)
def replace_allowances(id: UUID, body: schemas.AllowancesIn, query: schemas.AllowancesWrite) -> Response:
    """The artist's own days from a leave year on; without, the studio's hold."""
    return give(id, body.model_dump(), query.year)


@operation("PATCH", ALLOWANCES, "artists.write", body=schemas.AllowancesPatch, **ABOUT_ALLOWANCES)
def change_allowances(id: UUID, body: Any, query: schemas.AllowancesWrite) -> Response:
    """The artist's own days of one kind, from a leave year on."""
    return give(id, body.model_dump(exclude_unset=True), query.year)


def give(id: UUID, days: Mapping[str, str | None], number: int | None) -> Response:
    artist, now = get_or_404(Artist, id), clock.now()
    db.session.refresh(artist, with_for_update=True)
    year = number or leave_of([artist])[artist.id].today(now).number
    for kind, given in days.items():
        OwnAllowance.give(current.member, artist, kind, year, decimal_or_none(given), now)
    return allowances_reply(artist, year)


def allowances_reply(artist: Artist, number: int | None) -> Response:
    leave = leave_of([artist])[artist.id]
    this = leave.today(clock.now())
    year = LeaveYear(number or this.number, this.month)
    shown = [{
        "kind": each.kind, "days": days_shown(each.days), "used": serialize_hours(each.used),
        "requested": serialize_hours(each.requested), "left": days_shown(each.left),
    } for each in leave.of_year(year)]  # fmt: skip
    return reply({"year": year.number, "starts_on": year.first, "ends_on": year.last, "data": shown})


def days_shown(days: Decimal | None) -> str | None:
    return None if days is None else serialize_hours(days)
