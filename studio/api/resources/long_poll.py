"""Long polls: an answer that is kept back until something happens. It holds a greenlet, and no database connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

from studio.accounts.bearer import Bearer
from studio.api.http.responses import dumped
from studio.extensions import db
from studio.lib.current import current
from studio.live.hub.hub import Hub
from studio.live.hub.room import Room

TICK = 0.5  # seconds between two looks whether the process ends
Look = Callable[[int, int], dict[str, Any]]  # after which event, and which the log has reached


class Wait:
    """The body of such an answer: `look`s whenever there is something new, until it finds any of it worth telling.

    The room counts it from its making; `close` is called whatever happens.
    """

    def __init__(self, hub: Hub, room: Room, who: Bearer, after: int, seconds: float, look: Look):
        self.hub, self.room, self.who, self.after, self.look = hub, room, who, after, look
        self.until = monotonic() + seconds

    def __iter__(self) -> Iterator[bytes]:
        while not self.over:
            if self.room.received > self.after:
                found = self.looked()
                if found["data"]:
                    break
                self.after = found["next_after"]
            with self.hub.received:
                self.hub.received.wait(max(0.0, min(TICK, self.until - monotonic())))
        else:
            found = self.looked()
        yield dumped(found)

    @property
    def over(self) -> bool:
        return self.hub.ending or self.hub.ended.is_set() or monotonic() >= self.until

    def looked(self) -> dict[str, Any]:
        """Nothing for whoever was shown out meanwhile: the next request tells them."""
        with self.hub.log_readers, self.hub.app.app_context():
            who = self.who.reloaded()
            if who is None:
                return {"data": [], "next_after": self.after, "more": False, "seq": self.after}
            try:
                with current.acting(who.tenant, who.member):
                    return self.look(self.after, who.tenant.event_seq)
            finally:
                db.session.remove()

    def close(self) -> None:
        self.room.release()
