"""Parts of pages that are the same in many answers, rendered once.

Such a part may depend on its locals, on the locale and on where Studio is mounted, and on nothing else. It is rendered
where there is no request, no session and no member to be found, so one that asks for more fails instead of being kept
for somebody else.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask, request
from flask_babel import get_locale
from jinja2 import Environment
from markupsafe import Markup

MOST = 2_000  # parts, of a few kilobytes each
SEEN = (
    "_", "gettext", "ngettext", "pgettext", "npgettext", "url_for", "static_url", "hue_for",
    "language", "config",
)  # fmt: skip


class Kept:
    """`kept_part("layout/_nav.html", member=...)` in a template, instead of an include; the locals must be hashable."""

    def __init__(self, templates: Environment):
        self.templates = templates.overlay()
        self.templates.globals = {name: value for name, value in templates.globals.items() if name in SEEN}
        self.part = lru_cache(MOST)(self.render)

    def __call__(self, name: str, /, **values: Any) -> Markup:
        return self.part(name, str(get_locale()), request.script_root, tuple(values.items()))

    def render(self, name: str, locale: str, root: str, values: tuple[tuple[str, Any], ...]) -> Markup:
        return Markup(self.templates.get_template(name).render(dict(values)))  # noqa: S704 - a template made it


def init_app(app: Flask) -> None:
    """Called when the globals of templates are complete."""
    app.jinja_env.globals["kept_part"] = Kept(app.jinja_env)
