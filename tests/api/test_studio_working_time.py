"""The studio's and its departments' patterns and its own holidays, over the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.api.test_working_time import API, OFFICE, PART_TIME, available
from tests.support.cast import World

Api = Callable[..., FlaskClient]
PATTERN = {"effective_from": "2026-11-23", "weeks": [PART_TIME]}
PARTY = {"date": "2026-11-24", "name": "Summer party"}


@pytest.fixture
def mia(api: Api) -> FlaskClient:
    return api("mia")


def test_patterns_of_the_studio_and_of_a_department_are_made_read_changed_and_removed(
    mia: FlaskClient, world: World
) -> None:
    comp, kofi = (
        f"{API}/artists/{world.artist(name, department=of).id}" for name, of in (("Ana", "Comp"), ("Kofi", ""))
    )
    made = mia.post(f"{API}/patterns", json=PATTERN)
    assert (made.status_code, made.json["department"], made.json["weeks"][0]["monday"]) == (201, None, OFFICE)
    of_comp = mia.post(f"{API}/patterns", json={**PATTERN, "department": "Comp", "weeks": [{"friday": OFFICE}]})
    one = of_comp.headers["Location"]
    assert mia.get(one).json == of_comp.json and mia.get(f"{API}/patterns").json["data"] == [made.json, of_comp.json]
    assert (available(mia, kofi), available(mia, comp)) == (["8", "8", "8", "0", "0"], ["0", "0", "0", "0", "8"])
    changed = mia.patch(one, json={"weeks": [{"monday": [["22:00", "06:00"]]}]})
    assert (changed.status_code, changed.json["version"], changed.json["department"]) == (200, 2, "Comp")
    again = mia.post(f"{API}/patterns", json={**PATTERN, "department": "Comp"})
    assert (again.status_code, again.json["type"]) == (409, f"{API}/problems/pattern-taken")
    assert mia.patch(one, json={"weeks": []}).status_code == 422
    assert mia.delete(one).status_code == 204 and mia.get(one).status_code == 404
    assert available(mia, comp) == ["8", "8", "8", "0", "0"]


def test_holidays_of_the_studio_are_made_read_changed_and_removed(mia: FlaskClient, world: World) -> None:
    ana = f"{API}/artists/{world.artist('Ana').id}"
    made = mia.post(f"{API}/holidays", json=PARTY)
    assert made.status_code == 201 and available(mia, ana) == ["8", "0", "8", "8", "8"]
    one = made.headers["Location"]
    assert mia.get(one).json == made.json == mia.get(f"{API}/holidays").json["data"][0]
    assert mia.patch(one, json={"date": "2026-11-25"}).json["version"] == 2
    assert available(mia, ana) == ["8", "8", "0", "8", "8"]
    assert mia.post(f"{API}/holidays", json={**PARTY, "date": "2026-11-25"}).json["type"].endswith("/holiday-taken")
    assert mia.delete(one).status_code == 204 and available(mia, ana) == ["8"] * 5


@pytest.mark.parametrize("change", [{"name": ""}, {"date": "2026-02-30"}, {"name": "x" * 121}, {"worked": "maybe"}])
def test_a_holiday_that_makes_no_sense_is_a_problem(mia: FlaskClient, change: dict[str, Any]) -> None:
    assert mia.post(f"{API}/holidays", json={**PARTY, **change}).status_code == 422


def test_everybody_reads_them_and_only_who_may_change_the_studio_writes(
    mia: FlaskClient, api: Api, outsider: FlaskClient, world: World
) -> None:
    for path, body in (("patterns", PATTERN), ("holidays", PARTY)):
        one = mia.post(f"{API}/{path}", json=body).headers["Location"]
        for name in ("sara", "vera"):
            assert api(name).get(one).status_code == 200
            assert api(name).post(f"{API}/{path}", json=body).status_code == api(name).delete(one).status_code == 403
        assert outsider.get(f"{API}/{path}").json["data"] == []


def test_an_artists_own_pattern_is_not_the_studios(mia: FlaskClient, world: World) -> None:
    own = mia.post(f"{API}/artists/{world.artist('Ana').id}/patterns", json=PATTERN).json
    assert mia.get(f"{API}/patterns/{own['id']}").status_code == 404 and mia.get(f"{API}/patterns").json["data"] == []
