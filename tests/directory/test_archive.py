"""Artists and projects leave the lists and come back; nothing of them is lost meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.directory import test_artists as artists
from tests.directory import test_projects as projects
from tests.support.cast import World

As = Callable[[str], FlaskClient]


@dataclass
class Kind:
    """One of the two kinds of records: its address, its pages' test helpers, and how one is made."""

    base: str
    pages: Any
    make: Callable[[str], Any]
    world: World

    def book(self, record: Any) -> None:
        """Two days from now, with a title that its page shows."""
        mine = self.pages is artists
        artist, project = (record, self.world.project("Aurora")) if mine else (self.world.artist("Ana"), record)
        self.world.booking(artist, project, artists.soon(2), title="comp")

    def history_of(self, record: Any) -> str:
        """Where it is told: an artist's on a tab of its own."""
        return f"{self.base}/{record.id}/history" if self.pages is artists else f"{self.base}/{record.id}"

    def fresh(self, record: Any) -> Any:
        return self.pages.fresh(self.world, record)


@pytest.fixture(params=["artists", "projects"])
def kind(request: pytest.FixtureRequest, world: World) -> Kind:
    pages, make = (artists, world.artist) if request.param == "artists" else (projects, world.project)
    return Kind(f"/harbour/{request.param}", pages, make, world)


def test_what_is_archived_leaves_the_lists_and_comes_back(kind: Kind, as_: As) -> None:
    record, sara = kind.make("Kestrel"), as_("sara")
    url = f"{kind.base}/{record.id}"
    assert sara.post(f"{url}/archive").status_code == 303
    assert kind.pages.names(sara.get(kind.base).text) == []
    assert kind.pages.names(sara.get(f"{kind.base}?archived=yes").text) == ["Kestrel"]
    assert "Kestrel" not in sara.get(f"{kind.base}/options").text
    assert "Archived" in sara.get(url).text
    assert sara.post(f"{url}/restoration").status_code == 303
    assert kind.pages.names(sara.get(kind.base).text) == ["Kestrel"]
    page = sara.get(kind.history_of(record)).text
    assert "archived this" in page and "restored this" in page


def test_done_twice_it_is_done_once(kind: Kind, as_: As) -> None:
    record, sara = kind.make("Kestrel"), as_("sara")
    for path in ("archive", "archive", "restoration", "restoration"):
        assert sara.post(f"{kind.base}/{record.id}/{path}").status_code == 303
    assert kind.fresh(record).version == 3


def test_htmx_may_delete_the_archive(kind: Kind, as_: As) -> None:
    record, sara = kind.make("Kestrel"), as_("sara")
    url = f"{kind.base}/{record.id}"
    sara.post(f"{url}/archive")
    answer = sara.delete(f"{url}/archive", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == url
    assert not kind.fresh(record).archived


def test_what_stays_booked_is_said_before_and_after(kind: Kind, as_: As) -> None:
    record, sara = kind.make("Kestrel"), as_("sara")
    kind.book(record)
    url = f"{kind.base}/{record.id}"
    assert "1 upcoming booking stays booked." in sara.get(url).text
    sara.post(f"{url}/archive")
    page = sara.get(url).text
    assert "1 upcoming booking stays booked" in page and "comp" in page


def test_an_archived_name_may_be_taken_and_then_not_restored(kind: Kind, as_: As) -> None:
    record, sara = kind.make(kind.pages.FORM["name"]), as_("sara")
    sara.post(f"{kind.base}/{record.id}/archive")
    assert sara.post(kind.base, data=kind.pages.FORM).status_code == 303
    answer = sara.delete(f"{kind.base}/{record.id}/archive")
    page = sara.get(answer.location).text
    assert f"is called {record.name} now. Rename one of them first." in page
    assert kind.fresh(record).archived


@pytest.mark.parametrize("who", ["ana", "vera"])
def test_artists_and_viewers_archive_nothing(kind: Kind, as_: As, who: str) -> None:
    record = kind.make("Kestrel")
    url = f"{kind.base}/{record.id}"
    for ask in (as_(who).post, as_(who).delete):
        assert ask(f"{url}/archive").status_code == 403
    assert as_(who).post(f"{url}/restoration").status_code == 403
    assert kind.fresh(record).version == 1
