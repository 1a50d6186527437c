"""What is taken from the cache is what would be rendered now, for whoever looks, whatever changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import Template
from markupsafe import Markup

from studio.bookings.models import Booking
from studio.extensions import db
from studio.lib import clock
from studio.lib.bounded_store import BoundedStore
from studio.lib.fragment_cache import FragmentCache
from studio.projects.models import Project
from tests.conftest import browser
from tests.support.cast import MONDAY, World, days

As = Callable[[str], FlaskClient]
DATE = "date=2026-11-23"
VIEWS = {
    "grid": f"schedule?{DATE}", "day": f"schedule?{DATE}&zoom=day", "quarter": f"schedule?{DATE}&zoom=quarter",
    "by project": f"schedule?{DATE}&view=projects", "list": f"schedule?{DATE}&view=list",
    "heat": f"schedule?{DATE}&zoom=year", "heat of projects": f"schedule?{DATE}&zoom=year&view=projects",
    "filtered": f"schedule?{DATE}&status=hold&free_from=2027-01-01", "elsewhere": f"schedule?{DATE}&tz=Asia/Tokyo",
    "paper": f"schedule/print?{DATE}",
}  # fmt: skip
HTMX = {"HX-Request": "true"}


class Forgetful(BoundedStore[Markup]):
    """Finds nothing: all is rendered anew."""

    def get(self, owner: Hashable, key: Hashable) -> Markup | None:
        return None


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paper says when it was printed, and pages where the day is."""
    monkeypatch.setattr(clock, "now", lambda: MONDAY)


@pytest.fixture
def fragments(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FragmentCache:
    cache: FragmentCache = app.extensions["fragments"]
    monkeypatch.setattr(cache, "store", BoundedStore[Markup](1 << 24))
    return cache


@pytest.fixture
def viewers(app: Flask, world: World, other: World) -> dict[str, FlaskClient]:
    """A scheduler, an artist and a viewer of Harbour Post, and two of a studio that looks the same from afar."""
    other.join("Olive", "viewer")
    for studio in (world, other):
        ana, kofi = studio.artist("Ana", department="Comp"), studio.artist("Kofi", city="Porto")
        northwind, aurora = studio.project("Northwind", client="Lumen"), studio.project("Aurora")
        studio.booking(ana, northwind, days(0, 2), title="<comp>")
        studio.booking(ana, aurora, days(1, 3), "hold")
        studio.booking(ana, northwind, days(2, 2), "hold")
        studio.booking(kofi, aurora, days(4), "pencil")
    tokens = {**{f"harbour {name}": world.tokens[name] for name in ("sara", "vera", "ana")},
              **{f"other {name}": other.tokens[name] for name in ("oscar", "olive")}}  # fmt: skip
    return {name: browser(app, token) for name, token in tokens.items()}


def seen(viewers: dict[str, FlaskClient], address: str) -> dict[str, str]:
    found = {}
    for name, client in viewers.items():
        response = client.get(f"/{name.split()[0]}/{address}", headers=HTMX)
        assert response.status_code == 200
        found[name] = response.text
    return found


@pytest.mark.parametrize("view", VIEWS)
def test_every_viewer_gets_what_would_be_rendered_for_them(
    world: World, other: World, viewers: dict[str, FlaskClient], fragments: FragmentCache,
    monkeypatch: pytest.MonkeyPatch, view: str,
) -> None:  # fmt: skip
    seen(viewers, VIEWS[view])
    cached = seen(viewers, VIEWS[view])
    assert fragments.stats.hits
    monkeypatch.setattr(fragments, "store", Forgetful(1 << 24))
    assert cached == seen(viewers, VIEWS[view])
    assert len(set(cached.values())) >= (4 if view != "paper" else 2)


def change_a_title(world: World, booking: Booking, project: Project) -> None:
    booking.describe(world.sara, title="conform")


def change_a_name(world: World, booking: Booking, project: Project) -> None:
    project.edit(world.sara, name="Southwind")


def change_a_colour(world: World, booking: Booking, project: Project) -> None:
    project.edit(world.sara, hue="rose")


def change_a_status(world: World, booking: Booking, project: Project) -> None:
    booking.cancel(world.sara, "off")


CHANGES = (change_a_title, change_a_name, change_a_colour, change_a_status)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_changed_is_rendered_anew(
    world: World, viewers: dict[str, FlaskClient], fragments: FragmentCache, monkeypatch: pytest.MonkeyPatch,
    change: Callable[[World, Booking, Project], Any],
) -> None:  # fmt: skip
    before = {view: seen(viewers, address) for view, address in VIEWS.items()}
    with world.acting("sara"):
        project = db.session.query(Project).filter_by(name="Northwind").one()
        booking = db.session.query(Booking).filter_by(project_id=project.id, status="confirmed").one()
        change(world, booking, project)
        db.session.commit()
    cached = {view: seen(viewers, address) for view, address in VIEWS.items()}
    monkeypatch.setattr(fragments, "store", Forgetful(1 << 24))
    assert cached == {view: seen(viewers, address) for view, address in VIEWS.items()}
    for view in ("grid", "list"):
        changed = {name for name, html in cached[view].items() if html != before[view][name]}
        assert changed == {name for name in viewers if name.startswith("harbour")}


def test_rows_that_did_not_change_are_rendered_once(
    world: World, as_: As, viewers: dict[str, FlaskClient], fragments: FragmentCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    sara, rendered = as_("sara"), list[str]()
    sara.get(f"/harbour/{VIEWS['grid']}")
    get_template = fragments.templates.get_template

    def note(name: str, *rest: Any, **options: Any) -> Template:
        rendered.append(name)
        return get_template(name, *rest, **options)

    monkeypatch.setattr(fragments.templates, "get_template", note)
    world.booking(world.artist("Mirela"), world.project("Mirage"), days(0))
    sara.get(f"/harbour/{VIEWS['grid']}")
    assert rendered.count("schedule/_row.html") == 1
