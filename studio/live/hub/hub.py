"""The live side of one process: its rooms, one subscription to Redis, and the workers that serve them.

Nothing runs until the first socket or stream opens: commands, jobs and gunicorn's master never start it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Condition, Event, Lock, Thread
from typing import Any
from uuid import UUID

from flask import Flask
from redis import Redis

from studio.accounts.identity import TenantInfo
from studio.activity.message import EventMessage
from studio.config import LiveTimes
from studio.live.hub.room import Room
from studio.live.transport.connection import Connection

# (shape, events, what was remembered of this audience, what this broadcast shares) -> element id -> its new HTML.
# Called inside a request for the page, as a member of the audience.
PageRenderer = Callable[[str, Sequence[EventMessage], dict[str, Any], dict[Any, Any]], dict[str, str]]
SHARE, STREAMS = 3 / 4, 1 / 4  # of the places: those of one tenant, and of these its streams
logger = logging.getLogger("studio.live")


class Full(Exception):
    """This process serves as many sockets and streams as it may."""


@dataclass
class Hub:
    app: Flask
    redis: Redis
    capacity: int  # sockets and streams
    renderers: dict[str, PageRenderer]  # by the path of the page they render
    workers: Sequence[Callable[[Hub], None]]
    times: LiveTimes = field(default_factory=LiveTimes)
    rooms: dict[UUID, Room] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    pending: Event = field(default_factory=Event)  # a room has something to send
    received: Condition = field(default_factory=Condition)  # events arrived: streams wait for it
    log_readers: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(2))  # streams and polls that ask the
    # database at once: however many there are, pages find connections
    access_changed: Event = field(default_factory=Event)  # somebody's membership did
    backlog: Event = field(default_factory=Event)  # a connection keeps frames back
    ending: bool = False  # set by a signal handler, so nothing but a flag
    ended: Event = field(default_factory=Event)
    templates: str = ""  # the folder of what is rendered, compiled before it is needed
    running: int = 0  # the process the workers run in

    def start(self) -> None:
        with self.lock:
            if self.running != os.getpid():
                self.running = os.getpid()
                for worker in self.workers:
                    Thread(target=self.run, args=(worker,), name=f"live {worker.__module__}", daemon=True).start()

    def run(self, worker: Callable[[Hub], None]) -> None:
        """A worker goes on whatever happens to it."""
        while not self.ended.is_set():
            try:
                worker(self)
            except Exception:
                logger.exception("live: %s failed, and begins again", worker.__module__)
                self.ended.wait(1)

    @property
    def connections(self) -> list[Connection]:
        return [connection for room in list(self.rooms.values()) for connection in list(room.connections)]

    @property
    def count(self) -> int:
        return sum(room.count for room in list(self.rooms.values()))

    def room(self, tenant: TenantInfo, streams: bool = False) -> Room:
        """The tenant's room, opened if need be, with a place reserved in it, to be released. Raises Full.

        One tenant takes a part of the places, not all; its streams a smaller one, because a stream that was left frees
        its place only when it is written to.
        """
        self.start()
        with self.lock:
            if self.ending or self.count >= self.capacity:
                raise Full
            room = self.rooms.get(tenant.id)
            if room and (room.count >= self.most(SHARE) or streams and room.reserved >= self.most(STREAMS)):
                raise Full
            if room is None:
                room = self.rooms[tenant.id] = Room(tenant)
                self.pending.set()
            room.reserve()
            return room

    def most(self, share: float) -> int:
        return max(1, int(self.capacity * share))

    def drop_empty_rooms(self) -> None:
        with self.lock:
            for id in [id for id, room in self.rooms.items() if room.empty]:
                del self.rooms[id]

    def wake_streams(self) -> None:
        with self.received:
            self.received.notify_all()

    def end(self) -> None:
        """Close all soon: safe in a signal handler."""
        self.ending = True
