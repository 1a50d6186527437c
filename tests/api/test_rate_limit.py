"""So many requests a minute for each token, whichever process answers; and Redis is not needed to work."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits import parse
from limits.storage import storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter
from sqlalchemy import select
from werkzeug.test import TestResponse

from studio.accounts.tokens import ApiToken
from studio.config import Settings
from studio.extensions import db, limiter
from tests.support.cast import World

ME = "/api/v1/auth/me"


@pytest.fixture
def five(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five requests a minute."""
    monkeypatch.setitem(app.config, "SETTINGS", replace(settings, api_rate=5))


def left(answer: TestResponse) -> int:
    """How many more requests the answer promises, its promise being well formed."""
    assert answer.headers["RateLimit-Policy"] == '"token";q=5;w=60'
    found = re.fullmatch(r'"token";r=(\d+);t=(\d+)', answer.headers["RateLimit"])
    assert found and 1 <= int(found[2]) <= 60
    return int(found[1])


def test_every_answer_says_what_is_left(five: None, api: Callable[..., FlaskClient]) -> None:
    program = api("sara")
    answers = [program.get(ME) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 5
    assert [left(answer) for answer in answers] == [4, 3, 2, 1, 0]
    assert not any("Retry-After" in answer.headers for answer in answers)


def test_one_too_many_is_told_when_to_come_again(five: None, api: Callable[..., FlaskClient]) -> None:
    program = api("sara")
    for _ in range(5):
        program.get(ME)
    refused = program.get(ME)
    assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert left(refused) == 0
    assert refused.json["type"].endswith("/too-many-requests")
    assert refused.json["detail"] == "At most 5 requests a minute."


def test_each_token_counts_for_itself(five: None, api: Callable[..., FlaskClient]) -> None:
    first, second = api("sara"), api("sara")
    for _ in range(6):
        first.get(ME)
    assert first.get(ME).status_code == 429
    assert second.get(ME).status_code == 200


def test_what_is_refused_or_not_there_counts_too(five: None, api: Callable[..., FlaskClient]) -> None:
    program = api("vera")
    answers = [program.get(f"/api/v1/artists/{uuid4()}").status_code for _ in range(6)]
    assert answers == [404] * 5 + [429]


def test_without_a_token_nothing_is_counted(five: None, app: Flask) -> None:
    nobody = app.test_client()
    answers = [nobody.get(ME) for _ in range(7)]
    assert {answer.status_code for answer in answers} == {401}
    assert not any("RateLimit" in answer.headers for answer in answers)


def test_all_processes_share_one_count(
    five: None, world: World, settings: Settings, api: Callable[..., FlaskClient]
) -> None:
    program = api("sara")
    for _ in range(3):
        program.get(ME)
    with world.acting():
        token_id = str(db.session.scalars(select(ApiToken.id)).one())
    elsewhere = SlidingWindowCounterRateLimiter(storage_from_string(settings.redis_url))
    assert elsewhere.get_window_stats(parse("5 per minute"), token_id, "token").remaining == 2


def test_without_redis_each_process_counts_and_redis_is_not_asked_each_time(
    five: None, api: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = storage_from_string("redis://127.0.0.1:1/0", socket_connect_timeout=0.25)
    monkeypatch.setattr(limiter, "_storage", dead)
    monkeypatch.setattr(limiter, "_limiter", SlidingWindowCounterRateLimiter(dead))
    monkeypatch.setattr(limiter, "_storage_dead", False)
    program = api("sara")
    began = time.monotonic()
    assert [program.get(ME).status_code for _ in range(12)] == [200] * 5 + [429] * 7
    assert time.monotonic() - began < 3
