"""Requests for time off over the API: how they stand, their answers, and what is left of a year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from studio.accounts.models import Tenant
from studio.activity import queries
from studio.artists.models import Artist
from studio.availability.models import TimeBlock
from studio.extensions import db
from studio.publishing import payloads
from studio.publishing.visibility import visible
from tests.api.test_working_time import API, available
from tests.support.cast import NOTHING, World, settle

Api = Callable[..., FlaskClient]


@pytest.fixture
def artist(world: World) -> Artist:
    with world.acting("mia"):
        db.session.get_one(Tenant, world.tenant.id).vacation_days = Decimal("20.5")
        settle()
    return world.artist("Ana", member_id=world.ana.id)


@pytest.fixture
def ana(artist: Artist) -> str:
    return f"{API}/artists/{artist.id}"


@pytest.fixture
def asked(world: World, artist: Artist, ana: str) -> str:
    """The address of what Ana asks for: two days of vacation."""
    with world.acting("ana"):
        days = {"starts_on": date(2026, 11, 24), "ends_on": date(2026, 11, 25)}
        row = TimeBlock.request(world.ana, artist, "vacation", datetime.now(UTC), **days)
        settle()
    return f"{ana}/time-blocks/{row.id}"


def test_a_request_is_approved_and_counts_from_then_on(api: Api, ana: str, asked: str) -> None:
    sara = api("sara")
    assert sara.get(asked).json["status"] == "requested" and available(sara, ana) == ["8"] * 5
    approved = sara.post(f"{asked}/approve", headers={"If-Match": '"1"'})
    assert (approved.status_code, approved.json["status"], approved.json["reason"]) == (200, "approved", "")
    assert available(sara, ana) == ["8", "0", "0", "8", "8"]
    assert sara.post(f"{asked}/approve").json["version"] == approved.json["version"] == 2
    late = sara.post(f"{asked}/decline", json={"reason": "No."})
    assert (late.status_code, late.json["type"]) == (409, "/api/v1/problems/request-answered")
    assert sara.post(f"{asked}/approve", headers={"If-Match": '"1"'}).status_code == 412


def test_a_request_is_declined_with_a_reason_which_others_do_not_read(api: Api, ana: str, asked: str) -> None:
    assert api("vera").get(asked).status_code == 404 and api("vera").get(f"{ana}/time-blocks").json["data"] == []
    sara = api("sara")
    for body in ({}, {"reason": " "}):
        assert sara.post(f"{asked}/decline", json=body).json["errors"][0]["pointer"] == "/reason"
    declined = sara.post(f"{asked}/decline", json={"reason": "Delivery week."})
    assert (declined.status_code, declined.json["status"]) == (200, "declined")
    assert sara.get(asked).json["reason"] == api("ana").get(asked).json["reason"] == "Delivery week."
    assert available(sara, ana) == ["8"] * 5
    for name in ("ana", "vera"):
        assert api(name).post(f"{asked}/approve").status_code == 403


def test_allowances_say_what_there_is_what_is_taken_and_what_is_asked_for(api: Api, ana: str, asked: str) -> None:
    sara = api("sara")
    sara.post(f"{ana}/time-blocks", json={"kind": "vacation", "starts_on": "2026-11-27", "ends_on": "2026-11-28"})
    year = sara.get(f"{ana}/allowances?year=2026").json
    assert (year["year"], year["starts_on"], year["ends_on"]) == (2026, "2026-01-01", "2026-12-31")
    vacation, sick = year["data"]
    assert vacation == {"kind": "vacation", "days": "20.5", "used": "1", "requested": "2", "left": "19.5"}
    assert sick == {"kind": "sick", "days": None, "used": "0", "requested": "0", "left": None}
    assert api("ana").get(f"{ana}/allowances?year=2026").json == year
    assert api("ana").get(f"{ana}/allowances").json["data"][0]["days"] == "20.5"
    assert api("vera").get(f"{ana}/allowances").status_code == 403
    assert sara.get(f"{API}/artists/{NOTHING}/allowances").status_code == 404
    assert sara.get(f"{ana}/allowances?year=x").status_code == 422


def test_the_outside_is_told_when_it_counts_and_requests_only_to_who_answers_them(
    api: Api, world: World, asked: str
) -> None:
    with world.acting():
        before = db.session.get_one(Tenant, world.tenant.id).event_seq
    api("sara").post(f"{asked}/approve", json={"reason": "Enjoy."})
    with world.acting():
        requested, approved = queries.after(before - 1)
    assert (payloads.name(requested), payloads.name(approved)) == (None, "artist:availability_changed")
    assert visible(requested, world.vera) is None and visible(requested, world.sara) is not None
    _changes, state = visible(approved, world.vera) or ({}, {})
    assert state["status"] == "approved" and not {"reason", "kind", "note"} & state.keys()


def test_artists_write_ask_for_and_withdraw_their_own_time(api: Api, world: World, ana: str) -> None:
    with world.acting("mia"):
        db.session.get_one(Tenant, world.tenant.id).approval_kinds = ["vacation"]
        settle()
    leave = {"kind": "vacation", "starts_on": "2199-11-24", "ends_on": "2199-11-25"}
    blocks, hers = f"{ana}/time-blocks", api("ana")
    sick = hers.post(blocks, json={**leave, "kind": "sick"})
    asked = hers.post(blocks, json=leave)
    assert [(one.status_code, one.json["status"]) for one in (sick, asked)] == [(201, "approved"), (201, "requested")]
    one = asked.headers["Location"]
    api("sara").post(f"{one}/approve")
    assert hers.patch(one, json={"note": "Lisbon"}).json["status"] == "approved"
    assert hers.patch(one, json={"ends_on": "2199-11-26"}).json["status"] == "requested"
    assert hers.patch(one, json={"note": ""}, headers={"If-Match": '"1"'}).status_code == 412
    assert hers.delete(one).status_code == 204 and hers.get(one).status_code == 404


def test_others_write_no_time_of_an_artist_nor_she_what_was_written_for_her(api: Api, world: World, ana: str) -> None:
    leave = {"kind": "vacation", "starts_on": "2199-11-24", "ends_on": "2199-11-25"}
    theirs = api("sara").post(f"{ana}/time-blocks", json=leave).headers["Location"]
    kofi = f"{API}/artists/{world.artist('Kofi').id}/time-blocks"
    for client, path in (api("ana"), kofi), (api("vera"), f"{ana}/time-blocks"):
        assert client.post(path, json=leave).status_code == 403
    for client in (api("ana"), api("vera")):
        assert client.patch(theirs, json={"note": "Mine"}).status_code == client.delete(theirs).status_code == 403
    reads = api("ana", ["artists.read"]).post(f"{ana}/time-blocks", json=leave)
    assert reads.status_code == 403 and "own_time.write" in reads.headers["WWW-Authenticate"]
    assert api("ana", ["own_time.write"]).post(f"{ana}/time-blocks", json=leave).status_code == 201


def test_an_artists_own_days_hold_from_a_leave_year_on(api: Api, ana: str) -> None:
    sara = api("sara")

    def days(year: int) -> list[str | None]:
        return [each["days"] for each in sara.get(f"{ana}/allowances?year={year}").json["data"]]

    given = sara.put(f"{ana}/allowances?year=2027", json={"vacation": "30", "sick": "12.50"})
    assert (given.status_code, given.json) == (200, sara.get(f"{ana}/allowances?year=2027").json)
    assert (days(2026), days(2027), days(2028)) == (["20.5", None], ["30", "12.5"], ["30", "12.5"])
    assert sara.patch(f"{ana}/allowances?year=2028", json={"sick": "10"}).json["data"][0]["days"] == "30"
    assert sara.put(f"{ana}/allowances?year=2027", json={"sick": "8"}).status_code == 200
    assert (days(2027), days(2028)) == (["20.5", "8"], ["20.5", "10"])
    for wrong in ("367", "-1", "many", "1.234", 30):
        refused = sara.patch(f"{ana}/allowances", json={"vacation": wrong})
        assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/vacation")
    assert api("ana").patch(f"{ana}/allowances", json={"vacation": "99"}).status_code == 403


def test_the_studio_says_what_is_asked_for_and_how_much_there_is(api: Api, ana: str) -> None:
    mia, settings = api("mia"), f"{API}/settings"
    new = {"approval_kinds": ["busy", "vacation"], "vacation_days": "25", "sick_days": None, "leave_year_starts": 4}
    changed = mia.patch(settings, json=new)
    shown = {**new, "approval_kinds": ["vacation", "busy"]}
    assert changed.status_code == 200 and {name: changed.json[name] for name in new} == shown
    year = api("sara").get(f"{ana}/allowances?year=2026").json
    assert (year["starts_on"], year["data"][0]["days"]) == ("2026-04-01", "25")
    for name, wrong in ("approval_kinds", ["sick"]), ("vacation_days", "400"), ("leave_year_starts", 13):
        refused = mia.patch(settings, json={name: wrong})
        assert refused.status_code == 422 and refused.json["errors"][0]["pointer"].startswith(f"/{name}")
    assert api("sara").patch(settings, json=new).status_code == 403
