"""The keys that sign access tokens: made when first needed, sealed with SECRET_KEY, replaced by `flask keys rotate`."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import current_app
from joserfc.jwk import ECKey
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from studio.extensions import db
from studio.lib import encryption
from studio.lib.db import Base

ALGORITHM, CURVE = "ES256", "P-256"
OVERLAP = timedelta(minutes=15)  # a replaced key's last token has run out by then, and every process has heard of it
LOCK = func.hashtextextended("studio signing keys", 0)


class SigningKey(Base):
    """Of the whole installation. The newest that SECRET_KEY opens signs; all that are not over verify."""

    __tablename__ = "signing_keys"

    kid: Mapped[str] = mapped_column(primary_key=True)
    public: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sealed: Mapped[bytes]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]  # None for the one in use

    @classmethod
    def signing(cls, now: datetime) -> tuple[str, ECKey]:
        """The kid and the private key to sign with; the first one is made here."""
        for found in cls._in_use():
            if (key := found._private_key()) is not None:
                return found.kid, key
        db.session.execute(select(func.pg_advisory_xact_lock(LOCK)))
        found = next((key for key in cls._in_use() if key._private_key()), None) or cls.make(now)
        return found.kid, found._private_key()  # type: ignore[return-value]  # one that opens

    @classmethod
    def _in_use(cls) -> list[SigningKey]:
        return list(db.session.scalars(select(cls).where(cls.expires_at.is_(None)).order_by(cls.created_at.desc())))

    @classmethod
    def make(cls, now: datetime) -> SigningKey:
        private = ECKey.generate_key(CURVE)
        kid = private.thumbprint()
        public = {**private.as_dict(private=False), "kid": kid, "use": "sig", "alg": ALGORITHM}
        key = cls(
            kid=kid, public=public, sealed=encryption.seal(private.as_pem(private=True).decode(), kid), created_at=now
        )
        db.session.add(key)
        db.session.flush()
        return key

    @classmethod
    def rotate(cls, now: datetime, at_once: bool = False) -> SigningKey:
        """A new key signs from now on. What the others signed is good until it runs out; `at_once`, not even that."""
        db.session.execute(select(func.pg_advisory_xact_lock(LOCK)))
        over = now if at_once else now + OVERLAP
        for old in db.session.scalars(select(cls).where(func.coalesce(cls.expires_at, over) >= over)):
            old.expires_at = over
        return cls.make(now)

    @classmethod
    def published(cls, now: datetime) -> list[dict[str, Any]]:
        """The public keys that verify, as /.well-known/jwks.json shows them."""
        good = select(cls).where(func.coalesce(cls.expires_at, func.now()) >= now).order_by(cls.created_at.desc())
        return [key.public for key in db.session.scalars(good)]

    def _private_key(self) -> ECKey | None:
        return unsealed_key(current_app.config["SECRET_KEY"], self.kid, self.sealed)


@lru_cache(maxsize=16)
def unsealed_key(secret_key: str, kid: str, sealed_key: bytes) -> ECKey | None:
    """The private key; None when it was sealed with another SECRET_KEY than the app's."""
    try:
        return ECKey.import_key(encryption.unseal(sealed_key, kid))
    except encryption.Unreadable:
        return None
