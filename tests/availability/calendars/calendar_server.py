"""Calendars as other systems write them, and a server that has one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def calendar(*lines: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:tests", *lines, "END:VCALENDAR", ""]).encode()


def entry(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{abs(hash(lines))}", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT"])


def hour(start: str, *lines: str) -> str:
    """An hour of a day in UTC: `hour("20261201T09")`."""
    return entry(f"DTSTART:{start}0000Z", "DURATION:PT1H", *lines)


@dataclass
class CalendarServer:
    """Says 304 to whoever knows its ETag."""

    content: bytes = b""
    status: int = 200
    location: str = ""
    modified: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)  # headers, in lower case
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/ana.ics?key=secret"


@contextmanager
def serving(content: bytes = b"") -> Iterator[CalendarServer]:
    own = CalendarServer(content)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            own.asked.append({name.lower(): value for name, value in self.headers.items()})
            etag = f'"{abs(hash(own.content))}"'
            known = own.status == 200 and self.headers.get("If-None-Match") == etag
            self.send_response(304 if known else own.status)
            self.send_header("ETag", etag)
            if own.modified:
                self.send_header("Last-Modified", own.modified)
            if own.location:
                self.send_header("Location", own.location)
            self.end_headers()
            self.wfile.write(b"" if known else own.content)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        own.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield own
        server.shutdown()
