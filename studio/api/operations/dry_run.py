"""Dry runs: the real thing, judged by the real database, and rolled back."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response

from studio.api.http.problems import Problem
from studio.extensions import db


def roll_back(perform: Callable[[], Response]) -> Response:
    """What `perform` would answer; nothing of it stays, not even the record of a refusal."""
    try:
        response = perform()
    except Problem as problem:
        problem.keep = False
        raise
    finally:
        db.session.rollback()
    response.headers["Dry-Run"] = "true"
    return response
