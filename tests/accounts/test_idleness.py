"""A studio asks to sign in again after a while without a request: its own choice, enforced with each request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from studio.accounts.models import Membership, Tenant, digest
from studio.extensions import db
from tests.conftest import browser
from tests.support.api_clients import api_client
from tests.support.cast import PASSWORD, World

Signed = Callable[[str], FlaskClient]
SETTINGS = "/api/v1/settings"


@pytest.fixture
def eight_hours(world: World) -> World:
    """Harbour Post asks again after eight hours."""
    with world.acting():
        db.session.get_one(Tenant, world.tenant.id).idle_hours = 8
        db.session.commit()
    return world


@pytest.fixture
def both(eight_hours: World, other: World) -> World:
    """Sara belongs to Other Pictures too, which never asks."""
    with other.acting():
        db.session.add(Membership(user_id=eight_hours.sara.user_id, role="viewer"))
        db.session.commit()
    return eight_hours


@pytest.fixture
def away(world: World, owner_engine: Engine) -> Callable[[str, float], None]:
    """`away("sara", 9)`: nothing came from her browser for nine hours."""

    def leave(name: str, hours: float) -> None:
        db.session.rollback()
        with owner_engine.begin() as owner:
            owner.execute(
                text("UPDATE sessions SET last_seen_at = last_seen_at - :pause WHERE token_hash = :token"),
                {"pause": timedelta(hours=hours), "token": digest(world.tokens[name])},
            )

    return leave


def status(client: FlaskClient, path: str = "/harbour/schedule") -> int:
    return client.get(path).status_code


def test_whoever_was_away_for_longer_signs_in_again_and_comes_back(
    eight_hours: World, as_: Signed, away: Callable[[str, float], None]
) -> None:
    sara = as_("sara")
    away("sara", 7.9)
    assert status(sara) == 200
    away("sara", 8.1)
    asked = sara.get("/harbour/members?page=2")
    assert asked.status_code == 303
    assert asked.location == "/sign-in?next=/harbour/members?page%3D2&again=1"
    page = sara.get(asked.location)
    assert page.status_code == 200
    assert "asks you to sign in again" in page.text
    done = sara.post("/sign-in", data={"email": "sara@studio.test", "password": PASSWORD, "next": "/harbour/schedule"})
    assert done.location == "/harbour/schedule"
    assert status(sara) == 200


def test_what_was_idle_once_stays_so_though_it_is_seen_elsewhere(
    both: World, as_: Signed, away: Callable[[str, float], None]
) -> None:
    sara = as_("sara")
    away("sara", 9)
    assert status(sara, "/other/schedule") == 200  # that studio never asks
    assert status(sara, "/tenants") == 200
    assert status(sara) == 303


def test_pauses_do_not_add_up(eight_hours: World, as_: Signed, away: Callable[[str, float], None]) -> None:
    sara = as_("sara")
    for _ in range(3):
        away("sara", 5)
        assert status(sara) == 200


def test_a_part_of_a_page_that_reads_itself_is_nobody_at_work(
    eight_hours: World, as_: Signed, away: Callable[[str, float], None]
) -> None:
    sara, itself = as_("sara"), {"HX-Request": "true", "HX-Source": "section#artists", "HX-Target": "section#artists"}
    for _ in range(2):
        away("sara", 5)
        answer = sara.get("/harbour/artists", headers=itself)
    assert answer.status_code == 401


def test_nothing_is_changed_by_a_request_that_comes_too_late(
    eight_hours: World, as_: Signed, away: Callable[[str, float], None]
) -> None:
    mia = as_("mia")
    away("mia", 9)
    late = mia.post(f"/harbour/members/{eight_hours.vera.id}/role", data={"role": "owner"})
    assert late.status_code == 401
    assert "What you typed is kept" in late.text
    with eight_hours.acting():
        assert db.session.get_one(Membership, (eight_hours.tenant.id, eight_hours.vera.id)).role == "viewer"


def test_a_studio_that_never_asks_never_does(world: World, as_: Signed, away: Callable[[str, float], None]) -> None:
    sara = as_("sara")
    away("sara", 24 * 29)
    assert status(sara) == 200


def test_an_outsider_learns_nothing_by_waiting(
    eight_hours: World, app: Flask, other: World, owner_engine: Engine
) -> None:
    oscar = browser(app, other.tokens["oscar"])
    with owner_engine.begin() as owner:
        owner.execute(text("UPDATE sessions SET last_seen_at = now() - interval '9 hours'"))
    assert status(oscar) == 404


def test_programs_go_on(eight_hours: World, app: Flask, away: Callable[[str, float], None]) -> None:
    sara = api_client(app, eight_hours, "sara")
    away("sara", 99)
    assert status(sara, "/api/v1/auth/me") == 200


def test_it_is_a_setting_of_the_form(world: World, as_: Signed) -> None:
    form = {"name": "Harbour", "zone": "Europe/London", "currency": "GBP", "locale": "en_GB", "hold_days": "10"}
    assert as_("adam").post("/harbour/settings", data={**form, "idle_hours": "24"}).status_code == 303
    assert '<option selected value="24">' in as_("adam").get("/harbour/settings").text
    for wrong in ("5", "-1", "never", "1e9"):
        refused = as_("adam").post("/harbour/settings", data={**form, "idle_hours": wrong})
        assert refused.status_code == 422
        assert 'id="idle_hours-error"' in refused.text
    assert as_("adam").post("/harbour/settings", data={**form, "idle_hours": ""}).status_code == 303
    assert '<option selected value="">' in as_("adam").get("/harbour/settings").text


def test_it_is_a_setting_of_the_api(app: Flask, world: World) -> None:
    adam = api_client(app, world, "adam")
    assert adam.get(SETTINGS).json["idle_hours"] is None
    assert adam.patch(SETTINGS, json={"idle_hours": 8}).json["idle_hours"] == 8
    assert adam.patch(SETTINGS, json={"name": "Harbour"}).json["idle_hours"] == 8
    assert adam.patch(SETTINGS, json={"idle_hours": None}).json["idle_hours"] is None
    for wrong in (
        {"idle_hours": 5},
        {"zone": "Mars/Base"},
        {"cors_origins": ["*"]},
        {"name": ""},
    ):
        assert adam.patch(SETTINGS, json=wrong).status_code == 422, wrong
    whole: Any = adam.get(SETTINGS).json
    assert adam.put(SETTINGS, json={**whole, "cors_origins": ["https://A.example", "https://a.example"]}).json == {
        **whole, "cors_origins": ["https://a.example"],
    }  # fmt: skip
    assert api_client(app, world, "sara").get(SETTINGS).status_code == 403
    assert api_client(app, world, "mia", ["members.write"]).patch(SETTINGS, json={"hold_days": 5}).status_code == 403
