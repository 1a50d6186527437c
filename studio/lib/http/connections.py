"""Connections to strangers: to an address that was looked at, and over when their time is up."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Timer
from time import monotonic
from urllib.parse import SplitResult, urlunsplit

from studio.lib.http.ssrf import resolve

MOST_ADDRESSES = 4
TLS = ssl.create_default_context()


@contextmanager
def connected(parts: SplitResult, end: float, private: bool) -> Iterator[socket.socket]:
    """A connection that is cut at `end`, so that not even a byte a second keeps it open."""
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    addresses = resolve(parts.hostname or "", port, max(0.0, end - monotonic()), private)[:MOST_ADDRESSES]
    with connect(addresses, port, end) as plain:
        sock = TLS.wrap_socket(plain, False, False, server_hostname=parts.hostname) if secure else plain
        cut = Timer(max(0.0, end - monotonic()), shut, (sock,))
        cut.start()
        try:
            if isinstance(sock, ssl.SSLSocket):
                sock.do_handshake()
            yield sock
        finally:
            cut.cancel()
            sock.close()


def connect(addresses: list[str], port: int, end: float) -> socket.socket:
    """To the first address that takes us."""
    refused: OSError = TimeoutError()
    for address in addresses:
        left = end - monotonic()
        if left <= 0:
            break
        try:
            sock = socket.create_connection((address, port), left)
            sock.settimeout(max(0.01, end - monotonic()))
            return sock
        except OSError as error:
            refused = error
    raise refused


def shut(sock: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)  # of the socket itself: TLS would say goodbye first


def asked_of(
    sock: socket.socket, method: str, parts: SplitResult, headers: Mapping[str, str], body: bytes | None = None
) -> http.client.HTTPResponse:
    """One request over the connection, and the head of its answer."""
    connection = http.client.HTTPConnection(parts.netloc)
    connection.sock = sock  # it is never opened by name
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    connection.request(method, path, body, {**headers, "Connection": "close"})
    return connection.getresponse()
