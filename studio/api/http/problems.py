"""Refusals for programs: RFC 9457 problems, each of a kind that has an address and a meaning."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from flask import Flask, Response, g, request
from flask_babel import lazy_gettext
from sqlalchemy.exc import DataError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from studio.api.blueprint import ROOT
from studio.extensions import db
from studio.lib.current import current
from studio.lib.http.error_pages import log_failure
from studio.lib.resilience.unavailable import RETRY_AFTER, is_unavailable
from studio.lib.web import keep_despite_refusal

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """What a problem's `type` leads to: /api/v1/problems/<slug>."""

    slug: str
    status: int
    title: Any
    meaning: Any


KINDS: dict[str, Kind] = {}


def declare(slug: str, status: int, title: Any, meaning: Any) -> str:
    """A kind of problem, so that the reference can explain it."""
    KINDS[slug] = Kind(slug, status, title, meaning)
    return slug


MALFORMED = declare(
    "malformed-request", 400, lazy_gettext("That request made no sense"),
    lazy_gettext("It could not be read: the body is no JSON, or a header is not what it says."),
)  # fmt: skip
UNAUTHORIZED = declare(
    "unauthorized", 401, lazy_gettext("Say who you are"),
    lazy_gettext("Send `Authorization: Bearer` with an access token or an API token that is still good."),
)  # fmt: skip
FORBIDDEN = declare(
    "forbidden", 403, lazy_gettext("Your role does not allow this"),
    lazy_gettext("The member's role, or the token's scopes, lack the permission the operation names."),
)  # fmt: skip
NOT_FOUND = declare(
    "not-found", 404, lazy_gettext("There is nothing here"),
    lazy_gettext("It does not exist, or it belongs to another studio: the answer is the same."),
)  # fmt: skip
METHOD = declare(
    "method-not-allowed", 405, lazy_gettext("This address does not take that method"),
    lazy_gettext("The header Allow says which methods it takes."),
)  # fmt: skip
CHANGED = declare(
    "changed-meanwhile", 409, lazy_gettext("Somebody was faster"),
    lazy_gettext("It was changed while this request was under way. Read it again and repeat the request."),
)  # fmt: skip
STALE = declare(
    "stale", 412, lazy_gettext("It is no longer what you saw"),
    lazy_gettext("The version in If-Match is not the present one. Read it again; nothing was changed."),
)  # fmt: skip
TOO_LARGE = declare(
    "too-large", 413, lazy_gettext("The body is too large"), lazy_gettext("A body may have 1 MB at most.")
)
MEDIA = declare(
    "unsupported-media-type", 415, lazy_gettext("The body must be JSON"),
    lazy_gettext("Send `Content-Type: application/json`."),
)  # fmt: skip
INVALID = declare(
    "invalid-request", 422, lazy_gettext("Something in the request is not right"),
    lazy_gettext("`errors` names each field by its JSON pointer, or the query's parameter, and what is wrong with it."),
)  # fmt: skip
TOO_MANY = declare(
    "too-many-requests", 429, lazy_gettext("Too many requests"),
    lazy_gettext("Wait as many seconds as Retry-After says."),
)  # fmt: skip
INTERNAL = declare(
    "internal-error", 500, lazy_gettext("Something broke on our side"),
    lazy_gettext("Nothing was changed. Try again in a moment; the request id helps us to find what it was."),
)  # fmt: skip
UNAVAILABLE = declare(
    "unavailable", 503, lazy_gettext("A part of Studio is not answering"),
    lazy_gettext("Nothing was changed. Try again in a moment."),
)  # fmt: skip
BY_STATUS = {kind.status: kind.slug for kind in reversed(KINDS.values())}


class Problem(Exception):
    """A refusal as it is answered. `errors` are {"pointer" or "parameter": .., "detail": ..}; `extra` are members of
    the problem's own. With `keep`, what was recorded of the refusal is committed."""

    def __init__(
        self,
        slug: str,
        detail: Any = "",
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        keep: bool = False,
        **extra: Any,
    ):
        super().__init__(slug)
        self.kind = KINDS[slug]
        self.detail, self.errors, self.headers, self.keep, self.extra = detail, errors, headers or {}, keep, extra

    def content(self) -> dict[str, Any]:
        """The problem's members."""
        content: dict[str, Any] = {
            "type": f"{ROOT}/problems/{self.kind.slug}",
            "title": str(self.kind.title),
            "status": self.kind.status,
            "detail": str(self.detail or self.kind.meaning),
            "request_id": current.request_id,
        }
        if self.errors:
            content["errors"] = list(self.errors)
        return content | self.extra


def invalid(pointer: str, detail: Any) -> Problem:
    """422 about one field of the body, by its JSON pointer."""
    return Problem(INVALID, errors=[{"pointer": pointer, "detail": str(detail)}])


def not_found() -> Problem:
    return Problem(NOT_FOUND)


def answer(problem: Problem) -> Response:
    if problem.keep:
        keep_despite_refusal()
    else:
        g.pop("keep", None)
    body = orjson.dumps(problem.content(), option=orjson.OPT_UTC_Z)
    return Response(body, problem.kind.status, problem.headers, content_type=MEDIA_TYPE)


def init_app(app: Flask) -> None:
    """Under /api every error is a problem; elsewhere pages stay pages. Called when all handlers are registered."""
    for handlers in app.error_handler_spec[None].values():
        for error, handler in handlers.items():
            handlers[error] = for_programs(handler)


def for_programs(handler: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def handle(error: Exception) -> Any:
        sent_elsewhere = isinstance(error, HTTPException) and (error.code or 500) < 400
        if sent_elsewhere or not request.path.startswith("/api/"):
            return handler(error)
        return answer(problem_of(error))

    return handle


def problem_of(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, HTTPException):
        return of_http(error)
    if isinstance(error, StaleDataError):
        return Problem(STALE if "If-Match" in request.headers else CHANGED)
    db.session.rollback()
    if isinstance(error, DataError):
        return Problem(INVALID, lazy_gettext("A value is outside what can be kept."))
    log_failure(error)
    if is_unavailable(error):
        return Problem(UNAVAILABLE, headers=RETRY_AFTER)
    return Problem(INTERNAL)


def of_http(error: HTTPException) -> Problem:
    """The kind that fits a status, with the headers that belong to it (Allow, WWW-Authenticate, Retry-After)."""
    status = error.code or 500
    slug = BY_STATUS.get(status, INTERNAL if status >= 500 else MALFORMED)
    kept = ("allow", "www-authenticate", "retry-after")
    headers = {name: value for name, value in error.get_headers() if name.lower() in kept}
    if status == 401:
        headers.setdefault("WWW-Authenticate", "Bearer")
    if error.response is not None:
        headers |= {name: value for name, value in error.response.headers.items() if name.lower() in kept}
    said = error.description if error.description != type(error).description else ""  # not werkzeug's own words
    return Problem(slug, said, headers=headers)
