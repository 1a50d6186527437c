"""How often a token may ask: so many requests in a minute, counted in Redis for all processes together.

A process takes some requests out at a time, fewer as they run short, and counts those itself: Redis is asked for one
request in twenty, and never are there more than the limit. While it does not answer, everybody is let through.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from threading import Lock
from time import monotonic, time
from uuid import UUID

from flask import Blueprint, Flask, Response, current_app, g, request
from flask_babel import gettext as _
from flask_login import current_user
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from studio.accounts.bearer import Bearer
from studio.api.http.problems import TOO_MANY, Problem
from studio.config import Settings

WINDOW = 60  # seconds
PATIENCE = 0.25  # seconds for Redis
PAUSE = 5.0  # seconds it is not asked after it did not answer
TAKE = """
local left = tonumber(ARGV[1]) - tonumber(redis.call('GET', KEYS[1]) or '0')
if left <= 0 then return {0, 0} end
local taken = math.max(1, math.floor(left / 20))
redis.call('INCRBY', KEYS[1], taken)
redis.call('EXPIRE', KEYS[1], ARGV[2])
return {taken, left - taken}
"""


@dataclass
class Allowance:
    """Of one token in this window: what this process took out and has not used; what the others may still take."""

    taken: int = 0
    left: int = 0

    @property
    def remaining(self) -> int:
        return self.taken + self.left


class Meter:
    def __init__(self, redis: Redis, limit: int):
        self.limit, self.take = limit, redis.register_script(TAKE)
        self.lock = Lock()
        self.window, self.allowances = 0, dict[UUID, Allowance]()
        self.silent_until = 0.0

    def count(self, token: UUID, now: float) -> tuple[bool, int]:
        """Whether one more request may pass, and how many after it."""
        window = int(now) // WINDOW
        with self.lock:
            if window != self.window:
                self.window, self.allowances = window, {}
            allowance = self.allowances.setdefault(token, Allowance())
            if allowance.taken:
                allowance.taken -= 1
                return True, allowance.remaining
        taken, left = self.fetch(f"rate:{token}:{window}")
        with self.lock:
            allowance.taken, allowance.left = allowance.taken + taken, left
            passes = allowance.taken > 0
            allowance.taken -= passes
            return passes, allowance.remaining

    def fetch(self, key: str) -> tuple[int, int]:
        if monotonic() < self.silent_until:
            return self.limit, 0
        try:
            taken, left = self.take([key], [self.limit, 2 * WINDOW])
        except RedisError:
            self.silent_until = monotonic() + PAUSE
            return self.limit, 0
        return int(taken), int(left)


def init_app(app: Flask, *limited: Blueprint) -> None:
    settings: Settings = app.config["SETTINGS"]
    app.extensions["meter"] = Meter(impatient(settings.redis_url), settings.api_rate)
    app.after_request_funcs.setdefault(None, []).insert(0, only_when_refused)  # the first runs last
    for blueprint in limited:
        app.before_request_funcs.setdefault(blueprint.name, []).append(count)
        app.after_request_funcs.setdefault(blueprint.name, []).append(tell)


def impatient(url: str) -> Redis:
    """A Redis that is asked once and briefly: a count is not worth waiting for."""
    once = Retry(NoBackoff(), 0)
    return Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=once)


def count() -> None:
    """Runs when the gate has let the request in."""
    if not isinstance(who := current_user._get_current_object(), Bearer):
        return
    meter: Meter = current_app.extensions["meter"]
    now = time()
    passes, g.rate = rate_headers(meter, who.id, now)
    if not passes:
        detail = _("At most %(limit)d requests a minute.", limit=meter.limit)
        raise Problem(TOO_MANY, detail, headers={"Retry-After": str(ceil(WINDOW - now % WINDOW))})


def rate_headers(meter: Meter, token: UUID, now: float) -> tuple[bool, list[tuple[str, str]]]:
    """Count one more request: whether it may pass, and the headers of draft-ietf-httpapi-ratelimit-headers."""
    passes, remaining = meter.count(token, now)
    policy, left = f'"token";q={meter.limit};w={WINDOW}', f'"token";r={remaining};t={ceil(WINDOW - now % WINDOW)}'
    return passes, [("RateLimit-Policy", policy), ("RateLimit", left)]


def tell(response: Response) -> Response:
    if "rate" in g:
        response.headers.update(g.rate)
    return response


def only_when_refused(response: Response) -> Response:
    """Flask-Limiter says Retry-After of every request it has looked at."""
    if request.path.startswith("/api/") and response.status_code not in (429, 503, 409):
        response.headers.pop("Retry-After", None)
    return response
