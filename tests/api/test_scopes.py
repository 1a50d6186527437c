"""A token sees no record that its scopes forbid, by whatever way it comes: included, as a winner, or as a way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from studio.api.operations.operation import INCLUDED, OPERATIONS
from studio.bookings.models import Booking
from tests.support.cast import World, days

API = "/api/v1"
Api = Callable[..., FlaskClient]
SPAN = {"starts_at": "2026-11-23T09:00:00Z", "ends_at": "2026-11-23T18:00:00Z"}


@pytest.fixture
def taken(world: World) -> Booking:
    world.artist("Zora", skills=["comp"])  # who could do it instead
    return world.booking(world.artist("Kofi", skills=["comp"]), world.project("Secret show"), days(0))


@pytest.mark.parametrize("name, scope", INCLUDED.items())
@pytest.mark.parametrize("one", [False, True])
def test_what_is_included_passes_the_gate_of_its_own_address(
    api: Api, taken: Booking, name: str, scope: str, one: bool
) -> None:
    path = f"{API}/bookings/{taken.id}" if one else f"{API}/bookings"
    blind = api("mia", ["schedule.read"])
    refused = blind.get(f"{path}?include={name}")
    assert (refused.status_code, refused.json["type"]) == (403, "/api/v1/problems/forbidden")
    assert f'scope="{scope}"' in refused.headers["WWW-Authenticate"] or scope in refused.headers["WWW-Authenticate"]
    assert blind.get(path).status_code == 200
    assert api("mia", ["schedule.read", scope]).get(f"{path}?include={name}").status_code == 200


def test_every_record_that_can_be_included_has_its_gate() -> None:
    """Whoever adds an include says which permission it needs; suggestions look at it themselves."""
    found: set[str] = set()
    for operation in OPERATIONS:
        field = operation.query and operation.query.model_fields.get("include")
        if field and "Literal" in repr(field.annotation):
            found |= {word.strip("' ]|[") for word in repr(field.annotation).split("Literal[")[1].split(",")}
    named = {word for word in found if word.isalpha()} - {"None", "suggestions"}
    assert named and named <= set(INCLUDED)


def asked(taken: Booking) -> dict[str, Any]:
    return {"artist_id": str(taken.artist_id), "project_id": str(taken.project_id), **SPAN}


def test_a_refusal_tells_a_token_what_it_may_read(api: Api, taken: Booking) -> None:
    def refusal(*scopes: str) -> dict[str, Any]:
        answer = api("mia", ["bookings.write", *scopes]).post(f"{API}/bookings?include=suggestions", json=asked(taken))
        assert answer.status_code == 409
        return answer.json

    blind = refusal()
    assert (blind["winning_booking"], blind["winning_bookings"], blind["suggestions"]["stand_ins"]) == (None, [], [])
    assert "Secret show" not in str(blind) and "Kofi" not in str(blind) and "Zora" not in str(blind)
    assert blind["suggestions"]["next_free"] and blind["constraint"]

    reader = refusal("schedule.read")
    assert (reader["winning_booking"]["id"], reader["winning_booking"]["project"]) == (str(taken.id), None)
    assert "Secret show" not in str(reader) and "Kofi" not in str(reader)

    whole = refusal("schedule.read", "artists.read", "projects.read")
    assert whole["winning_booking"]["project"] == "Secret show"
    assert whole["detail"] == "Kofi is already booked: Secret show."
    assert [other["name"] for other in whole["suggestions"]["stand_ins"]] == ["Zora"]


def test_asking_what_would_become_tells_no_more(api: Api, taken: Booking) -> None:
    query = f"{API}/suggestions?artist_id={taken.artist_id}&starts_at={SPAN['starts_at']}&ends_at={SPAN['ends_at']}"
    blind = api("mia", ["bookings.write"]).get(query).json
    assert (blind["verdict"], blind["winning_bookings"], blind["stand_ins"]) == ("clash", [], [])
    seeing = api("mia", ["bookings.write", "schedule.read", "artists.read"]).get(query).json
    assert [winner["project"] for winner in seeing["winning_bookings"]] == [None]
    assert [other["name"] for other in seeing["stand_ins"]] == ["Zora"]


def test_availability_names_artists_to_whoever_may_read_them(api: Api, taken: Booking) -> None:
    window = f"{API}/availability?from=2026-11-23T00:00:00Z&to=2026-11-24T00:00:00Z"
    assert {one["name"] for one in api("mia", ["schedule.read"]).get(window).json["data"]} == {None}
    assert {one["name"] for one in api("mia", ["schedule.read", "artists.read"]).get(window).json["data"]} == {
        "Kofi", "Zora",
    }  # fmt: skip


def test_an_answer_kept_for_one_token_is_not_given_to_another_that_may_see_less(api: Api, taken: Booking) -> None:
    once = {"Idempotency-Key": "the-same"}
    whole = api("mia", ["bookings.write", "schedule.read", "artists.read", "projects.read"])
    assert "Secret show" in whole.post(f"{API}/bookings", json=asked(taken), headers=once).text
    again = api("mia", ["bookings.write"]).post(f"{API}/bookings", json=asked(taken), headers=once)
    assert again.status_code == 422 and "Secret show" not in again.text
