"""One's own pages: where one is signed in, and how one reads times and numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from studio.accounts.models import SignIn, User, digest
from studio.accounts.user_agents import names
from studio.extensions import db
from tests.conftest import browser
from tests.support.cast import World
from tests.support.pages import is_in

Signed = Callable[[str], FlaskClient]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def second_session(app: Flask, world: World) -> tuple[FlaskClient, SignIn]:
    """Mia is signed in once more, in another browser."""
    token = world.account("mia").sign_in(datetime.now(UTC), "203.0.113.9", FIREFOX)
    db.session.commit()
    found = db.session.scalar(select(SignIn).where(SignIn.token_hash == digest(token)))
    assert found
    db.session.expunge_all()
    return browser(app, token), found


def test_the_page_lists_every_browser_in_words_and_marks_this_one(app: Flask, world: World, as_: Signed) -> None:
    second_session(app, world)
    page = as_("mia").get("/harbour/sessions").text
    assert "Firefox on Linux" in page
    assert "203.0.113.9" in page
    assert page.count("This one") == 1


def test_one_browser_can_be_signed_out_from_another(app: Flask, world: World, as_: Signed) -> None:
    elsewhere, session = second_session(app, world)
    mia = as_("mia")
    assert is_in(elsewhere)
    assert mia.post(f"/harbour/sessions/{session.id}/revocation").status_code == 303
    assert not is_in(elsewhere)
    assert is_in(mia)


def test_every_other_browser_can_be_signed_out_at_once(app: Flask, world: World, as_: Signed) -> None:
    others = [second_session(app, world)[0] for _ in range(2)]
    mia = as_("mia")
    mia.post("/harbour/sessions/others/revocation")
    assert is_in(mia)
    assert not any(is_in(other) for other in others)


def test_signing_out_this_one_is_signing_out(app: Flask, world: World) -> None:
    here, session = second_session(app, world)
    assert here.post(f"/sessions/{session.id}/revocation").location == "/sign-in"
    assert not is_in(here)


def test_nobody_signs_out_somebody_else(app: Flask, world: World, as_: Signed) -> None:
    hers, session = second_session(app, world)
    assert as_("adam").post(f"/harbour/sessions/{session.id}/revocation").status_code == 404
    assert is_in(hers)


def test_a_session_ends_after_its_thirty_days(app: Flask, world: World) -> None:
    client, session = second_session(app, world)
    world.account("mia")
    db.session.execute(update(SignIn).where(SignIn.id == session.id).values(expires_at=datetime.now(UTC)))
    db.session.commit()
    assert not is_in(client)


def test_last_seen_and_from_where_are_kept_up_to_date(app: Flask, world: World) -> None:
    client, session = second_session(app, world)
    old = datetime(2026, 1, 1, tzinfo=UTC)
    world.account("mia")
    db.session.execute(update(SignIn).where(SignIn.id == session.id).values(last_seen_at=old))
    db.session.commit()
    client.get("/harbour/profile", environ_overrides={"REMOTE_ADDR": "198.51.100.7"})
    world.account("mia")
    session = db.session.get_one(SignIn, session.id)
    assert session.last_seen_at > old
    assert session.ip == "198.51.100.7"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, ("Firefox", "Linux")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", ("Safari", "iPhone")),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537.36 Edg/150.0", ("Edge", "Windows")),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/150.0 Mobile Safari/537.36", ("Chrome", "Android")),
        ("", (None, None)),
    ],
)  # fmt: skip
def test_a_browser_is_recognised(agent: str, words: tuple[str | None, str | None]) -> None:
    assert names(agent) == words


def test_the_profile_keeps_name_zone_and_formats(world: World, as_: Signed) -> None:
    mia = as_("mia")
    given = {"name": "Mia Lind", "zone": "Asia/Tokyo", "locale": "de_DE"}
    assert mia.post("/harbour/profile", data=given).status_code == 303
    page = mia.get("/harbour/profile").text
    assert 'value="Mia Lind"' in page
    assert '<option selected value="Asia/Tokyo">' in page
    assert '<option selected value="de_DE">' in page
    user = User.with_email("mia@studio.test")
    assert user and (user.zone, user.locale) == ("Asia/Tokyo", "de_DE")


def test_an_empty_choice_means_as_the_studio_does(world: World, as_: Signed) -> None:
    as_("mia").post("/harbour/profile", data={"name": "Mia", "zone": "", "locale": ""})
    user = User.with_email("mia@studio.test")
    assert user and (user.zone, user.locale) == (None, None)


@pytest.mark.parametrize("wrong", [{"zone": "Mars/Base"}, {"locale": "tlh"}, {"name": " "}, {"name": "x" * 121}])
def test_a_wrong_profile_changes_nothing(world: World, as_: Signed, wrong: dict[str, str]) -> None:
    mia = as_("mia")
    assert mia.post("/harbour/profile", data={"name": "Mi", "zone": "", "locale": "", **wrong}).status_code == 422
    user = User.with_email("mia@studio.test")
    assert user and user.name == "Mia"


def test_an_address_cannot_be_changed_by_adding_a_field(world: World, as_: Signed) -> None:
    as_("mia").post("/harbour/profile", data={"name": "Mia", "zone": "", "locale": "", "email": "x@studio.test"})
    assert User.with_email("x@studio.test") is None


def test_somebody_of_no_studio_still_reaches_their_own_pages(app: Flask, world: World) -> None:
    user = User.join("nomad@studio.test", "Nomad", "long enough for tests")
    token = user.sign_in(datetime.now(UTC), "", "")
    db.session.commit()
    client = browser(app, token)
    assert client.get("/").location == "/tenants"
    assert "You belong to no studio" in client.get("/tenants").text
    for page in ("/profile", "/password", "/sessions", "/tenants/new"):
        assert client.get(page).status_code == 200
