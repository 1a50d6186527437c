"""Every operation, whoever adds it: closed without a token, cookies are no token, scopes and roles are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from studio.accounts import authorization
from studio.accounts.roles import PERMISSIONS, ROLES, SCOPES
from tests.conftest import browser
from tests.support.api_clients import bearer, token
from tests.support.cast import World

OPEN = {"public", "machine"}


def operations(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Every method and address under /api with its rule; ids are nobody's."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            values = {name: uuid4() for name in rule.arguments}
            path = app.url_map.bind("localhost").build(rule.endpoint, values, method=None)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield path, method, getattr(app.view_functions[rule.endpoint], "rule", "none")


def closed(app: Flask) -> list[tuple[str, str, str]]:
    return [(path, method, rule) for path, method, rule in operations(app) if rule not in OPEN]


def test_there_is_something_to_try(app: Flask) -> None:
    assert len(closed(app)) >= 2


def test_without_a_token_everything_is_401_and_says_how(app: Flask, world: World) -> None:
    nobody = app.test_client(use_cookies=False)
    for path, method, _ in closed(app):
        for given in ({}, bearer("studio_pat_" + "A" * 64), {"Authorization": "Basic bWlhOnB3"}):
            answer = nobody.open(path, method=method, headers=given)
            assert answer.status_code == 401, (method, path)
            assert answer.mimetype == "application/problem+json"
            assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


def test_a_cookie_is_no_token_not_even_with_a_csrf_token(app: Flask, world: World) -> None:
    mia = browser(app, world.tokens["mia"])
    for path, method, _ in closed(app):
        assert mia.open(path, method=method).status_code == 401, (method, path)


def test_a_cookie_does_not_stand_in_for_a_bad_token(app: Flask, world: World) -> None:
    mia = browser(app, world.tokens["mia"])
    assert mia.get("/api/v1/auth/me", headers=bearer("studio_pat_" + "A" * 64)).status_code == 401


def test_whoever_asks_with_a_cookie_is_nobody_in_a_write(app: Flask, world: World) -> None:
    for method, known in (("GET", True), ("POST", False), ("PATCH", False), ("PUT", False), ("DELETE", False)):
        with app.test_request_context("/api/v1/stream", method=method):
            assert (authorization.load_identity(world.tokens["mia"]) is not None) == known


def test_a_token_beats_a_cookie(app: Flask, world: World) -> None:
    mia = browser(app, world.tokens["mia"])
    assert mia.get("/api/v1/auth/me", headers=bearer(token(world, "vera"))).json["name"] == "Vera"


def test_no_address_names_the_tenant(app: Flask, world: World) -> None:
    """/harbour/api/v1 would make a cookie count: only a token says which tenant."""
    mia, mine = browser(app, world.tokens["mia"]), bearer(token(world, "mia"))
    for path, method, _ in operations(app):
        if path != "/api/v1/stream":
            assert mia.open(f"/harbour{path}", method=method).status_code in (404, 405), (method, path)
            assert mia.open(f"/harbour{path}", method=method, headers=mine).status_code in (404, 405), (method, path)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_what_the_table_says(app: Flask, world: World, role: str) -> None:
    world.join("Rolf", role)
    own = bearer(token(world, "rolf"))
    rolf = app.test_client(use_cookies=False)
    for path, method, rule in closed(app):
        if rule in PERMISSIONS:
            answer = rolf.open(path, method=method, headers=own)
            assert (answer.status_code != 403) == (role in PERMISSIONS[rule]), (method, path, answer.status_code)
            assert answer.status_code < 500, (method, path)


def test_each_scope_opens_what_it_names_and_nothing_else(app: Flask, world: World) -> None:
    program = app.test_client(use_cookies=False)
    asked = {rule for _, _, rule in closed(app) if rule in PERMISSIONS}
    for scope in SCOPES:
        own = bearer(token(world, "mia", [scope]))
        for path, method, rule in closed(app):
            if rule in asked:
                answer = program.open(path, method=method, headers=own)
                assert (answer.status_code != 403) == (rule == scope), (scope, method, path, answer.status_code)
                if answer.status_code == 403:
                    assert f"scope={rule}" in answer.headers["WWW-Authenticate"].replace('"', "")
                    assert rule in answer.json["detail"]


def test_a_viewer_is_told_that_it_is_their_role(api: Callable[..., FlaskClient], app: Flask) -> None:
    path, method, _ = next(found for found in closed(app) if found[2].endswith(".write"))
    refused = api("vera").open(path, method=method)
    assert refused.status_code == 403
    assert "viewer" in refused.json["detail"]


def test_a_page_takes_no_bearer_token(app: Flask, world: World) -> None:
    answer = app.test_client(use_cookies=False).get("/harbour/schedule", headers=bearer(token(world, "mia")))
    assert answer.status_code == 303
