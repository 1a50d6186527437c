"""Every route, whoever adds it: closed unless it says otherwise, no forged posts, nothing for outsiders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from studio.accounts.invitations import Invitation
from studio.accounts.roles import PERMISSIONS, ROLES
from studio.extensions import db
from tests.conftest import browser
from tests.support.cast import World, days

OPEN = {"public", "machine"}
RULES = {*OPEN, "signed in", *PERMISSIONS}
Ids = dict[str, UUID]


def routes(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Every page's route with each of its methods and its rule. What programs ask is tried in tests/api."""
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith(("/api/", "/static/")):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method, getattr(app.view_functions[rule.endpoint], "rule", "none")


def path_to(app: Flask, rule: Rule, ids: Ids | None = None) -> str:
    """An address of the route; its ids are `ids` of the route's blueprint, or nobody's."""
    known = (ids or {}).get(rule.endpoint.split(".")[0], uuid4())
    values: dict[str, Any] = {name: "made-up" if name in ("token", "name") else known for name in rule.arguments}
    for name in rule.arguments:
        kind = type(rule._converters[name]).__name__
        values[name] = {"IntegerConverter": 1, "AnyConverter": "artists"}.get(kind, values[name])
    return app.url_map.bind("localhost").build(rule.endpoint, values, method=None)


@pytest.fixture
def ids(world: World, as_: Callable[[str], FlaskClient]) -> Ids:
    """Rows of Harbour Post, by the blueprint whose routes take their ids."""
    artist, project = world.artist("Kofi"), world.project("Harbour S2")
    booking = world.booking(artist, project, days(0))
    return {"artists": artist.id, "projects": project.id, "bookings": booking.id, "accounts": world.sara.id}


def test_every_route_has_exactly_one_rule(app: Flask) -> None:
    wrong = [name for name, view in app.view_functions.items() if getattr(view, "rule", None) not in RULES]
    assert wrong == []


def test_a_route_without_a_rule_is_closed_to_everybody(
    app: Flask, world: World, client: FlaskClient, as_: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.view_functions, "accounts.profile", lambda: "open")
    assert client.get("/harbour/profile").status_code == 303
    assert as_("mia").get("/harbour/profile").status_code == 403
    assert as_("mia").get("/profile").status_code == 404


def test_a_post_without_its_token_is_refused_everywhere(app: Flask, world: World) -> None:
    mia = browser(app, world.tokens["mia"])
    del mia.environ_base["HTTP_X_CSRFTOKEN"]
    writes = [(rule, method) for rule, method, _ in routes(app) if method != "GET"]
    assert len(writes) > 15
    for rule, method in writes:
        answer = mia.open(f"/harbour{path_to(app, rule)}", method=method)
        assert answer.status_code == 400, rule
        assert "This form has expired" in answer.text


def test_a_token_of_another_session_is_no_token(app: Flask, world: World) -> None:
    mia, sara = browser(app, world.tokens["mia"]), browser(app, world.tokens["sara"])
    with sara.session_transaction() as session:
        session["csrf_token"] = "hers"
    mia_tokens = mia.environ_base["HTTP_X_CSRFTOKEN"]
    sara.environ_base["HTTP_X_CSRFTOKEN"] = mia_tokens
    assert sara.post("/harbour/sessions/others/revocation").status_code == 400


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_what_the_table_says_and_nothing_else(app: Flask, world: World, role: str) -> None:
    world.join("Rolf", role)
    rolf = browser(app, world.tokens["rolf"])
    for rule, method, permission in routes(app):
        if permission in PERMISSIONS:
            answer = rolf.open(f"/harbour{path_to(app, rule)}", method=method)
            allowed = role in PERMISSIONS[permission]
            assert (answer.status_code != 403) == allowed, (rule.rule, method, role, answer.status_code)
            assert answer.status_code < 500, (rule.rule, method)


def test_a_stranger_is_asked_to_sign_in_everywhere(app: Flask, world: World, client: FlaskClient) -> None:
    for rule, method, permission in routes(app):
        if permission not in OPEN:
            for tenant in ("/harbour", "/nowhere"):
                answer = client.open(tenant + path_to(app, rule), method=method)
                assert answer.status_code == 303, (rule.rule, method)
                assert answer.location.startswith("/sign-in")


