"""An unchanged list is 304, with the same headers and guards as any other answer."""

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
from studio.api.http.pagination import Listing
from studio.extensions import db
from studio.lib import clock
from tests.support.api_clients import client_with, token
from tests.support.cast import World

LIST = "/api/v1/bookings?limit=5"


@pytest.fixture
def sara(api: Callable[..., FlaskClient]) -> FlaskClient:
    return api("sara")


def test_it_has_the_headers_of_a_whole_answer(sara: FlaskClient) -> None:
    first = sara.get(LIST)
    short = sara.get(LIST, headers={"If-None-Match": first.headers["ETag"], "X-Request-Id": "my-request"})
    assert (short.status_code, short.data) == (304, b"")
    same = ("ETag", "Cache-Control", "Content-Security-Policy", "X-Content-Type-Options", "RateLimit-Policy")
    assert {name: short.headers[name] for name in same} == {name: first.headers[name] for name in same}
    assert short.headers["X-Request-Id"] == "my-request"
    left = [int(answer.headers["RateLimit"].split("r=")[1].split(";")[0]) for answer in (first, short)]
    assert left[1] == left[0] - 1


def test_the_rows_are_not_read(sara: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {"If-None-Match": sara.get(LIST).headers["ETag"]}
    monkeypatch.setattr(Listing, "rows", None)
    assert sara.get(LIST, headers=seen).status_code == 304


def test_another_viewer_address_or_time_is_another_answer(
    sara: FlaskClient, api: Callable[..., FlaskClient], world: World
) -> None:
    seen = {"If-None-Match": sara.get(LIST).headers["ETag"]}
    assert api("vera").get(LIST, headers=seen).status_code == 200
    assert sara.get("/api/v1/bookings?limit=6", headers=seen).status_code == 200
    world.artist("Kofi")
    assert sara.get(LIST, headers=seen).status_code == 200
    assert sara.get("/api/v1/nothing", headers=seen).status_code == 404


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
