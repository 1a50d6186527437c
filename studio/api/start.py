"""Putting /api/v1 together."""

from __future__ import annotations

from flask import Flask

from studio.api import jwks
from studio.api import resources as resources  # its operations join the blueprint
from studio.api.blueprint import api
from studio.api.bookings import json_cache
from studio.api.docs import routes as routes  # its pages join the blueprint
from studio.api.http import problems
from studio.api.middleware import cors, rate_limit
from studio.extensions import csrf


def init_app(app: Flask) -> None:
    """Call it when all error handlers are registered."""
    csrf.exempt(api)  # a cookie never writes there: see accounts/authorization.py
    app.register_blueprint(api)
    app.register_blueprint(jwks.pages)
    cors.init_app(app)
    json_cache.init_app(app)
    rate_limit.init_app(app, api)
    problems.init_app(app)
