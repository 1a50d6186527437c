"""The request boundary: a request is one transaction, committed or rolled back here."""

from __future__ import annotations

from flask import Flask, Response, current_app, g

from studio.lib.current import current
from studio.lib.db import db


def init_app(app: Flask) -> None:
    app.after_request(settle)
    app.teardown_request(lambda error: current.set())


def settle(response: Response) -> Response:
    """Commit what a successful request did; a failed one changes nothing."""
    if not db.session().in_transaction():
        return response
    if response.status_code >= 400 and not g.get("keep"):
        db.session.rollback()
        return response
    try:
        db.session.commit()
    except Exception as error:  # the view has answered, so Flask would no longer ask how this is to be told
        db.session.rollback()
        return current_app.make_response(current_app.handle_user_exception(error))
    return response
