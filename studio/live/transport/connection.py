"""A page's websocket: reads what the page says, sends what it is given, and never waits for a slow reader."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from threading import Thread
from typing import Any
from uuid import UUID

from simple_websocket import Server
from wsproto.frame_protocol import CloseReason

from studio.accounts.identity import Identity, Member, TenantInfo
from studio.live.hub.audiences import ELSEWHERE, Audience
from studio.live.transport.frames import TRY_LATER, close_frame
from studio.live.transport.send_buffer import Outbox

MOST = 9216  # bytes of a message from a page: the longest address, and what is said beside it
CHUNK = 4096  # bytes read at a time: every open socket keeps room for so many
NUMBERS = count()
logger = logging.getLogger("studio.live")


class Inline:
    """Stands in for a thread: read where the request runs. gevent gave the connection a greenlet already."""

    name = ""

    def __init__(self, target: Callable[[], None]):
        pass

    def start(self) -> None:
        pass


class NoSignal:
    """simple-websocket wakes whoever waits in receive(); nobody does."""

    def set(self) -> None:
        pass

    clear = set


class Connected(Server):
    """An open websocket. `hear` is called with each message, `gone` once, when the connection has ended."""

    sock: Any

    def __init__(self, environ: dict[str, Any], hear: Callable[[Any, str], None] = lambda line, message: None):
        self.hear = hear
        self.gone: Callable[[Any], None] = lambda line: None
        super().__init__(
            plain(environ), receive_bytes=CHUNK, max_message_size=MOST, thread_class=Inline, event_class=NoSignal
        )

    def handshake(self) -> None:
        self.outbox = Outbox(self.sock)
        self.input_buffer = Inbox(self)
        self.sock = Wire(self.sock, self.outbox)
        super().handshake()
        del self.environ, self.subprotocols  # a request's worth of memory, for hours

    def push(self, frame: bytes) -> bool:
        """Send a frame soon; False, and the end of the line, when it cannot keep up or is gone."""
        try:
            if self.outbox.push(frame):
                return True
            self.close(TRY_LATER)
        except OSError:
            self.hang_up()
        return False

    def close(self, reason: int | None = None, message: str | None = None) -> None:
        """Say goodbye with a code. Reading goes on until the page answers, or the grace is over."""
        try:
            self.outbox.end(close_frame(reason or CloseReason.NORMAL_CLOSURE))
        except OSError:
            self.hang_up()

    def hang_up(self) -> None:
        """Now: whoever reads from this connection finds its end."""
        self.sock.hang_up()

    def read(self) -> None:
        """Until the connection ends."""
        try:
            self._thread()
        except Exception:
            logger.exception("a socket failed")
        finally:
            self.connected = False
            self.gone(self)

    def read_apart(self) -> None:
        Thread(target=self.read, name="socket", daemon=True).start()


class Connection(Connected):
    """A member's page: who they are, what it looks at, which booking it has open."""

    def __init__(self, environ: dict[str, Any], identity: Identity, hear: Callable[[Connection, str], None]):
        self.tenant: TenantInfo = identity.tenant  # type: ignore[assignment]
        self.member: Member = identity.member  # type: ignore[assignment]
        self.session_id: UUID = identity.session_id
        self.audience: Audience = ELSEWHERE
        self.number = next(NUMBERS)
        self.place = ""  # "booking:<id>"
        self.editing = self.away = False
        super().__init__(environ, hear)


class Inbox(list[str]):
    """Where simple-websocket puts messages for receive(): here they are heard as they come."""

    def __init__(self, line: Connected):
        self.line = line

    def append(self, message: Any) -> None:
        try:
            self.line.hear(self.line, message)
        except (ValueError, TypeError, AttributeError):
            self.line.close(CloseReason.POLICY_VIOLATION)


class Wire:
    """The connection as simple-websocket uses it: its `send` would stop in the middle of a frame."""

    def __init__(self, sock: Any, outbox: Outbox):
        self.sock, self.outbox = sock, outbox

    def send(self, data: bytes) -> None:
        self.outbox.push(bytes(data))

    def recv(self, most: int) -> bytes:
        return bytes(self.sock.recv(most))

    def close(self) -> None:
        self.hang_up()
        self.sock.close()

    def hang_up(self) -> None:
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)


def plain(environ: dict[str, Any]) -> dict[str, Any]:
    """Without compression: 300 KB of tables for every socket, and every frame would be compressed again for each."""
    return {name: value for name, value in environ.items() if name != "HTTP_SEC_WEBSOCKET_EXTENSIONS"}
