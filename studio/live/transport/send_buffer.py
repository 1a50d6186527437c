"""What is on its way to one socket. Sending never waits: what the kernel does not take now is kept, up to a limit."""

from __future__ import annotations

import socket
from collections import deque
from threading import Lock
from time import monotonic
from typing import Any

LIMIT = 1 << 20  # bytes kept for a slow reader; more, and it is closed and starts anew
GRACE = 10.0  # seconds to take the rest of its frame and the goodbye


class Outbox:
    """Frames go out whole and in order, from any thread."""

    __slots__ = ("socket", "lock", "kept", "size", "ends_at")

    def __init__(self, sock: Any):
        self.socket = getattr(sock, "_sock", sock)  # gevent's own send would wait; the real one does not
        self.lock = Lock()
        self.kept: deque[memoryview] = deque()
        self.size = 0
        self.ends_at: float | None = None  # when the goodbye must be out; nothing follows a goodbye

    def push(self, frame: bytes) -> bool:
        """Send, or keep; False when too much is kept already, or it is ending. Raises OSError on a dead socket."""
        with self.lock:
            if self.ends_at is not None or self.size and self.size + len(frame) > LIMIT:
                return False
            if not self.kept:
                sent = self.send(frame)
                if sent == len(frame):
                    return True
                frame = frame[sent:]
            self.kept.append(memoryview(frame))
            self.size += len(frame)
            return True

    def end(self, goodbye: bytes) -> None:
        """Drop what is not begun, finish the frame that is, say goodbye."""
        with self.lock:
            if self.ends_at is not None:
                return
            self.ends_at = monotonic() + GRACE
            begun = [self.kept[0]] if self.kept else []
            self.kept = deque([*begun, memoryview(goodbye)])
        self.flush()

    def flush(self) -> bool:
        """Send on; True when nothing is left. Raises OSError on a dead socket."""
        with self.lock:
            while self.kept:
                sent = self.send(self.kept[0])
                self.size -= sent
                if sent < len(self.kept[0]):
                    self.kept[0] = self.kept[0][sent:]
                    return False
                self.kept.popleft()
            return True

    def send(self, data: bytes | memoryview) -> int:
        try:
            return int(self.socket.send(data, socket.MSG_DONTWAIT))
        except (BlockingIOError, InterruptedError):
            return 0
