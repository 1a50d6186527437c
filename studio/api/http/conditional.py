"""Validators: what a client has already is not sent again, and what it has not seen is not overwritten."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

from flask import Response, request

from studio.api.http.problems import STALE, Problem
from studio.api.http.responses import JSON, dumped
from studio.lib.current import current
from studio.lib.http.etags import version

VERSIONS = re.compile(r'"(\d+)(?:-[^"]*)?"')


def etag_of_log() -> str:
    """A name for the answer at this address, for this viewer, as long as nothing happens in the studio."""
    tenant, member = current.tenant, current.member
    scopes = None if member.scopes is None else sorted(member.scopes)
    viewer = member.id, member.role, scopes, member.locale
    parts = version(), request.full_path, tenant.id, tenant.event_seq, viewer
    return sha256(repr(parts).encode()).hexdigest()[:32]


def not_modified(etag: str) -> Response | None:
    """304, when the client has the answer of this name."""
    if "If-None-Match" not in request.headers or not request.if_none_match.contains_weak(etag):
        return None
    return with_etag(Response(status=304), etag)


def with_etag(response: Response, etag: str, weak: bool = True) -> Response:
    response.set_etag(etag, weak=weak)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Authorization", "Cookie"))
    return response


def versioned_reply(data: Any, number: int, status: int = 200, **headers: str) -> Response:
    """One thing, named by its version and what is shown of it; 304 when a reader has just that."""
    body = dumped(data)
    etag = f"{number}-{sha256(body).hexdigest()[:16]}"
    if request.method == "GET" and "If-None-Match" in request.headers and request.if_none_match.contains_weak(etag):
        return with_etag(Response(status=304), etag, weak=False)
    response = Response(body, status, content_type=JSON)
    response.headers.extend({name.replace("_", "-"): value for name, value in headers.items()})
    return with_etag(response, etag, weak=False)


def hashed_reply(data: Any) -> Response:
    """What the log says nothing of, named by what is shown of it."""
    body = dumped(data)
    etag = sha256(body).hexdigest()[:32]
    return not_modified(etag) or with_etag(Response(body, content_type=JSON), etag)


def require_version(number: int) -> None:
    """412, when If-Match names another version: the number before the dash of an ETag."""
    wanted = request.headers.get("If-Match")
    if wanted is None or wanted.strip() == "*" or str(number) in VERSIONS.findall(wanted):
        return
    raise Problem(STALE, headers={"ETag": f'"{number}"'}, version=number)
