"""The parts a page is sent make of the page before what the page is after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from studio.bookings.models import Booking
from studio.extensions import db
from studio.lib.current import current
from studio.live.hub import catch_up
from studio.schedule import broadcasts
from studio.schedule.agenda import listing
from studio.schedule.grid.grid import Schedule
from tests.support.cast import World, days
from tests.support.servers import PATIENCE

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LIST = "/schedule?date=2026-11-23&view=list"
DAY = re.compile(r'<(tbody|div) id="(list-[\w-]+)">(.*?)</\1>', re.S)


def parts_of(html: str) -> dict[str, str]:
    return {found[2]: " ".join(found[3].split()) for found in DAY.finditer(html)}


@contextmanager
def looking(app: Flask, world: World, address: str) -> Iterator[None]:
    """As Sara, who asks for this page."""
    page = app.test_request_context(address, base_url="http://localhost/harbour")
    with page, current.acting(world.tenant, world.members["sara"]):
        yield
        db.session.rollback()


def painted(
    app: Flask, world: World, since: int, address: str = LIST, shared: dict[Any, Any] | None = None
) -> dict[str, str]:
    """What a page is sent about everything after `since`."""
    events = catch_up.after(world.tenant, since)
    with looking(app, world, address):
        return broadcasts.changed_parts("wide", events, {}, {} if shared is None else shared)


def test_a_page_knows_the_archived_project_it_is_narrowed_to_whoever_looks_on(app: Flask, world: World) -> None:
    gone, shared = world.project("Orchard"), dict[Any, Any]()
    with world.acting("sara"):
        db.session.merge(gone).archive(world.sara, NOW)
        db.session.commit()
    seq = catch_up.after(world.tenant, 0)[-1].seq
    world.artist("Kofi")
    grid = LIST.replace("&view=list", "")
    assert "Orchard" not in "".join(painted(app, world, seq, grid, shared).values())
    assert "Project: Orchard" in painted(app, world, seq, f"{grid}&project={gone.id}", shared)["legend"]


def test_a_page_that_waits_for_the_database_holds_up_no_other(
    app: Flask, world: World, as_: Any, owner_engine: Engine
) -> None:
    world.booking(world.artist("Kofi"), world.project("Orchard"), days(0))
    sara, shared = as_("sara"), dict[Any, Any]()

    def built() -> Schedule:
        with looking(app, world, LIST):
            return broadcasts.viewed(shared).schedule

    built()
    with ThreadPoolExecutor() as pool, owner_engine.connect() as locking:
        locking.execute(text("LOCK bookings IN ACCESS EXCLUSIVE MODE NOWAIT"))
        waiting = pool.submit(sara.get, f"/harbour{LIST}", headers={"HX-Request": "true"})
        while not locking.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
            assert not waiting.done()
        assert pool.submit(built).result(timeout=PATIENCE).groups
        assert not waiting.done()
        locking.rollback()
        assert waiting.result().status_code == 200


def storm(world: World, random: Random, artists: list[Any], projects: list[Any]) -> None:
    artist, span = random.choice(artists), days(random.randrange(-9, 16), random.randrange(1, 4))
    with world.acting("sara"):
        booking = db.session.query(Booking).order_by(Booking.id).offset(random.randrange(8)).first()
        if booking and not booking.cancelled and random.random() < 0.5:
            random.choice((lambda: booking.move(world.sara, span), lambda: booking.release(world.sara, "")))()
        else:
            Booking.place(world.sara, artist, random.choice(projects), span, "hold", title=f"t{random.random()}")
        db.session.commit()


@pytest.mark.parametrize("seed", range(3))
def test_a_list_longer_than_it_shows_is_right_after_every_change(
    app: Flask, world: World, as_: Any, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(listing, "MOST", 6)
    monkeypatch.setattr(broadcasts, "MOST", 6)
    monkeypatch.setattr(broadcasts, "SLACK", 3)
    random, client = Random(seed), as_("sara")
    artists, projects = [world.artist(f"A{n}") for n in range(3)], [world.project(f"P{n}") for n in range(2)]
    seq, shown, whole = 5, parts_of(client.get("/harbour" + LIST).text), 0
    for _ in range(25):
        storm(world, random, artists, projects)
        parts = painted(app, world, seq)
        seq = catch_up.after(world.tenant, 0)[-1].seq
        whole += "schedule" in parts
        shown = parts_of(parts["schedule"]) if "schedule" in parts else shown | parts_of("".join(parts.values()))
        assert shown == parts_of(client.get("/harbour" + LIST).text)
    assert 0 < whole < 25
