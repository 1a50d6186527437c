"""The live side of one process: its rooms, one subscription to Redis, and the threads that serve them.

Nothing runs until the first socket or stream opens: commands, workers and gunicorn's master never start it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition, Event, Lock, Thread
from uuid import UUID

from flask import Flask
from redis import Redis

from studio.accounts.identity import TenantInfo
from studio.live.guarding import guard
from studio.live.line import Line
from studio.live.listening import listen
from studio.live.painting import Painter, paint_rooms
from studio.live.posting import post
from studio.live.presence import keep
from studio.live.room import Room
from studio.live.tending import look, tend

logger = logging.getLogger("studio.live")


class Full(Exception):
    """This process serves as many sockets as it may."""


@dataclass
class Hub:
    app: Flask
    redis: Redis
    most: int  # sockets and streams
    painters: dict[str, Painter]  # by the path of the page they paint
    threads: list[Callable[[Hub], None]]
    rooms: dict[UUID, Room] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    work: Event = field(default_factory=Event)  # a room has something to show
    told: Condition = field(default_factory=Condition)  # events arrived: streams wait for it
    slow: Event = field(default_factory=Event)  # a line keeps frames back
    ending: bool = False  # set by a signal handler, so nothing but a flag
    ended: Event = field(default_factory=Event)
    running: int = 0  # the process the threads run in

    def start(self) -> None:
        with self.lock:
            if self.running != os.getpid():
                self.running = os.getpid()
                for thread in self.threads:
                    Thread(target=self.run, args=(thread,), name=f"live {thread.__module__}", daemon=True).start()

    def run(self, thread: Callable[[Hub], None]) -> None:
        """A thread of the hub goes on whatever happens to it."""
        while not self.ended.is_set():
            try:
                thread(self)
            except Exception:
                logger.exception("live: %s failed, and begins again", thread.__module__)
                self.ended.wait(1)

    @property
    def lines(self) -> list[Line]:
        return [line for room in list(self.rooms.values()) for line in list(room.lines)]

    @property
    def count(self) -> int:
        return sum(len(room.lines) + room.streams for room in list(self.rooms.values()))

    def room(self, tenant: TenantInfo) -> Room:
        """The tenant's room, opened if need be. Raises Full."""
        self.start()
        with self.lock:
            if self.ending or self.count >= self.most:
                raise Full
            room = self.rooms.get(tenant.id)
            if room is None:
                room = self.rooms[tenant.id] = Room(tenant)
                self.work.set()
            return room

    def sweep_out(self) -> None:
        """Forget rooms nobody is in."""
        with self.lock:
            for id in [id for id, room in self.rooms.items() if room.empty]:
                del self.rooms[id]

    def end(self) -> None:
        """Say goodbye to all, soon: safe in a signal handler."""
        self.ending = True


THREADS: list[Callable[[Hub], None]] = [listen, paint_rooms, post, keep, guard, look, tend]


def init_app(app: Flask, painters: dict[str, Painter]) -> None:
    """`painters` render what changed, by the path of the page; features bring their own."""
    settings = app.config["SETTINGS"]
    app.extensions["live"] = Hub(app, app.extensions["redis"], settings.live_sockets, painters, THREADS)
