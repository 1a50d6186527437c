"""Flask's signed session cookie; what was verified once is remembered: a browser sends the same one every time."""

from __future__ import annotations

import time
from copy import deepcopy
from functools import lru_cache
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature


class RememberedCookies(SecureCookieSessionInterface):
    """As Flask's own; the signature of the same cookie is computed once, its age looked at every time."""

    def __init__(self, app: Flask):
        signer: Any = self.get_signing_serializer(app)  # None only without a SECRET_KEY, and there is one
        self.name = self.get_cookie_name(app)
        self.life = app.permanent_session_lifetime.total_seconds()
        self.read = lru_cache(maxsize=10_000)(lambda cookie: signer.loads(cookie, return_timestamp=True))

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        cookie = request.cookies.get(self.name)
        values = self.verified(cookie) if cookie else {}
        return self.session_class(values)

    def verified(self, cookie: str) -> dict[str, Any]:
        """What the cookie says; nothing when it is forged or has expired."""
        try:
            values, signed = self.read(cookie)
        except BadSignature:
            return {}
        return deepcopy(values) if time.time() - signed.timestamp() <= self.life else {}
