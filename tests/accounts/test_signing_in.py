"""Signing in and out: nobody learns who exists, nothing survives of the visitor, nobody is led elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits.storage import storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter
from sqlalchemy import select

from studio.accounts import login_throttle, models
from studio.accounts.models import SignIn, User
from studio.extensions import db, limiter
from tests.conftest import browser
from tests.support.cast import PASSWORD, World
from tests.support.pages import is_in, text_of

Signed = Callable[[str], FlaskClient]


def sign_in(client: FlaskClient, email: str = "mia@studio.test", password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    return client.post("/sign-in", data={"email": email, "password": password, **more})


def test_the_right_password_opens_the_only_studio(world: World, client: FlaskClient) -> None:
    answer = sign_in(client, "MIA@studio.test ")
    assert answer.status_code == 303
    assert answer.location == "/"
    assert client.get("/").location == "/harbour/schedule"
    assert is_in(client)


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(world: World, client: FlaskClient) -> None:
    wrong = sign_in(client, password="not the password")
    unknown = sign_in(client, "nobody@studio.test", "not the password")
    assert wrong.status_code == unknown.status_code == 422
    assert text_of(wrong.text) == text_of(unknown.text).replace("nobody@studio.test", "mia@studio.test")
    assert "not the password" not in wrong.text


def test_an_unknown_address_costs_a_password_check_too(
    world: World, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    monkeypatch.setattr(models, "matches", lambda hashed, password: checked.append(hashed) or False)
    sign_in(client, "nobody@studio.test")
    sign_in(client)
    assert len(checked) == 2
    assert checked[0] == models.NOBODY
    assert all(hashed.startswith("$argon2id$") for hashed in checked)


def test_a_password_of_a_megabyte_is_refused_before_it_is_hashed(
    world: World, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "matches", lambda *any: pytest.fail("hashed"))
    assert sign_in(client, password="x" * 1_000_000).status_code == 422


def test_nothing_a_stranger_planted_in_the_cookie_survives_signing_in(world: World, client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session["planted"] = "before"
    sign_in(client)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != "raw"
        assert session.permanent


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.test/", "//evil.test", "/\\evil.test", "javascript:alert(1)", "evil.test", "/a\nb", "/\tevil", ""],
)
def test_nobody_is_led_to_another_site(world: World, client: FlaskClient, elsewhere: str) -> None:
    assert sign_in(client, next=elsewhere).location == "/"


def test_signing_in_leads_back_to_where_one_wanted_to_go(world: World, client: FlaskClient) -> None:
    asked = client.get("/harbour/members?page=2")
    assert asked.status_code == 303
    assert asked.location == "/sign-in?next=/harbour/members?page%3D2"
    assert 'value="/harbour/members?page=2"' in client.get(asked.location).text
    assert sign_in(client, next="/harbour/members?page=2").location == "/harbour/members?page=2"


def test_a_refused_try_keeps_the_address_and_where_to_go(world: World, client: FlaskClient) -> None:
    page = sign_in(client, password="wrong", next="/harbour/members").text
    assert 'value="mia@studio.test"' in page
    assert 'value="/harbour/members"' in page


def test_signing_out_ends_the_session_for_a_copied_cookie_too(app: Flask, world: World, as_: Signed) -> None:
    mia, copy = as_("mia"), browser(app, world.tokens["mia"])
    assert is_in(copy)
    answer = mia.post("/harbour/sign-out")
    assert answer.status_code == 303
    assert answer.location == "/sign-in"
    assert not is_in(mia)
    assert not is_in(copy)


def test_signing_out_twice_is_no_error(client: FlaskClient) -> None:
    assert client.post("/sign-out").location == "/sign-in"


def test_only_the_hash_of_a_session_is_kept(world: World, client: FlaskClient) -> None:
    sign_in(client)
    with client.session_transaction() as session:
        token = session["_user_id"]
    world.account("mia")
    assert db.session.scalar(select(SignIn).where(SignIn.token_hash == models.digest(token)))
    assert token.encode() not in db.session.scalars(select(SignIn.token_hash)).all()


def test_a_session_revoked_elsewhere_is_out_with_the_next_request(world: World, as_: Signed) -> None:
    mia = as_("mia")
    assert is_in(mia)
    world.account("mia").sign_out_everywhere(models.utcnow())
    db.session.commit()
    answer = mia.post("/harbour/invitations", data={"email": "new@studio.test", "role": "viewer"})
    assert answer.status_code == 401
    assert "Sign in" in answer.text


def test_after_ten_wrong_guesses_an_address_has_to_wait(world: World, client: FlaskClient) -> None:
    for _ in range(10):
        assert sign_in(client, password="guess").status_code == 422
    shut = sign_in(client)
    assert shut.status_code == 429
    assert 0 < int(shut.headers["Retry-After"]) <= 900
    assert "Too many tries" in shut.text
    assert "Try again in 15 minutes" in shut.text
    assert sign_in(client, "sara@studio.test").status_code == 303


def test_one_place_cannot_guess_at_many_addresses(world: World, client: FlaskClient) -> None:
    answers = [sign_in(client, f"somebody{n}@studio.test").status_code for n in range(21)]
    assert answers == [422] * 20 + [429]


def test_people_who_sign_in_rightly_are_not_counted(world: World, app: Flask) -> None:
    assert {sign_in(browser(app, None)).status_code for _ in range(25)} == {303}


def test_without_redis_people_sign_in_and_guesses_are_still_counted(
    world: World, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = storage_from_string("redis://127.0.0.1:1/0")
    monkeypatch.setattr(limiter, "_storage", dead)
    monkeypatch.setattr(limiter, "_limiter", SlidingWindowCounterRateLimiter(dead))
    monkeypatch.setattr(limiter, "_storage_dead", False)
    answers = [sign_in(client, password="guess").status_code for _ in range(12)]
    assert answers[:10] == [422] * 10
    assert answers[-1] == 429
    assert sign_in(client, "sara@studio.test").status_code == 303


def test_the_demo_is_offered_in_development_only(app: Flask, production: Flask, client: FlaskClient) -> None:
    User.join("owner@demo.test", "Mia", PASSWORD)
    db.session.commit()
    assert "owner@demo.test" in client.get("/sign-in").text
    assert "viewer@demo.test" not in client.get("/sign-in").text  # not seeded
    assert "owner@demo.test" not in production.test_client().get("/sign-in").text


def test_whoever_is_signed_in_needs_no_sign_in_page(as_: Signed) -> None:
    assert as_("mia").get("/sign-in").location == "/"


def test_signing_in_as_somebody_else_ends_the_session_it_replaces(app: Flask, world: World, as_: Signed) -> None:
    mia, copy = as_("mia"), browser(app, world.tokens["mia"])
    assert sign_in(mia, "sara@studio.test").status_code == 303
    assert "sara@studio.test" in mia.get("/harbour/profile").text
    assert not is_in(copy)


def test_a_process_works_on_few_guesses_at_once(
    world: World, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is counted when it is answered: a burst must not pass the limit before the first of it is."""
    monkeypatch.setattr(login_throttle, "PATIENCE", 0.01)
    for _ in range(login_throttle.AT_ONCE):
        assert login_throttle.turns.acquire(timeout=1)
    try:
        assert sign_in(client, password="guess").status_code == 503
    finally:
        for _ in range(login_throttle.AT_ONCE):
            login_throttle.turns.release()
    assert [sign_in(client, password="guess").status_code for _ in range(login_throttle.AT_ONCE + 1)][-1] == 422
