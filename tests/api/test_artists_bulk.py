"""Many artists changed at once, over the API: as the page does it, all or none, or those who can be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from studio.artists.models import Artist
from tests.support.cast import World

API = "/api/v1"
BULK = f"{API}/artists/bulk"
Api = Callable[..., FlaskClient]


@pytest.fixture
def people(world: World) -> list[Artist]:
    return [world.artist("Ana", skills=["comp"], tags=["film"]), world.artist("Kofi")]


def ids(people: list[Artist]) -> list[str]:
    return [str(artist.id) for artist in people]


def test_all_are_changed_alike_and_who_is_so_already_stays(api: Api, people: list[Artist]) -> None:
    sara = api("sara")
    changes: dict[str, Any] = {
        "department": "2D", "employment": "freelance", "zone": "Asia/Tokyo", "add_skills": ["Comp", "roto"],
        "skill_levels": {"Roto": 4}, "remove_tags": ["FILM"],
    }  # fmt: skip
    tried = sara.post(f"{BULK}?dry_run=true", json={"ids": ids(people), "changes": changes})
    assert (tried.status_code, tried.json["done"]) == (200, 2)
    assert sara.get(f"{API}/artists/{people[0].id}").json["department"] == ""
    done = sara.post(BULK, json={"ids": ids(people), "changes": changes}).json
    assert (done["done"], done["refused"], {each["changed"] for each in done["results"]}) == (2, 0, {True})
    ana = sara.get(f"{API}/artists/{people[0].id}").json
    assert {name: ana[name] for name in ("department", "employment", "zone", "tags")} == {
        "department": "2D", "employment": "freelance", "zone": "Asia/Tokyo", "tags": [],
    }  # fmt: skip
    assert (ana["skills"], ana["skill_levels"], ana["version"]) == (["comp", "roto"], {"roto": 4}, 2)
    again = sara.post(BULK, json={"ids": ids(people), "changes": changes}).json
    assert [(each["changed"], each["version"]) for each in again["results"]] == [(False, 2)] * 2


def test_one_who_cannot_come_back_keeps_all_back_but_with_what_fits(
    api: Api, world: World, people: list[Artist]
) -> None:
    sara, both = api("sara"), {"ids": ids(people)}
    assert sara.post(BULK, json={**both, "changes": {"archived": True}}).json["done"] == 2
    world.artist("Kofi")
    back = {**both, "changes": {"archived": False}}
    refused = sara.post(BULK, json=back)
    assert (refused.status_code, refused.json["type"]) == (409, f"{API}/problems/bulk-refused")
    assert refused.json["results"][1]["problem"]["type"] == f"{API}/problems/artist-refused"
    assert sara.get(f"{API}/artists/{people[0].id}").json["archived_at"]
    fits = sara.post(BULK, json={**back, "mode": "what-fits"}).json
    assert [(each["status"], each["changed"]) for each in fits["results"]] == [(200, True), (409, False)]
    assert sara.get(f"{API}/artists/{people[0].id}").json["archived_at"] is None


def test_another_studios_artists_are_not_there_and_readers_change_nobody(
    api: Api, outsider: FlaskClient, people: list[Artist]
) -> None:
    asked = {"mode": "what-fits", "ids": ids(people), "changes": {"add_tags": ["Mine"]}}
    assert [each["status"] for each in outsider.post(BULK, json=asked).json["results"]] == [404, 404]
    assert api("sara").get(f"{API}/artists/{people[0].id}").json["tags"] == ["film"]
    assert api("ana").post(BULK, json=asked).status_code == 403


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({}, "/changes"), ({"add_tags": ["a"], "remove_tags": ["A"]}, "/changes"), ({"zone": "Mars"}, "/changes/zone"),
        ({"add_skills": ["comp"], "skill_levels": {"roto": 2}}, "/changes"), ({"name": "X"}, "/changes/name"),
        ({"employment": "volunteer"}, "/changes/employment"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_at_its_field(
    api: Api, people: list[Artist], changes: dict[str, Any], pointer: str
) -> None:
    refused = api("sara").post(BULK, json={"ids": ids(people), "changes": changes})
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, pointer)
