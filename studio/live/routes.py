"""GET /<tenant>/live: the websocket of a page."""

from __future__ import annotations

import logging
from contextlib import suppress
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, request
from flask_login import current_user
from flask_sock import Sock
from simple_websocket import ConnectionClosed, Server
from wsproto.frame_protocol import CloseReason
from wsproto.utilities import ProtocolError

from studio.accounts.authorization import public
from studio.accounts.identity import Identity
from studio.extensions import db, limiter
from studio.lib import event_loop
from studio.lib.text.parsing import parse_number, parse_object
from studio.live.hub.audiences import NARROW, WIDE, audience
from studio.live.hub.hub import Full, Hub
from studio.live.hub.messages import News, frame
from studio.live.hub.room import Room
from studio.live.transport.connection import BufferedSocket, Connection
from studio.live.transport.frames import NOT_A_MEMBER, RESTART, SIGNED_OUT, TRY_LATER, close_frame
from studio.live.workers.presence import open_place, places

pages = Blueprint("live", __name__)
sock = Sock()
SOCKET = "gunicorn.socket"  # where the server puts the connection in the WSGI environment
# What a message that makes no sense raises: deep JSON recurses, 1e400 overflows, half a surrogate cannot be encoded.
NONSENSE = (ValueError, TypeError, AttributeError, ArithmeticError, RecursionError)
logger = logging.getLogger("studio.live")


def get_hub() -> Hub:
    hub: Hub = current_app.extensions["live"]
    return hub


@pages.before_request
def prepare_handshake() -> None:
    """Refuse what can be refused by a status: once hands are shaken, only a close code reaches the page."""
    if not same_origin(request.headers.get("Origin"), request.host):
        abort(403)
    if not event_loop.is_running() or SOCKET not in request.environ:
        abort(503)  # a socket would hold a thread for hours: the page polls
    # Without compression: 300 KB of tables for every socket, and every frame would be compressed again for each.
    request.environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
    request.environ[SOCKET] = BufferedSocket(request.environ[SOCKET], get_hub().times.close_grace)


def same_origin(origin: str | None, host: str) -> bool:
    """Cookies come along from any site: only our own pages may open a socket with them."""
    try:
        return origin is not None and urlsplit(origin).netloc == host
    except ValueError:  # brackets around what is no address
        return False


@pages.errorhandler(ProtocolError)
@pages.errorhandler(UnicodeDecodeError)
def refuse_handshake(error: Exception) -> Response:
    """A handshake that breaks the protocol is a bad request."""
    return Response(status=400)


@sock.route("/live", bp=pages)
@public
@limiter.exempt
def socket(ws: Server) -> None:
    """A page that may not listen is told so by the code its socket is closed with: it cannot read a refusal."""
    buffered: BufferedSocket = request.environ[SOCKET]
    identity = current_user._get_current_object() if current_user.is_authenticated else None
    db.session.remove()  # a socket lives for hours, and holds no connection to the database
    try:
        if identity is None or identity.member is None:
            return refuse(ws, buffered, SIGNED_OUT if identity is None or identity.idle else NOT_A_MEMBER)
        serve(ws, buffered, identity)
    except ConnectionClosed:
        pass
    except Exception:  # anything that leaves here is written into the websocket as an HTTP response
        logger.exception("a websocket failed")
        refuse(ws, buffered, CloseReason.INTERNAL_ERROR)


def refuse(ws: Server, buffered: BufferedSocket, code: int) -> None:
    """Close with a code, and wait a moment for the page to answer."""
    with suppress(OSError, ConnectionClosed):
        buffered.send_buffer.close(close_frame(code))
        until = monotonic() + get_hub().times.farewell
        while (left := until - monotonic()) > 0:
            ws.receive(timeout=left)


def serve(ws: Server, buffered: BufferedSocket, identity: Identity) -> None:
    """Listen to a member's page until its connection ends."""
    hub = get_hub()
    try:
        room = hub.room(identity.tenant)  # type: ignore[arg-type]  # a member has one
    except Full:
        return refuse(ws, buffered, RESTART if hub.ending else TRY_LATER)
    connection = Connection(ws, buffered, identity)
    try:
        room.add(connection)
    finally:
        room.release()
    try:
        listen(hub, room, connection)
    finally:
        room.remove(connection)


def listen(hub: Hub, room: Room, connection: Connection) -> None:
    """Handle message after message. Raises ConnectionClosed at the end of the connection."""
    while True:
        message = connection.ws.receive()
        if not connection.closing:
            try:
                handle(hub, room, connection, message)
            except NONSENSE:
                connection.close(CloseReason.POLICY_VIOLATION)


def handle(hub: Hub, room: Room, connection: Connection, message: str) -> None:
    """What a page says: flat JSON. Raises one of NONSENSE for what makes no sense."""
    said = parse_object(message)
    if said is None:
        raise ValueError("This is no JSON object.")
    if "view" in said:
        subscribe(hub, room, connection, said)
    if "open" in said:
        open_place(connection, said["open"], said.get("doing"))
        room.note_presence([connection.place])
    if "away" in said:
        connection.away = str(said["away"]) not in ("", "0", "False")
        room.note_presence([])


def subscribe(hub: Hub, room: Room, connection: Connection, said: dict[str, Any]) -> None:
    """What the page looks at, from here on; the answer says whether it missed anything so far."""
    shape = NARROW if said.get("shape") == NARROW else WIDE
    view, seq = str(said["view"]), parse_number(str(said.get("seq") or 0), digits=18)
    if seq is None:
        raise ValueError("This is no number of an event.")
    view.encode()
    looks_at = audience(connection.member, connection.tenant, view, shape, frozenset(hub.renderers))
    shown, behind = room.subscribe(connection, looks_at, seq)
    connection.push(frame(hub.app.jinja_env, News(shown, behind), {}))
    room.note_presence(places(connection, shown=True))
