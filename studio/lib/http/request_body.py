"""A request begins when its body has come: whoever sends it slowly holds a connection to the server, and nothing else.

Read where it is parsed, a slow body would keep all that its request has by then: one of the few connections to the
database, a lock.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from gevent import Timeout
from werkzeug.wrappers import Response
from werkzeug.wsgi import ClosingIterator, get_content_length

from studio.lib import event_loop

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]
PIECE = 1 << 16  # bytes; one piece stays in memory, more goes to a file
logger = logging.getLogger("studio.http")


class Late(Exception):
    """A piece of the body did not come in time."""


class WholeBody:
    """WSGI middleware that reads the body, in a file of its own, before it calls the application.

    Every 64 KB have `seconds` to come, and so has what is left at the end: else the answer is 408, and to a body that
    ends before its length 400. Of a body over `most` bytes no more is read than tells that it is: it is the
    application's to refuse. Where no event loop runs nothing is timed.
    """

    def __init__(self, app: Application, most: int, seconds: float):
        self.app, self.most, self.seconds = app, most, seconds

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        announced = get_content_length(environ) or 0
        if announced > self.most or not (announced or "HTTP_TRANSFER_ENCODING" in environ):
            return self.app(environ, start_response)
        body: IO[bytes] = SpooledTemporaryFile(PIECE)  # noqa: SIM115 (closed with the answer)
        try:
            length = self.copy(environ["wsgi.input"], body, announced or self.most + 1)
        except Late:
            return refusal(408, "The body of the request came too slowly.", environ, start_response)
        if length < announced:
            return refusal(400, "The body of the request ended too early.", environ, start_response)
        body.seek(0)
        environ["wsgi.input"] = body
        return ClosingIterator(self.app(environ, start_response), body.close)

    def copy(self, source: IO[bytes], body: IO[bytes], most: int) -> int:
        """How many bytes came."""
        left = most
        while left:
            with self.time_limit():
                piece = source.read(min(PIECE, left))
            if not piece:
                break
            left -= len(piece)
            body.write(piece)
        return most - left

    def time_limit(self) -> AbstractContextManager[Any]:
        return Timeout(self.seconds, Late()) if event_loop.is_running() else nullcontext()


def refusal(status: int, reason: str, environ: Environ, start_response: Any) -> Iterable[bytes]:
    logger.info("%d for %s: %s", status, environ.get("REMOTE_ADDR"), reason)
    return Response(f"{reason}\n", status)(environ, start_response)
