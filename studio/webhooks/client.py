"""One POST to a stranger: to an address that was looked at, without redirects, and over when its time is up."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer
from time import monotonic
from urllib.parse import SplitResult, urlunsplit

from studio.lib.text.parsing import parse_number
from studio.webhooks.ssrf import BadUrl, NotOnTheInternet, checked, resolve

EXCERPT = 1000  # bytes of a refusal that are kept
MOST_ADDRESSES = 4
LONGEST_RETRY_AFTER = 3600  # seconds a receiver may ask us to stay away
FORBIDDEN, NO_HOST, TIMEOUT, NO_TLS, BROKEN = ("forbidden", "no_host", "timeout", "tls", "broken")
UNSIGNED = "unsigned"  # its secret cannot be read: SECRET_KEY was changed
TLS = ssl.create_default_context()


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


@contextmanager
def connected(parts: SplitResult, end: float, private: bool) -> Iterator[socket.socket]:
    """A connection that is cut at `end`, so that not even a byte a second keeps it open."""
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    addresses = resolve(parts.hostname or "", port, max(0.0, end - monotonic()), private)[:MOST_ADDRESSES]
    with connect(addresses, port, end) as plain:
        sock = TLS.wrap_socket(plain, False, False, server_hostname=parts.hostname) if secure else plain
        cut = Timer(max(0.0, end - monotonic()), shut, (sock,))
        cut.start()
        try:
            if isinstance(sock, ssl.SSLSocket):
                sock.do_handshake()
            yield sock
        finally:
            cut.cancel()
            sock.close()


def connect(addresses: list[str], port: int, end: float) -> socket.socket:
    """To the first address that takes us."""
    refused: OSError = TimeoutError()
    for address in addresses:
        left = end - monotonic()
        if left <= 0:
            break
        try:
            sock = socket.create_connection((address, port), left)
            sock.settimeout(max(0.01, end - monotonic()))
            return sock
        except OSError as error:
            refused = error
    raise refused


def shut(sock: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)  # of the socket itself: TLS would say goodbye first


def post(sock: socket.socket, parts: SplitResult, request: WebhookRequest) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(parts.netloc)
    connection.sock = sock  # it is never opened by name
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    connection.request("POST", path, request.body, {**request.headers, "Connection": "close"})
    return connection.getresponse()


def excerpt_of(answer: http.client.HTTPResponse) -> str:
    """The first words of a refusal, as text that can be kept and shown."""
    with suppress(OSError, http.client.HTTPException, ValueError):
        text = answer.read(EXCERPT).decode("utf-8", "replace")
        return "".join(c if c.isprintable() or c == "\n" else " " for c in text).strip()
    return ""


def retry_after(wait: str | None) -> int:
    """Retry-After in seconds; a date is not worth the trouble."""
    return min(parse_number(wait) or 0, LONGEST_RETRY_AFTER)
