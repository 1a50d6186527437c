"""Is the process alive; is everything it needs reachable."""

from __future__ import annotations

from collections.abc import Mapping

from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify
from redis import RedisError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from studio.accounts.authorization import machine
from studio.config import ROOT
from studio.extensions import db
from studio.lib.resilience.unavailable import RETRY_AFTER

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@machine
def alive() -> Response:
    return jsonify(status="ok")


@pages.get("/readyz")
@machine
def ready() -> tuple[Response, int, Mapping[str, str]]:
    checks = {"database": database(), "redis": redis()}
    good = all(answer == "ok" for answer in checks.values())
    if good:
        return jsonify(status="ok", **checks), 200, {}
    return jsonify(status="unavailable", **checks), 503, RETRY_AFTER


def database() -> str:
    """ "ok", or what is wrong: unreachable, or not migrated to the newest revision."""
    try:
        found = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    except DBAPIError:
        db.session.rollback()
        return "unreachable or not migrated"
    return "ok" if found == newest_revision() else f"migrated to {found}, not to {newest_revision()}"


def newest_revision() -> str | None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(config).get_current_head()


def redis() -> str:
    try:
        current_app.extensions["redis"].ping()
    except RedisError:
        return "unreachable"
    return "ok"
