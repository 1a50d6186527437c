"""Calendar feeds: make, list, revoke one's own. What calendars read there is no part of the API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from werkzeug.exceptions import Forbidden

from studio.accounts.authorization import OutOfScope
from studio.accounts.models import AboveYou
from studio.api.blueprint import ROOT
from studio.api.http.problems import Problem, declare, invalid, not_found
from studio.api.http.responses import nothing, reply
from studio.api.operations.operation import operation
from studio.api.schemas import feeds as schemas
from studio.api.schemas.common import Query
from studio.artists.models import Artist
from studio.extensions import db
from studio.feeds.bookings import SEES
from studio.feeds.models import MOST, Feed, TooMany, names
from studio.lib import clock
from studio.lib.current import current
from studio.lib.web import never_keep
from studio.projects.models import Project
from studio.saved_views.models import SCHEDULE, SavedView

FULL = declare(
    "too-many-feeds", 409, lazy_gettext("You have as many feeds as you can have"),
    lazy_gettext("A member has 20 feeds at most. Delete one that is not needed."),
)  # fmt: skip
NO_ARTIST = declare(
    "no-artist", 409, lazy_gettext("No artist signs in as you"),
    lazy_gettext("A feed of one's own bookings needs an artist whose `member_id` one is."),
)  # fmt: skip
ABOUT: dict[str, Any] = {"tag": "feeds"}


@operation("GET", "/feeds", "feeds.write", answers={200: schemas.Feeds}, **ABOUT)
def list_feeds(query: Query) -> Response:
    """One's own feeds, the newest first."""
    feeds = Feed.of(current.member)
    named = names(feeds)
    return reply({"data": [serialize(feed, named[feed.id]) for feed in feeds]})


@operation("GET", "/feeds/<uuid:id>", "feeds.write", answers={200: schemas.Feed}, **ABOUT)
def get_feed(id: UUID, query: Query) -> Response:
    """One feed of one's own."""
    feed = own(id)
    return reply(serialize(feed, names([feed])[id]))


@operation(
    "POST", "/feeds", "feeds.write", body=schemas.FeedIn, answers={201: schemas.Feed}, problems=(FULL, NO_ARTIST),
    **ABOUT,
)  # fmt: skip
def create_feed(body: schemas.FeedIn, query: Any) -> Response:
    """A new feed

    The answer holds its address; it is not shown again. A token needs the scopes of what a feed shows: bookings,
    artists and projects.
    """
    admit(body.kind)
    subject = subject_of(body)
    if body.kind == "mine" and not Artist.of_member(current.member.id):
        raise Problem(NO_ARTIST)
    try:
        feed, secret = Feed.make(current.member, subject)
    except TooMany:
        raise Problem(FULL, most=MOST) from None
    except AboveYou:
        raise Forbidden(_("The role %(role)s does not allow this.", role=current.member.role)) from None
    named = serialize(feed, subject.name if subject else "", url=url_for("feeds.read", token=secret))
    response = reply(named, 201)
    response.headers["Location"] = f"{ROOT}/feeds/{feed.id}"
    return never_keep(response)


@operation("DELETE", "/feeds/<uuid:id>", "feeds.write", answers={204: None}, **ABOUT)
def delete_feed(id: UUID, query: Any) -> Response:
    """Revoke it: its address leads nowhere from now on."""
    own(id).revoke(clock.now())
    return nothing()


def admit(kind: str) -> None:
    """A feed outlives the token that made it, and shows no more than that may see. 403."""
    if current_user.kind == "service":
        raise Forbidden(_("A feed belongs to a person: a service cannot make one."))
    wanted = (*SEES, *(() if kind == "mine" else ("feeds.studio",)))
    missing = next((scope for scope in wanted if not current.member.can(scope)), None)
    if missing and current.member.scopes is not None and missing not in current.member.scopes:
        raise OutOfScope(missing)
    if missing:
        raise Forbidden(_("The role %(role)s does not allow this.", role=current.member.role))


def subject_of(body: schemas.FeedIn) -> Project | SavedView | None:
    """What it is of; 422 for what does not exist, or may not be seen."""
    if body.project_id:
        return db.session.get(Project, (current.tenant.id, body.project_id)) or missing("/project_id")
    if body.view_id:
        return SavedView.found(body.view_id, current.member, SCHEDULE) or missing("/view_id")
    return None


def missing(pointer: str) -> Any:
    raise invalid(pointer, _("It does not exist."))


def own(id: UUID) -> Feed:
    feed = Feed.found(id, current.member)
    if feed is None:
        raise not_found()
    return feed


def serialize(feed: Feed, name: str, **more: str) -> dict[str, Any]:
    columns = ("id", "kind", "project_id", "view_id")
    return {
        **{column: getattr(feed, column) for column in columns}, "name": name, "created_at": feed.created_at,
        "last_read_at": feed.last_read_at, **more,
    }  # fmt: skip
