"""The pages where tokens are made and revoked: one's own, and the studio's."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from studio.accounts.bearer import identify
from studio.accounts.forms import SCOPE_NAMES
from studio.accounts.models import Tenant
from studio.accounts.origins import NoOrigin, origin
from studio.accounts.roles import SCOPES, scopes_of
from studio.accounts.tokens import ApiToken
from studio.extensions import db
from tests.accounts.test_settings import GOOD
from tests.conftest import browser
from tests.support.api_clients import client_with, login, service_token, token
from tests.support.cast import World

Signed = Callable[[str], FlaskClient]
OWN, SERVICES = "/harbour/tokens", "/harbour/settings/tokens"
ASKED = {"name": "Night reader", "scopes": ["schedule.read", "bookings.write"], "life": "90"}
SERVICE = {**ASKED, "name": "Payroll robot", "role": "scheduler"}
NOW = datetime.now(UTC)


def secret_in(page: str) -> str:
    found = re.search(r'id="secret"[^>]*value="(studio_(?:pat|svc)_[^"]{64})"', page)
    assert found, page
    return found[1]


def kept(world: World, name: str = "") -> list[ApiToken]:
    """A member's tokens, or the studio's."""
    with world.acting():
        found = ApiToken.of(world.members[name]) if name else ApiToken.services()
        db.session.expunge_all()
    return found


def test_a_token_is_shown_once_and_works(app: Flask, world: World, as_: Signed) -> None:
    sara = as_("sara")
    made = sara.post(OWN, data=ASKED)
    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "no-store"
    secret = secret_in(made.text)
    me = client_with(app, secret).get("/api/v1/auth/me").json
    assert (me["name"], me["token"]["kind"], me["token"]["scopes"]) == ("Sara", "personal", ASKED["scopes"])
    page = sara.get(OWN).text
    assert "Night reader" in page
    assert secret not in page
    assert f"…{secret[-4:]}" in page


@pytest.mark.parametrize("life, days", [("30", 30), ("90", 90), ("365", 365), ("never", None)])
def test_a_token_is_good_for_as_long_as_was_chosen(world: World, as_: Signed, life: str, days: int | None) -> None:
    as_("sara").post(OWN, data={**ASKED, "life": life})
    [made] = kept(world, "sara")
    if days is None:
        assert made.expires_at is None
    else:
        assert made.expires_at and abs(made.expires_at - NOW - timedelta(days=days)) < timedelta(hours=1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""}, {"name": "x" * 121}, {"name": "a\u202eb"}, {"scopes": []}, {"scopes": ["nothing"]},
        {"life": "1000"}, {"life": ""}, {"scopes": ["members.write"]}, {"scopes": ["tokens.write"]},
        {"scopes": ["imports.write"]},
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field(world: World, as_: Signed, wrong: dict[str, object]) -> None:
    page = as_("sara").post(OWN, data={**ASKED, **wrong})
    assert page.status_code == 422
    assert f'id="{next(iter(wrong))}-error"' in page.text
    assert kept(world, "sara") == []


def test_what_only_reads_is_ticked_at_first_and_only_what_ones_role_may_is_offered(world: World, as_: Signed) -> None:
    page = as_("vera").get(OWN).text
    offered = re.findall(r'<input ([^>]*)type="checkbox" value="([a-z._]+)"', page)
    assert [scope for _, scope in offered] == list(scopes_of("viewer"))
    for name in ("vera", "mia"):
        ticked = re.findall(r'<input checked [^>]*value="([a-z._]+)"', as_(name).get(OWN).text)
        assert ticked == ["schedule.read", "artists.read", "projects.read"]


def test_every_scope_has_a_name_in_words() -> None:
    assert set(SCOPES) <= set(SCOPE_NAMES)


def test_a_token_is_revoked_at_once(world: World, as_: Signed) -> None:
    sara = as_("sara")
    secret = secret_in(sara.post(OWN, data=ASKED).text)
    [made] = kept(world, "sara")
    assert sara.post(f"{OWN}/{made.id}/revocation").status_code == 303
    assert identify(secret, datetime.now(UTC)) is None
    assert "Night reader" not in sara.get(OWN).text.replace("Night reader is revoked", "")


def test_nobody_revokes_or_sees_somebody_elses(world: World, as_: Signed) -> None:
    secret = token(world, "sara")
    [hers] = kept(world, "sara")
    service = service_token(world, "adam")
    of_studio = kept(world)[0].id
    adam = as_("adam")
    assert all("…" + secret[-4:] not in adam.get(page).text for page in (OWN, SERVICES))
    assert adam.post(f"{OWN}/{hers.id}/revocation").status_code == 404
    assert adam.post(f"{SERVICES}/{hers.id}/revocation").status_code == 404
    assert adam.post(f"{OWN}/{of_studio}/revocation").status_code == 404
    assert identify(secret, NOW) and identify(service, NOW)


def test_another_studios_tokens_are_not_there(app: Flask, world: World, other: World) -> None:
    secret, service = token(world, "sara"), service_token(world, "adam")
    oscar = browser(app, other.tokens["oscar"])
    for id in [found.id for found in kept(world, "sara") + kept(world)]:
        for path in ("tokens", "settings/tokens"):
            assert oscar.post(f"/other/{path}/{id}/revocation").status_code == 404
    assert identify(secret, NOW) and identify(service, NOW)


def test_a_service_is_made_by_admins_only_and_acts_under_its_own_name(app: Flask, world: World, as_: Signed) -> None:
    assert as_("sara").get(SERVICES).status_code == 403
    assert as_("sara").post(SERVICES, data=SERVICE).status_code == 403
    adam = as_("adam")
    made = adam.post(SERVICES, data=SERVICE)
    assert made.status_code == 201
    me = client_with(app, secret_in(made.text)).get("/api/v1/auth/me").json
    assert (me["name"], me["role"], me["token"]["kind"]) == ("Payroll robot", "scheduler", "service")
    page = as_("mia").get(SERVICES).text
    assert "Payroll robot" in page
    assert "Scheduler" in page
    [service] = kept(world)
    assert as_("mia").post(f"{SERVICES}/{service.id}/revocation").status_code == 303
    assert identify(secret_in(made.text), datetime.now(UTC)) is None


@pytest.mark.parametrize("wrong", [{"role": "owner"}, {"role": "artist"}, {"role": ""}, {"role": "viewer"}])
def test_a_service_is_never_more_than_its_role(world: World, as_: Signed, wrong: dict[str, str]) -> None:
    page = as_("mia").post(SERVICES, data={**SERVICE, **wrong})
    assert page.status_code == 422
    at = "scopes" if wrong["role"] == "viewer" else "role"
    assert f'id="{at}-error"' in page.text


def test_an_expired_token_says_so_and_a_used_one_when(app: Flask, world: World, as_: Signed) -> None:
    secret = token(world, "sara")
    assert "Never" in as_("sara").get(OWN).text
    client_with(app, secret).get("/api/v1/auth/me")
    assert "Never" not in as_("sara").get(OWN).text
    with world.acting():
        ApiToken.of(world.sara)[0].expires_at = NOW - timedelta(days=1)
        db.session.commit()
    assert "Expired" in as_("sara").get(OWN).text


def test_programs_signed_in_with_the_password_are_listed_and_signed_out(world: World, as_: Signed) -> None:
    access = login(world, "sara")["access_token"]
    page = as_("sara").get(OWN).text
    assert "Programs signed in with your password" in page
    [id] = re.findall(r"/harbour/logins/([0-9a-f-]+)/revocation", page)
    assert as_("mia").post(f"/harbour/logins/{id}/revocation").status_code == 404
    assert as_("sara").post(f"/harbour/logins/{id}/revocation").status_code == 303
    assert identify(access, datetime.now(UTC)) is None
    assert "Programs signed in" not in as_("sara").get(OWN).text


SITES = {
    "https://plan.example": "https://plan.example", "HTTPS://Plan.Example:443/": "https://plan.example",
    "https://plan.example:8443": "https://plan.example:8443", "http://localhost:3000": "http://localhost:3000",
    "http://127.0.0.1": "http://127.0.0.1", "https://xn--bcher-kva.example": "https://xn--bcher-kva.example",
}  # fmt: skip
NO_SITES = (
    "", "*", "null", "plan.example", "http://plan.example", "https://plan.example/path", "https://*.example",
    "https://a b", "https://user@plan.example", "ftp://plan.example", "https://plan.example?x", "https://-a.example",
    "https://plan.example:0", "https://" + "a" * 300, "javascript:alert(1)", "https://plan.example\nhttps://b.example",
)  # fmt: skip


@pytest.mark.parametrize("typed, said", SITES.items())
def test_a_site_is_kept_as_its_browser_says_it(typed: str, said: str) -> None:
    assert origin(typed) == said


@pytest.mark.parametrize("typed", NO_SITES)
def test_what_is_no_site_is_refused(typed: str) -> None:
    with pytest.raises(NoOrigin):
        origin(typed)


def test_an_admin_lists_the_sites_and_empties_the_list(world: World, as_: Signed) -> None:
    adam = as_("adam")
    sites = "https://Plan.example/\r\nhttps://plan.example\r\n\r\nhttp://localhost:3000"
    assert adam.post("/harbour/settings", data={**GOOD, "cors_origins": sites}).status_code == 303
    assert listed_sites() == ["https://plan.example", "http://localhost:3000"]
    assert "https://plan.example\nhttp://localhost:3000" in adam.get("/harbour/settings").text.replace("\r", "")
    assert adam.post("/harbour/settings", data={**GOOD, "cors_origins": ""}).status_code == 303
    assert listed_sites() == []


def listed_sites() -> list[str]:
    tenant = Tenant.named("harbour")
    assert tenant
    db.session.expunge_all()
    db.session.rollback()
    return tenant.cors_origins


@pytest.mark.parametrize("sites", ["http://plan.example", "*", "\n".join(f"https://s{n}.example" for n in range(21))])
def test_a_list_that_is_wrong_is_refused_at_its_field_and_stays_as_typed(as_: Signed, sites: str) -> None:
    page = as_("adam").post("/harbour/settings", data={**GOOD, "cors_origins": sites})
    assert page.status_code == 422
    assert 'id="cors_origins-error"' in page.text
    assert sites.split("\n")[0] in page.text
