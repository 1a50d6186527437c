"""Taking a connection over from gunicorn, so that a socket that lives for hours does not hold a request's thread.

gunicorn's threads: a copy of the connection goes to a thread of its own; in its place gunicorn gets a pipe that is
closed already, for it shuts down whatever it was given. A gevent worker has a greenlet per connection: it stays.
"""

from __future__ import annotations

import errno
import os
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any

from flask import Response

from studio.live.transport.connection import Connected

STALLED = 30  # seconds for a machine to take what it is sent


def may_leave(sock: Any) -> bool:
    """Whether the connection can be taken out of the request: a plain socket, not gevent's, no TLS inside."""
    return type(sock).__module__ == socket.__name__


def take(sock: socket.socket) -> socket.socket:
    """The connection under another number; `sock` now is a closed pipe."""
    taken = sock.dup()
    taken.setblocking(True)
    here, there = socket.socketpair()
    there.close()
    os.dup2(here.fileno(), sock.fileno(), inheritable=False)
    here.close()
    return taken


class Upgraded(Response):
    """What a view answers when its connection is a websocket now: nothing that looks like HTTP."""

    def __init__(self, line: Connected, apart: bool):
        super().__init__(status=101)
        self.line, self.apart = line, apart

    def __call__(self, environ: Any, start_response: Any) -> Any:
        if self.apart:
            self.line.read_apart()
            raise StopIteration  # gunicorn's word for "this connection is done"
        return Reading(self.line)


class Streamed(Response):
    """An answer without an end: under gunicorn's threads, a thread of its own writes it."""

    def __call__(self, environ: Any, start_response: Any) -> Any:
        if not may_leave(environ.get("gunicorn.socket")):
            return super().__call__(environ, start_response)
        sock = take(environ["gunicorn.socket"])
        Thread(target=self.write, args=(sock,), name="stream", daemon=True).start()
        raise StopIteration

    def write(self, sock: socket.socket) -> None:
        """Until the body ends, or nobody reads."""
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", STALLED, 0))
        self.headers["Connection"] = "close"
        head = f"HTTP/1.1 {self.status}\r\n{self.headers}"
        try:
            with sock, suppress(OSError):
                sock.sendall(head.encode("latin-1"))
                for part in self.iter_encoded():
                    if has_left(sock):
                        break
                    sock.sendall(part)
        finally:
            self.close()


def has_left(sock: socket.socket) -> bool:
    try:
        return not sock.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False


class Reading:
    """A body that reads the socket to its end. The request is over by then, and nothing of it is kept."""

    def __init__(self, line: Connected):
        self.line = line

    def __iter__(self) -> Reading:
        return self

    def __next__(self) -> bytes:
        self.line.read()
        raise OSError(errno.ENOTCONN, "the websocket has ended")  # gunicorn passes over it, and writes nothing


def upgrade(environ: dict[str, Any], make: Callable[[dict[str, Any]], Connected]) -> Upgraded:
    """Shake hands; `make` builds the socket from an environ. Raises simple_websocket.ConnectionError."""
    sock = environ["gunicorn.socket"]
    apart = may_leave(sock)
    if apart:
        environ = {**environ, "gunicorn.socket": take(sock)}
    return Upgraded(make(environ), apart)
