"""Feeds over HTTP: the page where one makes and revokes one's own, and what a calendar reads."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from studio.accounts.authorization import allow, machine
from studio.accounts.models import digest
from studio.extensions import limiter
from studio.feeds.bookings import content_of
from studio.feeds.calendar import calendar_file
from studio.feeds.forms import FeedForm, asked
from studio.feeds.models import MINE, MOST, Feed, TooMany, names, opened_by
from studio.lib import clock
from studio.lib.current import current
from studio.lib.text.parsing import parse_id
from studio.lib.web import fragment, link, never_keep, see_other, url_in

pages = Blueprint("feeds", __name__)
NOBODYS = "There is no such feed, or not any more.\n"


def secret_of_request() -> str:
    return digest((request.view_args or {}).get("token", "")).hex()


def not_there(response: Response) -> bool:
    return response.status_code == 404


@pages.get("/feeds/<token>.ics")
@machine
@limiter.limit("240 per hour", key_func=secret_of_request)
@limiter.limit("60 per minute", deduct_when=not_there)
def read(token: str) -> Answer:
    """What a calendar reads, without signing in: whoever has the address may."""
    feed, now = opened_by(token) if "studio.tenant" not in request.environ else None, clock.now()
    if feed is None:
        return nothing_there()
    current.set(feed.tenant, feed.member, feed.member.user_id)
    content = content_of(feed, now)
    if content is None:
        return nothing_there()
    feed.note_reading(now)
    body = calendar_file(feed.tenant.name, content, lambda id: link(url_in(feed.tenant.slug, "bookings.show", id=id)))
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.headers.update({"Content-Disposition": 'inline; filename="bookings.ics"', "X-Robots-Tag": "noindex"})
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(sha256(body).hexdigest()[:32])
    return response.make_conditional(request)


def nothing_there() -> Response:
    """The same for a secret nobody has, one that was revoked, and one whose member may not see it any more."""
    return never_keep(Response(NOBODYS, 404, content_type="text/plain; charset=utf-8"))


@pages.get("/feeds")
@allow("feeds.write")
def index() -> Answer:
    args = request.args
    kind = MINE if args.get("kind") == MINE else None
    chosen = asked(kind, parse_id(args.get("project_id")), parse_id(args.get("view_id")))
    return page(FeedForm.for_(current.member, chosen))


@pages.post("/feeds")
@allow("feeds.write")
@limiter.limit("60 per hour")
def create() -> Answer:
    form = FeedForm.for_(current.member)
    if not form.validate_on_submit():
        return page(form, status=422)
    try:
        _feed, secret = Feed.make(current.member, form.chosen)
    except TooMany:
        form.form_errors.append(_("You have %(most)d feeds. Revoke one first.", most=MOST))
        return page(form, status=422)
    return page(form, link(url_in(None, "feeds.read", token=secret)), 201)


@pages.post("/feeds/<uuid:id>/revocation")
@allow("feeds.write")
def revoke(id: UUID) -> Answer:
    (Feed.found(id, current.member) or abort(404)).revoke(clock.now())
    flash(_("The feed is revoked."), "ok")
    return see_other(url_for(".index"))


def page(form: FeedForm, made: str = "", status: int = 200) -> Response:
    """`made` is the address of a new feed, the only time it is shown."""
    feeds = Feed.of(current.member)
    webcal = made and f"webcal://{made.partition('://')[2]}"
    response = fragment(
        "feeds/index.html", status, form=form, feeds=feeds, names=names(feeds), made=made, webcal=webcal
    )  # fmt: skip
    return never_keep(response)
