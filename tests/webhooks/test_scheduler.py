"""Workers are asked once however much happens, and asked again for whatever happens after they began."""

from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest
from flask import Flask

from studio.activity import queries
from studio.config import Settings
from studio.extensions import db
from studio.lib.clock import now
from studio.lib.jobs import WEBHOOKS, queue
from studio.webhooks.models import Endpoint
from studio.webhooks.scheduler import Scheduler, clear_mark, wake
from tests.support.cast import World
from tests.webhooks.conftest import stored


@pytest.fixture
def keeper(app: Flask) -> Scheduler:
    return Scheduler(app.extensions["redis"])


def look(keeper: Scheduler, settings: Settings) -> int:
    """How many jobs are queued after a look, as the relay looks."""
    address = settings.relay_database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(address, autocommit=True) as connection:
        keeper.look(connection)
    return queue(WEBHOOKS).count


def test_a_storm_asks_for_one_job_until_it_begins(app: Flask, world: World) -> None:
    redis, tenant = app.extensions["redis"], str(world.tenant.id)
    for _ in range(5):
        wake(redis, tenant)
    assert queue(WEBHOOKS).count == 1
    clear_mark(redis, tenant)
    wake(redis, tenant)
    assert queue(WEBHOOKS).count == 2


def test_only_studios_with_webhooks_are_looked_after(
    world: World, other: World, endpoint: Endpoint, keeper: Scheduler, settings: Settings
) -> None:
    other.artist("Olga")
    look(keeper, settings)
    assert keeper.tenants == {str(world.tenant.id)}
    app_redis = keeper.redis
    app_redis.flushall()
    with world.acting():
        events = queries.after(0)
    keeper.hear([replace(events[0], tenant_id=str(other.tenant.id))])
    assert queue(WEBHOOKS).count == 0
    keeper.hear(events)
    assert queue(WEBHOOKS).count == 1


def test_one_that_rests_or_is_paused_is_left_alone(
    world: World, endpoint: Endpoint, keeper: Scheduler, settings: Settings
) -> None:
    assert look(keeper, settings) == 1  # there is an event it was not told of
    keeper.redis.flushall()
    with world.acting("adam"):
        stored(world, endpoint).pause(world.adam)
        db.session.commit()
    assert look(keeper, settings) == 0
    with world.acting("adam"):
        stored(world, endpoint).resume(world.adam, now())
        db.session.commit()
    assert look(keeper, settings) == 1
