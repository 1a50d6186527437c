"""How often a token, or a person through logins, may ask: so many requests in a minute, counted by Flask-Limiter for
all processes together."""

from __future__ import annotations

from functools import partial
from math import ceil
from time import time

from flask import Blueprint, Flask, Response
from flask_babel import gettext as _
from flask_limiter import Limiter, RequestLimit
from flask_login import current_user

from studio.accounts.bearer import Bearer
from studio.api.middleware.batched_counter import SCHEME
from studio.config import Settings
from studio.extensions import limiter

WINDOW = 60  # seconds


def init_app(app: Flask, *limited: Blueprint) -> None:
    """Limit the tokens that ask `limited`, and write the headers of every limit. Called when it is known who asks."""
    tokens = token_limiter(app.config["SETTINGS"])
    tokens.init_app(app)
    rate: int = app.config["SETTINGS"].api_rate
    limit = tokens.shared_limit(
        f"{rate} per minute", "token", exempt_when=lambda: not has_token(),
        error_message=lambda: _("At most %(limit)d requests a minute.", limit=rate),
    )  # fmt: skip
    for blueprint in limited:
        limit(blueprint)
    app.after_request(partial(tell, tokens))


def token_limiter(settings: Settings) -> Limiter:
    """While Redis does not answer, each process counts for itself."""
    return Limiter(
        counted_by, strategy="fixed-window", storage_uri=f"{SCHEME}{settings.redis_url}",
        storage_options={"limit": settings.api_rate, "window": WINDOW},
        swallow_errors=True, in_memory_fallback_enabled=True,
    )  # fmt: skip


def counted_by() -> str:
    """A login counts with all others of its person: signing in once more gives nobody more requests."""
    who: Bearer = current_user
    return f"user {who.user_id}" if who.kind == "login" else str(who.id)


def has_token() -> bool:
    return isinstance(current_user._get_current_object(), Bearer)


def tell(tokens: Limiter, response: Response) -> Response:
    """Headers of draft-ietf-httpapi-ratelimit-headers for a token; Retry-After for whoever was refused."""
    if response.status_code == 429:
        for limit in (tokens.current_limit, limiter.current_limit):
            if limit and limit.breached:
                response.headers["Retry-After"] = str(seconds_left(limit))
    if limit := tokens.current_limit:
        response.headers["RateLimit-Policy"] = f'"token";q={limit.limit.amount};w={WINDOW}'
        response.headers["RateLimit"] = f'"token";r={max(0, limit.remaining)};t={seconds_left(limit)}'
    return response


def seconds_left(limit: RequestLimit) -> int:
    return max(1, ceil(limit.window.reset_time - time()))
