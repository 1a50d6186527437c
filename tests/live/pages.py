"""A page as the server sees it: a websocket on a bare socket, so that a test can read slowly, or not at all."""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import struct
import time
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from tests.support.servers import PATIENCE

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


def cookie(app: Flask, token: str) -> str:
    """The Cookie header of a browser that is signed in with this session token."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer
    return f"studio={signer.dumps({'_user_id': token, 'csrf_token': 'raw'})}"


class Refused(Exception):
    """The handshake was answered with another status than 101."""


class Page:
    def __init__(
        self, address: str, path: str, cookie: str = "", origin: str | None = "same", buffer: int | None = None
    ):
        host = urlsplit(address).netloc
        name, _, port = host.partition(":")
        self.socket = socket.socket()
        if buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.socket.settimeout(PATIENCE)
        self.socket.connect((name, int(port)))
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Connection: Upgrade", "Upgrade: websocket"]
        lines += [f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"]
        lines += ["Sec-WebSocket-Extensions: permessage-deflate"]
        lines += [f"Cookie: {cookie}"] * bool(cookie)
        if origin:
            lines.append(f"Origin: {address if origin == 'same' else origin}")
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self.buffer = b""
        while b"\r\n\r\n" not in self.buffer:
            self.more()
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        self.headers = head.decode()
        if " 101 " not in self.headers.split("\r\n")[0]:
            raise Refused(self.headers.split("\r\n")[0])
        self.frames: list[str] = []  # every text received
        self.code: int | None = None

    def more(self) -> None:
        data = self.socket.recv(65536)
        if not data:
            raise EOFError
        self.buffer += data

    def say(self, **values: Any) -> None:
        self.send(TEXT, json.dumps(values).encode())

    def send(self, kind: int, data: bytes) -> None:
        mask = os.urandom(4)
        length = bytes((0x80 | len(data),)) if len(data) < 126 else struct.pack("!BH", 0xFE, len(data))
        masked = bytes(byte ^ mask[n % 4] for n, byte in enumerate(data))
        self.socket.sendall(bytes((0x80 | kind,)) + length + mask + masked)

    def hear(self, seconds: float = PATIENCE) -> str | None:
        """The next text; None when there is none in time. Raises Closed's code into `code` and returns None."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and self.code is None:
            self.socket.settimeout(left)
            try:
                kind, data = self.frame()
            except TimeoutError:
                return None
            if kind == TEXT:
                self.frames.append(data.decode())
                return self.frames[-1]
            if kind == CLOSE:
                self.code = struct.unpack("!H", data[:2])[0]
                self.send(CLOSE, data)
            elif kind == PING:
                self.send(PONG, data)
        return None

    def frame(self) -> tuple[int, bytes]:
        while (found := self.whole()) is None:
            self.more()
        return found

    def whole(self) -> tuple[int, bytes] | None:
        """The frame at the start of what was received, once all of it is there."""
        at = 2
        if len(self.buffer) < 10 and len(self.buffer) < at + (self.buffer[1] if len(self.buffer) > 1 else at):
            return None
        first, length = self.buffer[0], self.buffer[1]
        assert first & 0x80 and not first & 0x70 and not length & 0x80, "whole, uncompressed, unmasked"
        if length > 125:
            at, form = (4, "!H") if length == 126 else (10, "!Q")
            (length,) = struct.unpack(form, self.buffer[2:at]) if len(self.buffer) >= at else (at,)
        if len(self.buffer) < at + length:
            return None
        data, self.buffer = self.buffer[at : at + length], self.buffer[at + length :]
        return first & 0x0F, data

    def until(self, text: str, seconds: float = PATIENCE, also: str = "") -> str:
        """The first frame with `text` in it, and with what else is asked for."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            frame = self.hear(left)
            if frame and text in frame and also in frame:
                return frame
            if self.code is not None:
                break
        raise AssertionError(f"never heard {text!r}; closed {self.code}; heard {self.frames}")

    def closed(self, seconds: float = PATIENCE) -> int | None:
        """The code it is closed with."""
        end = time.monotonic() + seconds
        while self.code is None and (left := end - time.monotonic()) > 0:
            self.hear(left)
        return self.code

    def look(self, view: str, seq: int = 0, shape: str = "wide") -> str:
        """Say hello; gives the answer."""
        self.say(view=view, seq=seq, shape=shape)
        return self.until('id="news"')

    def close(self) -> None:
        self.socket.close()


def seq(frame: str) -> int:
    found = re.search(r'data-seq="(\d+)"', frame)
    assert found, frame
    return int(found[1])
