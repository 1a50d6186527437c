"""Sent again, done once."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select, text

from studio import periodic
from studio.api.operations.models import IdempotencyRecord
from studio.bookings.models import Booking
from studio.config import Settings
from studio.extensions import db
from tests.support.api_clients import client_with, service_token, token
from tests.support.cast import World

BOOKINGS = "/api/v1/bookings"
KEY = {"Idempotency-Key": "a1b2c3"}


@pytest.fixture
def asked(world: World) -> dict[str, Any]:
    kofi, show = world.artist("Kofi"), world.project("Harbour S2")
    return {
        "artist_id": str(kofi.id), "project_id": str(show.id), "starts_at": "2026-11-23T09:00:00Z",
        "ends_at": "2026-11-27T18:00:00Z", "status": "confirmed",
    }  # fmt: skip


@pytest.fixture
def sara(api: Callable[..., FlaskClient]) -> FlaskClient:
    return api("sara")


def test_the_same_request_is_answered_the_same(sara: FlaskClient, asked: dict[str, Any]) -> None:
    first = sara.post(BOOKINGS, json=asked, headers=KEY)
    again = sara.post(
        BOOKINGS, data=json.dumps(dict(reversed(asked.items()))), headers=KEY, content_type="application/json"
    )
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.data, again.headers["Location"]) == (first.data, first.headers["Location"])
    assert again.headers["ETag"] == first.headers["ETag"]
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (None, "true")


def test_another_body_under_the_same_key_is_refused(sara: FlaskClient, asked: dict[str, Any]) -> None:
    made = sara.post(BOOKINGS, json=asked, headers=KEY).json
    for path, body in ((BOOKINGS, {**asked, "title": "x"}), (f"{BOOKINGS}/{made['id']}/confirm", None)):
        answer = sara.post(path, json=body, headers=KEY)
        assert (answer.status_code, answer.json["type"]) == (422, "/api/v1/problems/idempotency-key-reused")


def test_a_key_belongs_to_its_member(sara: FlaskClient, api: Callable[..., FlaskClient], asked: dict[str, Any]) -> None:
    assert sara.post(BOOKINGS, json=asked, headers=KEY).status_code == 201
    assert api("mia").post(BOOKINGS, json={**asked, "status": "hold"}, headers=KEY).status_code == 201


def test_a_service_repeats_itself_as_safely(app: Flask, world: World, asked: dict[str, Any]) -> None:
    sync = client_with(app, service_token(world, "mia"))
    first, again = (sync.post(BOOKINGS, json=asked, headers=KEY) for _ in range(2))
    assert (first.status_code, again.data) == (201, first.data)


def test_a_refusal_is_kept_like_any_answer(sara: FlaskClient, world: World, asked: dict[str, Any]) -> None:
    winner = sara.post(BOOKINGS, json=asked).json
    first = sara.post(BOOKINGS, json=asked, headers=KEY)
    sara.post(f"{BOOKINGS}/{winner['id']}/cancel", json={"reason": "The shoot moved."})
    again = sara.post(BOOKINGS, json=asked, headers=KEY)
    assert (first.status_code, again.status_code, again.data) == (409, 409, first.data)
    wrong = {**asked, "artist_id": str(world.tenant.id)}
    found = [sara.post(BOOKINGS, json=wrong, headers={"Idempotency-Key": "wrong"}) for _ in range(2)]
    assert [answer.status_code for answer in found] == [422, 422]
    assert found[1].headers["Idempotency-Replayed"] == "true"
    assert sara.post(BOOKINGS, json=asked).status_code == 201


def test_a_dry_run_uses_up_no_key(sara: FlaskClient, asked: dict[str, Any]) -> None:
    assert sara.post(f"{BOOKINGS}?dry_run=true", json=asked, headers=KEY).status_code == 201
    assert "Idempotency-Replayed" not in sara.post(BOOKINGS, json=asked, headers=KEY).headers


@pytest.mark.parametrize("key", ["", "with space", "x" * 256, "é"])
def test_what_is_no_key_is_refused(sara: FlaskClient, asked: dict[str, Any], key: str) -> None:
    answer = sara.post(BOOKINGS, json=asked, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json["type"]) == (400, "/api/v1/problems/malformed-request")


def test_a_key_is_free_again_after_a_day(
    sara: FlaskClient, world: World, asked: dict[str, Any], owner_engine: Engine
) -> None:
    sara.post(BOOKINGS, json={**asked, "status": "hold"}, headers=KEY)
    age = "UPDATE kept_answers SET created_at = created_at - interval '25 hours'"
    with owner_engine.begin() as connection:
        connection.execute(text("SELECT set_config('app.tenant_id', :id, true)"), {"id": str(world.tenant.id)})
        connection.execute(text(age))
    assert sara.post(BOOKINGS, json=asked, headers=KEY).status_code == 201
    sara.post(BOOKINGS, json={**asked, "status": "hold"}, headers={"Idempotency-Key": "old"})
    with owner_engine.begin() as connection:
        connection.execute(text("SELECT set_config('app.tenant_id', :id, true)"), {"id": str(world.tenant.id)})
        connection.execute(text(f"{age} WHERE key = 'old'"))
    periodic.forget_answers()
    with world.acting():
        assert list(db.session.scalars(select(IdempotencyRecord.key))) == ["a1b2c3"]


def test_eight_retries_at_once_make_one_booking(app: Flask, world: World, asked: dict[str, Any]) -> None:
    secret = token(world, "sara")

    def post(_: int) -> tuple[int, bytes]:
        answer = client_with(app, secret).post(BOOKINGS, json=asked, headers=KEY)
        return answer.status_code, answer.data

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(post, range(8)))
    assert {status for status, _ in answers} == {201}
    assert len({body for _, body in answers}) == 1
    with world.acting():
        assert db.session.scalar(select(func.count()).select_from(Booking)) == 1


def test_whoever_waits_too_long_is_told_to_come_again(
    app: Flask, sara: FlaskClient, world: World, asked: dict[str, Any], owner_engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    first = text(
        "INSERT INTO kept_answers (tenant_id, id, member_id, key, fingerprint, status, headers, body, created_at) "
        "VALUES (:tenant, uuidv7(), :member, 'a1b2c3', '', 0, '{}', '', now())"
    )
    settings: Settings = app.config["SETTINGS"]
    impatient = replace(settings, request_timeouts=settings.request_timeouts._replace(lock=0.05))
    monkeypatch.setitem(app.config, "SETTINGS", impatient)
    with owner_engine.connect() as connection:
        connection.execute(text("SELECT set_config('app.tenant_id', :id, true)"), {"id": str(world.tenant.id)})
        connection.execute(first, {"tenant": world.tenant.id, "member": world.sara.id})
        answer = sara.post(BOOKINGS, json=asked, headers=KEY)
    assert (answer.status_code, answer.headers["Retry-After"]) == (409, "1")
    assert answer.json["type"] == "/api/v1/problems/idempotency-in-progress"
