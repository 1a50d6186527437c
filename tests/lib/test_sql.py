"""Statements written out: a lost connection is an error everybody knows, and the session goes on with another."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from studio.bookings.models import Booking
from studio.extensions import db
from studio.lib import sql
from tests.support.cast import World, days
from tests.support.eraser import Eraser


def lose_connection(eraser: Eraser) -> None:
    """The database ends the session's connection, as a restart would."""
    pid = db.session.scalar(text("SELECT pg_backend_pid()"))
    eraser.connection.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))


def test_a_reader_whose_connection_is_lost_can_roll_back_and_read_again(world: World, eraser: Eraser) -> None:
    with world.acting():
        lose_connection(eraser)
        with pytest.raises(OperationalError):
            sql.read("SELECT 1 AS one", {})
        db.session.rollback()
        assert sql.read("SELECT 1 AS one", {})[0].one == 1


@pytest.mark.parametrize(
    "asked", [lambda: sql.read("SELECT 1 AS one", {}), lambda: db.session.scalar(text("SELECT 1"))]
)
def test_a_server_that_comes_back_costs_one_request_not_one_for_each_connection(
    world: World, eraser: Eraser, asked: Callable[[], object]
) -> None:
    with ExitStack() as stack:
        waiting = [stack.enter_context(db.engine.connect()) for _ in range(3)]
        pids = [connection.scalar(text("SELECT pg_backend_pid()")) for connection in waiting]
    for pid in pids:
        eraser.connection.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
    with world.acting():
        with pytest.raises(OperationalError):
            asked()
        db.session.rollback()
        for _ in range(3):
            assert asked()
            db.session.rollback()


def test_a_booking_whose_connection_is_lost_is_none(world: World, eraser: Eraser) -> None:
    kofi, film = world.artist("Kofi"), world.project("Film")
    with world.acting():
        lose_connection(eraser)
        with pytest.raises(OperationalError):
            Booking.place(None, kofi, film, days(0), "confirmed")
        db.session.rollback()
        assert db.session.scalar(text("SELECT count(*) FROM bookings")) == 0


def test_a_commit_whose_connection_is_lost_says_so(world: World, eraser: Eraser) -> None:
    kofi, film = world.artist("Kofi"), world.project("Film")
    with world.acting():
        Booking.place(None, kofi, film, days(0), "confirmed")
        lose_connection(eraser)
        with pytest.raises(OperationalError):
            db.session.commit()
        db.session.rollback()
        assert db.session.scalar(text("SELECT count(*) FROM bookings")) == 0
