"""Pages that did not change are not made again: weak validators from what a page depends on."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Response, request, session

from studio.lib.http import preferences
from studio.lib.web import is_htmx

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ("studio/**/*.py", "templates/**/*.html", "static/**/*.*")


def validator(*parts: Any) -> str | None:
    """A name for the page at this address, for this session and version of Studio, that depends on `parts`.

    None when a message is waiting: such a page is shown once.
    """
    if session.get("_flashes"):
        return None
    address = request.script_root, request.full_path, is_htmx(), session.get("csrf_token"), preferences.attributes()
    return sha256(repr((version(), address, parts)).encode()).hexdigest()[:32]


def unchanged(mark: str | None) -> Response | None:
    """304, when the browser already has the page of this name."""
    if mark is None or not request.if_none_match.contains_weak(mark):
        return None
    return marked(Response(status=304), mark)


def marked(response: Response, mark: str | None) -> Response:
    """The response, named; the same address gives htmx a part of the page, and every member their own."""
    if mark is not None:
        response.set_etag(mark, weak=True)
    response.vary.update(("HX-Request", "HX-History-Restore-Request", "Cookie"))
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@cache
def version() -> str:
    """The code, templates and static files of this process, in one digest."""
    files = sorted(path for pattern in SHIPPED for path in ROOT.glob(pattern) if path.is_file())
    digest = sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()
