"""GET /<tenant>/live: the websocket of a page."""

from __future__ import annotations

import json
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, request
from flask_login import current_user

from studio.accounts.authorization import public
from studio.accounts.identity import Identity
from studio.extensions import db, limiter
from studio.live.hub.audiences import NARROW, WIDE, audience
from studio.live.hub.hub import Full, Hub
from studio.live.hub.messages import news
from studio.live.hub.room import Room
from studio.live.transport import handover
from studio.live.transport.connection import Connected, Connection
from studio.live.transport.frames import NOT_A_MEMBER, RESTART, SIGNED_OUT, TRY_LATER, text_frame
from studio.live.workers.presence import open_place, places

pages = Blueprint("live", __name__)


def hub() -> Hub:
    found: Hub = current_app.extensions["live"]
    return found


@pages.get("/live", websocket=True)
@public
@limiter.exempt
def socket() -> Response:
    """A page that may not listen is told so by the code its socket is closed with: it cannot read a refusal."""
    if not same_origin(request.headers.get("Origin"), request.host):
        abort(403)
    identity = current_user._get_current_object() if current_user.is_authenticated else None
    if identity is None or identity.member is None:
        return refuse(SIGNED_OUT if identity is None else NOT_A_MEMBER)
    db.session.remove()  # a socket lives for hours, and holds no connection
    try:
        return serve(identity, hub().room(identity.tenant))
    except Full:
        return refuse(RESTART if hub().ending else TRY_LATER)


def same_origin(origin: str | None, host: str) -> bool:
    """Cookies come along from any site: only our own pages may open a socket with them."""
    return origin is not None and urlsplit(origin).netloc == host


def refuse(code: int) -> Response:
    def make(environ: dict[str, Any]) -> Connected:
        line = Connected(environ)
        line.sock.sock.settimeout(2)  # seconds for the page to answer the goodbye
        line.close(code)
        return line

    return handover.upgrade(request.environ, make)


def serve(identity: Identity, room: Room) -> Response:
    """The place held in the room is taken by the line, once hands were shaken."""
    here = hub()

    def make(environ: dict[str, Any]) -> Connected:
        line = Connection(environ, identity, partial(hear, here, room))
        line.gone = room.leave
        room.enter(line)
        return line

    try:
        return handover.upgrade(request.environ, make)
    finally:
        room.let_go()


def hear(here: Hub, room: Room, line: Connection, message: str) -> None:
    """What a page says: flat JSON. Raises ValueError, TypeError or AttributeError for what makes no sense."""
    said: dict[str, Any] = dict(json.loads(message).items())
    if "view" in said:
        greet(here, room, line, said)
    if "open" in said:
        open_place(line, said["open"], said.get("doing"))
        room.stir([line.place])
    if "away" in said:
        line.away = str(said["away"]) not in ("", "0", "False")
        room.stir([])


def greet(here: Hub, room: Room, line: Connection, said: dict[str, Any]) -> None:
    """What the page looks at, from here on; the answer says whether it missed anything so far."""
    shape = NARROW if said.get("shape") == NARROW else WIDE
    looks_at = audience(line.member, room.tenant.slug, str(said["view"]), shape, frozenset(here.painters))
    shown, behind = room.join(line, looks_at, int(said.get("seq") or 0))
    line.push(text_frame(news(shown, behind=behind)))
    room.stir(places(line, shown=True))
