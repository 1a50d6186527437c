"""The API under the same load: requests of a program with a token, as the bytes it sends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, cycle, repeat
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from bench.data import FORTNIGHT, SLUG, window_start
from bench.load import drive, header, request
from bench.measure import ONE_SELECT, Target
from bench.requests import FREE_FROM, TAKEN, Browser
from studio.accounts.identity import Member, TenantInfo
from studio.accounts.models import Membership, Tenant
from studio.accounts.tokens import ApiToken
from studio.extensions import db
from studio.lib.current import current

NUMBERS = count(1)  # a day later than the browser's, so that both find every slot free


def targets(browser: Browser, studio: int) -> list[Target]:
    booker, reader = (token(browser.app, slug) for slug in (SLUG, FORTNIGHT))
    page = fortnight(reader)
    return [
        Target("API: create a booking", studio, lambda: creating(browser, booker), 201, ONE_SELECT, 1 / 4),
        Target("API: refused clash", studio, lambda: clashing(browser, booker), 409, ONE_SELECT, 1 / 4),
        Target("API: two weeks, 175", studio, lambda: repeat(page), 200, ONE_SELECT, 1 / 3),
        Target("API: list, unchanged", studio, lambda: unchanged(reader, studio), 304, ONE_SELECT, 3 / 4),
    ]


def token(app: Flask, slug: str) -> dict[str, str]:
    """A new personal token of that studio's scheduler, as a header."""
    with app.app_context():
        studio = Tenant.named(slug)
        assert studio
        tenant = TenantInfo.of(studio)
        db.session.rollback()
        with current.acting(tenant):
            member = Member.of(db.session.scalars(select(Membership)).one(), tenant)
            scopes = ("schedule.read", "bookings.write", "money.read")
            _, secret = ApiToken.personal(member, "bench", scopes, None, datetime.now(UTC))
            db.session.commit()
        db.session.remove()
    return {"Authorization": f"Bearer {secret}"}


def fortnight(headers: dict[str, str], etag: str = "") -> bytes:
    first = window_start()
    window = f"from={first:%Y-%m-%dT00:00:00Z}&to={first + timedelta(days=14):%Y-%m-%dT00:00:00Z}"
    unchanged = {"If-None-Match": etag} if etag else {}
    return request("GET", f"/api/v1/bookings?{window}&limit=500", {**headers, **unchanged})


def unchanged(headers: dict[str, str], port: int) -> Iterator[bytes]:
    answer = drive(port, repeat(fortnight(headers)), 0.0, 1).last
    assert answer.count(b'"artist_id"') == 175, answer[:500]
    return repeat(fortnight(headers, header(answer, "ETag")))


def creating(browser: Browser, headers: dict[str, str]) -> Iterator[bytes]:
    """A free working day of one artist after the other, without end."""
    while True:
        n = next(NUMBERS)
        day = FREE_FROM + timedelta(days=3650 + n // len(browser.artists))
        yield booking(browser, headers, n, day)


def clashing(browser: Browser, headers: dict[str, str]) -> Iterator[bytes]:
    """Two days that another booking of the artist already has, in the window."""
    every = 7 * len(browser.artists)
    return cycle([booking(browser, headers, n, timedelta(days=TAKEN[n % 7])) for n in range(every)])


def booking(browser: Browser, headers: dict[str, str], n: int, day: timedelta) -> bytes:
    on = window_start() + day
    body = {
        "artist_id": named(browser.artists, n), "project_id": named(browser.projects, n), "status": "confirmed",
        "starts_at": f"{on:%Y-%m-%d}T09:00:00Z", "ends_at": f"{on:%Y-%m-%d}T18:00:00Z", "title": "comp",
    }  # fmt: skip
    return request("POST", "/api/v1/bookings", headers, json.dumps(body), "application/json")


def named(ids: list[UUID], n: int) -> str:
    return str(ids[n % len(ids)])
