"""Signing in through the API, staying signed in, signing out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from studio.accounts.api_logins import ApiLogin
from studio.accounts.models import Membership, User
from studio.extensions import db
from tests.conftest import browser
from tests.support.api_clients import api_client, bearer, client_with, login, service_token
from tests.support.cast import PASSWORD, World
from tests.support.pages import is_in
from tests.support.servers import PATIENCE

LOGIN, REFRESH, LOGOUT, ME = (f"/api/v1/auth/{name}" for name in ("login", "refresh", "logout", "me"))


@pytest.fixture
def program(app: Flask, world: World) -> FlaskClient:
    return app.test_client(use_cookies=False)


def sign_in(program: FlaskClient, name: str = "mia", **more: Any) -> TestResponse:
    return program.post(LOGIN, json={"email": f"{name}@studio.test", "password": PASSWORD} | more)


def renew(program: FlaskClient, token: str) -> TestResponse:
    return program.post(REFRESH, json={"refresh_token": token})


def who(program: FlaskClient, token: str) -> int:
    return program.get(ME, headers=bearer(token)).status_code


def test_a_password_gives_an_access_token_for_ten_minutes_and_a_refresh_token(program: FlaskClient) -> None:
    answer = sign_in(program)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert "Retry-After" not in answer.headers
    said = answer.json
    assert (said["token_type"], said["expires_in"], said["refresh_expires_in"]) == ("Bearer", 600, 30 * 86400)
    assert said["refresh_token"].startswith("studio_ref_")
    assert said["tenant"]["slug"] == "harbour"
    me = program.get(ME, headers=bearer(said["access_token"])).json
    assert (me["name"], me["role"], me["tenant"]["slug"], me["token"]["kind"]) == ("Mia", "owner", "harbour", "login")
    assert "bookings.write" in me["token"]["scopes"]


@pytest.mark.parametrize(
    "wrong", [("password", "guess"), ("email", "nobody@studio.test"), ("password", f" {PASSWORD}")]
)
def test_a_wrong_password_and_an_unknown_address_are_answered_alike(program: FlaskClient, wrong: Any) -> None:
    refused = sign_in(program, **dict([wrong]))
    assert refused.status_code == 401
    assert refused.json["type"] == "/api/v1/problems/wrong-credentials"
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "body, pointer",
    [
        ({"email": "mia@studio.test"}, "/password"),
        ({"email": 5, "password": "x"}, "/email"),
        ({"email": "mia@studio.test", "password": "x", "remember": True}, "/remember"),
        ({"email": "mia@studio.test", "password": "x" * 201}, "/password"),
    ],
)  # fmt: skip
def test_a_body_that_is_not_right_is_told_where(program: FlaskClient, body: dict[str, Any], pointer: str) -> None:
    refused = program.post(LOGIN, json=body)
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json["errors"]] == [pointer]


def join_other(world: World, other: World) -> None:
    """Mia belongs to Other Pictures too, as a viewer."""
    with other.acting():
        db.session.add(Membership(user_id=world.mia.user_id, role="viewer"))
        db.session.commit()


def test_with_several_studios_one_is_named(program: FlaskClient, world: World, other: World) -> None:
    join_other(world, other)
    asked = sign_in(program)
    assert asked.status_code == 422
    assert asked.json["type"] == "/api/v1/problems/tenant-needed"
    assert [tenant["slug"] for tenant in asked.json["tenants"]] == ["harbour", "other"]
    there = sign_in(program, tenant="other").json
    me = program.get(ME, headers=bearer(there["access_token"])).json
    assert (me["role"], me["tenant"]["slug"]) == ("viewer", "other")


@pytest.mark.parametrize("tenant", ["other", "nowhere", ""])
def test_a_studio_one_does_not_belong_to_is_not_told_from_none(program: FlaskClient, other: World, tenant: str) -> None:
    refused = sign_in(program, tenant=tenant)
    assert refused.status_code == 422
    told = "You are not a member of a studio with this address."
    assert refused.json["errors"] == [{"pointer": "/tenant", "detail": told}]


def test_somebody_of_no_studio_is_told_so(program: FlaskClient) -> None:
    user = User.join("nomad@studio.test", "Nomad", PASSWORD)
    db.session.commit()
    assert user.id
    refused = sign_in(program, "nomad")
    assert (refused.status_code, refused.json["type"]) == (403, "/api/v1/problems/no-tenant")


def test_guesses_count_together_with_those_on_the_page(program: FlaskClient, app: Flask) -> None:
    page = browser(app, None)
    for _ in range(5):
        assert page.post("/sign-in", data={"email": "mia@studio.test", "password": "guess"}).status_code == 422
        assert sign_in(program, password="guess").status_code == 401
    shut = sign_in(program)
    assert shut.status_code == 429
    assert shut.json["type"] == "/api/v1/problems/too-many-requests"
    assert 0 < int(shut.headers["Retry-After"]) <= 900
    assert page.post("/sign-in", data={"email": "mia@studio.test", "password": PASSWORD}).status_code == 429
    assert sign_in(program, "sara").status_code == 200


def test_a_refresh_token_gives_new_tokens_and_is_used_up(program: FlaskClient, world: World) -> None:
    first = login(world, "mia")
    second = renew(program, first["refresh_token"]).json
    assert second["refresh_token"] != first["refresh_token"]
    assert who(program, first["access_token"]) == 200  # until it runs out
    assert who(program, second["access_token"]) == 200
    third = renew(program, second["refresh_token"])
    assert third.status_code == 200


def test_a_refresh_token_that_comes_twice_ends_its_whole_login_and_no_other(program: FlaskClient, world: World) -> None:
    elsewhere, first = login(world, "mia"), login(world, "mia")
    second = renew(program, first["refresh_token"]).json
    stolen = renew(program, first["refresh_token"])
    assert (stolen.status_code, stolen.json["type"]) == (401, "/api/v1/problems/login-over")
    assert renew(program, second["refresh_token"]).status_code == 401
    assert who(program, second["access_token"]) == 401
    assert who(program, elsewhere["access_token"]) == 200
    assert renew(program, elsewhere["refresh_token"]).status_code == 200


def test_a_refresh_token_used_by_two_at_the_same_moment_serves_at_most_one(
    app: Flask, program: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = login(world, "mia")["refresh_token"]
    both_have_read, renew_it = Barrier(2), ApiLogin.renew

    def together(self: ApiLogin, *given: Any) -> str:
        both_have_read.wait(PATIENCE)
        return renew_it(self, *given)

    def use(_: int) -> TestResponse:
        with app.app_context():
            return renew(app.test_client(use_cookies=False), token)

    monkeypatch.setattr(ApiLogin, "renew", together)
    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(use, range(2)), key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in answers] == [200, 401]
    assert who(program, answers[0].json["access_token"]) == 401


@pytest.mark.parametrize("made_up", ["", "x", "studio_ref_", "studio_ref_x.y", "studio_pat_" + "A" * 64, "é" * 50])
def test_a_refresh_token_that_was_made_up_is_refused_and_ends_nothing(
    program: FlaskClient, world: World, made_up: str
) -> None:
    mine = login(world, "mia")
    assert renew(program, made_up).status_code == 401
    token = mine["refresh_token"]
    tampered = token[:20] + ("A" if token[20] != "A" else "B") + token[21:]
    assert renew(program, tampered).status_code == 401
    assert renew(program, token).status_code == 200


def test_an_access_token_refreshes_nothing_and_a_refresh_token_opens_nothing(
    program: FlaskClient, world: World
) -> None:
    mine = login(world, "mia")
    assert renew(program, mine["access_token"]).status_code == 401
    assert who(program, mine["refresh_token"]) == 401


def test_signing_out_ends_the_login_at_once(program: FlaskClient, world: World) -> None:
    mine, elsewhere = login(world, "mia"), login(world, "mia")
    answer = program.post(LOGOUT, headers=bearer(mine["access_token"]))
    assert (answer.status_code, answer.data) == (204, b"")
    assert who(program, mine["access_token"]) == 401
    assert renew(program, mine["refresh_token"]).status_code == 401
    assert who(program, elsewhere["access_token"]) == 200
    assert program.post(LOGOUT, headers=bearer(mine["access_token"])).status_code == 401


def test_a_token_of_the_settings_is_not_signed_out(app: Flask, world: World) -> None:
    own = api_client(app, world, "sara")
    refused = own.post(LOGOUT)
    assert (refused.status_code, refused.json["type"]) == (403, "/api/v1/problems/not-a-login")
    assert own.get(ME).status_code == 200


def test_a_login_that_nobody_used_for_a_month_is_over(program: FlaskClient, world: World) -> None:
    mine = login(world, "mia")
    assert age(world, timedelta(days=29)) and renew(program, mine["refresh_token"]).status_code == 200
    mine = login(world, "mia")
    assert age(world, timedelta(days=31)) and renew(program, mine["refresh_token"]).status_code == 401


def age(world: World, by: timedelta) -> bool:
    with world.acting():
        for login in db.session.scalars(select(ApiLogin)):
            login.expires_at -= by
        db.session.commit()
    return True


def test_a_removed_member_is_out_at_once(program: FlaskClient, world: World, as_: Callable[[str], FlaskClient]) -> None:
    mine = login(world, "sara")
    assert who(program, mine["access_token"]) == 200
    assert as_("mia").post(f"/harbour/members/{world.sara.id}/removal").status_code == 303
    assert who(program, mine["access_token"]) == 401
    assert renew(program, mine["refresh_token"]).status_code == 401


def test_a_new_role_counts_with_the_next_request(
    program: FlaskClient, world: World, as_: Callable[[str], FlaskClient]
) -> None:
    mine = bearer(login(world, "sara")["access_token"])
    assert program.get(ME, headers=mine).json["role"] == "scheduler"
    assert as_("mia").post(f"/harbour/members/{world.sara.id}/role", data={"role": "viewer"}).status_code == 303
    me = program.get(ME, headers=mine).json
    assert me["role"] == "viewer"
    assert "bookings.write" not in me["token"]["scopes"]


def test_a_changed_password_ends_every_login(
    program: FlaskClient, world: World, as_: Callable[[str], FlaskClient]
) -> None:
    mine, mia = login(world, "mia"), as_("mia")
    changed = mia.post("/harbour/password", data={"current": PASSWORD, "password": "another horse battery"})
    assert changed.status_code == 303
    assert who(program, mine["access_token"]) == 401
    assert renew(program, mine["refresh_token"]).status_code == 401
    assert is_in(mia)


def test_a_service_says_who_it_is_without_being_a_user(app: Flask, world: World) -> None:
    me = client_with(app, service_token(world, "adam")).get(ME).json
    assert (me["name"], me["role"], me["user_id"], me["email"]) == ("Nightly sync", "scheduler", None, None)
    assert me["token"]["kind"] == "service"


def test_what_it_was_last_used_is_noted(app: Flask, world: World, program: FlaskClient) -> None:
    access = login(world, "mia")["access_token"]
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    with world.acting():
        db.session.scalars(select(ApiLogin)).one().last_used_at = long_ago
        db.session.commit()
    assert who(program, access) == 200
    with world.acting():
        assert db.session.scalars(select(ApiLogin)).one().last_used_at > long_ago
