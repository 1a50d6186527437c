"""WebSocket frames as bytes. What a server sends is not masked, so one frame serves every socket it goes to."""

from __future__ import annotations

import struct

TEXT, CLOSE, PING = 0x81, 0x88, 0x89  # with the bit that says the message is whole
PING_FRAME = bytes((PING, 0))

SIGNED_OUT, NOT_A_MEMBER = 4401, 4403
RESTART, TRY_LATER = 1012, 1013


def text_frame(text: str) -> bytes:
    data = text.encode()
    return head(TEXT, len(data)) + data


def close_frame(code: int) -> bytes:
    return head(CLOSE, 2) + struct.pack("!H", code)


def head(kind: int, length: int) -> bytes:
    """RFC 6455, 5.2: lengths up to 125 in a byte, up to 65535 in two more, else in eight more."""
    if length < 126:
        return bytes((kind, length))
    if length < 65536:
        return struct.pack("!BBH", kind, 126, length)
    return struct.pack("!BBQ", kind, 127, length)
