"""A page's websocket: who is behind it, what it looks at, and sending to it without ever waiting for a slow reader."""

from __future__ import annotations

import socket
from contextlib import suppress
from itertools import count
from typing import Any
from uuid import UUID

from simple_websocket import Server
from wsproto.frame_protocol import CloseReason

from studio.accounts.identity import Identity, Member, TenantInfo
from studio.live.hub.audiences import ELSEWHERE, Audience
from studio.live.transport.frames import PING_FRAME, TRY_LATER, close_frame
from studio.live.transport.send_buffer import SendBuffer

LARGEST_MESSAGE = 9216  # bytes of a message from a page: the longest address, and what is said beside it
RECEIVE_BYTES = 4096  # read at a time: every open socket keeps room for so many
NUMBERS = count()


class BufferedSocket:
    """The server's socket, as flask-sock is given it: all that is sent goes through one send buffer.

    So what the websocket library answers by itself (pongs, the echo of a close) is never written into the middle of a
    frame of ours.
    """

    def __init__(self, sock: Any, grace: float):
        self.sock = sock
        self.send_buffer = SendBuffer(sock, grace)

    def send(self, data: bytes) -> int:
        self.send_buffer.push(bytes(data))
        return len(data)

    def recv(self, size: int) -> bytes:
        return bytes(self.sock.recv(size))

    def fileno(self) -> int:
        return int(self.sock.fileno())

    def close(self) -> None:
        """End the connection both ways: whoever reads from it finds its end. The server closes the descriptor."""
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)


class Connection:
    """A member's open page."""

    def __init__(self, ws: Server, sock: BufferedSocket, identity: Identity):
        self.ws, self.sock, self.send_buffer = ws, sock, sock.send_buffer
        self.tenant: TenantInfo = identity.tenant  # type: ignore[assignment]
        self.member: Member = identity.member  # type: ignore[assignment]
        self.session_id: UUID = identity.session_id
        self.audience: Audience = ELSEWHERE
        self.number = next(NUMBERS)
        self.place = ""  # "booking:<id>"
        self.editing = self.away = False

    @property
    def closing(self) -> bool:
        return self.send_buffer.closes_at is not None

    @property
    def has_backlog(self) -> bool:
        """Whether the page has yet to read what it was sent."""
        return bool(self.send_buffer.frames)

    def push(self, frame: bytes) -> bool:
        """Send a frame soon; False, and the end of the connection, when it cannot keep up or is gone."""
        try:
            if self.send_buffer.push(frame):
                return True
            self.close(TRY_LATER)
        except OSError:
            self.hang_up()
        return False

    def ping(self) -> None:
        """Hang up on a page that has not answered the last ping; else send the next one."""
        if not self.ws.pong_received:
            return self.hang_up()
        self.ws.pong_received = False
        self.push(PING_FRAME)

    def close(self, code: int = CloseReason.NORMAL_CLOSURE) -> None:
        """Say why. Reading goes on until the page answers, or `slow_readers` hangs up."""
        try:
            self.send_buffer.close(close_frame(code))
        except OSError:
            self.hang_up()

    def hang_up(self) -> None:
        self.sock.close()
