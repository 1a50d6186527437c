"""Members through the API."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.cast import World

MEMBERS = "/api/v1/members"


@pytest.fixture
def mia(api: Callable[..., FlaskClient]) -> FlaskClient:
    return api("mia")


def test_members_are_listed_and_read_by_those_who_may(
    mia: FlaskClient, api: Callable[..., FlaskClient], world: World
) -> None:
    assert [row["name"] for row in mia.get(MEMBERS).json["data"]] == ["Adam", "Ana", "Mia", "Sara", "Vera"]
    assert [row["name"] for row in mia.get(f"{MEMBERS}?role=owner,admin&fields=name").json["data"]] == ["Adam", "Mia"]
    one = mia.get(f"{MEMBERS}/{world.ana.id}")
    assert one.json["email"] == "ana@studio.test"
    assert mia.get(f"{MEMBERS}/{world.ana.id}", headers={"If-None-Match": one.headers["ETag"]}).status_code == 304
    assert api("sara").get(MEMBERS).status_code == 403


def test_a_role_is_given_and_a_removed_member_is_out_at_once(
    mia: FlaskClient, api: Callable[..., FlaskClient], world: World
) -> None:
    vera = api("vera")
    assert mia.patch(f"{MEMBERS}/{world.vera.id}", json={"role": "scheduler"}).json["role"] == "scheduler"
    assert mia.put(f"{MEMBERS}/{world.vera.id}", json={"role": "viewer"}).json["role"] == "viewer"
    assert mia.delete(f"{MEMBERS}/{world.vera.id}").status_code == 204
    assert mia.get(f"{MEMBERS}/{world.vera.id}").status_code == 404
    assert mia.delete(f"{MEMBERS}/{world.vera.id}").status_code == 404
    assert vera.get("/api/v1/bookings").status_code == 401


def test_nobody_rises_above_themselves_and_an_owner_stays(
    mia: FlaskClient, api: Callable[..., FlaskClient], world: World
) -> None:
    adam = api("adam")
    assert adam.patch(f"{MEMBERS}/{world.adam.id}", json={"role": "owner"}).status_code == 403
    assert adam.delete(f"{MEMBERS}/{world.mia.id}").status_code == 403
    answer = mia.patch(f"{MEMBERS}/{world.mia.id}", json={"role": "admin"})
    assert (answer.status_code, answer.json["type"]) == (409, "/api/v1/problems/last-owner")


def test_somebody_is_invited_by_mail_once(mia: FlaskClient, api: Callable[..., FlaskClient], app: Flask) -> None:
    answer = mia.post(MEMBERS, json={"email": "jo@example.com", "role": "scheduler"})
    assert (answer.status_code, answer.json["role"]) == (202, "scheduler")
    again = mia.post(MEMBERS, json={"email": "JO@example.com", "role": "viewer"})
    assert (again.status_code, again.json["type"]) == (409, "/api/v1/problems/already-invited")
    assert api("adam").post(MEMBERS, json={"email": "b@example.com", "role": "owner"}).status_code == 403
    assert Path(app.config["SETTINGS"].var).exists()
