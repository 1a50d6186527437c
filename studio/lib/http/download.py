"""One GET from a stranger: each redirect is looked at like the first address, and neither time nor size runs away."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urljoin

from studio.lib.http.connections import asked_of, connected
from studio.lib.http.ssrf import BadUrl, NotOnTheInternet, checked

FORBIDDEN, NO_HOST, TIMEOUT, NO_TLS, BROKEN = ("forbidden", "no_host", "timeout", "tls", "broken")
REDIRECTS, TOO_BIG = "redirects", "too_big"
MOST_REDIRECTS = 5
MOVED = (301, 302, 303, 307, 308)
PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Download:
    """What came of it: a status and what it brought, or else the name of an error."""

    status: int | None = None
    error: str = ""
    body: bytes = b""
    etag: str = ""
    modified: str = ""  # as the server said it

    @property
    def unchanged(self) -> bool:
        return self.status == 304


@dataclass(frozen=True, slots=True)
class Moved:
    """To another address."""

    url: str


def download(url: str, headers: Mapping[str, str], timeout: float, most: int, private: bool = False) -> Download:
    """Never raises; takes `timeout` seconds at most, all redirects together, and `most` bytes."""
    began = monotonic()
    try:
        for _redirect in range(MOST_REDIRECTS + 1):
            found = once(url, headers, began + timeout, most, private)
            if isinstance(found, Download):
                return found
            url = found.url
        return Download(error=REDIRECTS)
    except BadUrl:
        return Download(error=FORBIDDEN)
    except NotOnTheInternet:
        return Download(error=NO_HOST)
    except (OSError, http.client.HTTPException, ValueError) as problem:
        late = monotonic() - began >= timeout - 0.05
        return Download(error=TIMEOUT if late else NO_TLS if isinstance(problem, ssl.SSLError) else BROKEN)


def once(url: str, headers: Mapping[str, str], end: float, most: int, private: bool) -> Download | Moved:
    parts = checked(url, private)
    with connected(parts, end, private) as sock:
        answer = asked_of(sock, "GET", parts, headers)
        target = answer.getheader("Location")
        if answer.status in MOVED and target:
            return Moved(urljoin(url, target).partition("#")[0])
        if answer.status != 200:
            return Download(answer.status)
        body = read(answer, most, end)
    if body is None:
        return Download(error=TOO_BIG)
    return Download(200, "", body, header(answer, "ETag"), header(answer, "Last-Modified"))


def header(answer: http.client.HTTPResponse, name: str) -> str:
    """ "" of one that is not there, or cannot be kept and sent back."""
    found = answer.getheader(name) or ""
    return found if found.isprintable() else ""


def read(answer: http.client.HTTPResponse, most: int, end: float) -> bytes | None:
    """The body; None when it is larger than `most` bytes. Raises TimeoutError."""
    body = b""
    while piece := answer.read(PIECE):
        body += piece
        if len(body) > most:
            return None
    if monotonic() >= end or answer.length:  # cut off in the middle: half of it is nothing
        raise TimeoutError
    return body
