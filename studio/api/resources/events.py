"""Events: the studio's log, from any number on, as far as the reader may see it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, request
from flask_login import current_user

from studio.api.http.conditional import etag_of_log, hashed_reply, not_modified, with_etag
from studio.api.http.problems import NOT_FOUND, Problem
from studio.api.http.responses import JSON, reply
from studio.api.operations.operation import operation
from studio.api.resources import event_log
from studio.api.resources.long_poll import Look, Wait
from studio.api.schemas.common import Query
from studio.api.schemas.events import LARGEST, Event, EventPage, EventsQuery
from studio.extensions import db
from studio.lib import event_loop
from studio.lib.current import current
from studio.live.hub.hub import Full, Hub


@operation("GET", "/events", "schedule.read", tag="events", query=EventsQuery, answers={200: EventPage}, etag=True)
def list_events(query: EventsQuery) -> Response:
    """What happened after a number

    In the order of the commits, with nothing left out. Keep `next_after` and ask again; with `wait`, the answer comes
    when something happens. A number that is missing is not yours to see, or was filtered out.
    """
    etag = "" if query.wait else etag_of_log()
    if etag and (unchanged := not_modified(etag)):
        return unchanged
    read_events = reader_of(query)
    found = read_events(query.after, current.tenant.event_seq)
    if query.wait and not found["data"]:
        return wait_for_events(found, query.wait, read_events)
    return with_etag(reply(found), etag) if etag else reply(found)


@operation("GET", "/events/<int:seq>", "schedule.read", tag="events", query=Query, answers={200: Event}, etag=True)
def get_event(seq: int, query: Query) -> Response:
    """One event, by its number."""
    found = event_log.one(seq) if seq <= LARGEST else None
    if found is None:
        raise Problem(NOT_FOUND)
    return hashed_reply(found)


def reader_of(query: EventsQuery) -> Look:
    """The feed as this request asks for it, wherever it is looked at."""
    path, asked = request.path, request.args.to_dict()

    def read_events(after: int, known: int) -> dict[str, Any]:
        found = event_log.page(query, after, known)
        there = {**asked, "after": found["next_after"]}
        here = f"{path}?{urlencode(asked, safe=':,')}" if asked else path
        return {**found, "links": {"self": here, "next": f"{path}?{urlencode(there, safe=':,')}"}}

    return read_events


def wait_for_events(found: dict[str, Any], seconds: int, read_events: Look) -> Response:
    """The answer when something happens. A process in which too many wait, or one thread each, answers at once."""
    hub: Hub = current_app.extensions["live"]
    if not event_loop.is_running():
        return reply(found, Retry_After="1")
    try:
        room = hub.room(current.tenant, streams=True)
    except Full:
        return reply(found, Retry_After="1")
    db.session.remove()  # nothing is held while one waits
    body = Wait(hub, room, current_user._get_current_object(), found["next_after"], seconds, read_events)
    return Response(body, content_type=JSON)
