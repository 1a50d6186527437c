"""Serves the static files of this build, and of those before it to pages that are still open."""

from __future__ import annotations

import mimetypes
import re
from hashlib import sha256

from flask import Blueprint, Response, abort, current_app, request, send_from_directory

from studio.accounts.authorization import machine
from studio.ops.assets import Build, builds_folder

BUILD_NAME = re.compile(r"[0-9a-f]{16}")
FOR_GOOD = "public, max-age=31536000, immutable"  # the address changes when the content does
ASK_AGAIN = "public, no-cache"

pages = Blueprint("static", __name__)


@pages.get("/static/<path:path>")
@machine
def file(path: str) -> Response:
    """A file, to be kept for good; one whose address has no hash is to be asked for again each time."""
    name, _, rest = path.partition("/")
    build: Build = current_app.extensions["build"]
    if name == build.name:
        return kept(from_memory(build, rest), FOR_GOOD)
    if BUILD_NAME.fullmatch(name):
        return kept(send_from_directory(builds_folder(current_app) / name, rest), FOR_GOOD)
    return kept(from_memory(build, path), ASK_AGAIN)


def from_memory(build: Build, path: str) -> Response:
    content = build.files.get(path)
    if content is None:
        abort(404)
    response = Response(content, mimetype=mimetypes.guess_type(path)[0] or "application/octet-stream")
    response.set_etag(sha256(content).hexdigest()[:16])
    response.make_conditional(request)
    return response


def kept(response: Response, how: str) -> Response:
    response.headers["Cache-Control"] = how
    return response
