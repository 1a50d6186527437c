"""Partials that are rendered once for the same values."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import DictLoader, UndefinedError
from markupsafe import Markup

from studio.lib.current import current
from studio.lib.fragment_cache import FragmentCache
from tests.support.cast import World

As = Callable[[str], FlaskClient]


@dataclass(frozen=True)
class Person:
    """A record that is known by one of its fields."""

    name: str
    asked: list[str]

    @property
    def cache_key(self) -> Hashable:
        return self.name

    @property
    def greeting(self) -> str:
        self.asked.append(self.name)
        return f"Hello {self.name}"


@pytest.fixture
def cached(app: Flask) -> FragmentCache:
    cache = FragmentCache(app.jinja_env, 1 << 20)
    sources = {
        "name.html": "<i>{{ name }}</i>", "greet.html": "{{ person.greeting }}",
        "outer.html": "<b>{{ cached_fragment('name.html', name=name) }}</b>",
    }  # fmt: skip
    cache.templates.loader = DictLoader(sources)
    return cache


def test_a_partial_is_rendered_once_for_the_same_values(app: Flask, cached: FragmentCache) -> None:
    with app.test_request_context(base_url="http://localhost/harbour"):
        first = cached("name.html", name="<Ana>")
        assert first == "<i>&lt;Ana&gt;</i>"
        assert cached("name.html", name="<Ana>") is first
        assert cached("name.html", name="Ben") == "<i>Ben</i>"
    assert (cached.stats.hits, cached.stats.misses, cached.stats.entries) == (1, 2, 2)


def test_where_studio_is_mounted_the_locale_and_the_tenant_are_part_of_the_key(
    app: Flask, world: World, other: World, cached: FragmentCache
) -> None:
    german, mia = replace(world.mia, locale="de_DE"), world.mia
    places = (
        (world, "harbour", mia),
        (world, "studio/harbour", mia),
        (world, "harbour", german),
        (other, "harbour", mia),
    )
    for studio, mount, member in places:
        page = app.test_request_context(base_url=f"http://localhost/{mount}")
        with app.app_context(), page, current.acting(studio.tenant, member):
            cached("name.html", name="Ana")
    assert cached.stats[:4] == (0, 4, 0, 4)


def test_a_record_derives_nothing_while_its_fragment_is_there(app: Flask, cached: FragmentCache) -> None:
    asked: list[str] = []
    with app.test_request_context():
        for _ in range(3):
            assert cached("greet.html", person=Person("Ana", asked)) == "Hello Ana"
    assert asked == ["Ana"]


def test_a_fragment_may_hold_others(app: Flask, cached: FragmentCache) -> None:
    with app.test_request_context():
        inner = cached("name.html", name="Ana")
        assert cached("outer.html", name="Ana") == Markup("<b>") + inner + Markup("</b>")
    assert (cached.stats.hits, cached.stats.entries) == (1, 2)


@pytest.mark.parametrize("name", ["current", "request", "session", "g", "current_user", "csrf_token()"])
def test_a_partial_that_asks_who_is_there_fails_instead_of_being_kept(
    app: Flask, cached: FragmentCache, name: str
) -> None:
    cached.templates.loader = DictLoader({"who.html": f"{{{{ {name} }}}}"})
    with app.test_request_context(), pytest.raises(UndefinedError):
        cached("who.html")
    assert cached.stats.entries == 0


def test_a_local_that_is_no_value_is_refused(app: Flask, cached: FragmentCache) -> None:
    with app.test_request_context(), pytest.raises(TypeError):
        cached("name.html", name=["Ana"])


def test_nobody_waits_for_another_to_render(app: Flask, cached: FragmentCache) -> None:
    """Both are inside the same partial at once; a lock held while rendering would leave one of them outside."""
    together = Barrier(2, timeout=20)
    cached.templates.globals["meet"] = together.wait
    cached.templates.loader = DictLoader({"slow.html": "{% set _x = meet() %}slow"})

    def render() -> str:
        with app.test_request_context():
            return cached("slow.html", name="Ana")

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda _: render(), range(2))) == ["slow", "slow"]
    assert cached.stats.entries == 1 and cached.stats.bytes > 0


def test_each_member_sees_their_own_name_and_places(world: World, as_: As) -> None:
    mia, vera = (as_(who).get("/harbour/schedule").text for who in ("mia", "vera"))
    assert "mia@" in mia and "mia@" not in vera
    assert "/harbour/members" in mia and "/harbour/members" not in vera
