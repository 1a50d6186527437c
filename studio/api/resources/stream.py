"""GET /api/v1/stream: what happens in a studio, for machines, as server-sent events that can be resumed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from time import monotonic

from flask import Response, abort, current_app, request
from flask_login import current_user
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from studio.accounts.bearer import Bearer
from studio.accounts.identity import Identity, TenantInfo, identify
from studio.activity.message import EventMessage
from studio.api.http.problems import NOT_FOUND, UNAVAILABLE, Problem
from studio.api.operations.operation import operation
from studio.api.schemas.events import StreamQuery
from studio.extensions import db
from studio.lib import event_loop
from studio.lib.text.parsing import parse_number
from studio.live.hub import catch_up
from studio.live.hub.hub import Full, Hub
from studio.live.hub.room import Room
from studio.publishing.payloads import data, name

AT_ONCE = 1.0  # seconds for which a listener is believed before they are sent something
TICK = 0.5  # seconds between two looks whether the process ends
PERMISSION = "schedule.read"
Listener = Identity | Bearer


@operation(
    "GET", "/stream", PERMISSION, tag="events", query=StreamQuery, answers={200: str}, media_type="text/event-stream",
    problems=(NOT_FOUND,), cookie=True,
)  # fmt: skip
def stream(query: StreamQuery) -> Response:
    """What happens, as it happens

    Server-sent events, each with its number as `id`. It resumes after the header `Last-Event-ID` (or `last_event_id`)
    and begins with what comes now without it. A page's cookie will do instead of a token, with `tenant`.
    """
    identity, tenant = listener(query.tenant)
    if not event_loop.is_running():  # it would hold a thread for hours
        raise Problem(UNAVAILABLE, headers={"Retry-After": "5"})
    hub: Hub = current_app.extensions["live"]
    try:
        room = hub.room(tenant, streams=True)
    except Full:
        raise Problem(UNAVAILABLE, headers={"Retry-After": "5"}) from None
    after = last_event(request.headers.get("Last-Event-ID") or query.last_event_id)
    db.session.remove()  # a stream lives for hours, and holds no connection to the database
    body = Stream(hub, room, identity, room.received if after is None else after)
    return Response(body, mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"})


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
    return parse_number(text, digits=18)


def as_text(event: EventMessage) -> str:
    """The event as server-sent events spell it; of one that is not published, only how far the log is by now."""
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
        checked = sent = monotonic()
        while not self.hub.ending and not self.hub.ended.is_set():
            events = self.events()
            if monotonic() - checked > (AT_ONCE if events else self.hub.times.reauthorize):
                if not self.may_listen():
                    return
                checked = monotonic()
            if events:
                self.after = events[-1].seq
                yield "".join(as_text(event) for event in events)
            elif monotonic() - sent > self.hub.times.keepalive:
                yield ": alive\n\n"
            else:
                continue
            sent = monotonic()

    def events(self) -> list[EventMessage]:
        """What came since, or nothing for a while."""
        with self.hub.received:
            if self.room.received <= self.after:
                self.hub.received.wait(TICK)
        events = self.room.since(self.after)
        if events is None:
            with self.hub.log_readers, self.hub.app.app_context():
                events = catch_up.after(self.room.tenant, self.after)
        return events

    def may_listen(self) -> bool:
        """Whether the session or token, and the membership, still stand."""
        with self.hub.log_readers, self.hub.app.app_context():
            here = self.identity
            found = here.reloaded() if isinstance(here, Bearer) else identify(here.token, self.room.tenant.slug)
        return found is not None and found.member is not None and found.member.can(PERMISSION)

    def close(self) -> None:
        self.room.release()
