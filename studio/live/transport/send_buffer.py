"""What is on its way to one socket. Sending never waits: what the kernel does not take now is kept, up to a limit."""

from __future__ import annotations

import os
from collections import deque
from threading import Lock
from time import monotonic
from typing import Protocol

LIMIT = 1 << 20  # bytes kept for a slow reader; more, and it is closed and starts anew


class Descriptor(Protocol):
    """A socket whose descriptor does not block."""

    def fileno(self) -> int: ...


class SendBuffer:
    """Frames go out whole and in order, from any thread or greenlet. `grace` is in seconds."""

    __slots__ = ("socket", "grace", "lock", "frames", "size", "closes_at")

    def __init__(self, socket: Descriptor, grace: float = 10.0):
        self.socket, self.grace = socket, grace
        self.lock = Lock()
        self.frames: deque[memoryview] = deque()
        self.size = 0
        self.closes_at: float | None = None  # when the close frame must be out; nothing follows it

    def push(self, frame: bytes) -> bool:
        """Send, or keep; False when too much is kept already, or it is closing. Raises OSError on a dead socket."""
        with self.lock:
            if self.closes_at is not None or self.size and self.size + len(frame) > LIMIT:
                return False
            if not self.frames:
                written = self.write(frame)
                if written == len(frame):
                    return True
                frame = frame[written:]
            self.frames.append(memoryview(frame))
            self.size += len(frame)
            return True

    def close(self, close_frame: bytes) -> None:
        """Drop what is not begun, finish the frame that is, then send the close frame."""
        with self.lock:
            if self.closes_at is not None:
                return
            self.closes_at = monotonic() + self.grace
            begun = [self.frames[0]] if self.frames else []
            self.frames = deque([*begun, memoryview(close_frame)])
        self.flush()

    def flush(self) -> bool:
        """Send on; True when nothing is left. Raises OSError on a dead socket."""
        with self.lock:
            while self.frames:
                written = self.write(self.frames[0])
                self.size -= written
                if written < len(self.frames[0]):
                    self.frames[0] = self.frames[0][written:]
                    return False
                self.frames.popleft()
            return True

    def write(self, data: bytes | memoryview) -> int:
        """How many bytes the kernel took."""
        try:
            return os.write(self.socket.fileno(), data)
        except (BlockingIOError, InterruptedError):
            return 0
