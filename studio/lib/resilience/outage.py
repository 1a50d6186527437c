"""A process outlives what it needs: without Redis or PostgreSQL it waits, tries again after growing gaps, goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from time import sleep

from redis import Redis, RedisError

FIRST, MOST = 0.5, 10.0  # seconds between two tries: the first gap, and the longest
logger = logging.getLogger("studio.outage")


@dataclass
class Outage:
    """Says once that somebody waits, and once that they go on: minutes without a server are two lines of the log."""

    who: str
    tries: int = 0

    def gap(self, error: Exception) -> float:
        """Seconds until the next try, after one that failed."""
        if self.tries == 0:
            logger.warning("%s waits: %s", self.who, str(error).strip().partition("\n")[0])
        self.tries += 1
        return min(FIRST * 2 ** min(self.tries - 1, 10), MOST)

    def over(self) -> None:
        """The try worked."""
        if self.tries:
            logger.warning("%s goes on", self.who)
        self.tries = 0


class OncePerOutage(logging.Filter):
    """Lets a complaint through once, until something else is said: libraries repeat it with every try."""

    last = ""

    def filter(self, record: logging.LogRecord) -> bool:
        again = record.levelno >= logging.WARNING and record.msg == self.last
        self.last = record.msg
        return not again


def outlast(who: str, redis: Redis, work: Callable[[], bool]) -> None:
    """Call `work` until it says that it was told to stop; whenever it ends otherwise, again once Redis is there."""
    outage, told = Outage(who), False
    while not told:
        try:
            redis.ping()
            outage.over()
            told = work()
        except RedisError as error:
            sleep(outage.gap(error))
