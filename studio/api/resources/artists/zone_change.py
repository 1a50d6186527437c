"""An artist's change of zone, with the bookings to come."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response
from flask_babel import lazy_gettext

from studio.api.http.problems import Problem, declare
from studio.api.http.responses import reply
from studio.api.operations.operation import operation
from studio.api.resources.artists.artists import require_writing
from studio.api.schemas import zone_change as schemas
from studio.api.schemas.common import serialize_hours, serialize_money
from studio.artists.models import Artist
from studio.artists.rates import may_see_rate
from studio.bookings.zone_change.plan import CannotMove, Outcome, ZoneChange
from studio.extensions import db
from studio.lib import clock
from studio.lib.current import current
from studio.lib.web import get_or_404

REFUSED = declare(
    "zone-change-refused", 409, lazy_gettext("A booking would meet another"),
    lazy_gettext("Nothing was changed: `booking_id` cannot keep its days and hours. Move it first, or keep moments."),
)  # fmt: skip


@operation(
    "POST", "/artists/<uuid:id>/zone-change", "bookings.write", tag="working time", body=schemas.ZoneChangeIn,
    answers={200: schemas.ZoneChange}, problems=(REFUSED,),
)  # fmt: skip
def change_zone(id: UUID, body: schemas.ZoneChangeIn, query: Any) -> Response:
    """Another zone, with the bookings to come: all of them move, or none. Needs artists.write as well."""
    require_writing()
    artist, now = get_or_404(Artist, id), clock.now()
    db.session.refresh(artist, with_for_update=True)
    since = body.since or now.astimezone(ZoneInfo(artist.zone)).date()
    plan = ZoneChange(artist, body.zone, since, now)
    outcomes, count = plan.outcomes, len(plan.bookings)
    try:
        plan.carry_out(current.member, body.kept)
    except CannotMove as refused:
        raise Problem(REFUSED, booking_id=refused.booking.id) from None
    sees_rate = may_see_rate(current.member, artist.member_id)
    sums = {name: sums_of(outcomes[kept], sees_rate) for name, kept in (("before", "now"), ("after", body.kept))}
    return reply({"zone": artist.zone, "bookings": count, **sums})


def sums_of(outcome: Outcome, sees_rate: bool) -> dict[str, Any]:
    cost = [serialize_money(each.amount, each.currency) for each in outcome.cost] if sees_rate else None
    return {"hours": serialize_hours(outcome.hours), "cost": cost}
