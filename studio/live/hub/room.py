"""A tenant's open sockets in this process, and how much of its log they were sent."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from threading import Lock
from typing import Any

from studio.accounts.identity import TenantInfo
from studio.activity.message import EventMessage
from studio.live.hub.audiences import Audience
from studio.live.transport.connection import Connection

Memory = dict[str, Any]
REMEMBERED = 1000  # events a stream can be resumed from without asking the database


class Room:
    """`received` is the last event that arrived, without a gap before it; `sent` the last the pages were sent."""

    def __init__(self, tenant: TenantInfo):
        self.tenant = tenant
        self.lock = Lock()
        self.connections: set[Connection] = set()
        self.reserved = 0  # places of streams, and of sockets that are being opened
        self.received = self.sent = tenant.event_seq
        self.unsent: list[EventMessage] = []
        self.recent: deque[EventMessage] = deque(maxlen=REMEMBERED)
        self.memories: dict[Audience, Memory] = {}
        self.presence: dict[tuple[str, str], str] = {}  # what this process wrote of who is where
        self.presence_changed = False  # one of our pages came, went, or looks elsewhere
        self.changed_places: set[str] = set()  # where anybody did
        self.must_catch_up = True  # there may be events after `received` that nobody will publish: read the log

    @property
    def empty(self) -> bool:
        return not self.connections and not self.reserved and not self.presence

    @property
    def has_work(self) -> bool:
        return self.must_catch_up or bool(self.unsent)

    def receive(self, events: Iterable[EventMessage]) -> None:
        """Events in order; one received before is dropped, one after a gap is read from the log later."""
        with self.lock:
            for event in events:
                if event.seq == self.received + 1:
                    self.received = event.seq
                    self.unsent.append(event)
                    self.recent.append(event)
                elif event.seq > self.received:
                    self.must_catch_up = True
                    return

    def take_unsent(self) -> tuple[list[EventMessage], dict[Audience, list[Connection]], dict[Audience, Memory]]:
        """The events to send now, who to, and what is known of what they see.

        Whoever subscribes from here on is behind, until they resync; and what is known by then is forgotten.
        """
        with self.lock:
            events, self.unsent = self.unsent, []
            if events:
                self.sent = events[-1].seq
            audiences: dict[Audience, list[Connection]] = defaultdict(list)
            for connection in self.connections:
                audiences[connection.audience].append(connection)
            self.memories = {audience: self.memories.get(audience, {}) for audience in audiences}
            return events, audiences, dict(self.memories)

    @property
    def count(self) -> int:
        """Sockets and streams, those that are being opened included."""
        return len(self.connections) + self.reserved

    def reserve(self) -> None:
        """A place for who is coming: they are counted, and the room stays open for them."""
        with self.lock:
            self.reserved += 1

    def release(self) -> None:
        with self.lock:
            self.reserved -= 1

    def add(self, connection: Connection) -> None:
        with self.lock:
            self.connections.add(connection)

    def remove(self, connection: Connection) -> None:
        with self.lock:
            self.connections.discard(connection)
            self.presence_changed = True

    def note_presence(self, places: Iterable[str], ours: bool = True) -> None:
        """Somebody came or went at these places; `ours` when it was a page of this process."""
        with self.lock:
            self.changed_places.update(places)
            self.presence_changed |= ours

    def take_presence_changes(self) -> tuple[bool, set[str]]:
        """Whether our pages came or went, and where anybody did, since it was asked last."""
        with self.lock:
            found = self.presence_changed, self.changed_places
            self.presence_changed, self.changed_places = False, set()
            return found

    def subscribe(self, connection: Connection, audience: Audience, seq: int) -> tuple[int, bool]:
        """A page says what it looks at and what it has seen: what was sent by now, and whether it missed any of it.

        What the page shows may be newer than what its audience was sent: nothing sent before may be relied on.
        """
        with self.lock:
            connection.audience = audience
            self.memories.pop(audience, None)
            return self.sent, seq < self.sent

    def since(self, seq: int) -> list[EventMessage] | None:
        """The events after `seq`, or None when they are not all remembered."""
        with self.lock:
            if seq >= self.received:
                return []
            if not self.recent or self.recent[0].seq > seq + 1:
                return None
            return [event for event in self.recent if event.seq > seq]
