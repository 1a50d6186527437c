"""The live side of one process: its rooms, one subscription to Redis, and the threads that serve them.

Nothing runs until the first socket or stream opens: commands, workers and gunicorn's master never start it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Condition, Event, Lock, Thread
from typing import Any
from uuid import UUID

from flask import Flask
from redis import Redis

from studio.accounts.identity import TenantInfo
from studio.activity.message import EventMessage
from studio.live.hub.room import Room
from studio.live.transport.connection import Connection

# (shape, events, what was remembered of this audience, what this painting shares) -> element id -> its new HTML.
# Called inside a request for the page, as a member of the audience.
Painter = Callable[[str, Sequence[EventMessage], dict[str, Any], dict[Any, Any]], dict[str, str]]
logger = logging.getLogger("studio.live")


class Full(Exception):
    """This process serves as many sockets as it may."""


@dataclass
class Hub:
    app: Flask
    redis: Redis
    most: int  # sockets and streams
    painters: dict[str, Painter]  # by the path of the page they paint
    threads: Sequence[Callable[[Hub], None]]
    rooms: dict[UUID, Room] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    work: Event = field(default_factory=Event)  # a room has something to show
    told: Condition = field(default_factory=Condition)  # events arrived: streams wait for it
    doubt: Event = field(default_factory=Event)  # somebody's membership changed
    slow: Event = field(default_factory=Event)  # a line keeps frames back
    ending: bool = False  # set by a signal handler, so nothing but a flag
    ended: Event = field(default_factory=Event)
    templates: str = ""  # the folder of what is painted, compiled before it is needed
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
    def lines(self) -> list[Connection]:
        return [line for room in list(self.rooms.values()) for line in list(room.lines)]

    @property
    def count(self) -> int:
        return sum(room.count for room in list(self.rooms.values()))

    def room(self, tenant: TenantInfo) -> Room:
        """The tenant's room, opened if need be, with a place held in it, to be let go. Raises Full."""
        self.start()
        with self.lock:
            if self.ending or self.count >= self.most:
                raise Full
            room = self.rooms.get(tenant.id)
            if room is None:
                room = self.rooms[tenant.id] = Room(tenant)
                self.work.set()
            room.hold()
            return room

    def sweep_out(self) -> None:
        """Forget rooms nobody is in."""
        with self.lock:
            for id in [id for id, room in self.rooms.items() if room.empty]:
                del self.rooms[id]

    def end(self) -> None:
        """Say goodbye to all, soon: safe in a signal handler."""
        self.ending = True
