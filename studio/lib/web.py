"""HTTP helpers: fragments, redirects, rows by id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from flask import Response, abort, current_app, g, make_response, redirect, render_template, request
from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response as WerkzeugResponse

from studio.lib.current import current
from studio.lib.db import db

Row = TypeVar("Row")


def is_htmx() -> bool:
    """Whether htmx asks for a part of the page (and not for the page through its history)."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def fragment(template: str, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any) -> Response:
    """A rendered partial, or page, with a status."""
    response = make_response(render_template(template, **values), status)
    response.headers.update(headers or {})
    return response


def see_other(url: str) -> WerkzeugResponse:
    """303 to a page; htmx is told to go there as a whole page."""
    if is_htmx():
        return Response(status=204, headers={"HX-Redirect": url})
    return redirect(url, 303)


def reads_itself() -> bool:
    """Whether a part of a page asks for itself, as it does when somebody else changed something."""
    return "HX-Source" in request.headers and request.headers["HX-Source"] == request.headers.get("HX-Target")


def going_to(url: str) -> dict[str, str]:
    """The header that gives the page another address: a step in the browser's history, so none for a part that reads
    itself again, and none for the address the page had when it asked. That one is put back all the same: the page may
    have got another one meanwhile."""
    here = urlsplit(request.headers.get("HX-Current-URL", ""))
    there = f"{here.path}?{here.query}" if here.query else here.path
    return {} if reads_itself() else {"HX-Replace-Url" if there == url else "HX-Push-Url": url}


def url_in(slug: str | None, endpoint: str, **values: Any) -> str:
    """The path of `endpoint` inside a tenant, or outside any for None, wherever the request itself is."""
    here = request.environ.get("studio.tenant")
    mount = request.script_root.removesuffix(f"/{here}") if here else request.script_root
    urls = current_app.url_map.bind(request.host, f"{mount}/{slug}" if slug else mount)
    return urls.build(endpoint, values)


def link(path: str) -> str:
    """A path as a whole address, for a mail."""
    return current_app.config["SETTINGS"].links_start_with + path


def never_keep(response: Response) -> Response:
    """For `after_request` of pages that show secrets, or take them: no browser and no proxy keeps a copy."""
    response.headers["Cache-Control"] = "no-store"
    return response


def local_path(target: str | None) -> str | None:
    """`target` if it is a path on this site; None for another site's address and for tricks that look like a path."""
    if not target or not target.startswith("/") or target[1:2] in ("/", "\\") or len(target) > 2000:
        return None
    parts = urlsplit(target)
    return target if target.isprintable() and not parts.scheme and not parts.netloc else None


def dom_id(subject: Any, part: str = "") -> str:
    """The stable id of a record's element: `booking-0190...`, `history-booking-0190...`."""
    name = f"{type(subject).__name__.lower()}-{subject.id}"
    return f"{part}-{name}" if part else name


def get_or_404(model: type[Row], id: UUID) -> Row:
    """The tenant's row, or 404: another tenant's does not exist."""
    try:
        return db.session.get_one(model, (current.tenant.id, id))
    except NoResultFound:
        abort(404)


def keep_despite_refusal() -> None:
    """Let the boundary commit although the answer is a refusal: the refusal itself was recorded."""
    g.keep = True
