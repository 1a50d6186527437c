"""A form that comes when its session is over is kept for its author, and for nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from studio.accounts import unsent_forms
from studio.extensions import db
from studio.lib import clock
from studio.projects.models import Project
from tests.conftest import SECRET, browser
from tests.support.cast import PASSWORD, World

Signed = Callable[[str], FlaskClient]
HTMX = {"HX-Request": "true"}
TYPED = {"name": "Night train", "notes": "Two lines\r\nof <notes>", "status": "active", "hue": "red", "currency": "EUR"}


def send(client: FlaskClient, **changes: str) -> TestResponse:
    return client.post("/harbour/projects", data=TYPED | changes)


def sign_in(client: FlaskClient, name: str, kept: str = "") -> TestResponse:
    typed = {"email": f"{name}@studio.test", "password": PASSWORD, "kept": kept}
    return client.post("/sign-in", data=typed)


def kept_in(page: TestResponse) -> str:
    found = re.search(r'name="kept"[^>]*value="([^"]*)"', page.text)
    assert found
    return found[1]


def token_of(client: FlaskClient) -> str:
    """A token of the session the browser has by now."""
    client.get("/sign-up")
    with client.session_transaction() as session:
        return str(URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(session["csrf_token"]))


def projects(world: World) -> int:
    with world.acting():
        return db.session.scalar(select(func.count()).select_from(Project)) or 0


@pytest.fixture
def late(world: World, as_: Signed) -> FlaskClient:
    """Sara's browser; her session was ended from another one."""
    sara = as_("sara")
    assert as_("sara").post("/sign-out").status_code == 303
    return sara


def test_what_was_typed_comes_back_to_its_author_and_is_sent_by_a_press(world: World, late: FlaskClient) -> None:
    asked = send(late)
    assert (asked.status_code, asked.headers["Cache-Control"]) == (401, "no-store")
    assert "What you typed is kept" in asked.text
    assert "Night train" not in asked.text  # whoever looks at it next cannot read it
    page = sign_in(late, "sara", kept_in(asked))
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert 'action="/harbour/projects"' in page.text
    assert 'name="notes" value="Two lines\r\nof &lt;notes&gt;"' in page.text
    assert projects(world) == 0
    fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.text))
    assert late.post("/harbour/projects", data=fields).status_code == 303
    assert projects(world) == 1


def test_a_wrong_password_keeps_it(late: FlaskClient) -> None:
    kept = kept_in(send(late))
    refused = late.post("/sign-in", data={"email": "sara@studio.test", "password": "guess", "kept": kept})
    assert (refused.status_code, kept_in(refused)) == (422, kept)
    assert "Night train" in sign_in(late, "sara", kept).text


def test_somebody_else_gets_their_own_page(late: FlaskClient, world: World) -> None:
    answer = sign_in(late, "mia", kept_in(send(late)))
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Night train" not in answer.text


