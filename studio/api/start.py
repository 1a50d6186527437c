"""Putting /api/v1 together."""

from __future__ import annotations

from flask import Blueprint, Flask

from studio.api import (
    cors,
    jwks,
    limits,
    problems,
    reference,  # noqa: F401 - its pages join the blueprint
    resources,  # noqa: F401 - its operations join the blueprint as they are imported
)
from studio.api.blueprint import api
from studio.api.unchanged import Unchanged
from studio.extensions import csrf


def init_app(app: Flask, *limited: Blueprint) -> None:
    """Call it when all error handlers are registered. `limited` are blueprints of others that count requests too."""
    csrf.exempt(api)  # a cookie never writes there: see accounts/gate.py
    app.register_blueprint(api)
    app.register_blueprint(jwks.pages)
    cors.init_app(app)
    limits.init_app(app, api, *limited)
    problems.init_app(app)
    app.wsgi_app = Unchanged(app)  # type: ignore[method-assign]
