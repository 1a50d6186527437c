"""Putting /api/v1 together."""

from __future__ import annotations

from flask import Flask

from studio.api import problems
from studio.api import resources  # noqa: F401 - its operations join the blueprint as they are imported
from studio.api.blueprint import api


def init_app(app: Flask) -> None:
    """Call it when all error handlers are registered."""
    app.register_blueprint(api)
    problems.init_app(app)
