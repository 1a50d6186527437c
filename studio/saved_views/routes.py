"""Saved views over HTTP. Each has an address that leads to its page as it was saved."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from studio.accounts.authorization import allow
from studio.lib import clock
from studio.lib.current import current
from studio.lib.forms.saving import save_or_errors
from studio.lib.web import fragment, is_htmx, see_other
from studio.saved_views.forms import REFUSALS, ViewForm, params_of
from studio.saved_views.models import SavedView
from studio.saved_views.pages import Params, savable_page

pages = Blueprint("saved_views", __name__)
VIEWS = "/<any(schedule, artists):page>/views"


@pages.get(VIEWS)
@allow("schedule.read")
def index(page: str) -> Any:
    query = request.query_string.decode("utf-8", "replace")
    return listing(ViewForm.for_(current.member, query=query, page=page))


@pages.post(VIEWS)
@allow("schedule.read")
def create(page: str) -> Any:
    member, form = current.member, ViewForm.for_(current.member, page=page)
    if not form.validate() or not form.room_for_one_more(member):
        return listing(form, 422)
    params = form.params(member.zone)
    view = save_or_errors(form, REFUSALS, lambda: SavedView.save(member, form.name.data, form.is_shared, params, page))
    if not view:
        return listing(form, 422)
    flash(_("The view “%(name)s” is saved.", name=view.name), "ok")
    return see_other(url_for(".show", id=view.id))


@pages.get("/schedule/views/<uuid:id>")
@allow("schedule.read")
def show(id: UUID) -> Response:
    """The page as it was saved, whenever that address is opened."""
    found = SavedView.found(id, current.member) or abort(404)
    return see_other(address_of(found.page, {**found.params, "saved": str(id)}))


@pages.get("/schedule/views/<uuid:id>/edit")
@allow("schedule.read")
def edit(id: UUID) -> Any:
    found = changeable(id)
    return form_page(ViewForm.for_(current.member, found), found)


@pages.post("/schedule/views/<uuid:id>")
@allow("schedule.read")
def update(id: UUID) -> Any:
    member, found = current.member, changeable(id)
    form = ViewForm.for_(member, found)
    params = dict(found.params) if form.keeps_date else {k: v for k, v in found.params.items() if k != "date"}
    if not form.validate() or not save_or_errors(
        form, REFUSALS, lambda: found.change(member, form.name.data, form.is_shared, params)
    ):
        return form_page(form, found, 422)
    flash(_("The view “%(name)s” is saved.", name=found.name), "ok")
    return see_other(url_for(".show", id=id))


@pages.post("/schedule/views/<uuid:id>/content")
@allow("schedule.read")
def update_content(id: UUID) -> Any:
    """What is shown now, under the name it has."""
    found = changeable(id)
    params = params_of(found.page, request.form.get("query", ""), current.member.zone, "date" in found.params)
    found.change(current.member, found.name, found.shared, params)
    flash(_("The view “%(name)s” is saved.", name=found.name), "ok")
    return see_other(url_for(".show", id=id))


@pages.post("/schedule/views/<uuid:id>/removal")
@allow("schedule.read")
def remove(id: UUID) -> Any:
    found = changeable(id)
    found.remove(clock.now())
    flash(_("The view “%(name)s” is removed.", name=found.name), "info")
    return see_other(address_of(found.page, found.params))


def changeable(id: UUID) -> SavedView:
    """The view, or 404 for those who may not see it and 403 for those who may only use it."""
    found = SavedView.found(id, current.member) or abort(404)
    return found if found.may_change(current.member) else abort(403)


def address_of(page: str, params: Params) -> str:
    return savable_page(page).url(params, current.member.zone, clock.now())


def listing(form: ViewForm, status: int = 200) -> Any:
    """The views one has, and the form that adds what is shown now."""
    seen, member = SavedView.seen_by(current.member, form.page), current.member
    here = dict(pair.split("=", 1) for pair in (form.query.data or "").split("&") if "=" in pair).get("saved", "")
    template = "saved_views/_dialog.html" if is_htmx() else "saved_views/index.html"
    now = next((each for each in seen if str(each.id) == here), None)
    opened = params_of(form.page, form.query.data or "", member.zone, bool(now and "date" in now.params))
    return fragment(template, status, form=form, views=seen, member=member, open=now, opened=opened, page=form.page)


def form_page(form: ViewForm, found: SavedView, status: int = 200) -> Any:
    template = "saved_views/_edit.html" if is_htmx() else "saved_views/edit.html"
    return fragment(template, status, form=form, view=found)
