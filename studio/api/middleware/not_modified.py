"""An unchanged list costs its sender's name and nothing else: 304 before there is a request to speak of.

The validator of a list holds who asks, where, and how far the studio's log has come (conditional.mark_of). All of that
is known as soon as the token is, so what remains of Flask's work, and of ours, is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import perf_counter, time
from typing import Any

from flask import Flask
from sqlalchemy.exc import OperationalError

from studio.accounts import bearer
from studio.accounts.authorization import SEEN_EVERY
from studio.accounts.bearer import Bearer
from studio.api.blueprint import ROOT
from studio.api.http.conditional import mark_of
from studio.api.middleware.rate_limit import rate_headers
from studio.lib import clock, logs
from studio.lib.current import current
from studio.lib.http.transaction import HEADERS

Environ = dict[str, Any]
FIXED = [*HEADERS.items(), ("Cache-Control", "private, no-cache"), ("Vary", "Authorization, Cookie, Origin")]


class Unchanged:
    """Answers what it can, and hands everything else on, with whoever it found to be asking."""

    def __init__(self, app: Flask):
        self.app, self.inner = app, app.wsgi_app

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not may_be_unchanged(environ) or (headers := self.look(environ)) is None:
            return self.inner(environ, start_response)
        start_response("304 NOT MODIFIED", headers)
        return []

    def look(self, environ: Environ) -> list[tuple[str, str]] | None:
        """The headers of a 304, or None when that is not the answer."""
        began, now = perf_counter(), clock.now()
        token = environ["HTTP_AUTHORIZATION"].partition(" ")[2].strip()
        with self.app.app_context():
            try:
                who = environ["studio.bearer"] = bearer.identify(token, now)
            except OperationalError:
                return None
        if who is None or who.last_used_at is None or now - who.last_used_at > SEEN_EVERY:
            return None
        tag = f'"{mark_of(environ, who.tenant, who.member)}"'
        if tag not in environ["HTTP_IF_NONE_MATCH"]:
            return None
        passes, rate = rate_headers(self.app.extensions["meter"], who.id, time())
        return self.told(environ, who, began, [("ETag", f"W/{tag}"), *rate]) if passes else None

    def told(self, environ: Environ, who: Bearer, began: float, found: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """The same line in the log, and the same headers, as of any other request."""
        current.set_request_id(logs.name_of_request(environ.get("HTTP_X_REQUEST_ID", "")))
        logs.write(environ["REQUEST_METHOD"], environ["PATH_INFO"], 304, began, who.tenant.slug, who.member.id)
        secure = [("Strict-Transport-Security", "max-age=31536000; includeSubDomains")]
        transport = secure if environ["wsgi.url_scheme"] == "https" else []
        return [*found, ("X-Request-Id", current.request_id), *FIXED, *transport]


def may_be_unchanged(environ: Environ) -> bool:
    """A script of another site has headers coming that only a whole request knows."""
    return (
        "HTTP_IF_NONE_MATCH" in environ
        and environ["REQUEST_METHOD"] == "GET"
        and environ["PATH_INFO"].startswith(f"{ROOT}/")
        and environ.get("HTTP_AUTHORIZATION", "")[:7].lower() == "bearer "
        and "HTTP_ORIGIN" not in environ
        and "studio.tenant" not in environ
    )
