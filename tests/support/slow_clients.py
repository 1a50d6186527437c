"""Clients that begin a request and do not get on with it: what holds up a server that waits for each in turn."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from threading import Event, Thread
from urllib.parse import urlsplit

EVERY = 1.0  # seconds between two bytes of one that trickles


def body_of(path: str, length: int, *headers: str) -> bytes:
    """The head of a POST whose body is announced and has not come."""
    fixed = (f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Length: {length}")
    return "\r\n".join([*fixed, *headers, "", ""]).encode()


@contextmanager
def slow(address: str, count: int, said: bytes = b"", trickle: bytes = b"") -> Iterator[Sequence[socket.socket]]:
    """Hold `count` connections that said `said`, and then say `trickle` again and again, once a second."""
    at, over = urlsplit(address), Event()
    with ExitStack() as stack:
        clients = [stack.enter_context(opened((str(at.hostname), at.port or 80), said)) for _ in range(count)]
        thread = Thread(target=go_on, args=(clients, trickle, over))
        thread.start()
        try:
            yield clients
        finally:
            over.set()
            thread.join()


def opened(place: tuple[str, int], said: bytes) -> socket.socket:
    client = socket.create_connection(place, timeout=10)
    client.sendall(said)
    return client


def go_on(clients: Sequence[socket.socket], trickle: bytes, over: Event) -> None:
    while trickle and not over.wait(EVERY):
        for client in clients:
            try:
                client.sendall(trickle)
            except OSError:  # the server has had enough of it
                continue


def answer(client: socket.socket, seconds: float) -> bytes:
    """Everything the server says until it closes the connection. TimeoutError when it does not."""
    client.settimeout(seconds)
    said = b""
    try:
        while piece := client.recv(65536):
            said += piece
    except ConnectionResetError:
        pass
    return said
