"""Without its database, or with a full disk, every address answers 503 and says when to come again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from studio import create_app
from studio.api.middleware import cors
from studio.config import Settings
from studio.lib import sql
from tests.conftest import Browser
from tests.support import servers
from tests.support.api_clients import bearer, token
from tests.support.cast import World

AWAY = "postgresql+psycopg://nobody@127.0.0.1:{port}/nothing"
ID = str(UUID(int=1))
VALUES = {"token": "x" * 43, "day": "2026-10-01", "name": "x", "build": "x", "slug": "x", "number": 1}
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
KEPT = {"/healthz"}  # is the process alive? It is


@pytest.fixture(scope="module")
def without(app: Flask, settings: Settings) -> Flask:
    """Studio whose database does not answer."""
    lost = create_app(replace(settings, app_database_url=AWAY.format(port=servers.free_port())))
    lost.test_client_class = Browser
    return lost


@pytest.fixture
def lost(without: Flask, as_: Callable[[str], FlaskClient]) -> FlaskClient:
    signed_in, client = as_("sara"), without.test_client()
    for name in ("studio", "session"):
        if cookie := signed_in.get_cookie(name):
            client.set_cookie(name, cookie.value)
    client.environ_base["HTTP_X_CSRFTOKEN"] = signed_in.environ_base["HTTP_X_CSRFTOKEN"]
    return client


def address(rule: Rule) -> str:
    path = re.sub(r"<any\((\w+)[^>]*>", r"\1", rule.rule)
    for name in rule.arguments:
        for kind in ("uuid", "path", "int", "string"):
            path = path.replace(f"<{kind}:{name}>", ID if kind == "uuid" else str(VALUES.get(name, 1)))
        path = path.replace(f"<{name}>", str(VALUES.get(name, "x")))
    return path


def test_every_address_answers_503_or_needs_no_database(without: Flask, world: World, lost: FlaskClient) -> None:
    mine = bearer(token(world, "sara"))
    unavailable = 0
    for rule in without.url_map.iter_rules():
        program = rule.rule.startswith("/api/")
        path = address(rule) if program else f"/harbour{address(rule)}"
        for method in (rule.methods or set()) & METHODS:
            answer = lost.open(path, method=method, headers=mine if program else {}, json={} if program else None)
            assert answer.status_code < 500 or is_503(answer), (method, path, answer.status)
            unavailable += answer.status_code == 503
            needs_it = getattr(without.view_functions[rule.endpoint], "rule", None) not in ("machine", "public")
            assert answer.status_code == 503 or not needs_it, (method, path, answer.status)
    assert unavailable > 150


def is_503(answer: TestResponse) -> bool:
    return answer.status_code == 503 and answer.headers["Retry-After"] == "5"


@pytest.mark.parametrize("path", ["/sign-in", "/readyz", "/harbour/schedule", "/harbour/bookings/new"])
def test_pages_without_a_database_say_what_to_do(lost: FlaskClient, path: str) -> None:
    answer = (
        lost.post(path, data={"email": "sara@x.example", "password": "x"}) if path == "/sign-in" else lost.get(path)
    )
    assert is_503(answer)
    assert path == "/readyz" or "Nothing was changed. Try again in a moment." in answer.text


def test_a_form_stays_as_it_is_typed_and_is_told_to_be_sent_again(lost: FlaskClient) -> None:
    answer = lost.post("/harbour/artists", data={"name": "Kofi"}, headers={"HX-Request": "true"})
    assert is_503(answer)
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("#flashes", "beforeend")


def test_a_site_is_not_let_in_while_no_connection_is_free_to_ask_for_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_free(*_: object) -> None:
        raise NoConnection("no connection in time")

    monkeypatch.setattr(cors, "read_alone", none_free)
    answer = app.test_client().get("/api/v1/openapi.json", headers={"Origin": "https://site.example"})
    assert (answer.status_code, answer.headers.get("Access-Control-Allow-Origin")) == (200, None)


@pytest.mark.parametrize(
    "error", [psycopg.errors.DiskFull, psycopg.errors.OutOfMemory, psycopg.errors.TooManyConnections]
)
def test_a_full_disk_is_503_and_changes_nothing(
    world: World, as_: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch, error: type[psycopg.Error]
) -> None:
    def full(*_: object) -> None:
        raise error("could not extend file")

    browser = as_("sara")
    with monkeypatch.context() as patch:
        patch.setattr(psycopg.Connection, "commit", full)
        patch.setattr("studio.lib.db.BoundarySession.commit_with", lambda *_: full_disk(error))
        form = {"name": "Kofi", "zone": "Europe/London", "currency": "GBP"}
        assert is_503(browser.post("/harbour/artists", data=form))
    assert "Kofi" not in browser.get("/harbour/artists").text
    with monkeypatch.context() as patch:
        patch.setattr(sql, "fetch", full)
        assert is_503(browser.get("/harbour/artists"))


def full_disk(error: type[psycopg.Error]) -> None:
    with sql.as_sqlalchemy("COMMIT"):
        raise error("could not extend file")
