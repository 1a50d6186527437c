"""A service may never more than whoever answers for it, and stops when they leave or may less."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from studio.accounts.bearer import identify
from studio.accounts.models import AboveYou, Membership
from studio.accounts.roles import ROLES, SCOPES, grantable, is_less, may, scopes_of
from studio.accounts.tokens import ApiToken
from studio.activity.audit import AuditEvent
from studio.extensions import db
from tests.support.api_clients import api_client, client_with, service_token, token
from tests.support.cast import World

Signed = Callable[[str], FlaskClient]
SERVICES = "/harbour/settings/tokens"


def of(secret: str):  # type: ignore[no-untyped-def]
    return identify(secret, datetime.now(UTC))


def membership(world: World, name: str) -> Membership:
    return db.session.get_one(Membership, (world.tenant.id, world.members[name].id))


def give(world: World, name: str, role: str) -> None:
    with world.acting("mia"):
        membership(world, name).give_role(world.mia, role, datetime.now(UTC))
        db.session.commit()


def remove(world: World, name: str) -> None:
    with world.acting("mia"):
        membership(world, name).remove(world.mia, datetime.now(UTC))
        db.session.commit()


def made(world: World) -> ApiToken:
    with world.acting():
        [found] = ApiToken.services()
        db.session.expunge_all()
    return found


def test_each_role_may_no_more_than_the_one_before_it() -> None:
    for more, less in zip(ROLES, ROLES[1:], strict=False):
        assert set(scopes_of(less)) <= set(scopes_of(more))
        assert is_less(less, more) and not is_less(more, less) and not is_less(more, more)


@pytest.mark.parametrize("how", ["demoted", "removed"])
def test_a_service_of_whoever_is_lowered_is_suspended_until_an_owner_confirms_it(
    app: Flask, world: World, as_: Signed, how: str
) -> None:
    secret = service_token(world, "adam", "admin")
    if how == "demoted":
        give(world, "adam", "scheduler")
    else:
        remove(world, "adam")
    path = f"/api/v1/members/{world.adam.id}"
    assert client_with(app, secret).patch(path, json={"role": "admin"}).status_code == 401
    page = as_("mia").get(SERVICES).text
    assert "Suspended" in page and "made by Adam" in page and "Confirm" in page
    id = made(world).id
    assert as_("sara").post(f"{SERVICES}/{id}/confirmation").status_code == 403
    assert as_("mia").post(f"{SERVICES}/{id}/confirmation").status_code == 303
    found = of(secret)
    assert found and found.member.role == "admin"
    assert "Suspended" not in as_("mia").get(SERVICES).text
    with world.acting():
        kinds = [event.kind for event in db.session.query(AuditEvent).order_by(AuditEvent.at, AuditEvent.id)]
    assert [kind for kind in kinds if kind.startswith("token.")] == ["token.made", "token.suspended", "token.confirmed"]


def test_an_admin_confirms_nothing_and_sees_no_button(world: World, as_: Signed) -> None:
    world.join("Abel", "admin")
    secret = service_token(world, "adam")
    remove(world, "adam")
    page = as_("abel").get(SERVICES).text
    assert "Suspended" in page and "confirmation" not in page
    assert as_("abel").post(f"{SERVICES}/{made(world).id}/confirmation").status_code == 403
    with world.acting("abel"), pytest.raises(AboveYou):
        ApiToken.services()[0].confirm(world.abel)
    assert of(secret) is None


def test_coming_back_or_being_raised_again_wakes_no_service(world: World) -> None:
    secret = service_token(world, "adam")
    give(world, "adam", "viewer")
    give(world, "adam", "admin")
    assert of(secret) is None


def test_a_raised_member_and_those_of_others_keep_their_services(world: World) -> None:
    secret, others = service_token(world, "adam"), service_token(world, "mia")
    give(world, "adam", "owner")
    assert of(secret)
    give(world, "adam", "viewer")
    assert of(others) and not of(secret)


@pytest.mark.parametrize("role", ROLES)
def test_a_service_may_no_more_than_its_maker_however_their_role_was_changed(world: World, role: str) -> None:
    secret = service_token(world, "adam", "admin")
    with world.acting():
        membership(world, "adam").role = role
        db.session.commit()
    found = of(secret)
    assert found and found.member.role == max(role, "admin", key=ROLES.index)
    assert all(may(role, scope) for scope in SCOPES if found.member.can(scope))


def test_whoever_confirmed_a_service_answers_for_it_from_then_on(world: World, as_: Signed) -> None:
    world.join("Olga", "owner")
    secret = service_token(world, "adam")
    remove(world, "adam")
    assert as_("olga").post(f"{SERVICES}/{made(world).id}/confirmation").status_code == 303
    assert of(secret)
    give(world, "olga", "viewer")
    assert of(secret) is None


def test_nobody_gives_through_a_token_a_role_that_is_more_than_its_scopes(app: Flask, world: World) -> None:
    narrow = ["members.write", "schedule.read", "artists.read", "projects.read"]
    program, path = api_client(app, world, "mia", narrow), f"/api/v1/members/{world.vera.id}"
    for role in ("owner", "admin", "scheduler"):
        assert program.patch(path, json={"role": role}).status_code == 403
        invited = program.post("/api/v1/members", json={"email": f"{role}@example.com", "role": role})
        assert invited.status_code == 403
    assert program.patch(path, json={"role": "artist"}).status_code == 200
    assert program.delete(f"/api/v1/members/{world.adam.id}").status_code == 403
    assert grantable("owner", SCOPES) == ROLES and grantable("owner", ["members.write"]) == ()


def test_owners_see_and_revoke_the_tokens_of_everybody(world: World, as_: Signed) -> None:
    secret = token(world, "sara")
    page = as_("mia").get(SERVICES).text
    assert f"…{secret[-4:]}" in page and "made by Sara" in page
    with world.acting():
        id = ApiToken.of(world.sara)[0].id
    assert as_("mia").post(f"{SERVICES}/{id}/revocation").status_code == 303
    assert of(secret) is None
