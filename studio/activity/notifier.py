"""After a commit that wrote events: tell the relay. Never in the way of the request, and never fails it."""

from __future__ import annotations

import os
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import sleep

from flask import current_app
from redis import Redis, RedisError
from sqlalchemy import event
from sqlalchemy.orm import Session

KICK = "relay:kick"
REST = 1.0  # seconds to leave Redis alone after it failed; the relay sweeps meanwhile
Message = tuple[str, str]  # channel, text


class Announcer:
    """Publishes short messages from one thread per process; what cannot be sent is dropped."""

    def __init__(self) -> None:
        self.begin_again()

    def begin_again(self) -> None:
        """As new: a fork has no threads but its own."""
        self.waiting: SimpleQueue[tuple[Redis, Message]] = SimpleQueue()
        self.lock = Lock()
        self.thread: Thread | None = None

    def say(self, redis: Redis, channel: str, text: str) -> None:
        self.waiting.put((redis, (channel, text)))
        if self.thread is None:
            with self.lock:
                if self.thread is None:
                    self.thread = Thread(target=self.run, name="announcer", daemon=True)
                    self.thread.start()

    def run(self) -> None:
        while True:
            redis, message = self.waiting.get()
            try:
                self.send(redis, {message: None} | dict.fromkeys(self.others()))
            except RedisError:
                sleep(REST)
                list(self.others())

    def others(self) -> list[Message]:
        """What else waits: a burst of commits is one trip to Redis, and one kick per tenant."""
        found = []
        try:
            while True:
                found.append(self.waiting.get_nowait()[1])
        except Empty:
            return found

    @staticmethod
    def send(redis: Redis, messages: dict[Message, None]) -> None:
        with redis.pipeline(transaction=False) as pipe:
            for channel, text in messages:
                pipe.publish(channel, text)
            pipe.execute()


announcer = Announcer()
os.register_at_fork(after_in_child=announcer.begin_again)


def announce(channel: str, text: str) -> None:
    """Publish on Redis soon, without waiting for it."""
    announcer.say(current_app.extensions["redis"], channel, text)


@event.listens_for(Session, "after_commit")
def kick(session: Session) -> None:
    tenant = session.info.pop("kick", None)
    if tenant is not None:
        announce(KICK, str(tenant))


@event.listens_for(Session, "after_rollback")
def forget_kick(session: Session) -> None:
    session.info.pop("kick", None)