def test_for_oscar_harbour_post_is_not_there(app: Flask, world: World, other: World, ids: Ids) -> None:
    oscar = browser(app, other.tokens["oscar"])
    for rule, method, permission in routes(app):
        if permission not in OPEN:
            for tenant in ("/harbour", "/nowhere"):
                answer = oscar.open(tenant + path_to(app, rule, ids), method=method)
                assert answer.status_code == 404, (tenant, rule.rule, method)


def test_harbour_posts_rows_are_not_there_under_oscars_own_address(
    app: Flask, world: World, other: World, ids: Ids
) -> None:
    oscar = browser(app, other.tokens["oscar"])
    for rule, method, permission in routes(app):
        if permission in PERMISSIONS and rule.arguments - {"page"}:  # which is one of two words
            answer = oscar.open("/other" + path_to(app, rule, ids), method=method)
            assert answer.status_code == 404, (rule.rule, method)


def test_an_invitation_is_not_there_for_another_studios_owner(app: Flask, world: World, other: World) -> None:
    with world.acting():
        invitation, _ = Invitation.send(world.mia, "nils@studio.test", "viewer", datetime.now(UTC) + timedelta(0))
        db.session.commit()
        id = invitation.id
    oscar = browser(app, other.tokens["oscar"])
    for path in ("mails", "withdrawal"):
        assert oscar.post(f"/other/invitations/{id}/{path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/sign-in", "/harbour/members", "/harbour/nothing", "/healthz", "/static/css/base.css"]
)
def test_every_answer_carries_the_headers(world: World, as_: Callable[[str], FlaskClient], path: str) -> None:
    headers = as_("mia").get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", "")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "path",
    [
        "sign-in", "sign-up", "password", "password/forgotten", "password/resets/x", "invitations/x", "sessions",
        "profile", "tokens", "settings/audit", "settings/tokens", "settings/webhooks", "settings/webhooks/new",
        "members", "settings", "dev/mail",
    ],
)  # fmt: skip
def test_nobody_keeps_a_copy_of_a_page_about_secrets(
    world: World, as_: Callable[[str], FlaskClient], path: str
) -> None:
    assert as_("mia").get(f"/harbour/{path}").headers["Cache-Control"] == "no-store"


def test_the_schedule_may_be_kept_and_asked_about(world: World, as_: Callable[[str], FlaskClient]) -> None:
    assert as_("mia").get("/harbour/schedule").headers["Cache-Control"] == "private, no-cache"


def test_no_page_holds_an_inline_script_style_or_handler(
    app: Flask, world: World, as_: Callable[[str], FlaskClient]
) -> None:
    mia = as_("mia")
    for rule, method, _ in routes(app):
        if method == "GET" and not rule.arguments:
            page = mia.get(f"/harbour{rule.rule}", follow_redirects=True)
            if page.mimetype == "text/html":
                text = page.text
                assert "<style" not in text, rule.rule
                assert all(" src=" in tag.split(">")[0] for tag in text.split("<script")[1:]), rule.rule
                assert not any(f" {handler}=" in text for handler in ("onclick", "onload", "onsubmit", "onchange")), (
                    rule.rule
                )


def test_the_cookie_is_kept_from_scripts_and_other_sites_and_from_plain_http_in_production(
    app: Flask, production: Flask
) -> None:
    here = app.test_client().get("/sign-in").headers["Set-Cookie"]
    there = production.test_client().get("/sign-in", base_url="https://studio.test").headers["Set-Cookie"]
    for cookie in (here, there):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
    assert here.startswith("studio=")
    assert there.startswith("__Host-studio=")  # so that no other site of the domain can set it
    assert "Secure" in there
    assert "Domain" not in there


def test_in_production_https_is_remembered_and_the_mailbox_is_not_there(production: Flask) -> None:
    client = production.test_client()
    assert (
        "max-age=31536000"
        in client.get("/sign-in", base_url="https://studio.test").headers["Strict-Transport-Security"]
    )
    assert client.get("/dev/mail").status_code == 404
