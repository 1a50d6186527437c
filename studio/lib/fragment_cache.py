"""Fragments: partials that are rendered once for the same values.

    {{ cached_fragment("schedule/_row.html", row=row) }}     in a template, instead of an include

The key is the partial's name, the tenant, the locale, where Studio is mounted, and the locals; another value is another
key, so nothing is ever invalidated and nothing is stale. A local is hashable, or says in `cache_key` what it is made
of: then all it derives from that is only worked out when the fragment is not there. The partial is rendered where there
is no request, no session and no member to be found: one that asks for more fails instead of being kept for others.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from sys import getsizeof
from threading import Lock
from typing import Any, NamedTuple

from flask import Flask, has_request_context, request
from flask_babel import get_locale
from jinja2 import Environment
from markupsafe import Markup

from studio.lib.current import current

NAME = "cached_fragment"
MACROS = {"icon": "layout/_icon.html", "avatar": "layout/_avatar.html"}  # every partial has them without importing
BOOKKEEPING = 400  # bytes a fragment takes besides its text and its key
LONG = 4  # parts of a key
GLOBALS = (
    "_", "gettext", "ngettext", "pgettext", "npgettext", "url_for", "static_url", "hue_for",
    "language", "config",
)  # fmt: skip


class Stats(NamedTuple):
    """What a cache has done since its process began, and what it holds."""

    hits: int
    misses: int
    evicted: int
    fragments: int
    bytes: int


class Share:
    """What a cache holds for one tenant, the fragment used longest ago first."""

    def __init__(self) -> None:
        self.fragments: OrderedDict[Hashable, tuple[Markup, int]] = OrderedDict()
        self.bytes = 0

    def evict(self) -> int:
        _, (_html, size) = self.fragments.popitem(last=False)
        self.bytes -= size
        return size


class Store:
    """Texts by key, at most so many bytes of them. Whoever holds most gives way first, so that no tenant can take the
    place of the others."""

    def __init__(self, most: int):
        self.most = most
        self.lock = Lock()
        self.shares: dict[Hashable, Share] = {}
        self.hits = self.misses = self.evicted = self.bytes = 0

    def get(self, owner: Hashable, key: Hashable) -> Markup | None:
        with self.lock:
            share = self.shares.get(owner)
            found = share.fragments.get(key) if share else None
            if share is None or found is None:
                self.misses += 1
                return None
            share.fragments.move_to_end(key)
            self.hits += 1
            return found[0]

    def put(self, owner: Hashable, key: Hashable, html: Markup) -> None:
        size = getsizeof(html) + size_of(key) + BOOKKEEPING
        if size > self.most:
            return
        with self.lock:
            share = self.shares.setdefault(owner, Share())
            if key in share.fragments:  # somebody else rendered it meanwhile
                return
            share.fragments[key] = html, size
            share.bytes += size
            self.bytes += size
            while self.bytes > self.most:
                self.evict()

    def evict(self) -> None:
        owner, largest = max(self.shares.items(), key=lambda each: each[1].bytes)
        self.bytes -= largest.evict()
        self.evicted += 1
        if not largest.fragments:
            del self.shares[owner]

    @property
    def stats(self) -> Stats:
        with self.lock:
            count = sum(len(share.fragments) for share in self.shares.values())
            return Stats(self.hits, self.misses, self.evicted, count, self.bytes)


class FragmentCache:
    """Renders partials, or takes what they came to before. Nothing is locked while one renders."""

    def __init__(self, templates: Environment, most: int):
        self.store = Store(most)
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


def size_of(key: Any) -> int:
    """Bytes, about, of a key of tuples and plain values; of a long tuple the first part stands for all."""
    if not isinstance(key, tuple) or not key:
        return getsizeof(key)
    parts = size_of(key[0]) * len(key) if len(key) > LONG else sum(map(size_of, key))
    return getsizeof(key) + parts


def init_app(app: Flask, most: int) -> None:
    """At most so many bytes in this process. Called when the globals of templates are complete."""
    app.extensions["fragments"] = app.jinja_env.globals[NAME] = FragmentCache(app.jinja_env, most)
