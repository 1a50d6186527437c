"""The boundary: a request that fails changes nothing, and every failure has a page that says what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy.orm.exc import StaleDataError

from studio import create_app
from studio.accounts.authorization import public
from studio.accounts.models import Tenant
from studio.config import Settings
from studio.extensions import db
from studio.lib.web import keep_despite_refusal
from tests.support import cast


def add_a_tenant() -> None:
    cast.add_studio("new-one", "New")


@pytest.fixture(scope="module")
def shaky(app: Flask, settings: Settings) -> Flask:
    """The app, with routes that write and then end in every way a request can."""
    shaky = create_app(settings)
    shaky.testing = False

    @shaky.get("/static-free/<ending>")
    @public
    def end(ending: str) -> str:
        add_a_tenant()
        if ending == "kept":
            keep_despite_refusal()
            abort(409)
        if ending == "stale":
            raise StaleDataError("somebody was faster")
        if ending == "bug":
            raise ZeroDivisionError("oops")
        if ending != "200":
            abort(int(ending))
        return "fine"

    return shaky


@pytest.fixture
def http(shaky: Flask, clean: None) -> Iterator[FlaskClient]:
    shaky.wsgi_app.app.reserved = shaky.wsgi_app.app.reserved | {"static-free"}  # type: ignore[attr-defined]
    yield shaky.test_client()


def tenants() -> int:
    db.session.rollback()
    return len(Tenant.every())


def test_a_request_that_succeeds_is_committed_once_it_answers(http: FlaskClient) -> None:
    assert http.get("/static-free/200").status_code == 200
    assert tenants() == 1


@pytest.mark.parametrize(("ending", "code"), [("400", 400), ("404", 404), ("409", 409), ("stale", 409), ("bug", 500)])
def test_a_request_that_fails_changes_nothing(http: FlaskClient, ending: str, code: int) -> None:
    answer = http.get(f"/static-free/{ending}")
    assert answer.status_code == code
    assert tenants() == 0
    assert answer.headers["X-Request-Id"] in answer.text  # what to quote to whoever helps


def test_a_broken_request_tells_nothing_of_its_inside(http: FlaskClient) -> None:
    assert "oops" not in http.get("/static-free/bug").text


def test_every_answer_carries_the_security_headers(http: FlaskClient) -> None:
    for path in ("/static-free/200", "/static-free/bug", "/nowhere-at-all/x"):
        headers = http.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe-eval" not in headers["Content-Security-Policy"]
        assert "script-src 'self';" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert "Strict-Transport-Security" not in headers
    assert "Strict-Transport-Security" in http.get("/static-free/200", base_url="https://studio.test").headers


def test_cookies_are_secure_in_production(settings: Settings) -> None:
    assert create_app(replace(settings, environment="production")).config["SESSION_COOKIE_SECURE"] is True
