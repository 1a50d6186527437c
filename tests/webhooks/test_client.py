"""Whatever a receiver does, sending ends in time and says what came of it."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event

import pytest

from studio.lib.http import connections
from studio.webhooks import client
from studio.webhooks.client import WebhookRequest, send
from tests.support.servers import PATIENCE, free_port


@contextmanager
def raw(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that does with each connection whatever it wants; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection, suppress(OSError):
                        serve(connection)

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]


def post(port: int, scheme: str = "http", timeout: float = 0.5) -> client.Outcome:
    request = WebhookRequest(f"{scheme}://localhost:{port}/a?b=c", {"webhook-id": "1"}, b"{}")
    return send(request, timeout, private=True)


def message(connection: socket.socket) -> bytes:
    """What `post` sends, to its last byte: a server that closes before that cuts the sender off."""
    heard = b""
    while not heard.endswith(b"\r\n\r\n{}") and (more := connection.recv(65536)):
        heard += more
    return heard


def says(answer: bytes) -> Callable[[socket.socket], None]:
    def serve(connection: socket.socket) -> None:
        message(connection)
        connection.sendall(answer)

    return serve


def hang(connection: socket.socket) -> None:
    """Answer nothing until the other side has gone."""
    while connection.recv(65536):
        pass


def test_a_receiver_that_never_answers_is_left() -> None:
    with raw(hang) as port:
        outcome = post(port)
    assert (outcome.error, outcome.away) == ("timeout", True)


def test_a_byte_at_a_time_does_not_keep_us() -> None:
    left = Event()

    def serve(connection: socket.socket) -> None:
        message(connection)
        with suppress(OSError):
            while True:  # until the other side has gone
                connection.sendall(b"H")
                time.sleep(0.1)
        left.set()

    with raw(serve) as port:
        assert post(port).error == "timeout"
        assert left.wait(PATIENCE)


def test_an_endless_refusal_is_read_no_further_than_its_beginning() -> None:
    left = Event()

    def serve(connection: socket.socket) -> None:
        message(connection)
        connection.sendall(b"HTTP/1.1 500 No\r\n\r\n")
        with suppress(OSError):
            while True:
                connection.sendall(b"x" * 100_000)
        left.set()

    with raw(serve) as port:
        outcome = post(port, timeout=PATIENCE)
        assert (outcome.status, len(outcome.excerpt)) == (500, client.EXCERPT)
        assert left.wait(PATIENCE)


def test_a_redirect_is_not_followed() -> None:
    with raw(says(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n")) as port:
        outcome = post(port)
    assert (outcome.status, outcome.ok, outcome.away) == (302, False, False)


@pytest.mark.parametrize("nonsense", [b"", b"\x00\xff", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 abc\r\n\r\n"])
def test_an_answer_that_is_none_is_told(nonsense: bytes) -> None:
    with raw(says(nonsense)) as port:
        outcome = post(port)
    assert outcome.error == "broken"


def test_nobody_there_is_told() -> None:
    assert post(free_port()).error == "broken"
    assert send(WebhookRequest("https://nobody.invalid/", {}, b""), 2).error in ("no_host", "forbidden")


def test_a_server_without_tls_is_told() -> None:
    with raw(lambda connection: connection.sendall(b"HTTP/1.1 400 Speak TLS\r\n\r\n")) as port:
        assert post(port, "https").error == "tls"


def test_a_handshake_that_hangs_is_left() -> None:
    with raw(hang) as port:
        assert post(port, "https").error == "timeout"


def test_a_certificate_of_nobody_we_trust_is_refused(own_certificate: str) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(own_certificate)
    with raw(lambda connection: context.wrap_socket(connection, True).close()) as port:
        assert post(port, "https").error == "tls"


def test_over_tls_the_message_arrives(own_certificate: str, monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(own_certificate)
    monkeypatch.setattr(connections, "TLS", ssl.create_default_context(cafile=own_certificate))
    heard: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        with context.wrap_socket(connection, True) as secure:
            heard.append(message(secure))
            secure.sendall(b"HTTP/1.1 204 Fine\r\n\r\n")

    with raw(serve) as port:
        outcome = post(port, "https", timeout=3)
    assert outcome.ok
    assert heard[0].startswith(b"POST /a?b=c HTTP/1.1\r\n") and f"Host: localhost:{port}".encode() in heard[0]
