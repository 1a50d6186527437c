"""A forgotten and a changed password: one link, one use, one hour; everybody with the old one is out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter

import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner

from studio.accounts.invitations import Invitation
from studio.accounts.models import NOBODY, User, matches
from studio.accounts.passwords import is_weak, reset_token, user_for_reset
from studio.extensions import db
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


WEAK = [
    "Password123", " QWERTYUIOP ", "ababababab", "harbour post", "Mia@Studio.Test", "Password1!", "Welcome2026!",
    "iloveyou2026", "P@ssw0rd2026", "Harbour2026!", "HarbourPost1", "mia.studio.test", "studio-demo", "Summer2026!!",
    "correcthorsebatterystaple", "qwertyuiop[]", "19.11.1987", "1234567890123456789012345", "aaaaaaaaaaaaaaaaaaaaaaaaa",
]  # fmt: skip


@pytest.mark.parametrize("password", WEAK)
def test_what_everybody_guesses_first_is_too_easy(password: str) -> None:
    assert is_weak(password, "Harbour Post", "mia@studio.test", "")


STRONG = [NEW, "rain on tin roofs", "xK4!pq9Zr2mT", "Grüße aus Nürnberg, 4 Enten", "correct horse battery"]


@pytest.mark.parametrize("password", STRONG)
def test_a_few_words_or_chance_are_good_enough(password: str) -> None:
    assert not is_weak(password, "Harbour Post", "mia@studio.test", "")


def test_what_is_known_of_somebody_is_easy_for_them_alone() -> None:
    assert is_weak("Quillfeather99", "Nora Quillfeather")
    assert not is_weak("Quillfeather99", "Mia")


@pytest.mark.parametrize("tried", ["4@8({[<369!1|0$5+7%2" * 10, "1" * 200, "$4|$icct74g60o(xe|lz" * 10, "é" * 200])
def test_no_password_takes_long_to_judge(tried: str) -> None:
    began = perf_counter()
    is_weak(tried, "x" * 254, "mia@studio.test")
    assert perf_counter() - began < 1  # all of its characters would take seconds


@pytest.mark.parametrize("password", ["", "Password1!", "Welcome2026!", "iloveyou2026", "harbour post"])
def test_every_form_that_sets_a_password_says_what_to_do_instead(
    app: Flask, world: World, client: FlaskClient, as_: Signed, password: str
) -> None:
    with world.acting():
        _, token = Invitation.send(world.mia, "mia.m@studio.test", "viewer", datetime.now(UTC))
        db.session.commit()
    own = password or "Mia@Studio.test"
    sign_up = {"studio": "Harbour Post", "name": "Mia", "email": "mia@studio.test", "password": own}
    answers = [
        client.post("/sign-up", data=sign_up),
        client.post(f"/harbour/invitations/{token}", data={"name": "Mia", "password": password or "Mia.M@Studio.test"}),
        client.post(f"/password/resets/{reset_token(mia())}", data={"password": own}),
        as_("mia").post("/harbour/password", data={"current": PASSWORD, "password": own}),
        as_("mia").post("/password", data={"current": PASSWORD, "password": own}),
    ]
    for answer in answers:
        assert answer.status_code == 422
        error = answer.text.split('id="password-error"')[1].split("</p>")[0]
        assert "Too easy to guess" in error
        assert "three or four words" in error
    assert matches(mia().password_hash, PASSWORD)


def test_a_weak_password_from_before_goes_on_working(world: World, client: FlaskClient) -> None:
    world.account("mia").set_password("Password1!")
    db.session.commit()
    assert client.post("/sign-in", data={"email": "mia@studio.test", "password": "Password1!"}).status_code == 303
