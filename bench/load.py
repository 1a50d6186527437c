"""A small load generator: keep-alive connections on raw sockets, each sending its next request as an answer arrives.

It costs the machine about 20 µs a request, the same for a floor and for a page, so ratios are fair.
"""

from __future__ import annotations

import gc
import select
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

CONNECTIONS = 8
CHUNK = 1 << 18


@dataclass
class Result:
    """Latencies in seconds, answers by status, and how long it took."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    last: bytes = b""

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, percent: float) -> float:
        """In milliseconds."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


class Connection:
    """One browser's connection: what it has received of the answer it waits for, and since when it waits."""

    def __init__(self, port: int):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = bytearray()
        self.sent = 0.0

    def send(self, request: bytes) -> None:
        self.received.clear()
        self.sent = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> int | None:
        """The status once the answer is complete. Raises ConnectionError when the server hung up."""
        part = self.socket.recv(CHUNK)
        if not part:
            raise ConnectionError("The server closed the connection.")
        self.received += part
        head = self.received.find(b"\r\n\r\n")
        if head < 0 or len(self.received) < head + 4 + self.length(head):
            return None
        return int(self.received[9:12])

    def length(self, head: int) -> int:
        if self.received[9:12] in (b"304", b"204"):
            return 0
        lowered = bytes(self.received[:head]).lower()
        at = lowered.index(b"content-length:") + 15
        return int(lowered[at:].split(b"\r\n", 1)[0])


def drive(port: int, requests: Iterator[bytes], seconds: float, connections: int = CONNECTIONS) -> Result:
    """Send `requests` for so long over so many connections; every answer that began in time counts."""
    result, poll = Result(), select.epoll()
    open_ones = {}
    for _ in range(connections):
        connection = Connection(port)
        open_ones[connection.socket.fileno()] = connection
        poll.register(connection.socket, select.EPOLLIN)
    gc.disable()
    began = time.perf_counter()
    for connection in open_ones.values():
        connection.send(next(requests))
    waiting = len(open_ones)
    while waiting:
        for number, _ in poll.poll(30):
            connection = open_ones[number]
            status = connection.receive()
            if status is None:
                continue
            now = time.perf_counter()
            result.latencies.append(now - connection.sent)
            result.statuses[status] += 1
            if now - began < seconds:
                connection.send(next(requests))
            else:
                waiting -= 1
    result.seconds = time.perf_counter() - began
    gc.enable()
    result.last = bytes(connection.received)
    for connection in open_ones.values():
        connection.socket.close()
    return result


def request(
    method: str,
    path: str,
    headers: dict[str, str] | None = None,
    body: str = "",
    media_type: str = "application/x-www-form-urlencoded",
) -> bytes:
    """The bytes of a request, as a browser would send it."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{k}: {v}" for k, v in (headers or {}).items())]
    if body:
        lines += [f"Content-Type: {media_type}", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def header(answer: bytes, name: str) -> str:
    """A header of a raw answer; "" when it is not there."""
    for line in answer.split(b"\r\n\r\n", 1)[0].decode("latin-1").split("\r\n"):
        key, _, value = line.partition(":")
        if key.lower() == name.lower():
            return value.strip()
    return ""
