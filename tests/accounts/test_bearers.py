"""Who a bearer token belongs to, asked as the role the app really uses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import IntegrityError

from studio.accounts import bearer
from studio.accounts.api_logins import ApiLogin
from studio.accounts.bearer import Bearer, identify
from studio.accounts.models import AboveYou, Membership
from studio.accounts.roles import scopes_of
from studio.accounts.tokens import ApiToken
from studio.extensions import db
from studio.lib import sql
from tests.support.api_clients import client_with, login, service_token, token
from tests.support.cast import World

NOW = datetime.now(UTC)


def of(secret: str) -> Bearer | None:
    return identify(secret, datetime.now(UTC))


def test_a_personal_token_is_its_member_in_its_tenant(world: World) -> None:
    found = of(token(world, "sara"))
    assert found
    assert (found.kind, found.member.id, found.member.role) == ("personal", world.sara.id, "scheduler")
    assert (found.tenant.id, found.tenant.slug) == (world.tenant.id, "harbour")


def test_the_access_token_of_a_login_is_its_member_with_all_rights(world: World) -> None:
    found = of(login(world, "mia")["access_token"])
    assert found
    assert (found.kind, found.member.id, found.member.scopes) == ("login", world.mia.id, None)
    assert found.member.can("tokens.write")


def test_a_token_may_do_what_its_scopes_say_and_its_member_may(world: World) -> None:
    found = of(token(world, "sara", ["schedule.read", "artists.read"]))
    assert found
    assert found.member.can("schedule.read")
    assert not found.member.can("bookings.write")
    with world.acting():
        db.session.get_one(Membership, (world.tenant.id, world.sara.id)).role = "viewer"
        db.session.commit()
    wide = of(token(world, "sara"))
    assert wide
    assert not wide.member.can("bookings.write")


def test_nobody_makes_a_token_that_is_more_than_themselves(world: World) -> None:
    with world.acting("vera"), pytest.raises(AboveYou):
        ApiToken.personal(world.vera, "too much", ["bookings.write"], None, NOW)
    with world.acting("sara"), pytest.raises(AboveYou):
        ApiToken.service(world.sara, "not hers to make", "viewer", ["schedule.read"], None, NOW)
    with world.acting("mia"), pytest.raises(AboveYou):
        ApiToken.service(world.mia, "no owner", "owner", ["schedule.read"], None, NOW)
    with world.acting("mia"), pytest.raises(AboveYou):
        ApiToken.service(world.mia, "more than its role", "viewer", ["bookings.write"], None, NOW)


def test_no_token_may_make_tokens(world: World) -> None:
    assert "tokens.write" not in scopes_of("owner")
    found = of(token(world, "mia"))
    assert found
    assert not found.member.can("tokens.write")


def test_a_service_has_a_name_and_a_role_of_its_own(world: World) -> None:
    secret = service_token(world, "adam", "scheduler")
    found = of(secret)
    assert found
    assert (found.member.name, found.member.role, found.member.email) == ("Nightly sync", "scheduler", "")
    assert found.member.id != world.adam.id


def remove(world: World, name: str) -> None:
    with world.acting("mia"):
        leaving = db.session.get_one(Membership, (world.tenant.id, world.members[name].id))
        leaving.remove(world.mia, datetime.now(UTC))
        db.session.commit()


def test_a_removed_member_is_out_at_once_and_stays_out_when_they_come_back(world: World) -> None:
    own, signed = token(world, "sara"), login(world, "sara")["access_token"]
    assert of(own)
    assert of(signed)
    remove(world, "sara")
    assert (of(own), of(signed)) == (None, None)
    with world.acting():
        db.session.get_one(Membership, (world.tenant.id, world.sara.id)).removed_at = None
        db.session.commit()
    assert (of(own), of(signed)) == (None, None)


def test_whoever_is_no_member_is_out_however_that_came(world: World) -> None:
    own, signed, service = token(world, "sara"), login(world, "sara")["access_token"], service_token(world, "mia")
    with world.acting():
        db.session.get_one(Membership, (world.tenant.id, world.sara.id)).removed_at = NOW
        db.session.commit()
    assert (of(own), of(signed)) == (None, None)
    assert of(service)


def test_a_revoked_token_is_out_and_an_expired_one(world: World) -> None:
    secret = token(world, "sara")
    with world.acting("sara"):
        [made] = ApiToken.of(world.sara)
        made.revoke(NOW)
        db.session.commit()
    assert of(secret) is None
    with world.acting("sara"):
        _, secret = ApiToken.personal(world.sara, "short", ["schedule.read"], NOW + timedelta(hours=1), NOW)
        db.session.commit()
        assert of(secret)
        ApiToken.of(world.sara)[0].expires_at = NOW - timedelta(seconds=1)
        db.session.commit()
    assert of(secret) is None


def test_signing_out_everywhere_ends_logins_and_leaves_tokens(world: World) -> None:
    own, signed = token(world, "sara"), login(world, "sara")["access_token"]
    world.account("sara").sign_out_everywhere(datetime.now(UTC))
    db.session.commit()
    assert of(signed) is None
    assert of(own)
    assert of(login(world, "sara")["access_token"])


def test_only_hashes_are_stored(world: World, owner_engine: Engine) -> None:
    secrets = [token(world, "sara"), service_token(world, "mia")]
    with world.acting("sara"):
        _, refresh = ApiLogin.open(world.sara.id, NOW, "", "")
        db.session.commit()
    with owner_engine.connect() as connection:
        kept = connection.execute(text("SELECT t::text FROM api_tokens t UNION ALL SELECT l::text FROM api_logins l"))
        everything = " ".join(kept.scalars())
    for secret in [*secrets, refresh]:
        assert secret not in everything
        assert secret.encode().hex() not in everything
        assert secret[-20:] not in everything


NONSENSE = (
    "", "studio_pat_", "studio_pat_" + "A" * 64, "studio_svc_" + "!" * 64, "studio_pat_" + "é" * 64, "a.b.c", "..",
    "x" * 100_000, "studio_ref_x", "eyJhbGciOiJFUzI1NiJ9.e30.AA",
)  # fmt: skip


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_what_is_no_token_is_nobody(world: World, nonsense: str) -> None:
    assert of(nonsense) is None


def test_a_token_looked_up_in_another_tenant_is_not_there(world: World, other: World) -> None:
    mine = token(world, "sara")
    prefix, carried = mine[:11], mine[11:]
    theirs = token(other, "oscar")[11:]
    assert of(prefix + theirs[:20] + carried[20:]) is None
    assert of("studio_svc_" + carried) is None


@pytest.mark.parametrize("kind", ["personal", "service", "login"])
def test_who_asks_is_one_statement_and_begins_no_transaction(
    app: Flask, world: World, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {
        "personal": lambda: token(world, "sara"),
        "service": lambda: service_token(world, "mia"),
        "login": lambda: login(world, "sara")["access_token"],
    }
    program = client_with(app, made[kind]())
    assert program.get("/api/v1/auth/me").status_code == 200  # its first use is noted
    asked: list[str] = []

    def note(connection: object, statement: str, values: object, run: Any = sql.fetch) -> list[object]:
        asked.append(statement)
        return run(connection, statement, values)

    monkeypatch.setattr(sql, "fetch", note)
    with db.engine.connect() as connection:
        engine = connection.engine
    event.listen(engine, "before_cursor_execute", listener := lambda *given: asked.append(given[2]))
    try:
        assert program.get("/api/v1/auth/me").status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", listener)
    assert asked == [bearer.LOGIN if kind == "login" else bearer.TOKEN]


@pytest.mark.parametrize("function", ["authenticate_token", "authenticate_login"])
def test_an_unknown_token_sets_no_tenant_and_the_functions_are_the_apps_alone(
    app: Flask, world: World, owner_engine: Engine, function: str
) -> None:
    token(world, "sara")
    statement = text(f"SELECT * FROM {function}(:tenant, :key)")
    key = b"unknown" if function == "authenticate_token" else world.sara.id
    rows = db.session.execute(statement, {"tenant": world.tenant.id, "key": key}).all()
    assert rows == []
    assert not db.session.scalar(text("SELECT nullif(current_setting('app.tenant_id', true), '')"))
    assert db.session.scalar(text("SELECT count(*) FROM api_tokens")) == 0
    db.session.rollback()


@pytest.mark.parametrize("table", ["api_tokens", "api_logins"])
def test_the_rows_of_tokens_are_seen_by_their_own_tenant_only(world: World, other: World, table: str) -> None:
    token(world, "sara")
    login(world, "sara")
    for studio, seen in ((world, 1), (other, 0)):
        with studio.acting():
            assert db.session.scalar(text(f"SELECT count(*) FROM {table}")) == seen
            db.session.rollback()
    assert db.session.scalar(text(f"SELECT count(*) FROM {table}")) == 0
    with other.acting(), pytest.raises(IntegrityError, match="fk_api_"):
        stolen = {"member_id": world.sara.id, "created_at": NOW}
        if table == "api_tokens":
            row = ApiToken(kind="personal", name="x", scopes=["schedule.read"], token_hash=b"x", hint="x", **stolen)
        else:
            row = ApiLogin(token_hash=b"x", ip="", agent="", last_used_at=NOW, expires_at=NOW, **stolen)  # type: ignore[assignment]
        db.session.add(row)
        db.session.flush()
    db.session.rollback()
