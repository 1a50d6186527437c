"""A time block put down on other days, by hand on a calendar: judged as its form is, and taken back the same way."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from flask import Blueprint, Response
from flask_babel import gettext as _
from flask_babel import ngettext

from studio.accounts.authorization import allow
from studio.artists.models import Artist
from studio.availability import own_time
from studio.availability.forms import BlockPlacementForm
from studio.availability.models import TimeBlock
from studio.availability.own_time import approval_kinds
from studio.availability.requests import REQUESTED
from studio.directory import displaced, time_blocks
from studio.directory.routes.availability import BLOCK, changeable, zone_of
from studio.lib import clock
from studio.lib.current import current
from studio.lib.web import fragment

pages = Blueprint("placement", __name__)


@pages.get(f"{BLOCK}/placement")
@allow("artists.read")
def show(id: UUID, row_id: UUID) -> Response:
    """Where it is, and which version of it: what a hand lifts."""
    _artist, row = changeable(id, row_id)
    return fragment("directory/availability/_placement.html", row=row, days=row.days)


@pages.put(f"{BLOCK}/placement")
@allow("artists.read")
def place(id: UUID, row_id: UUID) -> Response:
    artist, row = changeable(id, row_id, lock=True)
    asked, before = BlockPlacementForm(), row.days
    if row.rule:
        return refused(_("It comes again: change it in its form."))
    if not asked.validate():
        return refused(first_error(asked))
    if asked.version.data != row.version:
        return refused(_("Somebody changed it meanwhile. Look where it is now, and try again."), 409)
    form = asked.block_form(row)
    columns = form.columns(zone_of(artist, row))
    if not columns:
        return refused(first_error(form))
    own_time.change(current.member, row, approval_kinds(), clock.now(), columns)
    return placed(artist, row, undo(row, *before))


def first_error(form: Any) -> str:
    return next(str(error) for errors in form.errors.values() for error in errors)


def undo(row: TimeBlock, *before: Any) -> dict[str, Any]:
    """What to send to have it back where it was."""
    if row.starts_at:
        return {"by": (before[0] - row.days[0]).days}
    return dict(zip(("starts_on", "ends_on"), (day.isoformat() for day in before), strict=True))


def placed(artist: Artist, row: TimeBlock, back: dict[str, Any]) -> Response:
    """No body: the page reads itself again, as everybody's does."""
    shown = time_blocks.in_words(row, with_reasons=True)
    overlaps = len(displaced.by_block(time_blocks.block_of(row), artist, clock.now()))
    words = [_("%(kind)s, %(artist)s: %(when)s.", kind=shown.kind, artist=artist.name, when=shown.when)]
    if overlaps:
        words.append(ngettext("%(num)s booking overlaps it.", "%(num)s bookings overlap it.", overlaps))
    if row.status == REQUESTED:
        words.append(_("A scheduler answers it."))
    payload = {"id": str(row.id), "version": row.version, "undo": back, "message": " ".join(words)}
    return Response(headers={"HX-Trigger": json.dumps({"placed": payload})})


def refused(words: str, status: int = 422) -> Response:
    return fragment("layout/_flash.html", status, {"HX-Retarget": "#flashes"}, tone="danger", message=words)
