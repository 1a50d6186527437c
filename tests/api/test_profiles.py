"""Artists' profiles over the API: facts, levels, custom fields, rates from a day on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.cast import World, days

API = "/api/v1"
Api = Callable[..., FlaskClient]
PROFILE: dict[str, Any] = {
    "name": "Ana", "pronouns": "she/her", "other_roles": ["Lead"], "employment": "freelance", "phone": "123",
    "emergency_contact": "Jo", "notes": "Never on Mondays", "links": ["https://reel.example.com"],
    "skills": ["Nuke", "roto"], "skill_levels": {"Nuke": 5},
}  # fmt: skip


def test_a_profile_is_written_and_read(api: Api) -> None:
    sara = api("sara")
    made = sara.post(f"{API}/artists", json=PROFILE)
    assert made.status_code == 201 and PROFILE.items() <= made.json.items() and made.json["has_photo"] is False
    one = made.headers["Location"]
    changed = sara.patch(one, json={"skills": ["roto", "paint"]})
    assert changed.json["skill_levels"] == {}  # Nuke's went with it
    assert sara.get(f"{one}/photo").status_code == 404
    shown = api("vera").get(one).json
    assert "notes" not in shown and "emergency_contact" not in shown and shown["phone"] == "123"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"skill_levels": {"Maya": 3}}, "/skill_levels"),
        ({"skill_levels": {"Nuke": 6}}, "/skill_levels/Nuke"),
        ({"links": ["javascript:alert(1)"]}, "/links/0"),
        ({"employment": "guest"}, "/employment"),
        ({"custom": {"nothing": 1}}, "/custom/nothing"),
    ],
)
def test_what_cannot_be_kept_is_pointed_at(api: Api, change: dict[str, Any], pointer: str) -> None:
    answer = api("sara").post(f"{API}/artists", json={**PROFILE, **change})
    assert answer.status_code == 422 and [each["pointer"] for each in answer.json["errors"]] == [pointer]


def test_custom_fields_are_defined_and_their_values_kept_by_key(api: Api) -> None:
    mia, sara = api("mia"), api("sara")
    seat = {"name": "Seat", "kind": "choice", "choices": ["A", "B"]}
    made = mia.post(f"{API}/custom-fields", json=seat)
    assert (made.status_code, made.json["key"], made.json["subject"]) == (201, "seat", "artist")
    assert mia.post(f"{API}/custom-fields", json=seat).json["type"].endswith("name-taken")
    assert mia.post(f"{API}/custom-fields", json={**seat, "name": "X", "choices": []}).status_code == 422
    mia.post(f"{API}/custom-fields", json={"name": "Day fee", "kind": "number"})
    artist = sara.post(f"{API}/artists", json={"name": "Kofi", "custom": {"seat": "A", "day_fee": 12.50}})
    assert artist.json["custom"] == {"seat": "A", "day_fee": "12.5"}
    one = artist.headers["Location"]
    assert sara.patch(one, json={"custom": {"seat": None}}).json["custom"] == {"day_fee": "12.5"}
    assert sara.patch(one, json={"custom": {"seat": "C"}}).json["errors"][0]["pointer"] == "/custom/seat"
    field = made.headers["Location"]
    assert mia.patch(field, json={"name": "Desk"}).json["name"] == "Desk"
    assert mia.patch(field, json={"choices": []}).status_code == 422
    assert sara.get(field).json["name"] == "Desk" and sara.delete(field).status_code == 403
    assert mia.delete(field).status_code == 204 and mia.get(field).status_code == 404
    assert [each["key"] for each in sara.get(f"{API}/custom-fields").json["data"]] == ["day_fee"]


def test_rates_from_a_day_on_are_in_the_cost_of_bookings(api: Api, world: World) -> None:
    sara, ana = api("sara"), world.artist("Ana", member_id=world.ana.id)
    booking = world.booking(ana, world.project("S2"), days(0, 5))
    rates = f"{API}/artists/{ana.id}/rates"
    new = {"effective_from": "2026-11-25", "rate": {"amount": "60.00", "currency": "GBP"}}
    made = sara.post(rates, json=new)
    assert made.status_code == 201 and sara.get(rates).json["data"] == [made.json]
    assert sara.post(rates, json=new).json["type"].endswith("rate-taken")
    asked = f"{API}/bookings?include=cost"
    assert sara.get(asked).json["data"][0]["cost"] == {"amount": "2240.00", "currency": "GBP"}
    assert sara.get(f"{API}/bookings/{booking.id}").json["cost"]["amount"] == "2240.00"
    assert api("vera").get(rates).status_code == 403 and "cost" not in api("vera").get(asked).json["data"][0]
    sara.post(rates, json={**new, "effective_from": "2026-11-26", "rate": {"amount": "5.00", "currency": "EUR"}})
    assert "cost" not in sara.get(asked).json["data"][0]  # two currencies are no one amount
    assert sara.delete(made.headers["Location"]).status_code == 204
    assert sara.get(made.headers["Location"]).status_code == 404
