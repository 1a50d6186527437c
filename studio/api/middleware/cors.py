"""Which sites' scripts may call the API: none, but those a studio lists in its settings.

A browser asks before it sends a token (the preflight), when nobody knows whose it will be: it is let through for a site
that any studio lists. The answer to the request itself can be read only if the token's own studio lists the site.
"""

from __future__ import annotations

from flask import Flask, Response, request
from flask_login import current_user

from studio.accounts.bearer import Bearer
from studio.lib.resilience.unavailable import is_unavailable
from studio.lib.sql import read_alone

PATHS = ("/api/", "/.well-known/")
LISTED = "SELECT is_cors_origin(%s) AS yes"
LONGEST = 300
SENT = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-Request-Id"
SHOWN = (
    "Content-Language, Deprecation, ETag, Idempotency-Replayed, Link, Location, RateLimit, RateLimit-Policy, "
    "Retry-After, Sunset, WWW-Authenticate, X-Request-Id"
)
REMEMBERED = "600"  # seconds


def init_app(app: Flask) -> None:
    app.after_request(open_to_origin)


def open_to_origin(response: Response) -> Response:
    if not request.path.startswith(PATHS):
        return response
    response.vary.add("Origin")
    origin = request.headers.get("Origin")
    if origin is None or not is_known_open_to(origin):
        return response
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = SHOWN
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET")
        response.headers["Access-Control-Allow-Headers"] = SENT
        response.headers["Access-Control-Max-Age"] = REMEMBERED
    return response


def is_known_open_to(origin: str) -> bool:
    """False, too, while nobody can say."""
    try:
        return is_open_to(origin)
    except Exception as error:
        if not is_unavailable(error):
            raise
        return False


def is_open_to(origin: str) -> bool:
    """By the token's studio; by any, where there is no token yet."""
    who = current_user._get_current_object()
    if isinstance(who, Bearer):
        return origin in who.origins
    return len(origin) <= LONGEST and "\0" not in origin and read_alone(LISTED, (origin,))[0].yes
