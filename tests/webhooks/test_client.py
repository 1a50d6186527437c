"""Whatever a receiver does, sending ends in time and says what came of it."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from studio.webhooks import client
from studio.webhooks.client import WebhookRequest, send
from tests.support.servers import free_port


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


def post(port: int, scheme: str = "http", timeout: float = 0.5) -> tuple[client.Outcome, float]:
    began = time.monotonic()
    outcome = send(
        WebhookRequest(f"{scheme}://localhost:{port}/a?b=c", {"webhook-id": "1"}, b"{}"), timeout, private=True
    )
    return outcome, time.monotonic() - began


def message(connection: socket.socket) -> bytes:
    """What `post` sends, to its last byte: a server that closes before that cuts the sender off."""
    heard = b""
    while not heard.endswith(b"\r\n\r\n{}") and (more := connection.recv(65536)):
        heard += more
    return heard


def says(*parts: bytes, pause: float = 0) -> Callable[[socket.socket], None]:
    def serve(connection: socket.socket) -> None:
        message(connection)
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)

    return serve


def test_a_receiver_that_never_answers_is_left_in_time() -> None:
    with raw(lambda connection: time.sleep(3)) as port:
        outcome, took = post(port)
    assert (outcome.error, outcome.away) == ("timeout", True)
    assert took < 2


def test_a_byte_at_a_time_does_not_keep_us() -> None:
    with raw(says(*[b"H"] * 40, pause=0.1)) as port:
        outcome, took = post(port)
    assert outcome.error == "timeout"
    assert took < 2


def test_an_endless_refusal_is_read_no_further_than_its_beginning() -> None:
    with raw(says(b"HTTP/1.1 500 No\r\n\r\n", b"x" * 10_000_000)) as port:
        outcome, took = post(port, timeout=5)
    assert (outcome.status, len(outcome.excerpt)) == (500, client.EXCERPT)
    assert took < 2


def test_a_redirect_is_not_followed() -> None:
    with raw(says(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n")) as port:
        outcome, _ = post(port)
    assert (outcome.status, outcome.ok, outcome.away) == (302, False, False)


@pytest.mark.parametrize("nonsense", [b"", b"\x00\xff", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 abc\r\n\r\n"])
def test_an_answer_that_is_none_is_told(nonsense: bytes) -> None:
    with raw(says(nonsense)) as port:
        outcome, _ = post(port)
    assert outcome.error == "broken"


def test_nobody_there_is_told() -> None:
    assert post(free_port())[0].error == "broken"
    assert send(WebhookRequest("https://nobody.invalid/", {}, b""), 2).error in ("no_host", "forbidden")


def test_a_server_without_tls_is_told() -> None:
    with raw(lambda connection: connection.sendall(b"HTTP/1.1 400 Speak TLS\r\n\r\n")) as port:
        assert post(port, "https")[0].error == "tls"


def test_a_handshake_that_hangs_is_left_in_time() -> None:
    with raw(lambda connection: time.sleep(3)) as port:
        outcome, took = post(port, "https")
    assert outcome.error == "timeout"
    assert took < 2


def test_a_certificate_of_nobody_we_trust_is_refused(own_certificate: str) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(own_certificate)
    with raw(lambda connection: context.wrap_socket(connection, True).close()) as port:
        assert post(port, "https")[0].error == "tls"


def test_over_tls_the_message_arrives(own_certificate: str, monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(own_certificate)
    monkeypatch.setattr(client, "TLS", ssl.create_default_context(cafile=own_certificate))
    heard: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        with context.wrap_socket(connection, True) as secure:
            heard.append(message(secure))
            secure.sendall(b"HTTP/1.1 204 Fine\r\n\r\n")

    with raw(serve) as port:
        outcome, _ = post(port, "https", timeout=3)
    assert outcome.ok
    assert heard[0].startswith(b"POST /a?b=c HTTP/1.1\r\n") and f"Host: localhost:{port}".encode() in heard[0]
