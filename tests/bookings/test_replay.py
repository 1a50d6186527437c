"""The log rebuilds the bookings exactly; whoever tampers with either is found."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from studio.bookings import replay
from studio.bookings.errors import BookingConflict
from studio.bookings.models import Booking
from studio.extensions import db
from tests.support.cast import World, days


@pytest.fixture
def booked(world: World) -> World:
    """Two bookings of Ana's: one that went through every verb, one cancelled."""
    ana, kofi = world.artist("Ana Duarte"), world.artist("Kofi")
    film, spot = world.project("Film"), world.project("Spot")
    with world.acting("sara"):
        booking = Booking.place(world.sara, ana, film, days(0), title="comp")
        booking.pencil_in(world.sara)
        booking.confirm(world.sara)
        booking.move(world.sara, days(1))
        booking.move(world.sara, days(1, 3))
        booking.assign(world.sara, kofi)
        booking.transfer(world.sara, spot)
        booking.describe(world.sara, notes="Bring the drives.", counts="days_off_too")
        booking.step_back(world.sara)
        with pytest.raises(BookingConflict):
            Booking.place(world.sara, kofi, film, days(2), "pencil")
        Booking.place(world.sara, ana, film, days(1)).cancel(world.sara, "The client moved.")
        db.session.commit()
    return world


def check(world: World) -> replay.Report:
    with world.acting():
        return replay.rebuild()


def tamper(engine: Engine, sql: str, **values: Any) -> None:
    """As the database's owner, past the app and its policies."""
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE bookings NO FORCE ROW LEVEL SECURITY"))
        connection.execute(text("ALTER TABLE events NO FORCE ROW LEVEL SECURITY"))
        assert connection.execute(text(sql), values).rowcount == 1
        connection.execute(text("ALTER TABLE bookings FORCE ROW LEVEL SECURITY"))
        connection.execute(text("ALTER TABLE events FORCE ROW LEVEL SECURITY"))


def test_the_log_rebuilds_every_booking(booked: World) -> None:
    report = check(booked)
    assert (report.bookings, report.events, report.differences) == (2, 11, [])


def test_a_replay_leaves_nothing_behind(booked: World) -> None:
    check(booked)
    with booked.acting():
        assert db.session.scalar(text("SELECT to_regclass('pg_temp.replayed')")) is None


def test_a_replay_sees_one_tenant_only(booked: World, other: World) -> None:
    other.booking(other.artist("Olga"), other.project("Reel"), days(0))
    assert check(booked).bookings == 2
    assert check(other).bookings == 1


@pytest.mark.parametrize(
    "sql, column",
    [
        ("UPDATE bookings SET title = 'stolen' WHERE status = 'pencil'", "title"),
        ("UPDATE bookings SET ends_at = ends_at + interval '1 hour' WHERE status = 'pencil'", "ends_at"),
        ("UPDATE bookings SET version = 99 WHERE status = 'pencil'", "version"),
        ("DELETE FROM bookings WHERE status = 'pencil'", "row"),
        (
            "INSERT INTO bookings SELECT (jsonb_populate_record(b, "
            "'{\"id\": \"00000000-0000-7000-8000-000000000000\"}')).* FROM bookings b WHERE status = 'cancelled'",
            "row",
        ),
    ],
)
def test_a_changed_row_is_found(booked: World, owner_engine: Engine, sql: str, column: str) -> None:
    tamper(owner_engine, sql)
    assert [difference.column for difference in check(booked).differences] == [column]


@pytest.mark.parametrize("kind", ["booking.placed", "booking.moved", "booking.pencilled"])
def test_a_deleted_event_is_found(booked: World, owner_engine: Engine, kind: str) -> None:
    tamper(owner_engine, "DELETE FROM events WHERE seq = (SELECT max(seq) FROM events WHERE kind = :kind)", kind=kind)
    found = [difference.column for difference in check(booked).differences]
    assert "seq" in found
    assert {"version", "row"} & set(found)


def test_a_log_cut_short_is_found(booked: World, owner_engine: Engine) -> None:
    tamper(owner_engine, "DELETE FROM events WHERE kind = 'booking.cancelled'")
    found = {difference.column: difference for difference in check(booked).differences}
    assert found["event_seq"].where == "tenant harbour"
    assert (found["status"].log, found["status"].found) == ("hold", "cancelled")


@pytest.mark.parametrize(
    "change, column",
    [
        ("changes = '{}'", "starts_at"),
        ("""changes = jsonb_set(changes, '{starts_at,0}', '"2020-01-01T00:00:00+00:00"')""", "starts_at before it"),
        ("""state = jsonb_set(state, '{status}', '"cancelled"')""", "status"),
        ("version = 7", "version"),
    ],
)
def test_a_changed_event_is_found(booked: World, owner_engine: Engine, change: str, column: str) -> None:
    tamper(owner_engine, f"UPDATE events SET {change} WHERE kind = 'booking.moved'")
    assert column in [difference.column for difference in check(booked).differences]


def test_a_state_no_column_takes_is_found(booked: World, owner_engine: Engine) -> None:
    tamper(
        owner_engine,
        "UPDATE events SET state = jsonb_set(state, '{starts_at}', '\"soon\"') "
        "WHERE kind = 'booking.placed' AND seq = (SELECT max(seq) FROM events WHERE kind = 'booking.placed')",
    )
    assert "state" in [difference.column for difference in check(booked).differences]


def test_the_command_says_they_match(app: Flask, booked: World) -> None:
    answer = app.test_cli_runner().invoke(args=["replay", "--check", "--tenant", "harbour"])
    assert (answer.exit_code, answer.output) == (0, "2 bookings match their 11 events.\n")


def test_the_command_can_rebuild_without_comparing(app: Flask, booked: World) -> None:
    answer = app.test_cli_runner().invoke(args=["replay", "--tenant", "harbour"])
    assert (answer.exit_code, answer.output) == (0, "2 bookings follow from their 11 events.\n")


def test_the_command_fails_with_the_differences(app: Flask, booked: World, owner_engine: Engine) -> None:
    tamper(owner_engine, "UPDATE bookings SET title = 'stolen' WHERE status = 'pencil'")
    answer = app.test_cli_runner().invoke(args=["replay", "--check", "--tenant", "harbour"])
    assert answer.exit_code == 1
    assert "title: the log says 'comp', found 'stolen'" in answer.output


def test_the_command_knows_no_tenant_of_that_name(app: Flask, clean: None) -> None:
    answer = app.test_cli_runner().invoke(args=["replay", "--check", "--tenant", "nobody"])
    assert answer.exit_code == 1
    assert "There is no tenant 'nobody'." in answer.output
