"""What every test stands on: empty tables, and an error instead of a wait without end."""

from __future__ import annotations

from contextlib import closing

import pytest
from psycopg import errors

from studio.artists.models import Artist
from studio.dev.servers.services import Services
from studio.extensions import db
from tests.support.cast import World, days
from tests.support.eraser import Eraser


def rows(services: Services) -> dict[str, int]:
    """How many rows each table has, past every policy."""
    with closing(Eraser(services.superuser_url)) as eraser:
        count = "SELECT count(*) FROM {}"
        return {table: eraser.connection.execute(count.format(table)).fetchone()[0] for table in eraser.tables}


def test_nothing_is_left_of_any_studio(services: Services, world: World, other: World, eraser: Eraser) -> None:
    for one in (world, other):
        one.booking(one.artist("Ana"), one.project("Film"), days(0))
    db.session.rollback()
    assert rows(services)["bookings"] == 2 and rows(services)["events"] >= 2
    eraser.empty()
    assert set(rows(services).values()) == {0}


def test_a_transaction_that_never_ends_is_an_error(services: Services, world: World) -> None:
    with world.acting(), closing(Eraser(services.superuser_url, patience="10ms")) as eraser:
        Artist.add(None, "Ana")  # written, and never committed
        with pytest.raises(errors.LockNotAvailable):
            eraser.empty()
        db.session.rollback()
        eraser.empty()
    assert set(rows(services).values()) == {0}
