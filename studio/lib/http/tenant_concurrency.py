"""One tenant never has a whole process: so many of its requests are worked on at once, the next ones wait a moment.

A connection to the database is what there are fewest of. A socket holds none while it waits, and is not counted.
"""

from __future__ import annotations

from collections.abc import Set
from threading import BoundedSemaphore
from typing import Any
from uuid import UUID
from weakref import WeakValueDictionary

from flask import Flask, g, request

from studio.lib.current import current
from studio.lib.resilience.unavailable import NoShare

PATIENCE = 3.0  # seconds for a place


class TenantConcurrency:
    """Places for requests, per tenant; a tenant's semaphore is forgotten when no request of it is under way."""

    def __init__(self, most: int, patience: float, uncounted: Set[str]):
        self.most, self.patience, self.uncounted = most, patience, uncounted
        self.places: WeakValueDictionary[UUID, BoundedSemaphore] = WeakValueDictionary()

    def take(self) -> None:
        """A place for this request. Raises NoShare when none is free in time."""
        if not current.has_tenant or request.endpoint in self.uncounted:
            return
        place = self.places.setdefault(current.tenant.id, BoundedSemaphore(self.most))
        if not place.acquire(timeout=self.patience):
            raise NoShare
        g.place = place

    def give_back(self, error: BaseException | None) -> Any:
        place = g.pop("place", None)
        if place:
            place.release()


def init_app(app: Flask, most: int, uncounted: Set[str], patience: float = PATIENCE) -> None:
    """After whoever finds out whose request it is. `uncounted` are endpoints."""
    limit = TenantConcurrency(most, patience, uncounted)
    app.before_request(limit.take)
    app.teardown_request(limit.give_back)
