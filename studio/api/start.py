"""Putting /api/v1 together."""

from __future__ import annotations

from flask import Flask

from studio.api import (
    jwks,
    problems,
    resources,  # noqa: F401 - its operations join the blueprint as they are imported
)
from studio.api.blueprint import api
from studio.extensions import csrf


def init_app(app: Flask) -> None:
    """Call it when all error handlers are registered."""
    csrf.exempt(api)  # a cookie never writes there: see accounts/gate.py
    app.register_blueprint(api)
    app.register_blueprint(jwks.pages)
    problems.init_app(app)
