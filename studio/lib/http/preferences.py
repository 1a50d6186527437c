"""How a browser likes its pages: in light or dark, with a wide sidebar or a narrow one.

Kept in cookies, so that a page comes as it is to look, signed in or not; without one the system and the width of the
window decide. Only the page's root says it: what is cached or pushed is the same for all.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, abort, current_app, has_request_context, request
from werkzeug.wrappers import Response

from studio.lib.web import local_path, see_other

THEME, SIDEBAR = "theme", "sidebar"
VALUES = {THEME: ("system", "light", "dark"), SIDEBAR: ("open", "closed")}
LIFE = 365 * 24 * 3600  # seconds


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(preferred=preferred, preferences=attributes)


def preferred(name: str) -> str | None:
    """What was chosen; None for nothing, or nothing there is."""
    value = request.cookies.get(cookie_name(name)) if has_request_context() else None
    return value if value in VALUES[name] else None


def attributes() -> dict[str, str | None]:
    """The same, for the root of a page."""
    return {f"data-{name}": preferred(name) for name in VALUES}


def remember(name: str, home: str) -> Response:
    """Keep what the form chose, and go back to where it was."""
    value = request.form.get(name, "")
    if value not in VALUES[name]:
        abort(400)
    response = see_other(local_path(request.form.get("next")) or came_from() or home)
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(cookie_name(name), value, LIFE, secure=secure, httponly=True, samesite="Lax")
    return response


def came_from() -> str | None:
    """The page of this site that asked."""
    page = urlsplit(request.referrer or "")
    path = f"{page.path}?{page.query}" if page.query else page.path
    return local_path(path) if page.netloc == request.host else None


def cookie_name(name: str) -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-{name}"
