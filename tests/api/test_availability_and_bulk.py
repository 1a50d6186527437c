"""When artists are free, what would become of a booking, and many changes at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.cast import World, days

API = "/api/v1"
BULK = f"{API}/bookings/bulk"


@pytest.fixture
def sara(api: Callable[..., FlaskClient]) -> FlaskClient:
    return api("sara")


@pytest.fixture
def asked(world: World) -> dict[str, Any]:
    kofi, show = world.artist("Kofi"), world.project("Harbour S2")
    return {
        "artist_id": str(kofi.id), "project_id": str(show.id), "starts_at": "2026-11-23T09:00:00Z",
        "ends_at": "2026-11-24T18:00:00Z", "status": "confirmed",
    }  # fmt: skip


def test_free_is_working_time_that_nothing_blocks(sara: FlaskClient, world: World) -> None:
    kofi, show = world.artist("Kofi"), world.project("Harbour S2")
    booking = world.booking(kofi, show, days(0), "pencil")
    world.booking(kofi, show, days(1), "hold")
    query = f"from=2026-11-23T00:00:00Z&to=2026-11-25T00:00:00Z&artist_id={kofi.id}"
    (found,) = sara.get(f"{API}/availability?{query}").json["data"]
    assert found["busy"] == [
        {
            "starts_at": "2026-11-23T09:00:00Z", "ends_at": "2026-11-23T18:00:00Z", "booking_id": str(booking.id),
            "status": "pencil",
        }
    ]  # fmt: skip
    assert [(free["starts_at"], free["ends_at"]) for free in found["free"]] == [
        ("2026-11-24T09:00:00Z", "2026-11-24T13:00:00Z"), ("2026-11-24T14:00:00Z", "2026-11-24T18:00:00Z"),
    ]  # fmt: skip
    assert sara.get(f"{API}/availability?from=2026-01-01T00:00:00Z&to=2026-12-01T00:00:00Z").status_code == 422


def test_suggestions_say_what_would_come_of_it(sara: FlaskClient, world: World, asked: dict[str, Any]) -> None:
    mirela = world.artist("Mirela")
    query = {name: asked[name] for name in ("artist_id", "starts_at", "ends_at", "status")}
    free = sara.get(f"{API}/suggestions", query_string=query).json
    assert (free["verdict"], free["rank"], free["hours"], free["next_free"]) == ("free", 1, "16", None)
    sara.post(f"{API}/bookings", json=asked)
    found = sara.get(f"{API}/suggestions", query_string=query).json
    assert (found["verdict"], found["next_free"]["starts_at"]) == ("clash", "2026-11-25T09:00:00Z")
    assert [other["artist_id"] for other in found["stand_ins"]] == [str(mirela.id)]
    assert found["winning_bookings"][0]["status"] == "confirmed"


def test_all_or_nothing_leaves_nothing_when_one_cannot_be_done(sara: FlaskClient, asked: dict[str, Any]) -> None:
    items = [{"do": "create", "booking": asked}, {"do": "create", "booking": asked}]
    answer = sara.post(BULK, json={"items": items})
    assert (answer.status_code, answer.json["type"]) == (409, f"{API}/problems/bulk-refused")
    assert [one["status"] for one in answer.json["results"]] == [201, 409]
    assert answer.json["results"][1]["problem"]["constraint"] == "bookings_no_double_booking"
    assert sara.get(f"{API}/bookings").json["data"] == []


def test_what_fits_does_the_rest(sara: FlaskClient, asked: dict[str, Any]) -> None:
    held = sara.post(f"{API}/bookings", json={**asked, "status": "hold"}).json["id"]
    items = [
        {"do": "create", "booking": asked},
        {"do": "confirm", "id": held},
        {"do": "update", "id": held, "changes": {"title": "grade"}, "version": 1},
        {"do": "update", "id": held, "changes": {"title": "late"}, "version": 1},
        {"do": "create", "booking": {**asked, "ends_at": asked["starts_at"]}},
        {"do": "cancel", "id": held, "reason": "The shoot moved."},
        {"do": "pencil", "id": held},
        {"do": "hold", "id": "01931f6e-7c00-7000-8000-000000000000"},
    ]
    answer = sara.post(BULK, json={"mode": "what-fits", "items": items})
    assert answer.status_code == 200
    assert [one["status"] for one in answer.json["results"]] == [201, 409, 200, 412, 422, 200, 409, 404]
    assert (answer.json["done"], answer.json["refused"]) == (3, 5)
    assert {row["status"] for row in sara.get(f"{API}/bookings").json["data"]} == {"confirmed", "cancelled"}


def test_bulk_takes_a_dry_run_and_a_key(sara: FlaskClient, asked: dict[str, Any]) -> None:
    body = {"items": [{"do": "create", "booking": asked}]}
    assert sara.post(f"{BULK}?dry_run=true", json=body).json["done"] == 1
    assert sara.get(f"{API}/bookings").json["data"] == []
    first, again = (sara.post(BULK, json=body, headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert first.data == again.data
    assert len(sara.get(f"{API}/bookings").json["data"]) == 1


def test_bulk_of_too_many_or_nonsense_is_refused(sara: FlaskClient, asked: dict[str, Any]) -> None:
    one = {"do": "create", "booking": asked}
    for items, pointer in (([one] * 101, "/items"), ([], "/items"), ([{"do": "delete"}], "/items/0")):
        answer = sara.post(BULK, json={"items": items})
        assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)
