"""/api/v1/auth: sign in with a password, stay signed in, sign out, and who one is."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user

from studio.accounts import access_tokens, api_logins, bearer
from studio.accounts.api_logins import ApiLogin, Reused
from studio.accounts.bearer import Bearer
from studio.accounts.identity import Member, TenantInfo, tenants_of
from studio.accounts.login_throttle import submitted_email, throttle_guesses
from studio.accounts.models import Membership, Tenant, User
from studio.accounts.roles import scopes_of
from studio.activity import audit
from studio.api.http.problems import Problem, declare, invalid
from studio.api.http.responses import nothing, reply
from studio.api.operations.operation import operation
from studio.api.schemas.auth import Credentials, Me, Refresh, Session
from studio.extensions import db
from studio.lib import clock
from studio.lib.current import current
from studio.lib.db import act_for

WRONG = declare(
    "wrong-credentials", 401, lazy_gettext("The email or the password is wrong"),
    lazy_gettext("Nobody with this address has this password. Too many wrong guesses have to wait."),
)  # fmt: skip
WHICH = declare(
    "tenant-needed", 422, lazy_gettext("Which studio?"),
    lazy_gettext("This person belongs to several. Send `tenant`; `tenants` lists their addresses."),
)  # fmt: skip
NOWHERE = declare(
    "no-tenant", 403, lazy_gettext("You belong to no studio"),
    lazy_gettext("Open one in the pages, or ask to be invited to one."),
)  # fmt: skip
OVER = declare(
    "login-over", 401, lazy_gettext("This login is over"),
    lazy_gettext(
        "The refresh token is unknown, expired or revoked, or was used before: that ends its whole login. Sign in."
    ),
)  # fmt: skip
NOT_A_LOGIN = declare(
    "not-a-login", 403, lazy_gettext("This token was not made by signing in"),
    lazy_gettext("Tokens made in the settings are revoked there."),
)  # fmt: skip
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="studio"'}


@operation(
    "POST", "/auth/login", "public", tag="auth", body=Credentials, answers={200: Session}, safe=False,
    problems=(WRONG, WHICH, NOWHERE),
)  # fmt: skip
@throttle_guesses(submitted_email)
def login(query: Any, body: Credentials) -> Response:
    """Sign in

    Gives a short-lived access token, and a refresh token for the next one.
    """
    now = clock.now()
    user = User.authenticated(body.email, body.password)
    if user is None:
        audit.note_of_user("session.refused", User.with_email(body.email), by_user=False)
        raise Problem(WRONG, headers=CHALLENGE, keep=True)
    tenant = choose_tenant(tenants_of(user.id), body.tenant)
    member = act_in(tenant, user.id)
    opened, refresh = ApiLogin.open(member.id, now, request.remote_addr or "", request.user_agent.string)
    return tokens(opened.id, refresh, now)


def choose_tenant(mine: list[Tenant], slug: str | None) -> Tenant:
    if slug is not None:
        found = next((tenant for tenant in mine if tenant.slug == slug), None)
        if found is None:
            raise invalid("/tenant", _("You are not a member of a studio with this address."))
        return found
    if not mine:
        raise Problem(NOWHERE)
    if len(mine) > 1:
        raise Problem(WHICH, tenants=[{"slug": tenant.slug, "name": tenant.name} for tenant in mine])
    return mine[0]


def act_in(tenant: Tenant, user_id: UUID) -> Member:
    """The rest of the request acts as this user in this tenant."""
    info = TenantInfo.of(tenant)
    act_for(info.id, db.session.connection())
    current.set(info, user_id=user_id)
    membership = Membership.of_user(user_id)
    assert membership, "tenants_of found it in this transaction"  # noqa: S101
    current.set(info, Member.of(membership, info), user_id)
    return current.member


@operation(
    "POST", "/auth/refresh", "public", tag="auth", body=Refresh, answers={200: Session}, safe=False, problems=(OVER,)
)
def refresh(query: Any, body: Refresh) -> Response:
    """Get new tokens for a refresh token

    Each is good once. One that comes a second time was copied: its login ends, for whoever holds the newer one too.
    """
    now = clock.now()
    read = api_logins.read(body.refresh_token)
    whose = bearer.of_login(read.tenant_id, read.login_id) if read else None
    if whose is None:
        raise Problem(OVER, headers=CHALLENGE)
    current.set(whose.tenant, whose.member, whose.user_id)
    found = db.session.get_one(ApiLogin, (whose.tenant.id, whose.id))
    try:
        following = found.renew(body.refresh_token, now)
    except Reused:
        raise Problem(OVER, headers=CHALLENGE, keep=True) from None
    return tokens(found.id, following, now)


def tokens(login_id: UUID, refresh_token: str, now: datetime) -> Response:
    member = current.member
    access = access_tokens.access_token(current.tenant.id, member.id, member.user_id, login_id, now)
    said = {
        "access_token": access, "token_type": "Bearer", "expires_in": int(access_tokens.LIFE.total_seconds()),
        "refresh_token": refresh_token, "refresh_expires_in": int(api_logins.LIFE.total_seconds()),
        "tenant": serialize_tenant(current.tenant),
    }  # fmt: skip
    return reply(said, Cache_Control="no-store")


@operation("POST", "/auth/logout", "signed in", tag="auth", answers={204: None}, safe=False, problems=(NOT_A_LOGIN,))
def logout(query: Any) -> Response:
    """Sign out

    Ends the login the access token is of, its refresh token included.
    """
    if current_user.kind != "login":
        raise Problem(NOT_A_LOGIN)
    db.session.get_one(ApiLogin, (current.tenant.id, current_user.id)).revoke(clock.now())
    return nothing()


@operation("GET", "/auth/me", "signed in", tag="auth", answers={200: Me})
def me(query: Any) -> Response:
    """Who I am

    The member, the studio and the token of this request.
    """
    who: Bearer = current_user
    member = who.member
    service = who.kind == "service"
    scopes = [scope for scope in scopes_of(member.role) if member.can(scope)]
    return reply({
        "id": member.id, "user_id": None if service else who.user_id, "name": member.name,
        "email": member.email or None, "role": member.role, "zone": member.zone, "locale": member.locale,
        "tenant": serialize_tenant(who.tenant),
        "token": {"id": who.id, "kind": who.kind, "expires_at": who.expires_at, "scopes": scopes},
    })  # fmt: skip


def serialize_tenant(tenant: TenantInfo) -> dict[str, Any]:
    return {
        "id": tenant.id, "slug": tenant.slug, "name": tenant.name, "zone": tenant.zone, "currency": tenant.currency,
    }  # fmt: skip
