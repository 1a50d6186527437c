"""Webhooks in the settings: endpoints, their secrets, what was delivered; send again, replay."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from studio.accounts.authorization import allow
from studio.lib import clock
from studio.lib.current import current
from studio.lib.web import fragment, get_or_404, is_htmx, never_keep, see_other
from studio.webhooks import forms, queries
from studio.webhooks.deliveries import Delivery
from studio.webhooks.forms import EndpointForm, ReplayForm
from studio.webhooks.models import MOST, REMOVED, Endpoint, TooMany
from studio.webhooks.requests import shown_body

pages = Blueprint("webhooks", __name__, url_prefix="/settings/webhooks")
pages.after_request(never_keep)
WORDS = {
    "event_names": forms.EVENT_NAMES, "status_names": forms.STATUS_NAMES, "state_names": forms.STATE_NAMES,
    "state_tones": forms.STATE_TONES, "error_names": forms.ERROR_NAMES,
}  # fmt: skip


@pages.get("")
@allow("webhooks.write")
def index() -> Answer:
    return page("index", endpoints=Endpoint.all(), counts=queries.counts(), most=MOST)


@pages.get("/new")
@allow("webhooks.write")
def new() -> Answer:
    return page("form", form=EndpointForm(), endpoint=None)


@pages.post("")
@allow("webhooks.write")
def create() -> Answer:
    form = EndpointForm()
    if form.validate_on_submit():
        try:
            endpoint, secret = Endpoint.add(current.member, form.url.data, form.events.data, form.description.data)
            return show_page(endpoint, made=secret, status=201)
        except TooMany:
            form.form_errors.append(_("A studio has %(most)d webhooks at most. Remove one first.", most=MOST))
    return page("form", 422, form=form, endpoint=None)


@pages.get("/<uuid:id>")
@allow("webhooks.write")
def show(id: UUID) -> Answer:
    """The page; for htmx its deliveries, which ask for themselves again while something is under way."""
    return show_page(found(id))


@pages.get("/<uuid:id>/edit")
@allow("webhooks.write")
def edit(id: UUID) -> Answer:
    endpoint = found(id)
    return page("form", form=EndpointForm(endpoint), endpoint=endpoint)


@pages.post("/<uuid:id>")
@allow("webhooks.write")
def update(id: UUID) -> Answer:
    endpoint = held(id)
    form = EndpointForm(endpoint)
    if not form.validate_on_submit():
        return page("form", 422, form=form, endpoint=endpoint)
    endpoint.edit(current.member, form.url.data, form.events.data, form.description.data)
    return done(endpoint, _("The webhook is saved."))


@pages.post("/<uuid:id>/secrets")
@allow("webhooks.write")
def rotate(id: UUID) -> Answer:
    endpoint = held(id)
    return show_page(endpoint, made=endpoint.rotate(current.member, clock.now()), status=201)


@pages.post("/<uuid:id>/pings")
@allow("webhooks.write")
def ping(id: UUID) -> Answer:
    endpoint = held(id)
    endpoint.ping(clock.now())
    return done(endpoint, _("A test is on its way."))


@pages.post("/<uuid:id>/pause")
@allow("webhooks.write")
def pause(id: UUID) -> Answer:
    endpoint = held(id)
    endpoint.pause(current.member)
    return done(endpoint, _("It is told nothing for now. Nothing is lost meanwhile."))


@pages.post("/<uuid:id>/resumption")
@allow("webhooks.write")
def resume(id: UUID) -> Answer:
    endpoint = held(id)
    endpoint.resume(current.member, clock.now())
    return done(endpoint, _("It goes on where it stopped."))


@pages.post("/<uuid:id>/removal")
@allow("webhooks.write")
def remove(id: UUID) -> Answer:
    held(id).remove(current.member)
    flash(_("The webhook is removed."), "ok")
    return see_other(url_for(".index"))


@pages.post("/<uuid:id>/replays")
@allow("webhooks.write")
def replay(id: UUID) -> Answer:
    endpoint, form = held(id), ReplayForm()
    if not form.validate_on_submit():
        return show_page(endpoint, form=form, status=422)
    endpoint.replay(current.member, form.seq.data or 1, clock.now())
    return done(endpoint, _("Everything from event %(seq)s on is sent again.", seq=form.seq.data))


@pages.get("/<uuid:id>/deliveries/<uuid:delivery_id>")
@allow("webhooks.write")
def delivery(id: UUID, delivery_id: UUID) -> Answer:
    endpoint, kept = found(id), of(id, delivery_id)
    return page("delivery", endpoint=endpoint, delivery=kept, body=shown_body(kept))


@pages.post("/<uuid:id>/deliveries/<uuid:delivery_id>/redelivery")
@allow("webhooks.write")
def redeliver(id: UUID, delivery_id: UUID) -> Answer:
    endpoint, kept = held(id), of(id, delivery_id)
    endpoint.redeliver(kept, clock.now())
    flash(_("It is sent again."), "ok")
    return see_other(url_for(".delivery", id=id, delivery_id=delivery_id))


def found(id: UUID) -> Endpoint:
    endpoint = get_or_404(Endpoint, id)
    if endpoint.status == REMOVED:
        abort(404)
    return endpoint


def held(id: UUID) -> Endpoint:
    return Endpoint.locked(id) or abort(404)


def of(id: UUID, delivery_id: UUID) -> Delivery:
    kept = get_or_404(Delivery, delivery_id)
    if kept.endpoint_id != id:
        abort(404)
    return kept


def show_page(endpoint: Endpoint, form: ReplayForm | None = None, made: str = "", status: int = 200) -> Response:
    now, state = clock.now(), request.args.get("state", "")
    kept = queries.listed(endpoint.id, state, request.args.get("page", 1, int))

    def page_url(number: int) -> str:
        return url_for(".show", id=endpoint.id, state=state or None, page=number)

    return page(
        "_deliveries" if is_htmx() and request.method == "GET" else "show", status, made, endpoint=endpoint,
        form=form or ReplayForm(formdata=None), kept=kept, state=state, now=now, moving=queries.moving(kept, now),
        last_taken=queries.last_taken(endpoint.id), page_url=page_url,
    )  # fmt: skip


def page(name: str, status: int = 200, made: str = "", **values: Any) -> Response:
    return fragment(f"webhooks/{name}.html", status, made=made, **WORDS, **values)


def done(endpoint: Endpoint, message: str) -> Answer:
    flash(message, "ok")
    return see_other(url_for(".show", id=endpoint.id))
