"""A receiver of webhooks, as a customer would run one: it can fail, hang, answer 410, and go away."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.support.servers import free_port


@dataclass(frozen=True)
class Heard:
    """A request as it came, and how it was answered."""

    headers: dict[str, str]
    body: bytes
    status: int

    @property
    def said(self) -> dict[str, Any]:
        return json.loads(self.body)

    @property
    def seq(self) -> int:
        return self.said["data"]["seq"]

    @property
    def subject(self) -> str:
        data = self.said["data"]
        return (data.get("booking") or data.get("artist"))["id"]


@dataclass
class Receiver:
    """`answer(heard so far, message)` gives the status; it may also wait."""

    answer: Callable[[dict[str, Any]], int] = lambda said: 200
    port: int = field(default_factory=free_port)
    heard: list[Heard] = field(default_factory=list)
    more: dict[str, str] = field(default_factory=dict)  # headers of the answers
    lock: threading.Lock = field(default_factory=threading.Lock)
    server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?from=studio"

    @property
    def taken(self) -> list[Heard]:
        """What was accepted, in its order."""
        return [one for one in self.heard if 200 <= one.status < 300]

    @property
    def seqs(self) -> list[int]:
        return [one.seq for one in self.taken]

    def start(self) -> Receiver:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.answer(json.loads(body))
                with receiver.lock:
                    receiver.heard.append(Heard({k.lower(): v for k, v in self.headers.items()}, body, status))
                self.send_response(status)
                for name, value in receiver.more.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(b"Thank you." if status < 300 else b"No, thank you.\x00<b>")

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *args: None  # type: ignore[method-assign]  # whoever hangs up is no news
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None
