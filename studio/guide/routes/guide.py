"""GET /help: the contents, a page, what a search found, a picture."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, abort, request, send_file

from studio.accounts.authorization import machine, public
from studio.extensions import limiter
from studio.guide.contents import CONTENTS, ORDER, PAGE_OF
from studio.guide.pages import GuidePage, page, picture
from studio.guide.pages import pages as all_pages
from studio.guide.search import search
from studio.lib.web import fragment

LONGEST = 100
DAY = 24 * 3600  # seconds

pages = Blueprint("guide", __name__)


def init_app(app: Flask) -> None:
    app.jinja_env.globals["guide_pages"] = PAGE_OF


@pages.get("/help")
@public
@limiter.limit("60 per minute", exempt_when=lambda: "q" not in request.args)
def index() -> Response:
    query = " ".join(request.args.get("q", "").split())[:LONGEST]
    return fragment("guide/index.html", query=query, hits=search(query, all_pages()), chapters=chapters(), here="")


@pages.get("/help/<slug>")
@public
def show(slug: str) -> Response:
    try:
        shown = page(slug)
    except LookupError:
        abort(404)
    at = ORDER.index(slug)
    before, after = (page(ORDER[n]) if 0 <= n < len(ORDER) else None for n in (at - 1, at + 1))
    return fragment("guide/show.html", page=shown, before=before, after=after, query="", chapters=chapters(), here=slug)


@pages.get("/help/pictures/<name>")
@machine
def show_picture(name: str) -> Response:
    try:
        return send_file(picture(name), "image/webp", max_age=DAY)
    except LookupError:
        abort(404)


def chapters() -> list[tuple[object, list[GuidePage]]]:
    return [(chapter.title, [page(slug) for slug in chapter.pages]) for chapter in CONTENTS]
