"""Parts of pages that are rendered once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import DictLoader, UndefinedError

from studio.lib.fragment_cache import Kept
from tests.support.cast import World

As = Callable[[str], FlaskClient]


@pytest.fixture
def kept(app: Flask) -> Kept:
    part = Kept(app.jinja_env)
    part.templates.loader = DictLoader({"name.html": "<i>{{ name }}</i>", "who.html": "{{ current.member.name }}"})
    return part


def test_a_part_is_rendered_once_for_the_same_values(app: Flask, kept: Kept) -> None:
    with app.test_request_context(base_url="http://localhost/harbour"):
        first = kept("name.html", name="<Ana>")
        assert first == "<i>&lt;Ana&gt;</i>"
        assert kept("name.html", name="<Ana>") is first
        assert kept("name.html", name="Ben") == "<i>Ben</i>"
    with app.test_request_context(base_url="http://localhost/other"):
        assert kept("name.html", name="<Ana>") is not first


@pytest.mark.parametrize("asked", ["current", "request", "session", "g", "current_user", "csrf_token()"])
def test_a_part_that_asks_who_is_there_fails_instead_of_being_kept(app: Flask, kept: Kept, asked: str) -> None:
    kept.templates.loader = DictLoader({"who.html": f"{{{{ {asked} }}}}"})
    with app.test_request_context(), pytest.raises(UndefinedError):
        kept("who.html")


def test_each_member_sees_their_own_name_and_places(world: World, as_: As) -> None:
    mia, vera = (as_(who).get("/harbour/schedule").text for who in ("mia", "vera"))
    assert "mia@" in mia and "mia@" not in vera
    assert "/harbour/members" in mia and "/harbour/members" not in vera
