"""Nothing is ever missed, whatever is cut or killed."""

from __future__ import annotations

import time

from flask import Flask
from sqlalchemy import Engine, text

from studio.config import Settings
from tests.live.conftest import relay, server
from tests.live.pages import Page, cookie, seq
from tests.live.test_schedule import WEEK
from tests.support import cast
from tests.support.cast import days
from tests.support.wire import Wire


def test_without_a_relay_the_process_asks_the_log_itself(
    app: Flask, environment: dict[str, str], world: cast.World
) -> None:
    with server(environment, LIVE_SWEEP="0.5") as address:
        sara = Page(address, "/harbour/live", cookie(app, world.tokens["sara"]))
        sara.look(WEEK)
        time.sleep(0.5)
        world.artist("Ana")
        world.artist("Kofi")
        assert sara.until('data-seq="2"', also="data-changed")


def test_after_redis_was_away_everything_is_shown(
    app: Flask, settings: Settings, environment: dict[str, str], world: cast.World
) -> None:
    """The relay has Redis, the live process has not: what is published meanwhile is heard by nobody."""
    wire = Wire(settings.redis_url)
    ana, northwind = world.artist("Ana"), world.project("Northwind")
    with server(environment, REDIS_URL=wire.url) as address, relay(environment):
        sara = Page(address, "/harbour/live", cookie(app, world.tokens["sara"]))
        sara.look(WEEK, 2)
        first = world.booking(ana, northwind, days(0))
        sara.until(f"bar-{first.id}")
        wire.cut()
        bookings = [world.booking(ana, northwind, days(n)) for n in range(1, 5)]
        time.sleep(1)
        wire.mend()
        frame = sara.until(f"bar-{bookings[-1].id}")
        assert all(f"bar-{booking.id}" in frame for booking in (first, *bookings))
        if seq(frame) < 7:  # the sweep came between the last bookings: the row was read newer than what is said of it
            sara.until('data-seq="7"')
    wire.cut()


def test_what_is_told_twice_is_shown_once(
    app: Flask, environment: dict[str, str], world: cast.World, owner_engine: Engine
) -> None:
    with server(environment) as address, relay(environment):
        sara = Page(address, "/harbour/live", cookie(app, world.tokens["sara"]))
        sara.look(WEEK)
        world.artist("Ana")
        sara.until('data-seq="1"')
        with owner_engine.begin() as connection:
            connection.execute(text("UPDATE tenants SET published_seq = 0"))
        time.sleep(1.5)
        world.artist("Kofi")
        assert seq(sara.until("data-changed")) == 2
        assert sum("data-changed" in frame for frame in sara.frames) == 2
