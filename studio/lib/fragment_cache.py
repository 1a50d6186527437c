"""Fragments: partials that are rendered once for the same values.

    {{ cached_fragment("schedule/_row.html", row=row) }}     in a template, instead of an include

The key is the partial's name, the tenant, the locale, where Studio is mounted, and the locals; another value is another
key, so nothing is ever invalidated and nothing is stale. A local is hashable, or says in `cache_key` what it is made
of: then all it derives from that is only worked out when the fragment is not there. The partial is rendered where there
is no request, no session and no member to be found: one that asks for more fails instead of being kept for others.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from flask import Flask, has_request_context, request
from flask_babel import get_locale
from jinja2 import Environment
from markupsafe import Markup

from studio.lib.bounded_store import BoundedStore, Stats
from studio.lib.current import current

NAME = "cached_fragment"
MACROS = {"icon": "layout/_icon.html", "avatar": "layout/_avatar.html"}  # every partial has them without importing
GLOBALS = ("_", "gettext", "ngettext", "pgettext", "npgettext", "url_for", "static_url", "language", "config")


class FragmentCache:
    """Renders partials, or takes what they came to before. Nothing is locked while one renders."""

    def __init__(self, templates: Environment, most: int):
        self.store = BoundedStore[Markup](most)
        self.templates = templates.overlay()
        self.templates.globals = {name: value for name, value in templates.globals.items() if name in GLOBALS}
        modules = {name: self.templates.get_template(source).module for name, source in MACROS.items()}
        self.templates.globals |= {name: getattr(module, name) for name, module in modules.items()}

    def __call__(self, name: str, /, **values: Any) -> Markup:
        owner = str(current.tenant.id) if current.has_tenant else ""
        root = request.script_root if has_request_context() else ""
        return Place(self, owner, str(get_locale()), root)(name, **values)

    def compile(self, folder: str) -> None:
        """Read the templates of a folder before they are needed."""
        for name in self.templates.list_templates(filter_func=lambda name: name.startswith(folder)):
            self.templates.get_template(name)

    @property
    def stats(self) -> Stats:
        return self.store.stats


@dataclass(frozen=True, slots=True)
class Place:
    """Where fragments are rendered; those inside a fragment need not ask for it again."""

    cache: FragmentCache
    owner: str
    locale: str
    root: str

    def __call__(self, name: str, /, **values: Any) -> Markup:
        key = name, self.locale, self.root, tuple([(each, key_of(value)) for each, value in values.items()])
        found = self.cache.store.get(self.owner, key)
        if found is None:
            template = self.cache.templates.get_template(name)
            found = Markup(template.render(values, **{NAME: self}))  # noqa: S704 - a template made it
            self.cache.store.put(self.owner, key, found)
        return found


def key_of(value: Any) -> Hashable:
    key: Hashable = getattr(value, "cache_key", value)
    return key


def init_app(app: Flask, most: int) -> None:
    """At most so many bytes in this process. Called when the globals of templates are complete."""
    app.extensions["fragments"] = app.jinja_env.globals[NAME] = FragmentCache(app.jinja_env, most)
