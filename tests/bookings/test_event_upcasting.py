"""Events from before bookings said what counts: the log stays as it was, and is read as it would be written today."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from studio.activity import queries
from studio.bookings import replay
from studio.bookings.event_upcasting import changes_today, state_today
from studio.bookings.models import Booking
from studio.extensions import db
from studio.publishing import payloads
from tests.bookings.test_detail import words
from tests.bookings.test_replay import tamper
from tests.support.api_clients import api_client
from tests.support.cast import World, days

As = Callable[[str], FlaskClient]
STATE = "state - 'counts' || jsonb_build_object('includes_non_working', state->>'counts' = 'days_off_too')"
CHANGES = """CASE WHEN changes ? 'counts'
    THEN changes - 'counts' || '{"includes_non_working": [false, true]}' ELSE changes END"""


@pytest.fixture
def before(world: World, owner_engine: Engine) -> Booking:
    """A booking whose log says `includes_non_working`: no when it was placed, then yes; confirmed since."""
    kofi, film = world.artist("Kofi"), world.project("Film")
    with world.acting("sara"):
        booking = Booking.place(world.sara, kofi, film, days(4, 3), "pencil")
        booking.describe(world.sara, counts="days_off_too")
        db.session.commit()
        for kind in ("booking.placed", "booking.described"):
            tamper(owner_engine, f"UPDATE events SET state = {STATE}, changes = {CHANGES} WHERE kind = '{kind}'")
        booking.confirm(world.sara)
        db.session.commit()
        db.session.expunge_all()
    return booking


def test_the_log_rebuilds_the_booking_and_stays_as_it_was(
    app: Flask, world: World, before: Booking, owner_engine: Engine
) -> None:
    answer = app.test_cli_runner().invoke(args=["replay", "--check", "--tenant", "harbour"])
    assert (answer.exit_code, answer.output) == (0, "1 bookings match their 3 events.\n")
    with world.acting():
        said = db.session.scalars(text("SELECT state ? 'counts' FROM events WHERE kind LIKE 'booking.%' ORDER BY seq"))
        assert list(said) == [False, False, True]


@pytest.mark.parametrize("value", ["'true'::jsonb", "'\"yes\"'::jsonb", "'[1]'::jsonb"])
def test_what_was_never_written_is_found(world: World, before: Booking, owner_engine: Engine, value: str) -> None:
    changed = f"jsonb_set(state, '{{includes_non_working}}', {value})"
    tamper(owner_engine, f"UPDATE events SET state = {changed} WHERE kind = 'booking.placed'")
    with world.acting():
        assert "counts before it" in [difference.column for difference in replay.rebuild().differences]


def test_its_history_is_told_in_words(before: Booking, as_: As) -> None:
    card = words(as_("sara").get(f"/harbour/bookings/{before.id}").text)
    assert "What counts Working time Days off too" in card.replace("→ ", "").replace(":", "")
    assert "includes" not in card


def test_programs_read_it_under_its_name_of_today(app: Flask, world: World, before: Booking) -> None:
    found = api_client(app, world, "sara").get("/api/v1/events?subject=booking").json["data"]
    assert [event["state"]["counts"] for event in found] == ["working_time", "days_off_too", "days_off_too"]
    assert found[1]["changes"]["counts"] == ["working_time", "days_off_too"]
    assert not any("includes_non_working" in {**event["state"], **event["changes"]} for event in found)
    with world.acting():
        sent = [payloads.data(event) for event in queries.after(0) if event.subject == "booking"]
    assert [data["booking"]["counts"] for data in sent] == ["working_time", "days_off_too", "days_off_too"]


def test_what_says_nothing_of_it_is_left_alone() -> None:
    for said in ({}, {"title": ["", "comp"]}, {"counts": ["working_time", "every_hour"]}):
        assert changes_today(said) is said
    state: dict[str, Any] = {"counts": "every_hour", "title": ""}
    assert state_today(state) is state
