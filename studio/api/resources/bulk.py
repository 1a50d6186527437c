"""Many changes in one request and one transaction, each judged like one that comes alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import lazy_gettext
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from studio.api.bookings.input import changed_draft, draft_or_404, new_draft, placed, revise, stepped
from studio.api.http.problems import CHANGED, STALE, Problem, declare
from studio.api.http.responses import reply
from studio.api.operations.operation import operation
from studio.api.resources.bookings import cancel_or_release, serialize_current
from studio.api.schemas import bulk as schemas
from studio.api.schemas.bookings import BookingWrite
from studio.bookings.locking import claim_ahead, unserialised
from studio.bookings.models import CONFIRMED, HOLD, PENCIL, Booking
from studio.extensions import db
from studio.lib.current import current

STATUS = {"hold": HOLD, "pencil": PENCIL, "confirm": CONFIRMED}
REFUSED = declare(
    "bulk-refused", 409, lazy_gettext("Not everything could be done, so nothing was"),
    lazy_gettext("`results` says of each item what would have come of it. Send `what-fits` to do those that can be."),
)  # fmt: skip


@operation(
    "POST", "/bookings/bulk", "bookings.write", tag="bookings", body=schemas.Bulk, query=BookingWrite,
    answers={200: schemas.Results, 409: schemas.BulkRefused}, problems=(REFUSED,),
)  # fmt: skip
def change_many_bookings(body: schemas.Bulk, query: BookingWrite) -> Response:
    """Up to 100 changes: all of them or none, or what fits; each with its own result."""
    claim_ahead(artists_of(body.items))
    with unserialised():  # the locks are ours already, in the one order everybody takes them in
        results = [result(index, item, query.suggestions) for index, item in enumerate(body.items)]
    refused = sum(one["status"] >= 400 for one in results)
    counts = {"done": len(results) - refused, "refused": refused, "results": results}
    if refused and body.mode == "all-or-nothing":
        db.session.rollback()
        raise Problem(REFUSED, **{**counts, "done": 0})
    return reply({"mode": body.mode, **counts})


def artists_of(items: list[Any]) -> set[UUID]:
    """Everybody whose time is claimed, now or after."""
    ids = [item.id for item in items if item.do != "create"]
    rows = db.session.scalars(select(Booking.artist_id).where(Booking.id.in_(ids))) if ids else ()
    return {*rows, *named(items)}


def named(items: list[Any]) -> Iterator[UUID]:
    for item in items:
        asked = item.booking if item.do == "create" else item.changes if item.do == "update" else None
        if asked is not None and asked.artist_id:
            yield asked.artist_id


def result(index: int, item: Any, suggestions: bool) -> dict[str, Any]:
    """One item in its savepoint: what it became, or why not."""
    try:
        with db.session.begin_nested():
            booking = carried_out(item, suggestions)
    except StaleDataError:
        return {"index": index, "status": 409, "problem": Problem(CHANGED).content()}
    except Problem as problem:
        return {"index": index, "status": problem.kind.status, "problem": problem.content()}
    return {"index": index, "status": 201 if item.do == "create" else 200, "booking": serialize_current(booking)}


def carried_out(item: Any, suggestions: bool) -> Booking:
    if item.do == "create":
        return placed(new_draft(item.booking), current.member, suggestions)
    was = draft_or_404(item.id)
    if item.version not in (None, was.existing.version):
        raise Problem(STALE, version=was.existing.version)
    if item.do == "cancel":
        return cancel_or_release(was, item.reason)
    if item.do == "update":
        sent = item.changes.model_dump(exclude_unset=True)
        return revise(changed_draft(was, sent), current.member, suggestions)
    return stepped(was, STATUS[item.do], current.member, suggestions)
