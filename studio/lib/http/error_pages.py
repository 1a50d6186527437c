"""Every failure has a page that says what to do next; for htmx, a message beside what was typed."""

from __future__ import annotations

from math import ceil
from time import time
from typing import Any

from flask import Flask, Response, current_app, g, request, session
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_limiter import RateLimitExceeded
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from studio.lib.current import current
from studio.lib.db import db
from studio.lib.resilience.unavailable import RETRY_AFTER, is_unavailable
from studio.lib.web import fragment, is_htmx

MESSAGES = {
    400: (lazy_gettext("That request made no sense"), lazy_gettext("Go back, reload the page and try again.")),
    401: (lazy_gettext("You are signed out"), lazy_gettext("Sign in and try again.")),
    403: (lazy_gettext("Your role does not allow this"), lazy_gettext("Ask an owner or admin of the studio.")),
    404: (lazy_gettext("There is nothing here"), lazy_gettext("It may have been moved, or belong to another studio.")),
    405: (lazy_gettext("This address does not take that"), lazy_gettext("Go back and try from the page itself.")),
    409: (lazy_gettext("Somebody was faster"), lazy_gettext("This changed while you were looking. Reload to see it.")),
    413: (lazy_gettext("This file is too large"), lazy_gettext("Split it and try again.")),
    415: (lazy_gettext("This address takes forms"), lazy_gettext("Programs use the API: /api/v1/docs tells how.")),
    429: (lazy_gettext("Too many tries"), lazy_gettext("Wait a minute, then try again.")),
    500: (lazy_gettext("Something broke on our side"), lazy_gettext("Nothing was changed. Try again in a moment.")),
    503: (
        lazy_gettext("A part of Studio is not answering"),
        lazy_gettext("Nothing was changed. Try again in a moment."),
    ),
}


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(RateLimitExceeded, show_too_many)
    app.register_error_handler(StaleDataError, lambda error: show_error(409))
    app.register_error_handler(Exception, lambda error: fail(error, 503 if is_unavailable(error) else 500))


def show_http_error(error: HTTPException) -> Any:
    if error.response is not None or (error.code or 500) < 400:
        return error
    return show_error(error.code or 500)


def show_too_many(error: RateLimitExceeded) -> Response:
    limits = [limiter.current_limit for limiter in current_app.extensions["limiter"]]
    waits = [limit.window.reset_time - time() for limit in limits if limit and limit.breached]
    minutes = max(1, ceil(max(waits, default=0) / 60))
    return show_error(429, message=ngettext("Try again in a minute.", "Try again in %(num)d minutes.", minutes))


def fail(error: Exception, code: int) -> Response:
    db.session.rollback()
    session.pop("_flashes", None)  # what was to be said of what did not happen
    log_failure(error)
    return show_error(code)


def log_failure(error: Exception) -> None:
    """An outage is a line for each request; a mistake of ours comes with its traceback."""
    if is_unavailable(error):
        cause = getattr(error, "orig", None) or error
        current_app.logger.warning("not available: %s", str(cause).partition("\n")[0] or type(cause).__name__)
    else:
        current_app.logger.exception("request failed", exc_info=error)


def show_error(code: int, title: str | None = None, message: str | None = None) -> Response:
    """The error as a page that stands alone; for htmx as a message beside what was typed, which stays."""
    g.pop("keep", None)
    words = MESSAGES.get(code, MESSAGES[400 if code < 500 else 500])
    title, message = str(title or words[0]), str(message or words[1])
    headers = dict(RETRY_AFTER) if code == 503 else {}
    if is_htmx():
        headers |= {"HX-Retarget": "#flashes", "HX-Reswap": "beforeend"}
        return fragment("layout/_flash.html", code, headers, tone="danger", message=f"{title}. {message}")
    return fragment(
        "errors/show.html", code, headers, code=code, title=title, message=message, request_id=current.request_id,
        next_url=f"{request.script_root}/" if current.member else "/", next_text=_("Back to Studio"),
    )  # fmt: skip
