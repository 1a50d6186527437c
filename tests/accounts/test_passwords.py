"""A forgotten and a changed password: one link, one use, one hour; everybody with the old one is out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner

from studio.accounts.models import NOBODY, User, matches
from studio.accounts.passwords import is_common, reset_token, user_for_reset
from tests.conftest import browser
from tests.support.cast import PASSWORD, World
from tests.support.mails import Mail
from tests.support.pages import is_in, text_of

NEW = "tide tables for poets"
Mails = Callable[[], list[Mail]]
Signed = Callable[[str], FlaskClient]


def test_guessing_at_a_stolen_hash_is_dear(production_passwords: PasswordHasher) -> None:
    """RFC 9106, the second recommended option. Other tests hash with less: see `production_passwords`."""
    cost = extract_parameters(production_passwords.hash(NEW))
    assert (cost.type, cost.time_cost, cost.memory_cost, cost.parallelism) == (Type.ID, 3, 64 * 1024, 4)
    assert (cost.salt_len, cost.hash_len) == (16, 32)
    assert extract_parameters(NOBODY) == cost  # an unknown address takes as long


def mia() -> User:
    user = User.with_email("mia@studio.test")
    assert user
    return user


def test_a_mailed_link_sets_a_new_password_and_signs_everybody_else_out(
    app: Flask, world: World, client: FlaskClient, mails: Mails, as_: Signed
) -> None:
    elsewhere = as_("mia")
    assert is_in(elsewhere)
    client.post("/password/forgotten", data={"email": "MIA@studio.test"})
    (mail,) = mails()
    assert mail.to == "mia@studio.test"
    assert client.get(mail.link).status_code == 200
    done = client.post(mail.link, data={"password": NEW})
    assert done.status_code == 303
    assert is_in(client)
    assert not is_in(elsewhere)
    assert matches(mia().password_hash, NEW)


def test_the_link_works_once(world: World, app: Flask, client: FlaskClient, mails: Mails) -> None:
    client.post("/password/forgotten", data={"email": "mia@studio.test"})
    (mail,) = mails()
    client.post(mail.link, data={"password": NEW})
    again = browser(app, None)
    assert again.get(mail.link).status_code == 410
    assert again.post(mail.link, data={"password": "another one entirely"}).status_code == 410
    assert matches(mia().password_hash, NEW)


def test_the_link_dies_after_an_hour(world: World, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    token = reset_token(mia())
    now = TimestampSigner("x").get_timestamp()
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: now + 3599)
    assert user_for_reset(token)
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: now + 3602)
    assert client.get(f"/password/resets/{token}").status_code == 410


@pytest.mark.parametrize("token", ["x", "WyJhIiwiYiJd.abc.def", "é", "a" * 3000])
def test_a_made_up_link_is_a_page_not_an_error(client: FlaskClient, token: str) -> None:
    assert client.get(f"/password/resets/{token}").status_code == 410


def test_an_unknown_address_gets_the_same_page_and_no_mail(world: World, client: FlaskClient, mails: Mails) -> None:
    known = client.post("/password/forgotten", data={"email": "mia@studio.test"})
    unknown = client.post("/password/forgotten", data={"email": "nobody@studio.test"})
    assert known.status_code == unknown.status_code == 200
    assert text_of(known.text) == text_of(unknown.text).replace("nobody@", "mia@")
    assert [mail.to for mail in mails()] == ["mia@studio.test"]


def test_nobody_is_flooded_with_mail(world: World, client: FlaskClient, mails: Mails) -> None:
    answers = [client.post("/password/forgotten", data={"email": "mia@studio.test"}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    assert len(mails()) == 5


def test_the_secret_of_a_link_is_not_logged(
    world: World, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    token = reset_token(mia())
    client.get(f"/password/resets/{token}")
    paths = [record.fields["path"] for record in caplog.records if hasattr(record, "fields")]
    assert "/password/resets/…" in paths
    assert not any(token in path for path in paths)


def test_a_bad_new_password_keeps_the_link_good(world: World, client: FlaskClient) -> None:
    link = f"/password/resets/{reset_token(mia())}"
    assert client.post(link, data={"password": "short"}).status_code == 422
    assert client.post(link, data={"password": NEW}).status_code == 303


def test_changing_it_asks_for_the_old_one_and_signs_the_others_out(app: Flask, world: World, as_: Signed) -> None:
    here = as_("mia")
    elsewhere = browser(app, None)
    elsewhere.post("/sign-in", data={"email": "mia@studio.test", "password": PASSWORD})
    wrong = here.post("/harbour/password", data={"current": "guess", "password": NEW})
    assert wrong.status_code == 422
    assert "This is not your password" in wrong.text
    right = here.post("/harbour/password", data={"current": PASSWORD, "password": NEW})
    assert right.status_code == 303
    assert is_in(here)
    assert not is_in(elsewhere)
    assert matches(mia().password_hash, NEW)


def test_a_stolen_session_cannot_guess_the_password(world: World, as_: Signed) -> None:
    thief = as_("mia")
    answers = [
        thief.post("/harbour/password", data={"current": "guess", "password": NEW}).status_code for _ in range(11)
    ]
    assert answers == [422] * 10 + [429]


@pytest.mark.parametrize("password", ["Password123", " QWERTYUIOP ", "ababababab", "harbour post", "Mia@Studio.Test"])
def test_what_everybody_guesses_first_is_too_easy(password: str) -> None:
    assert is_common(password, "Harbour Post", "mia@studio.test", "")


def test_a_few_words_are_good_enough() -> None:
    assert not is_common(NEW, "Harbour Post", "")
