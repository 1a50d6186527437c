"""So many requests a minute for each token, whichever process answers; and Redis is not needed to work."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from studio import create_app
from studio.api.middleware import batched_counter, rate_limit
from studio.api.middleware.batched_counter import BatchedCounter
from studio.config import Settings
from tests.support.api_clients import api_client, client_with, login
from tests.support.cast import World

ME = "/api/v1/auth/me"
NOON = 1_800_000_000.0 - 1_800_000_000 % 60  # a minute begins


@pytest.fixture(scope="module")
def strict(app: Flask, settings: Settings) -> Flask:
    """Studio, with five requests a minute."""
    strict = create_app(replace(settings, api_rate=5))
    strict.test_client_class = app.test_client_class
    return strict


@pytest.fixture
def program(strict: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], FlaskClient]:
    """`program("sara")`: one with a new token of hers, ten seconds after noon."""
    monkeypatch.setattr(batched_counter, "time", lambda: NOON + 10)
    monkeypatch.setattr(rate_limit, "time", lambda: NOON + 10)
    return lambda name: api_client(strict, world, name)


@pytest.fixture
def redis(app: Flask) -> Redis:
    found: Redis = app.extensions["redis"]
    return found


def counter(settings: Settings, limit: int) -> BatchedCounter:
    return BatchedCounter(f"batched+{settings.redis_url}", limit, 60)


def test_every_answer_says_what_is_left(program: Callable[[str], FlaskClient]) -> None:
    sara = program("sara")
    answers = [sara.get(ME) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 5
    assert answers[0].headers["RateLimit-Policy"] == '"token";q=5;w=60'
    assert [answer.headers["RateLimit"] for answer in answers] == [f'"token";r={left};t=50' for left in (4, 3, 2, 1, 0)]
    assert not any("Retry-After" in answer.headers for answer in answers)


def test_one_too_many_is_told_when_to_come_again(
    program: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    sara = program("sara")
    for _ in range(5):
        sara.get(ME)
    refused = sara.get(ME)
    assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")
    assert refused.headers["Retry-After"] == "50"
    assert refused.headers["RateLimit"] == '"token";r=0;t=50'
    assert refused.json["type"].endswith("/too-many-requests")
    assert refused.json["detail"] == "At most 5 requests a minute."
    monkeypatch.setattr(batched_counter, "time", lambda: NOON + 60)
    assert sara.get(ME).status_code == 200


def test_each_token_counts_for_itself(program: Callable[[str], FlaskClient]) -> None:
    first, second = program("sara"), program("sara")
    for _ in range(6):
        first.get(ME)
    assert first.get(ME).status_code == 429
    assert second.get(ME).status_code == 200


def test_signing_in_once_more_gives_nobody_more_requests(
    strict: Flask, world: World, program: Callable[[str], FlaskClient]
) -> None:
    logins = [client_with(strict, login(world, "sara")["access_token"]) for _ in range(6)]
    assert [each.get(ME).status_code for each in logins] == [200] * 5 + [429]
    assert client_with(strict, login(world, "mia")["access_token"]).get(ME).status_code == 200


def test_what_is_refused_or_not_there_counts_too(program: Callable[[str], FlaskClient]) -> None:
    vera = program("vera")
    answers = [vera.get(f"/api/v1/artists/{uuid4()}").status_code for _ in range(6)]
    assert answers == [404] * 5 + [429]


def test_a_list_that_is_unchanged_counts_too(program: Callable[[str], FlaskClient]) -> None:
    sara = program("sara")
    seen = {"If-None-Match": sara.get("/api/v1/bookings").headers["ETag"]}
    assert [sara.get("/api/v1/bookings", headers=seen).status_code for _ in range(5)] == [304] * 4 + [429]


def test_without_a_token_nothing_is_counted(strict: Flask, world: World) -> None:
    nobody = strict.test_client()
    answers = [nobody.get(ME) for _ in range(7)]
    assert {answer.status_code for answer in answers} == {401}
    assert not any("RateLimit" in answer.headers for answer in answers)


def test_without_redis_each_process_counts_and_redis_is_not_asked_each_time(
    app: Flask, settings: Settings, world: World
) -> None:
    alone = create_app(replace(settings, api_rate=5, redis_url="redis://127.0.0.1:1/0"))
    create_app(settings)  # the pages' limiter is one for all apps: it goes back to its Redis
    sara, began = api_client(alone, world, "sara"), time.monotonic()
    assert [sara.get(ME).status_code for _ in range(12)] == [200] * 5 + [429] * 7
    assert time.monotonic() - began < 3


def test_processes_share_one_count_and_rarely_ask_redis(
    redis: Redis, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batched_counter, "time", lambda: NOON)
    counters, asked = [counter(settings, 600) for _ in range(3)], list[Any]()
    for each in counters:
        monkeypatch.setattr(each, "take", lambda *given, take=each.take: asked.append(given) or take(*given))
    passed = sum(counters[n % 3].incr("token", 60) <= 600 for n in range(900))
    assert passed == 600
    assert len(asked) < 450  # 300 of them are for what was refused
    assert 0 < redis.ttl(f"token/{int(NOON) // 60}") <= 120


def test_a_window_forgets_the_one_before(redis: Redis, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    here = counter(settings, 100)
    for now in (NOON, NOON + 61):
        monkeypatch.setattr(batched_counter, "time", lambda now=now: now)
        here.incr(str(now), 60)
    assert len(here.allowances) == 1
    here.clear(str(NOON + 61))
    assert here.get(str(NOON + 61)) == 0
