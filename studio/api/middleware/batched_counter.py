"""A storage for Flask-Limiter that takes requests out of Redis some at a time.

A process takes a twentieth of what is left in the window, at least one, and counts those itself: Redis is asked for few
requests, and there are never more than the limit, however many processes answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from time import time
from typing import Any

from limits.storage import Storage
from redis import Redis, RedisError

SCHEME = "batched+"
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
    """Of one key in this window: what this process took out and has not used; what the others may still take."""

    taken: int = 0
    left: int = 0
    fetching: Lock = field(default_factory=Lock)  # so that those who wait together fetch once

    @property
    def remaining(self) -> int:
        return self.taken + self.left


class BatchedCounter(Storage):
    """For the strategy `fixed-window` and limits of `limit` requests in one `window` of seconds, cost 1 each."""

    STORAGE_SCHEME = [f"{SCHEME}{scheme}" for scheme in ("redis", "rediss", "unix")]

    def __init__(self, uri: str, limit: int, window: int, wrap_exceptions: bool = False, **options: Any):
        super().__init__(uri, wrap_exceptions)
        self.limit, self.window = limit, window
        self.redis = Redis.from_url(uri.removeprefix(SCHEME), **options)
        self.take = self.redis.register_script(TAKE)
        self.lock = Lock()
        self.number, self.allowances = 0, dict[str, Allowance]()  # of this window alone

    @property
    def base_exceptions(self) -> type[Exception]:
        return RedisError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count one more: which it is of this window, and more than the limit when it is one too many."""
        with self.lock:
            allowance = self.allowance(key)
        with allowance.fetching:
            if not allowance.taken:
                allowance.taken, allowance.left = self.take([f"{key}/{self.number}"], [self.limit, 2 * self.window])
            if not allowance.taken:
                return self.limit + 1
            allowance.taken -= 1
            return self.limit - allowance.remaining

    def allowance(self, key: str) -> Allowance:
        if (number := int(time()) // self.window) != self.number:
            self.number, self.allowances = number, {}
        return self.allowances.setdefault(key, Allowance(0, self.limit))

    def get(self, key: str) -> int:
        """How many were counted, as far as this process knows."""
        with self.lock:
            return self.limit - self.allowance(key).remaining

    def get_expiry(self, key: str) -> float:
        """When the window ends."""
        return float((int(time()) // self.window + 1) * self.window)

    def check(self) -> bool:
        try:
            return bool(self.redis.ping())
        except RedisError:
            return False

    def reset(self) -> None:
        raise NotImplementedError

    def clear(self, key: str) -> None:
        with self.lock:
            self.allowances.pop(key, None)
            self.redis.delete(f"{key}/{self.number}")
