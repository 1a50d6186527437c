"""How often a token may ask: so many requests in a minute, counted in Redis for all processes together.

Flask-Limiter counts, these and the pages' own limits; what they come to is told in the answer's headers.
"""

from __future__ import annotations

from contextlib import suppress
from time import time

from flask import Flask, Response, current_app
from flask_babel import gettext as _
from flask_limiter import RequestLimit
from flask_login import current_user
from redis import RedisError

from studio.accounts.bearer import Bearer
from studio.extensions import limiter

WINDOW = 60  # seconds


def requests_a_minute() -> int:
    return current_app.config["SETTINGS"].api_rate


def has_token() -> bool:
    return isinstance(current_user._get_current_object(), Bearer)


# Decorates the blueprints whose requests are counted.
limit_tokens = limiter.shared_limit(
    lambda: f"{requests_a_minute()} per minute", "token",
    key_func=lambda: str(current_user.id), exempt_when=lambda: not has_token(),
    error_message=lambda: _("At most %(limit)d requests a minute.", limit=requests_a_minute()),
)  # fmt: skip


def init_app(app: Flask) -> None:
    app.after_request(tell)


def tell(response: Response) -> Response:
    """Headers of draft-ietf-httpapi-ratelimit-headers for a token; Retry-After for whoever was refused."""
    limit = limiter.current_limit
    if limit is None:
        return response
    with suppress(RedisError):
        if response.status_code == 429:
            response.headers["Retry-After"] = str(seconds_left(limit))
        if has_token():
            amount, left, reset = limit.limit.amount, max(0, limit.remaining), seconds_left(limit)
            response.headers["RateLimit-Policy"] = f'"token";q={amount};w={WINDOW}'
            response.headers["RateLimit"] = f'"token";r={left};t={reset}'
    return response


def seconds_left(limit: RequestLimit) -> int:
    return max(1, int(limit.reset_at - time()))
