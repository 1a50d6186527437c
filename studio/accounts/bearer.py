"""Who sends `Authorization: Bearer`: a token made in the settings, or the access token of a login. One round trip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_login import UserMixin

from studio.accounts import access_tokens
from studio.accounts.identity import Member, TenantInfo, tenant_and_member
from studio.accounts.models import digest
from studio.accounts.tokens import tenant_in
from studio.lib import clock
from studio.lib.sql import read_alone

TOKEN = "SELECT * FROM authenticate_token(%s, %s)"  # noqa: S105
LOGIN = "SELECT * FROM authenticate_login(%s, %s)"


@dataclass
class Bearer(UserMixin):
    """What flask-login calls the user of an API request. `id` is the token's, or the login's."""

    token: str
    id: UUID
    kind: str  # "personal", "service" or "login"
    last_used_at: datetime | None
    expires_at: datetime | None
    user_id: UUID
    tenant: TenantInfo
    member: Member
    origins: frozenset[str]  # sites whose scripts this tenant lets call the API

    def get_id(self) -> str:
        return self.token

    def reloaded(self) -> Bearer | None:
        """Who this is by now, for whoever serves them for long; None when the token or the membership is over."""
        return identify(self.token, clock.now())


def identify(token: str, now: datetime) -> Bearer | None:
    """None for a token that is unknown, expired or revoked, or whose member has left."""
    tenant_id = tenant_in(token)
    if tenant_id is not None:
        return bearer_from(token, read_alone(TOKEN, (tenant_id, digest(token))))
    claims = access_tokens.verified(token, now)
    if claims is None:
        return None
    bearer = of_login(claims.tenant_id, claims.login_id, token)
    if bearer is None or (bearer.member.id, bearer.user_id) != (claims.member_id, claims.user_id):
        return None
    bearer.expires_at = claims.expires_at
    return bearer


def of_login(tenant_id: UUID, login_id: UUID, token: str = "") -> Bearer | None:
    """Whoever signed in with this login, if it still stands."""
    return bearer_from(token, read_alone(LOGIN, (tenant_id, login_id)))


def bearer_from(token: str, rows: list[Any]) -> Bearer | None:
    if not rows:
        return None
    row = rows[0]
    tenant, member = tenant_and_member(row, None if row.scopes is None else frozenset(row.scopes))
    return Bearer(
        token, row.bearer_id, row.kind, row.last_used_at, row.expires_at, row.user_id, tenant, member,
        frozenset(row.origins),
    )  # fmt: skip
