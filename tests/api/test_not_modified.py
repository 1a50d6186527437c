"""The short way of an unchanged list: the same headers, the same guards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from studio.accounts import bearer
from studio.accounts.tokens import ApiToken
from studio.api.middleware.not_modified import Unchanged
from studio.extensions import db
from studio.lib import clock
from tests.support.api_clients import client_with, token
from tests.support.cast import World

LIST = "/api/v1/bookings?limit=5"


@pytest.fixture
def sara(api: Callable[..., FlaskClient]) -> FlaskClient:
    return api("sara")


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What went the whole way, through Flask."""
    sent: list[str] = []

    def look(self: Unchanged, environ: Any, real: Any = Unchanged.look) -> Any:
        found = real(self, environ)
        if found is None:
            sent.append(environ["PATH_INFO"])
        return found

    monkeypatch.setattr(Unchanged, "look", look)
    return sent


def test_it_has_the_headers_of_the_long_way(sara: FlaskClient, whole: list[str]) -> None:
    first = sara.get(LIST)
    short = sara.get(LIST, headers={"If-None-Match": first.headers["ETag"], "X-Request-Id": "my-request"})
    assert (short.status_code, short.data, whole) == (304, b"", [])
    long = sara.get(LIST, headers={"If-None-Match": first.headers["ETag"], "Origin": "https://elsewhere.example"})
    assert long.status_code == 304
    same = ("ETag", "Cache-Control", "Content-Security-Policy", "X-Content-Type-Options", "RateLimit-Policy")
    assert {name: short.headers[name] for name in same} == {name: long.headers[name] for name in same}
    assert short.headers["X-Request-Id"] == "my-request"
    left = [int(answer.headers["RateLimit"].split("r=")[1].split(";")[0]) for answer in (first, short, long)]
    assert left == [left[0], left[0] - 1, left[0] - 2]


def test_another_viewer_address_or_time_goes_the_whole_way(
    sara: FlaskClient, api: Callable[..., FlaskClient], world: World, whole: list[str]
) -> None:
    seen = {"If-None-Match": sara.get(LIST).headers["ETag"]}
    assert api("vera").get(LIST, headers=seen).status_code == 200
    assert sara.get("/api/v1/bookings?limit=6", headers=seen).status_code == 200
    world.artist("Kofi")
    assert sara.get(LIST, headers=seen).status_code == 200
    assert sara.get("/api/v1/nothing", headers=seen).status_code == 404
    assert len(whole) == 4


def test_a_revoked_token_gets_nothing(app: Flask, world: World) -> None:
    sara = client_with(app, token(world, "sara"))
    seen = {"If-None-Match": sara.get(LIST).headers["ETag"]}
    assert sara.get(LIST, headers=seen).status_code == 304
    with world.acting():
        db.session.execute(update(ApiToken).values(revoked_at=clock.now()))
        db.session.commit()
    assert sara.get(LIST, headers=seen).status_code == 401


def test_a_database_that_does_not_answer_is_503_there_too(sara: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {"If-None-Match": sara.get(LIST).headers["ETag"]}

    def gone(*given: Any) -> None:
        raise OperationalError("x", {}, OSError())

    monkeypatch.setattr(bearer, "identify", gone)
    assert sara.get(LIST, headers=seen).status_code == 503


def test_too_many_are_refused_there_too(sara: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {"If-None-Match": sara.get(LIST).headers["ETag"]}
    monkeypatch.setattr(type(app.extensions["meter"]), "count", lambda *given: (False, 0))
    assert sara.get(LIST, headers=seen).status_code == 429
