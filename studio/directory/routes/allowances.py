"""How much time off there is in a year, over HTTP: the studio's settings, and an artist's own days."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from studio.accounts.authorization import allow
from studio.accounts.models import Tenant
from studio.artists.models import Artist
from studio.availability.allowances import COUNTED, Leave, LeaveYear, OwnAllowance, leave_of
from studio.availability.forms import AllowanceForm, TimeOffForm
from studio.directory.routes.records import locked
from studio.extensions import db
from studio.lib import clock, formats
from studio.lib.current import current
from studio.lib.web import fragment, get_or_404, see_other

pages = Blueprint("allowances", __name__)
HERE, OWN = "/settings/time-off", "/artists/<uuid:id>/allowances"


@pages.get(HERE)
@allow("tenant.write")
def settings() -> Any:
    return settings_page(TimeOffForm.of(tenant_here()))


@pages.post(HERE)
@allow("tenant.write")
def change_settings() -> Any:
    tenant = tenant_here()
    form = TimeOffForm.of(tenant)
    if not form.validate():
        return settings_page(form, 422)
    tenant.change(**form.settings())
    flash(_("Saved."), "ok")
    return see_other(url_for(".settings"))


def tenant_here() -> Tenant:
    return db.session.get_one(Tenant, current.tenant.id)


def settings_page(form: TimeOffForm, status: int = 200) -> Any:
    return fragment("directory/working_time/time_off.html", status, form=form)


@pages.get(OWN)
@allow("artists.write")
def own(id: UUID) -> Any:
    artist = get_or_404(Artist, id)
    leave = leave_of([artist])[artist.id]
    this = leave.today(clock.now())
    days = {f"{kind}_days": own_days(leave, kind, this) for kind in COUNTED}
    return own_page(AllowanceForm(formdata=None, data={"year": this.number, **days}), artist, leave)


def own_days(leave: Leave, kind: str, year: LeaveYear) -> Any:
    """The artist's own number that holds in a year; None where it is the studio's."""
    rows = [row.days for row in leave.own[kind] if row.year <= year.number]
    return rows[-1] if rows else None


@pages.post(OWN)
@allow("artists.write")
def change_own(id: UUID) -> Any:
    artist = locked(Artist, id)
    form, leave = AllowanceForm(), leave_of([artist])[artist.id]
    offer_years(form, leave)
    if not form.validate():
        return own_page(form, artist, leave, 422)
    for kind in COUNTED:
        OwnAllowance.give(current.member, artist, kind, form.year.data, form[f"{kind}_days"].data, clock.now())
    flash(_("Saved."), "ok")
    return see_other(url_for("availability.show", id=id))


def offer_years(form: AllowanceForm, leave: Leave) -> None:
    """This leave year and the next."""
    this = leave.today(clock.now())
    words = _("%(year)s: from %(first)s on")
    form.year.choices = [
        (year.number, words % {"year": year.number, "first": formats.day(year.first, "yMMMd")})
        for year in (this, this.next)
    ]


def own_page(form: AllowanceForm, artist: Artist, leave: Leave, status: int = 200) -> Any:
    offer_years(form, leave)
    return fragment("directory/availability/allowances.html", status, form=form, artist=artist, tenant=leave.tenant)
