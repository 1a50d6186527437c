"""The application is called with a body that is all there, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import run_wsgi_app

from studio.lib.http.request_body import PIECE, WholeBody

MOST = 3 * PIECE


class Receiver:
    """An application that keeps the body it is given; the file it came in is looked at when the answer is over."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.files: list[Any] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.files.append(environ["wsgi.input"])
        self.bodies.append(environ["wsgi.input"].read())
        start_response("200 OK", [])
        return [b"done"]


def sent(receiver: Receiver, body: bytes, **environ: str) -> str:
    """The answer's status."""
    whole = WholeBody(receiver, MOST, seconds=20)
    given = {"REQUEST_METHOD": "POST", "REMOTE_ADDR": "10.0.0.1", "wsgi.input": BytesIO(body), **environ}
    _, status, _ = run_wsgi_app(whole, given, buffered=True)
    return status[:3]


@pytest.mark.parametrize("body", [b"a", b"b" * PIECE, b"c" * (PIECE + 1), b"d" * MOST])
def test_a_body_comes_as_it_was_sent_and_its_file_ends_with_the_answer(body: bytes) -> None:
    announced, chunked = Receiver(), Receiver()
    assert sent(announced, body, CONTENT_LENGTH=str(len(body))) == "200"
    assert sent(chunked, body, HTTP_TRANSFER_ENCODING="chunked") == "200"
    assert announced.bodies == chunked.bodies == [body]
    assert [file.closed for file in announced.files + chunked.files] == [True, True]


def test_nothing_is_read_beyond_what_was_announced() -> None:
    receiver = Receiver()
    assert sent(receiver, b"mine, and the next request", CONTENT_LENGTH="4") == "200"
    assert receiver.bodies == [b"mine"]


def test_half_a_body_is_refused_and_nobody_acts_on_it() -> None:
    receiver = Receiver()
    assert sent(receiver, b"reason=because", CONTENT_LENGTH="40") == "400"
    assert receiver.bodies == []


def test_of_a_body_that_is_too_large_only_so_much_is_read_that_it_can_be_refused() -> None:
    receiver, body = Receiver(), b"x" * (2 * MOST)
    assert sent(receiver, body, HTTP_TRANSFER_ENCODING="chunked") == "200"
    assert len(receiver.bodies[0]) == MOST + 1
    assert sent(receiver, body, CONTENT_LENGTH=str(len(body))) == "200"
    assert isinstance(
        receiver.files[1], BytesIO
    )  # the server's own: the application sees the length, and reads nothing


def test_a_request_without_a_body_costs_nothing() -> None:
    receiver = Receiver()
    assert sent(receiver, b"") == "200"
    assert isinstance(receiver.files[0], BytesIO)
