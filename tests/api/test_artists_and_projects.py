"""Artists and projects through the API: one way of serving, two resources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from studio.custom_fields.models import ARTIST, CustomField
from studio.extensions import db
from tests.support.cast import World, days

API = "/api/v1"


@pytest.fixture
def sara(api: Callable[..., FlaskClient]) -> FlaskClient:
    return api("sara")


def test_an_artist_is_made_read_changed_archived_and_restored(sara: FlaskClient, world: World) -> None:
    sent = {
        "name": "Kofi Mensah", "skills": ["comp", "Comp", " roto "], "zone": "Europe/Lisbon",
        "rate": {"amount": "52.5", "currency": "EUR"}, "member_id": str(world.ana.id), "email": "Kofi@Example.com",
    }  # fmt: skip
    answer = sara.post(f"{API}/artists", json=sent)
    assert answer.status_code == 201, answer.json
    one = answer.headers["Location"]
    assert (answer.json["skills"], answer.json["rate"]) == (["comp", "roto"], {"amount": "52.50", "currency": "EUR"})
    read = sara.get(one)
    assert (read.json["rate"]["amount"], read.json["email"]) == ("52.50", "Kofi@example.com")
    changed = sara.patch(one, json={"city": "Lisbon"}, headers={"If-Match": read.headers["ETag"]})
    assert (changed.json["city"], changed.json["zone"], changed.json["version"]) == ("Lisbon", "Europe/Lisbon", 2)
    assert sara.patch(one, json={"city": "x"}, headers={"If-Match": read.headers["ETag"]}).status_code == 412
    replaced = sara.put(one, json={"name": "Kofi"}).json
    assert (replaced["city"], replaced["rate"], replaced["skills"]) == ("", None, [])
    assert sara.post(f"{one}/archive").json["archived_at"]
    assert sara.get(f"{API}/artists?archived=false").json["data"] == []
    assert [row["name"] for row in sara.get(f"{API}/artists?archived=true").json["data"]] == ["Kofi"]
    assert sara.post(f"{one}/restore").json["archived_at"] is None


def test_a_name_is_spelled_as_everywhere(sara: FlaskClient, world: World) -> None:
    for kind in ("artists", "projects"):
        made = sara.post(f"{API}/{kind}", json={"name": "Bo\u00a0\u200b Lind"}).json
        assert made["name"] == "Bo Lind"
        assert sara.post(f"{API}/{kind}", json={"name": "bo  lind"}).status_code == 409
        hidden = sara.post(f"{API}/{kind}", json={"name": "Bo\u00adLind"})
        assert (hidden.status_code, hidden.json["errors"][0]["pointer"]) == (422, "/name")


def test_a_name_is_given_once(sara: FlaskClient, world: World) -> None:
    for kind in ("artists", "projects"):
        first = sara.post(f"{API}/{kind}", json={"name": "Kofi"}).json
        for method, path in (("POST", f"{API}/{kind}"),):
            answer = sara.open(path, method=method, json={"name": "KOFI"})
            assert (answer.status_code, answer.json["type"]) == (409, f"{API}/problems/name-taken")
        sara.post(f"{API}/{kind}/{first['id']}/archive")
        assert sara.post(f"{API}/{kind}", json={"name": "Kofi"}).status_code == 201
        assert sara.post(f"{API}/{kind}/{first['id']}/restore").status_code == 409


def test_money_is_for_those_who_may_see_it(sara: FlaskClient, api: Callable[..., FlaskClient], world: World) -> None:
    kofi = world.artist("Kofi")
    own = world.artist("Ana", member_id=world.ana.id)
    show = world.project("Harbour S2", budget=1000)
    ana, vera = api("ana"), api("vera")
    assert "rate" in ana.get(f"{API}/artists/{own.id}").json
    for client in (ana, vera):
        assert "rate" not in client.get(f"{API}/artists/{kofi.id}").json
        assert "budget" not in client.get(f"{API}/projects/{show.id}").json
    blind = api("sara", ["artists.write", "projects.write", "artists.read"])
    for path, sent in ((f"artists/{kofi.id}", "rate"), (f"projects/{show.id}", "budget")):
        answer = blind.patch(f"{API}/{path}", json={sent: {"amount": "1", "currency": "GBP"}})
        assert (answer.status_code, answer.json["detail"].split()[-1]) == (403, "money.read.")
        assert blind.put(f"{API}/{path}", json={"name": "Still paid"}).status_code == 200
    assert sara.get(f"{API}/artists/{kofi.id}").json["rate"] == {"amount": "50.00", "currency": "GBP"}
    assert sara.get(f"{API}/projects/{show.id}").json["budget"] == {"amount": "1000.00", "currency": "GBP"}


@pytest.mark.parametrize(
    "path, sent, pointer",
    [
        ("artists", {"name": " "}, "/name"),
        ("artists", {"name": "x" * 121}, "/name"),
        ("artists", {"name": "x", "zone": "Mars/Base"}, "/zone"),
        ("artists", {"name": "x", "hue": "beige"}, "/hue"),
        ("artists", {"name": "x", "email": "nobody"}, "/email"),
        ("artists", {"name": "x", "skills": ["x" * 61]}, "/skills/0"),
        ("artists", {"name": "x", "rate": {"amount": 50, "currency": "GBP"}}, "/rate/amount"),
        ("artists", {"name": "x", "rate": {"amount": "50.5", "currency": "JPY"}}, "/rate/amount"),
        ("artists", {"name": "x", "rate": {"amount": "50", "currency": "XYZ"}}, "/rate/currency"),
        ("artists", {"name": "x", "member_id": "01931f6e-7c00-7000-8000-000000000000"}, "/member_id"),
        ("projects", {"name": "x", "starts_on": "2026-12-02", "ends_on": "2026-12-01"}, "/ends_on"),
        ("projects", {"name": "x", "deadline": "1066-10-14"}, "/deadline"),
        ("projects", {"name": "x", "status": "lost"}, "/status"),
    ],
)
def test_what_is_wrong_is_named(sara: FlaskClient, path: str, sent: dict[str, Any], pointer: str) -> None:
    answer = sara.post(f"{API}/{path}", json=sent)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)


def test_projects_are_filtered_and_changed(sara: FlaskClient) -> None:
    made = sara.post(f"{API}/projects", json={"name": "Night Shoot", "client": "Northwind", "status": "lead"}).json
    sara.post(f"{API}/projects", json={"name": "Harbour S2"})

    def found(query: str) -> list[str]:
        return [row["name"] for row in sara.get(f"{API}/projects?fields=name&{query}").json["data"]]

    assert found("sort=-name") == ["Night Shoot", "Harbour S2"]
    assert found("status=lead,on_hold") == found("client=Northwind") == ["Night Shoot"]
    changed = sara.patch(f"{API}/projects/{made['id']}", json={"ends_on": "2026-12-24"}).json
    assert (changed["ends_on"], changed["hue"]) == ("2026-12-24", made["hue"])
    assert sara.patch(f"{API}/projects/{made['id']}", json={"starts_on": "2026-12-25"}).status_code == 422


def test_artists_are_filtered_by_skill_and_department(sara: FlaskClient, world: World) -> None:
    world.artist("Kofi", department="Edit")
    world.artist("Mirela", skills=["grade"])
    for query, name in (("skill=grade", "Mirela"), ("department=Edit", "Kofi"), ("limit=1", "Kofi")):
        assert [row["name"] for row in sara.get(f"{API}/artists?{query}").json["data"]] == [name]


@pytest.mark.parametrize("path", ["artists", "projects"])
def test_deleting_archives_and_twice_is_once(sara: FlaskClient, api: Callable[..., FlaskClient], path: str) -> None:
    made = sara.post(f"{API}/{path}", json={"name": "Nils"})
    one = made.headers["Location"]
    assert api("vera").delete(one).status_code == 403
    assert sara.delete(one, headers={"If-Match": '"7"'}).status_code == 412
    assert sara.delete(f"{one}?dry_run=true").status_code == 204
    assert sara.get(one).json["archived_at"] is None
    for _ in range(2):
        answer = sara.delete(one)
        assert (answer.status_code, answer.data) == (204, b"")
    assert sara.get(one).json["archived_at"] is not None
    assert sara.get(f"{API}/{path}?archived=false").json["data"] == []


class TestWhoIsFree:
    WEEK = "free_from=2026-11-23&free_to=2026-11-27"

    @pytest.fixture
    def booked(self, world: World) -> None:
        job = world.project("Job")
        for name, taken in (("Ana", 0), ("Ben", 2), ("Cy", 5), ("Dee", 1)):
            artist = world.artist(name, skills=["comp"], skill_levels={"comp": len(name)}, tags=["remote"])
            if taken:
                world.booking(artist, job, days(0, taken))

    def test_those_who_fit_come_first_and_part_of_it_is_told(self, booked: None, sara: FlaskClient) -> None:
        rows = sara.get(f"{API}/artists?{self.WEEK}&skill=comp&hours=32").json["data"]
        told = [(row["name"], row["free_hours"], row["free_days"], row["working_days"], row["fits"]) for row in rows]
        assert told == [("Ana", "40", 5, 5, True), ("Dee", "32", 4, 5, True), ("Ben", "24", 3, 5, False)]
        assert (rows[2]["free_since"], rows[2]["free_until"]) == ("2026-11-25", None)

    @pytest.mark.parametrize("sort", ["", "&sort=-name", "&sort=created_at"])
    def test_pages_follow_each_other(self, booked: None, sara: FlaskClient, sort: str) -> None:
        whole = [row["name"] for row in sara.get(f"{API}/artists?{self.WEEK}{sort}").json["data"]]
        seen, path = [], f"{API}/artists?{self.WEEK}&limit=1{sort}"
        while path:
            page = sara.get(path).json
            seen += [row["name"] for row in page["data"]]
            path = page["links"].get("next")
        assert seen == whole and sorted(whole) == ["Ana", "Ben", "Dee"]

    @pytest.mark.parametrize(
        ("query", "parameter"),
        [
            ("free_to=2026-11-27", "free_to"), ("hours=8", "hours"), ("sort=-free_hours", "sort"),
            (f"{WEEK}&hours=NaN", "hours"), ("free_from=2026-11-23&free_to=2026-11-20", "free_to"),
            ("free_from=2026-11-23&free_to=2027-11-20", "free_to"), ("level=3", "level"), ("skill=a&level=6", "level"),
            ("custom.nothing=1", "custom.nothing"), ("custom=1", "custom"), (f"{WEEK}&cursor=abc", "cursor"),
        ],
    )  # fmt: skip
    def test_what_makes_no_sense_is_said_at_its_parameter(self, sara: FlaskClient, query: str, parameter: str) -> None:
        answer = sara.get(f"{API}/artists?{query}")
        assert (answer.status_code, answer.json["errors"][0]["parameter"]) == (422, parameter)

    def test_facts_filter_as_on_the_page(
        self, booked: None, world: World, sara: FlaskClient, api: Callable[..., FlaskClient]
    ) -> None:
        with world.acting("mia"):
            CustomField.add(None, ARTIST, "Height", "number")
            db.session.commit()
        world.artist("Ælfric", city="Cork", employment="freelance", hourly_rate=90, custom={"height": "9"})
        for query in ("q=aelf", "city=Cork", "employment=freelance", "rate_from=80", "custom.height.from=8.5"):
            assert [row["name"] for row in sara.get(f"{API}/artists?{query}").json["data"]] == ["Ælfric"], query
        assert [row["name"] for row in sara.get(f"{API}/artists?skill=comp&level=3&tag=remote").json["data"]] == [
            "Ana",
            "Ben",
            "Dee",
        ]
        assert sara.get(f"{API}/artists?custom.height.from=tall").status_code == 422
        assert api("vera").get(f"{API}/artists?rate_to=80").status_code == 403
