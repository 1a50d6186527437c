"""How far in the studio's log an answer was read, as a header: pages compare it with the news they heard."""

from __future__ import annotations

from flask import Flask, Response

from studio.lib.current import current

HEADER = "X-Event-Seq"


def init_app(app: Flask) -> None:
    app.after_request(number)


def number(response: Response) -> Response:
    """The number that was read with whoever asks, before all else: what is shown may be newer, and is never older."""
    if current.member is not None:
        response.headers[HEADER] = str(current.tenant.event_seq)
    return response
