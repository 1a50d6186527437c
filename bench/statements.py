"""What booking somebody asks of the database, on a bare connection, with nothing around it: the most a create could be.

The same statements in the same packets as the app's: who asks; BEGIN, the tenant, the artist and project; the booking;
the event, numbered, and COMMIT.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Lock
from typing import Any
from uuid import UUID, uuid4

import psycopg

from bench.data import SLUG, TOKENS, window_start
from studio.accounts.identity import AUTHENTICATE
from studio.accounts.models import digest
from studio.activity.recorder import WRITE
from studio.bookings.drafts import SUBJECTS
from studio.bookings.models import COLUMNS, NO_DETAILS, PLACE

TENANT = "SELECT set_config('app.tenant_id', %s, true)"
EVENT = {
    "kind": "booking.placed",
    "version": 1,
    "actor_name": "Benny",
    "request_id": "bench",
    "note": "",
    "changes": {},
}
FAR = timedelta(days=2_000)  # nobody else books there


class Bookings:
    """One process's bookings: a day of one artist after the other, apart from those of every other process."""

    def __init__(self) -> None:
        self.numbers = count()
        self.first = window_start() + FAR
        self.lock = Lock()
        self.artists: list[UUID] = []
        self.projects: list[UUID] = []

    def book(self, connection: psycopg.Connection[Any]) -> None:
        who = connection.execute(AUTHENTICATE, (digest(TOKENS[SLUG]), SLUG)).fetchone()
        assert who is not None
        tenant, member, n = who[7], who[15], next(self.numbers)
        with self.lock:  # two threads may make their first booking at once
            if not self.artists:
                self.know(connection, tenant)
        artist, project = self.artists[n % len(self.artists)], self.projects[n % len(self.projects)]
        with connection.pipeline():
            connection.execute("BEGIN")
            connection.execute(TENANT, (str(tenant),))
            found = connection.execute(SUBJECTS, {"tenant": tenant, "artist": artist, "project": project})
            assert found.fetchone()
        row = self.row(tenant, artist, project, self.first + timedelta(days=n // len(self.artists)))
        assert connection.execute(PLACE, row).fetchone()
        event = {**EVENT, "id": uuid4(), "nth": 1, "subject_id": row["id"], "actor_id": member, "at": row["placed_at"]}
        with connection.pipeline():
            rows = json.dumps([{**event, "state": row}], default=str)
            connection.execute(WRITE, {"tenant": tenant, "count": 1, "rows": rows})
            connection.execute("COMMIT")

    def know(self, connection: psycopg.Connection[Any], tenant: UUID) -> None:
        """Not before the first booking: what is there then is this process's own, not its parent's."""
        self.first += timedelta(days=1_000 * (os.getpid() % 1_000))
        with connection.transaction():
            connection.execute(TENANT, (str(tenant),))
            self.artists = [id for (id,) in connection.execute("SELECT id FROM artists")]
            self.projects = [id for (id,) in connection.execute("SELECT id FROM projects")]

    def row(self, tenant: UUID, artist: UUID, project: UUID, day: datetime) -> dict[str, Any]:
        return {
            **dict.fromkeys(COLUMNS), **NO_DETAILS, "tenant_id": tenant, "id": uuid4(), "artist_id": artist,
            "project_id": project, "title": "comp", "starts_at": day + timedelta(hours=9),
            "ends_at": day + timedelta(hours=18), "status": "confirmed", "placed_at": datetime.now(UTC), "version": 1,
            "claim": f"{tenant}:{artist}",
        }  # fmt: skip
