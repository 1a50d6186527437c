"""GET /.well-known/jwks.json: the public keys, for whoever wants to verify our access tokens themselves."""

from __future__ import annotations

from flask import Blueprint, Response

from studio.accounts.authorization import machine
from studio.accounts.signing_keys import SigningKey
from studio.api.http.responses import dumped
from studio.lib import clock

pages = Blueprint("jwks", __name__)


@pages.get("/.well-known/jwks.json")
@machine
def keys() -> Response:
    body = dumped({"keys": SigningKey.published(clock.now())})
    return Response(body, content_type="application/jwk-set+json", headers={"Cache-Control": "public, max-age=300"})
