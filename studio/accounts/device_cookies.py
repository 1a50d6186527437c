"""Browsers that have signed in before: a signed, long-lived cookie says to which accounts.

Guesses from such a browser are counted apart from everybody else's (OWASP calls it a device cookie). The cookie signs
nobody in and names nobody: an account stands in it as a part of its address's hash.
"""

from __future__ import annotations

import secrets

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from studio.accounts.models import digest

LIFE = 365 * 24 * 3600  # seconds
MOST = 5  # accounts of one browser; the one signed in to longest ago is forgotten


def current_device(address: str) -> str | None:
    """The random name this browser got when it signed in to the account with this address, if it ever did."""
    return read_cookie().get(mark(address))


def remember(address: str) -> None:
    """Give the browser a new name for this account, with the answer to this request."""
    known = {name: value for name, value in read_cookie().items() if name != mark(address)}
    known[mark(address)] = secrets.token_hex(16)
    value = serializer().dumps(dict(list(known.items())[-MOST:]))

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            cookie_name(),
            value,
            LIFE,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def read_cookie() -> dict[str, str]:
    """Names by account; none of a cookie that is missing, old or not ours."""
    try:
        return dict(serializer().loads(request.cookies.get(cookie_name(), ""), max_age=LIFE))
    except BadData:
        return {}


def cookie_name() -> str:
    return current_app.config["DEVICE_COOKIE_NAME"]


def mark(address: str) -> str:
    return digest(address).hex()[:16]


def serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="device")
