"""Signing in through the API: what is sent, and what is answered."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from studio.accounts.access_tokens import LIFE
from studio.accounts.api_logins import LIFE as LOGIN_LIFE
from studio.api.schemas.common import Shown, Strict

Exactly = StringConstraints(strip_whitespace=False)


class Credentials(Strict):
    """An address and a password; the studio's address when there are several."""

    email: str = Field(max_length=254, min_length=1, examples=["owner@demo.test"])
    password: Annotated[str, Exactly] = Field(max_length=200, min_length=1, examples=["studio-demo"])
    tenant: str | None = Field(None, max_length=40, description="The studio, as in its pages' addresses.")


class Refresh(Strict):
    refresh_token: str = Field(max_length=1000, examples=["studio_ref_..."])


class ShownTenant(Shown):
    """A studio."""

    id: UUID
    slug: str
    name: str
    zone: str
    currency: str


class Session(Shown):
    """The tokens of a login. The refresh token is good once: the answer to it has the next one."""

    access_token: str = Field(description="A JWT, to be sent as `Authorization: Bearer`.")
    token_type: Literal["Bearer"]
    expires_in: int = Field(description="Seconds.", examples=[int(LIFE.total_seconds())])
    refresh_token: str
    refresh_expires_in: int = Field(description="Seconds, unless used.", examples=[int(LOGIN_LIFE.total_seconds())])
    tenant: ShownTenant


class TokenInUse(Shown):
    """What the request was sent with."""

    id: UUID
    kind: Literal["personal", "service", "login"]
    expires_at: datetime | None
    scopes: list[str] = Field(description="What it may do: its scopes, within its member's role.")


class Me(Shown):
    """Who sends the token. A service has no address and no user; its id is the token's."""

    id: UUID = Field(description="The membership's.")
    user_id: UUID | None
    name: str
    email: str | None
    role: Literal["owner", "admin", "scheduler", "artist", "viewer"]
    zone: str
    locale: str
    tenant: ShownTenant
    token: TokenInUse
