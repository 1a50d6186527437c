"""How an operation says goodbye: since when it is deprecated, when it ends, what comes after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Response
from werkzeug.http import http_date


@dataclass(frozen=True)
class Deprecation:
    """RFC 9745 and RFC 8594. `successor` is an address."""

    since: datetime
    ends: datetime | None = None
    successor: str = ""

    def announce(self, response: Response) -> None:
        response.headers["Deprecation"] = f"@{int(self.since.timestamp())}"
        if self.ends:
            response.headers["Sunset"] = http_date(self.ends)
        if self.successor:
            response.headers.add("Link", f'<{self.successor}>; rel="successor-version"')
