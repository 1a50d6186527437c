"""Access tokens: short-lived JWTs that say who, where and through which login; signed by us, verified by anybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from time import monotonic
from typing import Any, NamedTuple
from uuid import UUID

from flask import current_app
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from uuid_utils.compat import uuid4

from studio.accounts.signing_keys import ALGORITHM, SigningKey
from studio.lib.sql import read_alone

AUDIENCE = "studio-api"
TYPE = "at+jwt"  # RFC 9068
LIFE = timedelta(minutes=10)
LONGEST = 2000  # characters; ours have about 600
RELOADED_EVERY = 60.0  # seconds
KEYS = "SELECT kid, public, expires_at FROM signing_keys WHERE expires_at IS NULL OR expires_at > now()"


# What reading a token that makes no sense may raise, in joserfc or here; a forged one raises JoseError.
NONSENSE = (JoseError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError)


class Claims(NamedTuple):
    kid: str
    tenant_id: UUID
    member_id: UUID
    user_id: UUID
    login_id: UUID
    expires_at: datetime


class NotOurs(ValueError):
    """Not a token that we signed for this."""


def access_token(tenant_id: UUID, member_id: UUID, user_id: UUID, login_id: UUID, now: datetime) -> str:
    kid, key = SigningKey.signing(now)
    claims = {
        "iss": issuer(), "aud": AUDIENCE, "sub": str(user_id), "tid": str(tenant_id), "mid": str(member_id),
        "fid": str(login_id), "jti": uuid4().hex, "iat": int(now.timestamp()), "exp": int((now + LIFE).timestamp()),
    }  # fmt: skip
    return jwt.encode({"alg": ALGORITHM, "kid": kid, "typ": TYPE}, claims, key, algorithms=[ALGORITHM])


def issuer() -> str:
    """PUBLIC_URL, never the Host header: that is whatever its sender likes."""
    return current_app.config["SETTINGS"].public_url or "studio"


def verified(token: str, now: datetime) -> Claims | None:
    """What a token says; None when it is forged, not ours, over, or its key is."""
    if len(token) > LONGEST:
        return None
    ring: Keyring = current_app.extensions.setdefault("keyring", Keyring())
    try:
        claims = ring.read(token, issuer())
    except NONSENSE:
        return None
    return claims if claims.expires_at > now and ring.knows(claims.kid, now) else None


class Keyring:
    """The public keys as this process knows them. A signature is verified once, its age every time."""

    def __init__(self) -> None:
        self.keys: dict[str, tuple[ECKey, datetime | None]] = {}
        self.loaded = float("-inf")
        self.read = lru_cache(maxsize=10_000)(self._read)

    def knows(self, kid: str, now: datetime) -> bool:
        """Whether the key is good; asked again every minute, and at once for one never heard of."""
        if kid not in self.keys or monotonic() - self.loaded > RELOADED_EVERY:
            self.load()
        _, over = self.keys.get(kid, (None, now))
        return over is None or over > now

    def load(self) -> None:
        self.loaded = monotonic()
        self.keys = {row.kid: (ECKey.import_key(row.public), row.expires_at) for row in read_alone(KEYS)}

    def _read(self, token: str, issued_by: str) -> Claims:
        """Raises JoseError, or whatever else nonsense causes. The algorithm is ours, never the token's choice."""
        found = jwt.decode(token, self._key_of, algorithms=[ALGORITHM])
        header, said = found.header, found.claims
        if header.get("typ") != TYPE or said["iss"] != issued_by or said["aud"] != AUDIENCE:
            raise NotOurs
        tenant, member, user, login = (UUID(said[name]) for name in ("tid", "mid", "sub", "fid"))
        return Claims(header["kid"], tenant, member, user, login, datetime.fromtimestamp(said["exp"], UTC))

    def _key_of(self, token: Any) -> ECKey:
        kid = token.headers().get("kid")
        if not isinstance(kid, str):
            raise NotOurs
        if kid not in self.keys:
            self.load()
        return self.keys[kid][0]