def test_it_is_not_kept_for_ever(late: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = kept_in(send(late))
    now = datetime.now(UTC)
    monkeypatch.setattr(clock, "now", lambda: now + unsent_forms.LIFE + timedelta(minutes=1))
    assert sign_in(late, "sara", kept).status_code == 303


@pytest.mark.parametrize("kept", ["", "x", "é", "A" * 5000, "Zm9v" * 20, "\x00"])
def test_what_was_not_sealed_here_is_nothing(client: FlaskClient, world: World, kept: str) -> None:
    assert sign_in(client, "sara", kept).status_code == 303


@pytest.mark.parametrize(
    "changes",
    [{"notes": "x" * 60_000}, {"password": "geheim"}, {"current": "geheim"}, {f"n{n}": "x" for n in range(201)}],
    ids=["long", "password", "current", "many"],
)
def test_what_is_too_much_or_secret_is_not_kept(late: FlaskClient, changes: dict[str, str]) -> None:
    assert send(late, **changes).location == "/sign-in"


def test_a_form_without_the_token_of_its_session_is_not_kept(app: Flask, late: FlaskClient) -> None:
    late.environ_base["HTTP_X_CSRFTOKEN"] = "garbage"
    assert send(late).status_code == 400
    assert "kept" not in send(late).text


def test_a_sign_out_in_another_window_is_no_difference(world: World, as_: Signed) -> None:
    sara = as_("sara")
    sara.post("/sign-out")
    page = sign_in(sara, "sara", kept_in(send(sara)))
    assert page.status_code == 400  # its own token is of the session that is over, as in a browser it would not be
    sara.environ_base["HTTP_X_CSRFTOKEN"] = token_of(sara)
    form = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps("raw")
    page = sign_in(sara, "sara", kept_in(send(sara, csrf_token=form)))
    assert "Night train" in page.text


def test_who_signed_in_again_meanwhile_has_it_back_at_once_and_nobody_else(world: World, as_: Signed) -> None:
    form = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps("raw")
    sara = as_("sara")
    assert sign_in(sara, "sara").status_code == 303
    page = send(sara, csrf_token=form)
    assert page.status_code == 400
    assert "What you typed is still here" in page.text and "Night train" in page.text
    sara.environ_base["HTTP_X_CSRFTOKEN"] = token_of(sara)
    assert sign_in(sara, "mia").status_code == 303
    page = send(sara, csrf_token=form)
    assert page.status_code == 400
    assert "This form has expired" in page.text and "Night train" not in page.text
    assert projects(world) == 0


def test_the_sign_in_form_itself_keeps_the_address(client: FlaskClient, world: World) -> None:
    client.environ_base["HTTP_X_CSRFTOKEN"] = "old"
    page = client.post("/sign-in", data={"email": "sara@studio.test", "password": PASSWORD, "next": "/harbour/artists"})
    assert page.status_code == 400
    assert 'value="sara@studio.test"' in page.text and 'value="/harbour/artists"' in page.text
    assert PASSWORD not in page.text


class TestBesideThePage:
    def test_htmx_is_told_that_it_is_over_and_stays(self, late: FlaskClient) -> None:
        answer = late.post("/harbour/projects", data=TYPED, headers=HTMX)
        assert (answer.status_code, answer.text) == (401, "")
        assert "HX-Redirect" not in answer.headers

    def test_htmx_is_told_that_the_session_is_another(self, as_: Signed) -> None:
        sara = as_("sara")
        sign_in(sara, "sara")
        answer = sara.post("/harbour/projects", data=TYPED, headers=HTMX)
        assert (answer.status_code, answer.headers["HX-Trigger"]) == (400, "sessionChanged")

    def test_who_is_there_is_told_by_member(self, world: World, other: World, app: Flask, late: FlaskClient) -> None:
        assert 'name="password"' in late.get("/harbour/sessions/current").text
        assert "data-member" not in late.get("/harbour/sessions/current").text
        mia, oscar = browser(app, world.tokens["mia"]), browser(app, other.tokens["oscar"])
        assert f'data-member="{world.mia.id}"' in mia.get("/harbour/sessions/current").text
        assert 'data-member=""' in oscar.get("/harbour/sessions/current").text
        assert late.get("/nowhere/sessions/current").status_code == 404
        assert late.get("/harbour/sessions/current").headers["Cache-Control"] == "no-store"

    def test_signing_in_there_gives_the_new_token(self, late: FlaskClient, world: World) -> None:
        wrong = late.post("/harbour/sessions/current", data={"email": "sara@studio.test", "password": "guess"})
        assert wrong.status_code == 422
        assert "The email or the password is wrong." in wrong.text and "guess" not in wrong.text
        typed = {"email": "sara@studio.test", "password": PASSWORD}
        page = late.post("/harbour/sessions/current", data=typed, follow_redirects=True).text
        assert f'data-member="{world.sara.id}"' in page
        found = re.search(r'data-token="([^"]*)"', page)
        assert found
        late.environ_base["HTTP_X_CSRFTOKEN"] = found[1]
        assert send(late).status_code == 303

    def test_guesses_are_counted_as_on_the_page(self, client: FlaskClient, world: World) -> None:
        guess = {"email": "sara@studio.test", "password": "guess"}
        answers = [client.post(path, data=guess).status_code for path in ("/sign-in", "/harbour/sessions/current") * 6]
        assert answers[:10] == [422] * 10
        assert answers[10:] == [429] * 2
