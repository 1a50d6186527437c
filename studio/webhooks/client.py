"""One POST to a stranger: to an address that was looked at, without redirects, and over when its time is up."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from urllib.parse import SplitResult

from studio.lib.http.connections import asked_of, connected
from studio.lib.http.ssrf import BadUrl, NotOnTheInternet, checked
from studio.lib.text.parsing import parse_number

EXCERPT = 1000  # bytes of a refusal that are kept
LONGEST_RETRY_AFTER = 3600  # seconds a receiver may ask us to stay away
FORBIDDEN, NO_HOST, TIMEOUT, NO_TLS, BROKEN = ("forbidden", "no_host", "timeout", "tls", "broken")
UNSIGNED = "unsigned"  # its secret cannot be read: SECRET_KEY was changed


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: a status, or else the name of an error."""

    status: int | None = None
    error: str = ""
    ms: int = 0
    excerpt: str = ""
    retry_after: int = 0  # seconds

    @property
    def ok(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def away(self) -> bool:
        """Nobody is there, or nobody has the time: the next message would fare no better."""
        return self.status is None or self.status in (429, 502, 503, 504)

    @property
    def gone(self) -> bool:
        """The receiver wants no more, ever."""
        return self.status == 410


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    url: str
    headers: Mapping[str, str]
    body: bytes


def send(request: WebhookRequest, timeout: float, private: bool = False) -> Outcome:
    """Never raises; takes `timeout` seconds at most, whatever the receiver does."""
    began = monotonic()
    status, error, excerpt, wait = None, "", "", 0
    try:
        parts = checked(request.url, private)
        with connected(parts, began + timeout, private) as sock:
            answer = post(sock, parts, request)
            status, wait = answer.status, retry_after(answer.getheader("Retry-After"))
            excerpt = "" if 200 <= answer.status < 300 else excerpt_of(answer)
    except BadUrl:
        error = FORBIDDEN
    except NotOnTheInternet:
        return Outcome(error=NO_HOST)  # and not how long it took: a name inside may be known sooner
    except (OSError, http.client.HTTPException, ValueError) as problem:
        late = monotonic() - began >= timeout - 0.05
        error = TIMEOUT if late else NO_TLS if isinstance(problem, ssl.SSLError) else BROKEN
    return Outcome(status, error, round((monotonic() - began) * 1000), excerpt, wait)


def post(sock: socket.socket, parts: SplitResult, request: WebhookRequest) -> http.client.HTTPResponse:
    return asked_of(sock, "POST", parts, request.headers, request.body)


def excerpt_of(answer: http.client.HTTPResponse) -> str:
    """The first words of a refusal, as text that can be kept and shown."""
    with suppress(OSError, http.client.HTTPException, ValueError):
        text = answer.read(EXCERPT).decode("utf-8", "replace")
        return "".join(c if c.isprintable() or c == "\n" else " " for c in text).strip()
    return ""


def retry_after(wait: str | None) -> int:
    """Retry-After in seconds; a date is not worth the trouble."""
    return min(parse_number(wait) or 0, LONGEST_RETRY_AFTER)
