"""A thousand pages: websockets on bare sockets, read by one loop, that knows when each of them has its frame."""

from __future__ import annotations

import select
import socket
import struct
import time
from collections.abc import Callable

TEXT, PING, PONG = 0x81, 0x89, 0x8A
CHUNK = 1 << 18


class Pages:
    """So many open pages of one address."""

    def __init__(self, port: int, path: str, most: int, headers: str = ""):
        self.open: dict[int, socket.socket] = {}
        self.received: dict[int, bytearray] = {}
        self.part = memoryview(bytearray(CHUNK))
        self.poll = select.epoll()
        for _ in range(most):
            page = handshake(port, path, headers)
            page.setblocking(False)
            self.open[page.fileno()], self.received[page.fileno()] = page, bytearray()
            self.poll.register(page, select.EPOLLIN)

    @property
    def all(self) -> list[socket.socket]:
        return list(self.open.values())

    def say(self, message: bytes) -> None:
        """From the first of them."""
        self.send(self.all[0], message)

    def send(self, page: socket.socket, message: bytes) -> None:
        page.sendall(masked(message))

    def wait(self, counts: Callable[[bytes], bool], seconds: float = 30) -> tuple[float, int]:
        """When the last page had a frame that counts (on time.perf_counter), and how long that frame was."""
        missing, end, length = set(self.open), time.perf_counter() + seconds, 0
        while missing:
            found = self.poll.poll(max(0.0, end - time.perf_counter()), 512)
            if not found:
                raise RuntimeError(f"{len(missing)} of {len(self.open)} pages never had their frame")
            for number, _ in found:
                for frame in self.read(number):
                    if counts(frame):
                        missing.discard(number)
                        length = len(frame)
        return time.perf_counter(), length

    def rest(self, seconds: float) -> None:
        """Read, as pings want an answer, and wait for nothing."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            for number, _ in self.poll.poll(left, 512):
                self.read(number)

    def read(self, number: int) -> list[bytes]:
        """The texts that are complete by now."""
        length = self.open[number].recv_into(self.part)
        if not length:
            raise ConnectionError("A page's socket was closed.")
        buffer, texts = self.received[number], []
        buffer += self.part[:length]
        while (end := whole(buffer)) is not None:
            begin, until = end
            if buffer[0] == TEXT:
                texts.append(bytes(buffer[begin:until]))
            elif buffer[0] == PING:
                self.open[number].sendall(bytes((PONG, 0x80, 0, 0, 0, 0)))
            del buffer[:until]
        return texts

    def close(self) -> None:
        for page in self.open.values():
            page.close()
        self.poll.close()


def whole(buffer: bytearray) -> tuple[int, int] | None:
    """Where the text of the first frame begins and ends, once all of it is there."""
    if len(buffer) < 2:
        return None
    begin, length = 2, buffer[1]
    if length > 125:
        begin = 4 if length == 126 else 10
        if len(buffer) < begin:
            return None
        length = int.from_bytes(buffer[2:begin], "big")
    return (begin, begin + length) if len(buffer) >= begin + length else None


def masked(message: bytes) -> bytes:
    """A page's text frame; its mask is zero, so nothing has to be changed."""
    length = len(message)
    head = bytes((TEXT, 0x80 | length)) if length < 126 else struct.pack("!BBH", TEXT, 0xFE, length)
    return head + b"\0\0\0\0" + message


def handshake(port: int, path: str, headers: str) -> socket.socket:
    page = socket.create_connection(("127.0.0.1", port), 30)
    here = f"127.0.0.1:{port}"
    lines = [
        f"GET {path} HTTP/1.1", f"Host: {here}", f"Origin: http://{here}", "Connection: Upgrade", "Upgrade: websocket",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Version: 13",
    ]  # fmt: skip
    page.sendall(("\r\n".join(lines) + f"\r\n{headers}\r\n").encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = page.recv(1)  # not more: a frame may follow
        if not byte:
            break
        head += byte
    if b" 101 " not in head:
        raise RuntimeError(f"{path} opened no socket: {head[:200]!r}")
    return page
