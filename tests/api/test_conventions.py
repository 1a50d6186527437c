"""What holds for every operation: errors, limits of bodies, compression, deprecation, the specification."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Response
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from studio.api.docs import openapi
from studio.api.http.problems import KINDS
from studio.api.operations.deprecation import Deprecation
from studio.api.operations.operation import OPERATIONS
from tests.support.cast import World

API = "/api/v1"
DEEP = '{"a":' * 21 + "1" + "}" * 21


@pytest.fixture
def sara(api: Callable[..., FlaskClient]) -> FlaskClient:
    return api("sara")


@pytest.mark.parametrize(
    "method, path, sent, status, slug",
    [
        ("GET", "/nothing", {}, 404, "not-found"),
        ("GET", "/bookings/1", {}, 404, "not-found"),
        ("DELETE", "/bookings", {}, 405, "method-not-allowed"),
        ("POST", "/bookings", {"data": "{}", "content_type": "text/plain"}, 415, "unsupported-media-type"),
        ("POST", "/bookings", {"data": "{", "content_type": "application/json"}, 400, "malformed-request"),
        ("POST", "/bookings", {"data": b"\xff", "content_type": "application/json"}, 400, "malformed-request"),
        ("POST", "/bookings", {"data": "[" * 5000, "content_type": "application/json"}, 400, "malformed-request"),
        ("POST", "/bookings", {"data": DEEP, "content_type": "application/json"}, 400, "malformed-request"),
        ("POST", "/bookings", {"data": " " * (1 << 20) + "{}", "content_type": "application/json"}, 413, "too-large"),
        ("POST", "/bookings", {"json": []}, 422, "invalid-request"),
        ("POST", "/bookings?dryrun=true", {"json": {}}, 422, "invalid-request"),
        ("POST", "/bookings?dry_run=yes", {"json": {}}, 422, "invalid-request"),
    ],
)  # fmt: skip
def test_every_refusal_is_a_problem(
    sara: FlaskClient, method: str, path: str, sent: dict[str, Any], status: int, slug: str
) -> None:
    answer = sara.open(f"{API}{path}", method=method, **sent)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert answer.json["type"] == f"{API}/problems/{slug}"
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]
    assert bool(answer.headers.get("Allow")) == (status == 405)


def test_brackets_inside_text_are_not_depth(sara: FlaskClient) -> None:
    assert sara.post(f"{API}/projects", json={"name": "x", "notes": '[{"\\' * 100}).status_code == 201


@pytest.mark.parametrize(
    "error, status, slug",
    [(RuntimeError("broken"), 500, "internal-error"), (OperationalError("x", {}, OSError()), 503, "unavailable")],
)
def test_what_breaks_is_a_problem_too(
    sara: FlaskClient, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, slug: str
) -> None:
    def broken(*given: Any) -> None:
        raise error

    monkeypatch.setattr("studio.api.http.pagination.Listing.rows", broken)
    answer = sara.get(f"{API}/bookings")
    assert (answer.status_code, answer.json["type"]) == (status, f"{API}/problems/{slug}")


def test_long_answers_are_compressed_for_those_who_ask(sara: FlaskClient, world: World) -> None:
    for n in range(12):
        world.artist(f"Artist {n}")
    plain = sara.get(f"{API}/artists")
    small = sara.get(f"{API}/artists", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert (small.headers["Content-Encoding"], gzip.decompress(small.data)) == ("gzip", plain.data)
    assert len(small.data) < len(plain.data) / 4
    assert "Accept-Encoding" in small.headers["Vary"]
    refused = sara.get(f"{API}/artists", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_an_operation_can_say_goodbye() -> None:
    response = Response()
    ends = datetime(2028, 1, 1, tzinfo=UTC)
    Deprecation(datetime(2027, 1, 1, tzinfo=UTC), ends, "/api/v2/bookings").announce(response)
    assert response.headers["Deprecation"] == "@1798761600"
    assert response.headers["Sunset"] == "Sat, 01 Jan 2028 00:00:00 GMT"
    assert response.headers["Link"] == '</api/v2/bookings>; rel="successor-version"'


def test_the_specification_is_there_for_everybody_and_complete(client: FlaskClient) -> None:
    answer = client.get(f"{API}/openapi.json")
    assert answer.status_code == 200
    told = answer.json
    assert told["openapi"] == "3.1.0"
    assert sum(len(methods) for methods in told["paths"].values()) == len(OPERATIONS)
    for path in ("/artists", "/artists/{id}", "/bookings", "/bookings/{id}", "/bookings/{id}/confirm"):
        assert path in told["paths"]
    assert client.get(f"{API}/openapi.json", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    references = {part.split('"')[0] for part in answer.text.split('"#/components/schemas/')[1:]}
    assert references <= set(told["components"]["schemas"])
    json.dumps(openapi.specification())


def test_every_kind_of_problem_can_be_looked_up(client: FlaskClient) -> None:
    for slug in KINDS:
        answer = client.get(f"{API}/problems/{slug}")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{API}/docs#problem-{slug}")
    assert client.get(f"{API}/problems/none").status_code == 404
