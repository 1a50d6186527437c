"""Somebody holds a lock and does not let go: who needs it is told so in time, with what they typed; others go on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.test import TestResponse

from studio.bookings.locking import claim_key
from studio.config import Settings
from studio.dev.servers import roles
from studio.extensions import db
from studio.lib import sql
from studio.lib.resilience.unavailable import is_unavailable
from tests.conftest import browser
from tests.support.api_clients import api_client
from tests.support.cast import World

LOCK = 0.3  # seconds a request waits for one
FORM = {"name": "Kofi", "zone": "Europe/London", "currency": "GBP"}


@pytest.fixture(autouse=True)
def impatient(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    short = settings.request_timeouts._replace(lock=LOCK, statement=1.0, idle=1.0)
    monkeypatch.setitem(app.config, "SETTINGS", replace(settings, request_timeouts=short))


@pytest.fixture
def stuck(world: World, owner_engine: Engine) -> Iterator[None]:
    """An open transaction that holds the row of Harbour Post."""
    with owner_engine.connect() as connection:
        connection.execute(text("SELECT set_config('app.tenant_id', :t, true)"), {"t": str(world.tenant.id)})
        connection.execute(text("SELECT 1 FROM tenants WHERE id = :t FOR UPDATE"), {"t": world.tenant.id})
        yield
        connection.rollback()


def is_503(answer: TestResponse) -> bool:
    return answer.status_code == 503 and answer.headers["Retry-After"] == "5"


def test_many_requests_of_one_studio_give_up_in_time_while_another_books(
    app: Flask, world: World, other: World, stuck: None
) -> None:
    mine = [browser(app, world.tokens["sara"]) for _ in range(8)]
    theirs = browser(app, next(iter(other.tokens.values())))
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(one.post, "/harbour/artists", data=FORM) for one in mine]
        answer = theirs.post(f"/{other.tenant.slug}/artists", data=FORM)
        assert answer.status_code == 303, answer.text
        assert all(is_503(one.result()) for one in waiting)
    assert time.monotonic() - began < 10 * LOCK


def test_a_lock_that_does_not_come_is_no_conflict(app: Flask, world: World, owner_engine: Engine) -> None:
    kofi, film = world.artist("Kofi"), world.project("Film")
    program = api_client(app, world, "sara")
    asked = {
        "artist_id": str(kofi.id), "project_id": str(film.id), "status": "confirmed",
        "starts_at": "2026-10-01T08:00:00Z", "ends_at": "2026-10-01T12:00:00Z",
    }  # fmt: skip
    with world.acting():
        key = claim_key(kofi.id)
    with owner_engine.connect() as elsewhere:
        elsewhere.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})
        refused = program.post("/api/v1/bookings", json=asked)
        assert is_503(refused)
        assert refused.json["type"] == "/api/v1/problems/unavailable"
        elsewhere.rollback()
    assert program.post("/api/v1/bookings", json=asked).status_code == 201


def test_a_form_whose_lock_does_not_come_is_left_as_it_is(as_: Callable[[str], FlaskClient], stuck: None) -> None:
    answer = as_("sara").post("/harbour/artists", data=FORM, headers={"HX-Request": "true"})
    assert is_503(answer)
    assert answer.headers["HX-Retarget"] == "#flashes"
    assert "Nothing was changed. Try again in a moment." in answer.text


@pytest.mark.parametrize("in_transaction", [True, False])
def test_a_statement_that_takes_too_long_is_ended(world: World, in_transaction: bool) -> None:
    with world.acting():
        if in_transaction:
            db.session.execute(text("SELECT 1"))
        with pytest.raises(OperationalError, match="statement timeout"):
            sql.read("SELECT pg_sleep(30)", {})
        db.session.rollback()
        assert sql.read("SELECT 1 AS one", {})[0].one == 1


def test_what_is_read_for_no_studio_is_bounded_too(app: Flask) -> None:
    with pytest.raises(OperationalError, match="statement timeout"):
        sql.read_alone("SELECT pg_sleep(30)")


def test_a_transaction_that_stands_idle_is_ended_and_holds_no_lock(world: World, owner_engine: Engine) -> None:
    with world.acting():
        db.session.execute(text("SELECT 1 FROM tenants FOR UPDATE"))
        with owner_engine.begin() as elsewhere:
            elsewhere.execute(text("SET LOCAL lock_timeout = '10s'"))
            elsewhere.execute(text("SELECT set_config('app.tenant_id', :t, true)"), {"t": str(world.tenant.id)})
            elsewhere.execute(text("SELECT 1 FROM tenants WHERE id = :t FOR UPDATE"), {"t": world.tenant.id})
        with pytest.raises(DBAPIError) as ended:
            db.session.execute(text("SELECT 1"))
        assert is_unavailable(ended.value)
        db.session.rollback()
        assert db.session.scalar(text("SELECT 1")) == 1


def test_times_end_with_the_transaction_so_a_pooler_may_lend_the_connection_to_anybody(world: World) -> None:
    with world.acting():
        asked = text("SELECT current_setting('lock_timeout')")
        assert db.session.scalar(asked) == f"{round(LOCK * 1000)}ms"
        db.session.rollback()
    with sql.borrowed() as connection:
        assert connection.execute("SELECT current_setting('lock_timeout')").fetchone()[0] == roles.TIMES["lock_timeout"]
