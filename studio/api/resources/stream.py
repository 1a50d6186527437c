"""GET /api/v1/stream: what happens in a studio, for machines, as server-sent events that can be resumed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from time import monotonic

from flask import Blueprint, Response, abort, current_app, request
from flask_login import current_user
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from studio.accounts.authorization import public
from studio.accounts.bearer import Bearer
from studio.accounts.identity import Identity, TenantInfo, identify
from studio.activity.message import EventMessage
from studio.extensions import db, limiter
from studio.live.hub import catch_up
from studio.live.hub.hub import Full, Hub
from studio.live.hub.room import Room
from studio.live.transport import handover
from studio.live.workers.reauthorize import EVERY
from studio.publishing.payloads import data, name

pages = Blueprint("stream", __name__, url_prefix="/api/v1")
ALIVE = 15.0  # seconds without a word until a comment is sent
AT_ONCE = 1.0  # seconds for which a listener is believed before they are told something
PERMISSION = "schedule.read"
Listener = Identity | Bearer


@pages.get("/stream")
@public
@limiter.exempt
def stream() -> Response:
    """Resumes after Last-Event-ID (or `last_event_id`), begins with what comes now without it.

    With a token, or with the cookie of a page and `?tenant=slug`.
    """
    identity, tenant = listener(request.args.get("tenant"))
    here: Hub = current_app.extensions["live"]
    try:
        room = here.room(tenant)
    except Full:
        return Response(status=503, headers={"Retry-After": "5"})
    after = last_event(request.headers.get("Last-Event-ID") or request.args.get("last_event_id"))
    db.session.remove()  # a stream lives for hours, and holds no connection
    body = Stream(here, room, identity, room.heard if after is None else after)
    headers = {"X-Accel-Buffering": "no"}
    return handover.Streamed(body, mimetype="text/event-stream", headers=headers)


def listener(slug: str | None) -> tuple[Listener, TenantInfo]:
    """Who listens, in a tenant of theirs. 401, 403, 404."""
    if not current_user.is_authenticated:
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer", {"realm": "studio"}))
    who = current_user._get_current_object()
    found = who if isinstance(who, Bearer) else identify(who.get_id(), slug or "")
    if found is None or found.member is None or found.tenant is None or (slug and found.tenant.slug != slug):
        abort(404)
    if not found.member.can(PERMISSION):
        abort(403)
    return found, found.tenant


def last_event(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None


def as_text(event: EventMessage) -> str:
    """The event as server-sent events spell it; of what is not told, only how far the log is by now."""
    called = name(event)
    if called is None:
        return f"id: {event.seq}\n\n"
    return f"id: {event.seq}\nevent: {called}\ndata: {json.dumps(data(event), separators=(',', ':'))}\n\n"


class Stream:
    """The body of the answer. The room counts it from its making; `close` is called whatever happens."""

    def __init__(self, hub: Hub, room: Room, identity: Listener, after: int):
        self.hub, self.room, self.identity, self.after = hub, room, identity, after

    def __iter__(self) -> Iterator[str]:
        yield "retry: 2000\n\n"
        checked = spoken = monotonic()
        while not self.hub.ending and not self.hub.ended.is_set():
            events = self.events()
            if monotonic() - checked > (AT_ONCE if events else EVERY):
                if not self.welcome():
                    return
                checked = monotonic()
            if events:
                self.after = events[-1].seq
                yield "".join(as_text(event) for event in events)
            elif monotonic() - spoken > ALIVE:
                yield ": alive\n\n"
            else:
                yield ""  # whoever sends this looks whether anybody is there
                continue
            spoken = monotonic()

    def events(self) -> list[EventMessage]:
        """What came since, or nothing for a while."""
        with self.hub.told:
            if self.room.heard <= self.after:
                self.hub.told.wait(0.5)
        events = self.room.since(self.after)
        if events is None:
            with self.hub.app.app_context():
                events = catch_up.after(self.room.tenant, self.after)
        return events

    def welcome(self) -> bool:
        """Whether the session or token, and the membership, still stand."""
        with self.hub.app.app_context():
            here = self.identity
            found = here.again() if isinstance(here, Bearer) else identify(here.token, self.room.tenant.slug)
        return found is not None and found.member is not None and found.member.can(PERMISSION)

    def close(self) -> None:
        self.room.let_go()
