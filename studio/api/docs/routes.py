"""The reference for people, at /api/v1/docs: rendered here, from the specification, with nothing from elsewhere."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from studio.accounts.authorization import public
from studio.api.blueprint import ROOT, api
from studio.api.docs import openapi, presenter
from studio.api.http.problems import KINDS, not_found
from studio.lib.http.etags import marked, unchanged, validator
from studio.lib.web import fragment, is_htmx


@api.get("/docs")
@public
def docs() -> Response:
    asked = request.args.get("q", "").strip()[:100]
    mark = validator(asked)
    return unchanged(mark) or marked(page(asked), mark)


def page(asked: str) -> Response:
    told = openapi.specification_once()
    found = [one for one in presenter.operations(told, ROOT) if one.about(asked.casefold().split())]
    sections: list[tuple[dict[str, Any], list[presenter.Shown]]] = [
        (tag, [one for one in found if one.tag == tag["name"]]) for tag in told["tags"]
    ]
    template = "api/_reference.html" if is_htmx() else "api/reference.html"
    return fragment(
        template, q=asked, sections=[section for section in sections if section[1]], root=ROOT,
        schemas={} if asked else told["components"]["schemas"], fields=presenter.fields,
        problems=[] if asked else sorted(KINDS.values(), key=lambda kind: (kind.status, kind.slug)),
    )  # fmt: skip


@api.get("/problems/<slug>")
@public
def problem(slug: str) -> Answer:
    """Where a problem's `type` leads."""
    if slug not in KINDS:
        raise not_found()
    return redirect(url_for("api.docs", _anchor=f"problem-{slug}"), 303)
