"""Programs that call the API, each as a member of a test's studio; a token row, and no password, makes one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from studio.accounts.access_tokens import access_token
from studio.accounts.api_logins import ApiLogin
from studio.accounts.roles import scopes_of
from studio.accounts.tokens import ApiToken
from studio.extensions import db
from tests.support.cast import World


def token(world: World, name: str, scopes: Collection[str] | None = None) -> str:
    """A personal token of that member, with everything their role may do unless told otherwise."""
    member = world.members[name]
    with world.acting(name):
        given = scopes_of(member.role) if scopes is None else scopes
        _, secret = ApiToken.personal(member, "tests", given, None, datetime.now(UTC))
        db.session.commit()
    return secret


def service_token(world: World, by: str, role: str = "scheduler", scopes: Collection[str] | None = None) -> str:
    with world.acting(by):
        given = scopes_of(role) if scopes is None else scopes
        _, secret = ApiToken.service(world.members[by], "Nightly sync", role, given, None, datetime.now(UTC))
        db.session.commit()
    return secret


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def client_with(app: Flask, secret: str) -> FlaskClient:
    """A program that sends this token with every request, and no cookies."""
    client: Any = app.test_client(use_cookies=False)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return client


def api_client(app: Flask, world: World, name: str, scopes: Collection[str] | None = None) -> FlaskClient:
    return client_with(app, token(world, name, scopes))


def login(world: World, name: str, now: datetime | None = None) -> dict[str, str]:
    """What signing in as that member answers, without a password to check."""
    member, now = world.members[name], now or datetime.now(UTC)
    with world.acting(name):
        opened, refresh = ApiLogin.open(member.id, now, "127.0.0.1", "tests")
        access = access_token(world.tenant.id, member.id, member.user_id, opened.id, now)
        db.session.commit()
    return {"access_token": access, "refresh_token": refresh}
