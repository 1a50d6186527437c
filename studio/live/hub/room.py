"""A tenant's open sockets in this process, and how much of its log they were told."""

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
    """`heard` is the last event that arrived, without a gap before it; `shown` the last the pages were told of."""

    def __init__(self, tenant: TenantInfo):
        self.tenant = tenant
        self.lock = Lock()
        self.lines: set[Connection] = set()
        self.held = 0  # places of streams, and of sockets that are shaking hands
        self.heard = self.shown = tenant.event_seq
        self.waiting: list[EventMessage] = []
        self.recent: deque[EventMessage] = deque(maxlen=REMEMBERED)
        self.memories: dict[Audience, Memory] = {}
        self.present: dict[tuple[str, str], str] = {}  # what this process wrote of who is where
        self.stirred = False  # one of our pages came, went, or looks elsewhere
        self.places: set[str] = set()  # where anybody did
        self.unsure = True  # there may be events after `heard` that nobody will tell: ask the log

    @property
    def empty(self) -> bool:
        return not self.lines and not self.held and not self.present

    @property
    def busy(self) -> bool:
        return self.unsure or bool(self.waiting)

    def hear(self, events: Iterable[EventMessage]) -> None:
        """Events in order; one heard before is dropped, one after a gap waits in the log."""
        with self.lock:
            for event in events:
                if event.seq == self.heard + 1:
                    self.heard = event.seq
                    self.waiting.append(event)
                    self.recent.append(event)
                elif event.seq > self.heard:
                    self.unsure = True
                    return

    def take(self) -> tuple[list[EventMessage], dict[Audience, list[Connection]], dict[Audience, Memory]]:
        """The events to show now, who to, and what is known of what they see.

        Whoever says hello from here on is behind, until they resync; and what is known by then is forgotten.
        """
        with self.lock:
            events, self.waiting = self.waiting, []
            if events:
                self.shown = events[-1].seq
            audiences: dict[Audience, list[Connection]] = defaultdict(list)
            for line in self.lines:
                audiences[line.audience].append(line)
            self.memories = {audience: self.memories.get(audience, {}) for audience in audiences}
            return events, audiences, dict(self.memories)

    @property
    def count(self) -> int:
        """Sockets and streams, those that are coming included."""
        return len(self.lines) + self.held

    def hold(self) -> None:
        """A place for who is coming: they are counted, and the room stays open for them."""
        with self.lock:
            self.held += 1

    def let_go(self) -> None:
        with self.lock:
            self.held -= 1

    def enter(self, line: Connection) -> None:
        with self.lock:
            self.lines.add(line)

    def stir(self, places: Iterable[str], ours: bool = True) -> None:
        """Somebody came or went at these places; `ours` when it was a page of this process."""
        with self.lock:
            self.places.update(places)
            self.stirred |= ours

    def settle(self) -> tuple[bool, set[str]]:
        """Whether our pages stirred, and where anybody did, since it was asked last."""
        with self.lock:
            found = self.stirred, self.places
            self.stirred, self.places = False, set()
            return found

    def join(self, line: Connection, audience: Audience, seq: int) -> tuple[int, bool]:
        """A page says what it looks at and what it has seen: what is shown by now, and whether it missed any of it.

        What the page shows may be newer than what its audience was sent: nothing sent before may be relied on.
        """
        with self.lock:
            line.audience = audience
            self.memories.pop(audience, None)
            return self.shown, seq < self.shown

    def leave(self, line: Connection) -> None:
        with self.lock:
            self.lines.discard(line)
            self.stirred = True

    def since(self, seq: int) -> list[EventMessage] | None:
        """The events after `seq`, or None when they are not all remembered."""
        with self.lock:
            if seq >= self.heard:
                return []
            if not self.recent or self.recent[0].seq > seq + 1:
                return None
            return [event for event in self.recent if event.seq > seq]
