"""So many requests a minute for each token, whoever answers them; and Redis is not needed to work."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from studio.api.middleware import rate_limit
from studio.api.middleware.rate_limit import Meter
from tests.support.api_clients import api_client
from tests.support.cast import World

ME = "/api/v1/auth/me"
NOON = 1_800_000_000.0 - 1_800_000_000 % 60  # a minute begins


@pytest.fixture
def redis(app: Flask) -> Redis:
    found: Redis = app.extensions["redis"]
    return found


@pytest.fixture
def five(app: Flask, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> Meter:
    """Five requests a minute."""
    monkeypatch.setitem(app.extensions, "meter", Meter(redis, 5))
    monkeypatch.setattr(rate_limit, "time", lambda: NOON + 10)
    return app.extensions["meter"]


def test_every_answer_says_what_is_left(five: Meter, api: Callable[..., FlaskClient]) -> None:
    program = api("sara")
    answers = [program.get(ME) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 5
    assert answers[0].headers["RateLimit-Policy"] == '"token";q=5;w=60'
    assert [answer.headers["RateLimit"] for answer in answers] == [f'"token";r={left};t=50' for left in (4, 3, 2, 1, 0)]


def test_one_too_many_is_told_when_to_come_again(
    five: Meter, api: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    program = api("sara")
    for _ in range(5):
        program.get(ME)
    refused = program.get(ME)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "50"
    assert refused.headers["RateLimit"] == '"token";r=0;t=50'
    assert refused.mimetype == "application/problem+json"
    assert refused.json["type"].endswith("/too-many-requests")
    monkeypatch.setattr(rate_limit, "time", lambda: NOON + 60)
    assert program.get(ME).status_code == 200


def test_each_token_counts_for_itself(five: Meter, api: Callable[..., FlaskClient]) -> None:
    first, second = api("sara"), api("sara")
    for _ in range(6):
        first.get(ME)
    assert first.get(ME).status_code == 429
    assert second.get(ME).status_code == 200


def test_what_is_refused_or_not_there_counts_too(five: Meter, api: Callable[..., FlaskClient]) -> None:
    program = api("vera")
    answers = [program.get(f"/api/v1/artists/{uuid4()}").status_code for _ in range(6)]
    assert answers == [404] * 5 + [429]


def test_without_a_token_nothing_is_counted(five: Meter, app: Flask) -> None:
    nobody = app.test_client()
    for _ in range(7):
        assert "RateLimit" not in nobody.get(ME).headers
    assert five.allowances == {}


def test_processes_share_one_count_and_rarely_ask_redis(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    token, meters = uuid4(), [Meter(redis, 600) for _ in range(3)]
    asked: list[Any] = []
    for meter in meters:
        monkeypatch.setattr(meter, "fetch", spy(meter.fetch, asked))
    passed = sum(meters[n % 3].count(token, NOON)[0] for n in range(900))
    assert passed == 600
    assert len(asked) < 450  # 300 of them are for what was refused
    assert 0 < redis.ttl(f"rate:{token}:{int(NOON) // 60}") <= 120


def spy(fetch: Callable[[str], tuple[int, int]], asked: list[str]) -> Callable[[str], tuple[int, int]]:
    def note(key: str) -> tuple[int, int]:
        asked.append(key)
        return fetch(key)

    return note


def test_a_window_forgets_the_one_before(redis: Redis) -> None:
    meter = Meter(redis, 100)
    meter.count(uuid4(), NOON)
    meter.count(uuid4(), NOON + 61)
    assert len(meter.allowances) == 1


@pytest.fixture
def deaf(app: Flask) -> Iterator[Meter]:
    """A meter whose Redis is not there."""
    yield Meter(rate_limit.impatient("redis://127.0.0.1:1/0"), 5)


def test_without_redis_everybody_is_let_through_and_it_is_not_asked_each_time(
    deaf: Meter, app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "meter", deaf)
    program = api_client(app, world, "sara")
    began = time.monotonic()
    assert {program.get(ME).status_code for _ in range(12)} == {200}
    assert time.monotonic() - began < 3
    assert deaf.silent_until > time.monotonic()


def test_redis_is_asked_again_after_a_while(deaf: Meter, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    deaf.count(UUID(int=1), NOON)
    monkeypatch.setattr(deaf, "take", redis.register_script(rate_limit.TAKE))
    monkeypatch.setattr(rate_limit, "monotonic", lambda: deaf.silent_until + 1)
    assert deaf.count(UUID(int=2), NOON) == (True, 4)
