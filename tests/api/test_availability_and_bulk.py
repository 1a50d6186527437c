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


def test_time_off_is_a_problem_with_its_causes_until_a_reason_is_given(
    sara: FlaskClient, world: World, asked: dict[str, Any], api: Callable[..., FlaskClient]
) -> None:
    off = {"kind": "vacation", "starts_on": "2026-11-24", "ends_on": "2026-11-24"}
    block = sara.post(f"{API}/artists/{asked['artist_id']}/time-blocks", json=off).json
    answer = sara.post(f"{API}/bookings?include=suggestions", json=asked)
    problem = answer.json
    assert (answer.status_code, problem["type"]) == (409, f"{API}/problems/artist-unavailable")
    assert problem["detail"] == "Kofi is not available: Vacation, Tue 24 Nov."
    assert (problem["constraint"], problem["winning_bookings"]) == (None, [])
    [cause] = problem["causes"]
    assert (cause["kind"], cause["from"], cause["time_block_id"]) == ("vacation", "2026-11-24", block["id"])
    assert problem["suggestions"]["next_free"]["starts_at"] == "2026-11-25T09:00:00Z"
    query = {name: asked[name] for name in ("artist_id", "starts_at", "ends_at", "status")}
    opinion = sara.get(f"{API}/suggestions", query_string=query).json
    assert (opinion["verdict"], opinion["why"], opinion["causes"]) == ("unavailable", problem["detail"], [cause])
    nobody = sara.post(f"{API}/bookings", json={**asked, "override": {"reason": " "}})
    assert nobody.status_code == 422
    made = sara.post(f"{API}/bookings", json={**asked, "override": {"reason": "He agreed."}})
    assert made.status_code == 201 and made.json["hours"] == "16"
    assert made.json["override"] == {"reason": "He agreed.", "time_blocks": [block["id"]], "holidays": []}
    address = made.headers["Location"]
    assert api("vera").get(address).json["override"] is None
    assert sara.post(f"{address}/confirm").status_code == 200  # a status does not ask again
    day = sara.get(f"{API}/artists/{asked['artist_id']}/hours?from=2026-11-24&to=2026-11-24").json["data"][0]
    assert (day["available"], day["booked"]) == ("0", "8")
    hold = sara.post(f"{API}/bookings", json={**asked, "status": "hold"})
    assert hold.status_code == 201 and hold.json["override"] is None
    sara.post(f"{address}/cancel", json={"reason": "Another one has it."})
    confirm = f"{hold.headers['Location']}/confirm"
    assert sara.post(confirm).json["type"] == f"{API}/problems/artist-unavailable"
    assert sara.post(confirm, json={"override": {"reason": ""}}).json["errors"][0]["pointer"] == "/override/reason"
    confirmed = sara.post(confirm, json={"override": {"reason": "He agreed."}})
    assert (confirmed.status_code, confirmed.json["hours"]) == (200, "16")
    assert confirmed.json["override"]["reason"] == "He agreed."


def test_a_program_may_book_what_counts_no_hours(sara: FlaskClient, asked: dict[str, Any]) -> None:
    saturday = {"starts_at": "2026-11-28T09:00:00Z", "ends_at": "2026-11-28T18:00:00Z"}
    made = sara.post(f"{API}/bookings", json={**asked, **saturday})
    assert (made.status_code, made.json["hours"]) == (201, "0")
