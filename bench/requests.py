"""The requests that are measured, as the bytes a signed-in browser sends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, cycle
from urllib.parse import urlencode
from uuid import UUID

import psycopg
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from bench.data import SLUG, TOKENS, window_start
from bench.load import request
from studio.accounts.models import digest

FREE_FROM = timedelta(days=700)  # nobody is booked there: every created booking finds its slot free
TAKEN = (1, 3, 5, 8, 10, 12, 15)  # on these days of the window every artist is booked, wherever they live


@dataclass
class Browser:
    """A signed-in scheduler of the measured studio, and what there is to book."""

    app: Flask
    tenant: UUID
    artists: list[UUID]
    projects: list[UUID]
    numbers: count[int]

    @classmethod
    def of(cls, app: Flask, url: str) -> Browser:
        """Read the ids as the app does, with the tenant set."""
        with psycopg.connect(url) as connection:
            authenticated = connection.execute("SELECT * FROM authenticate(%s, %s)", (digest(TOKENS[SLUG]), SLUG))
            row = authenticated.fetchone()
            assert row is not None
            connection.execute("SELECT set_config('app.tenant_id', %s, true)", (str(row[7]),))
            artists = [id for (id,) in connection.execute("SELECT id FROM artists ORDER BY id")]
            projects = [id for (id,) in connection.execute("SELECT id FROM projects ORDER BY id")]
        return cls(app, row[7], artists, projects, count())

    def headers(self, slug: str = SLUG) -> dict[str, str]:
        signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        secret = self.app.config["SECRET_KEY"]
        session = signer.dumps({"_user_id": TOKENS[slug], "_fresh": True, "csrf_token": "raw"})
        token = URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps("raw")
        return {"Cookie": f"{self.app.config['SESSION_COOKIE_NAME']}={session}", "X-CSRFToken": token}

    def schedule(self, etag: str = "", slug: str = SLUG) -> bytes:
        unchanged = {"If-None-Match": etag} if etag else {}
        return request("GET", f"/{slug}/schedule", {**self.headers(slug), **unchanged})

    def creating(self) -> Iterator[bytes]:
        """A free working day of one artist after the other, without end."""
        headers = {**self.headers(), "HX-Request": "true"}
        while True:
            n = next(self.numbers)
            yield self.booking(headers, n, FREE_FROM + timedelta(days=n // len(self.artists)))

    def clashing(self) -> Iterator[bytes]:
        """Two days that another booking of the artist already has, in the window."""
        headers = {**self.headers(), "HX-Request": "true"}
        taken = [self.booking(headers, n, timedelta(days=TAKEN[n % 7])) for n in range(7 * len(self.artists))]
        return cycle(taken)

    def booking(self, headers: dict[str, str], n: int, day: timedelta) -> bytes:
        on = (window_start() + day).date().isoformat()
        form = {
            "artist_id": self.artists[n % len(self.artists)], "project_id": self.projects[n % len(self.projects)],
            "starts_on": on, "ends_on": on, "all_day": "y", "status": "confirmed", "title": "comp", "notes": "",
        }  # fmt: skip
        return request("POST", f"/{SLUG}/bookings", headers, urlencode(form))
