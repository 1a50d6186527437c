"""An artist's change of zone, over HTTP: asked about when bookings are to come, with what each answer changes."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, request, url_for
from flask_babel import gettext as _

from studio.accounts.authorization import allow
from studio.artists.models import Artist
from studio.artists.rates import may_see_rate
from studio.bookings.zone_change.plan import DAYS, MOMENTS, CannotMove, ZoneChange
from studio.directory.routes.records import locked
from studio.directory.zone_change import CHOICES, HINTS, ZoneChangeForm
from studio.extensions import db
from studio.lib import clock, formats
from studio.lib.clock import ZONES
from studio.lib.current import current
from studio.lib.text.parsing import parse_date
from studio.lib.web import fragment, get_or_404, see_other
from studio.projects.models import Project

pages = Blueprint("zone_change", __name__)
ADDRESS = "/artists/<uuid:id>/zone"


def without_zone(artist: Artist, details: dict[str, Any]) -> tuple[dict[str, Any], str | None]:
    """What of an edit is saved at once, and where to go on: a new zone is asked about while bookings are to come."""
    zone = details.get("zone")
    if not zone or zone == artist.zone or not ZoneChange(artist, zone, today_of(artist), clock.now()).bookings:
        return details, None
    rest = {name: value for name, value in details.items() if name != "zone"}
    return rest, url_for("zone_change.show", id=artist.id, zone=zone)


def today_of(artist: Artist) -> date:
    return clock.now().astimezone(ZoneInfo(artist.zone)).date()


@pages.get(ADDRESS)
@allow("artists.write")
def show(id: UUID) -> Any:
    """`zone` and `since` stand in the address: what they would change is shown before anything is saved."""
    artist = get_or_404(Artist, id)
    asked = request.args.get("zone", "")
    zone = asked if asked in ZONES else artist.zone
    since = parse_date(request.args.get("since", "")) or today_of(artist)
    form = ZoneChangeForm(formdata=None, zone=zone, since=since, kept=request.args.get("kept", MOMENTS))
    return page(form, artist, ZoneChange(artist, zone, since, clock.now()))


@pages.post(ADDRESS)
@allow("artists.write")
def change(id: UUID) -> Any:
    artist, form = locked(Artist, id), ZoneChangeForm()
    if not form.validate():
        return page(form, artist, None, 422)
    if form.kept.data == DAYS and not current.member.can("bookings.write"):
        abort(403)
    plan = ZoneChange(artist, form.zone.data, form.since.data or today_of(artist), clock.now())
    try:
        plan.carry_out(current.member, form.kept.data)
    except CannotMove as refused:
        form.kept.errors = [refusal(plan, refused)]
        return page(form, artist, plan, 422)
    flash(_("Saved."), "ok")
    return see_other(url_for("artists.show", id=id))


def refusal(plan: ZoneChange, refused: CannotMove) -> str:
    when = formats.span(plan.moved(refused.booking), plan.zone)
    project = db.session.get_one(Project, (current.tenant.id, refused.booking.project_id))
    return _(
        "Nothing was changed: %(project)s would be at %(when)s, which is taken. Move it first, or keep the moments.",
        project=project.name, when=when,
    )  # fmt: skip


def page(form: ZoneChangeForm, artist: Artist, plan: ZoneChange | None, status: int = 200) -> Any:
    return fragment(
        "directory/zone/show.html", status, form=form, artist=artist, plan=plan, choices=CHOICES, hints=HINTS,
        sees_rate=may_see_rate(current.member, artist.member_id),
    )  # fmt: skip
