"""Webhooks belong to a studio: no other reads them. The relay learns when there is something to send, not where to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import ProgrammingError

from studio.config import Settings
from studio.extensions import db
from studio.webhooks.deliveries import Delivery
from studio.webhooks.models import Endpoint
from tests.support.cast import World
from tests.support.receivers import Receiver


def count(world: World, table: type) -> int:
    with world.acting():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("table", [Endpoint, Delivery])
def test_another_studios_rows_are_invisible(
    world: World, other: World, endpoint: Endpoint, deliver_due: Callable[..., None], table: type
) -> None:
    world.artist("Kofi")
    deliver_due()
    assert (count(world, table), count(other, table)) == (1, 0)


def test_the_relay_sees_when_and_nothing_else(world: World, endpoint: Endpoint, settings: Settings) -> None:
    engine = create_engine(settings.relay_database_url)
    with engine.connect() as relay:
        assert relay.execute(text("SELECT status, cursor, due_at FROM webhook_endpoints")).all() == [
            ("active", 0, None)
        ]
        for query in (
            "SELECT url FROM webhook_endpoints", "SELECT secret FROM webhook_endpoints",
            "SELECT * FROM webhook_deliveries", "UPDATE webhook_endpoints SET cursor = 9",
        ):  # fmt: skip
            with pytest.raises(ProgrammingError, match="permission denied"):
                relay.execute(text(query))
            relay.rollback()
    engine.dispose()


def test_a_secret_is_not_in_the_database(world: World, endpoint: Endpoint, receiver: Receiver) -> None:
    with world.acting():
        kept = db.session.execute(text("SELECT secret FROM webhook_endpoints")).scalar_one()
        found = db.session.get_one(Endpoint, (world.tenant.id, endpoint.id))
        secret = found.secrets(found.created_at)[0]
    assert secret.encode() not in kept and secret.removeprefix("whsec_").encode() not in kept
