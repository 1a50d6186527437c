"""Scripts of other sites: closed, unless the token's studio lists the site."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from studio.accounts.models import Tenant
from studio.extensions import db
from tests.support.api_clients import api_client
from tests.support.cast import World

ME = "/api/v1/auth/me"
SITE = "https://plan.harbour.test"


@pytest.fixture
def listed(world: World, other: World) -> World:
    """Harbour Post lists SITE; the other studio lists nothing."""
    with world.acting():
        db.session.get_one(Tenant, world.tenant.id).cors_origins = [SITE]
        db.session.commit()
    return world


def preflight(client: FlaskClient, path: str, origin: str, method: str = "POST") -> TestResponse:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization",
    }
    return client.options(path, headers=asked)


def opened(answer: TestResponse) -> str | None:
    return answer.headers.get("Access-Control-Allow-Origin")


def test_nothing_is_open_at_first(app: Flask, api: Callable[..., FlaskClient]) -> None:
    assert opened(preflight(app.test_client(), "/api/v1/bookings", SITE)) is None
    answer = api("mia").get(ME, headers={"Origin": SITE})
    assert answer.status_code == 200
    assert opened(answer) is None
    assert "Origin" in answer.headers["Vary"]


def test_a_listed_site_may_ask_and_read(listed: World, app: Flask) -> None:
    before = preflight(app.test_client(), "/api/v1/bookings", SITE)
    assert before.status_code == 200
    assert opened(before) == SITE
    assert {"GET", "POST"} <= set(before.headers["Access-Control-Allow-Methods"].split(", "))
    assert "Authorization" in before.headers["Access-Control-Allow-Headers"]
    assert "Idempotency-Key" in before.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in before.headers
    answer = api_client(app, listed, "sara").get(ME, headers={"Origin": SITE})
    assert opened(answer) == SITE
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(
    "origin",
    ["https://evil.test", "http://plan.harbour.test", f"{SITE}:8443", f"{SITE}.evil.test", "null", "", "é", "\\"],
)
def test_no_other_site_may(listed: World, app: Flask, origin: str) -> None:
    assert opened(preflight(app.test_client(), "/api/v1/bookings", origin)) is None
    assert opened(api_client(app, listed, "sara").get(ME, headers={"Origin": origin})) is None


def test_a_site_one_studio_lists_cannot_read_anothers_answers(listed: World, other: World, app: Flask) -> None:
    answer = api_client(app, other, "oscar").get(ME, headers={"Origin": SITE})
    assert answer.status_code == 200
    assert opened(answer) is None


def test_a_listed_site_can_read_why_it_was_refused(listed: World, app: Flask) -> None:
    client = app.test_client()
    assert opened(client.get(ME, headers={"Origin": SITE})) == SITE
    wrong = client.post(
        "/api/v1/auth/login", json={"email": "x@studio.test", "password": "x"}, headers={"Origin": SITE}
    )
    assert (wrong.status_code, opened(wrong)) == (401, SITE)


def test_pages_are_never_open(listed: World, app: Flask, as_: Callable[[str], FlaskClient]) -> None:
    for path in ("/sign-in", "/harbour/settings", "/healthz"):
        assert opened(as_("mia").get(path, headers={"Origin": SITE})) is None
        assert opened(preflight(app.test_client(), path, SITE, "GET")) is None
