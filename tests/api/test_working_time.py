"""When artists work, over the API: patterns, time blocks, holidays, and the hours they come to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from studio.accounts.models import Tenant
from studio.artists.models import Artist
from studio.extensions import db
from studio.lib.current import current
from tests.support.cast import NOTHING, World, days

API = "/api/v1"
OFFICE = [["09:00", "13:00"], ["14:00", "18:00"]]
PART_TIME = {"monday": OFFICE, "tuesday": OFFICE, "wednesday": OFFICE}
PATTERN = {"effective_from": "2026-11-23", "weeks": [PART_TIME]}
LEAVE = {"kind": "vacation", "starts_on": "2026-11-24", "ends_on": "2026-11-25", "note": "Lisbon"}
BUSY = {"kind": "busy", "starts_at": "2026-11-23T09:00:00Z", "ends_at": "2026-11-23T13:00:00Z"}
Api = Callable[..., FlaskClient]


@pytest.fixture
def sara(api: Api) -> FlaskClient:
    return api("sara")


@pytest.fixture
def ana(world: World) -> str:
    """Ana, who signs in as well: the address of her record."""
    return f"{API}/artists/{world.artist('Ana', member_id=world.ana.id).id}"


def available(client: FlaskClient, artist: str, query: str = "from=2026-11-23&to=2026-11-27") -> list[str]:
    return [day["available"] for day in client.get(f"{artist}/hours?{query}").json["data"]]


def test_a_pattern_is_made_read_changed_and_removed(sara: FlaskClient, ana: str) -> None:
    made = sara.post(f"{ana}/patterns", json=PATTERN)
    assert (
        made.status_code == 201 and made.json["weeks"][0]["monday"] == OFFICE and made.json["weeks"][0]["friday"] == []
    )
    assert available(sara, ana) == ["8", "8", "8", "0", "0"]
    one = made.headers["Location"]
    assert sara.get(one).json == made.json == sara.get(f"{ana}/patterns").json["data"][0]
    changed = sara.patch(one, json={"weeks": [PART_TIME, {"friday": [["22:00", "06:00"]]}]})
    assert (changed.status_code, changed.json["version"], len(changed.json["weeks"])) == (200, 2, 2)
    assert available(sara, ana, "from=2026-11-30&to=2026-12-06") == ["0", "0", "0", "0", "8", "0", "0"]
    assert sara.delete(one).status_code == 204
    assert sara.get(one).status_code == 404 and available(sara, ana) == ["8"] * 5


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"weeks": []}, "/weeks"),
        ({"weeks": [PART_TIME] * 5}, "/weeks"),
        ({"weeks": [{"monday": [["09:00", "12:00"], ["11:00", "13:00"]]}]}, ""),
        ({"weeks": [{"monday": [["9", "12:00"]]}]}, "/weeks/0/monday/0/0"),
        ({"weeks": [{"monday": [["24:00", "12:00"]]}]}, "/weeks/0/monday/0/0"),
        ({"weeks": [{"someday": []}]}, "/weeks/0/someday"),
        ({"effective_from": "1812-01-01"}, "/effective_from"),
    ],
)
def test_a_pattern_that_makes_no_sense_is_refused_at_its_field(
    sara: FlaskClient, ana: str, change: dict[str, Any], pointer: str
) -> None:
    refused = sara.post(f"{ana}/patterns", json={**PATTERN, **change})
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, pointer)


def test_two_patterns_do_not_begin_on_one_day(sara: FlaskClient, ana: str) -> None:
    sara.post(f"{ana}/patterns", json=PATTERN)
    later = sara.post(f"{ana}/patterns", json={**PATTERN, "effective_from": "2026-12-07"}).headers["Location"]
    again = sara.post(f"{ana}/patterns", json=PATTERN)
    assert (again.status_code, again.json["errors"][0]["pointer"]) == (409, "/effective_from")
    assert sara.patch(later, json={"effective_from": "2026-11-23"}).status_code == 409


def test_time_off_is_taken_from_the_hours(sara: FlaskClient, ana: str) -> None:
    leave = sara.post(f"{ana}/time-blocks", json=LEAVE)
    assert leave.status_code == 201 and leave.json["note"] == "Lisbon" and leave.json["zone"] == "Europe/London"
    sara.post(f"{ana}/time-blocks", json=BUSY)
    assert available(sara, ana) == ["4", "0", "0", "8", "8"]
    one = leave.headers["Location"]
    shorter = sara.patch(one, json={"ends_on": "2026-11-24"}, headers={"If-Match": leave.headers["ETag"]})
    assert shorter.status_code == 200 and available(sara, ana) == ["4", "0", "8", "8", "8"]
    assert sara.patch(one, json={"note": ""}, headers={"If-Match": leave.headers["ETag"]}).status_code == 412
    assert sara.delete(one).status_code == 204 and sara.delete(one).status_code == 404
    assert available(sara, ana) == ["4", "8", "8", "8", "8"]


def test_whole_days_become_hours_when_those_are_given(sara: FlaskClient, ana: str) -> None:
    one = sara.post(f"{ana}/time-blocks", json=LEAVE).headers["Location"]
    hours = sara.patch(one, json={"starts_at": BUSY["starts_at"], "ends_at": BUSY["ends_at"]})
    assert (hours.status_code, hours.json["starts_on"], hours.json["kind"]) == (200, None, "vacation")
    days_again = sara.patch(one, json={"starts_on": "2026-11-24", "ends_on": "2026-11-24"})
    assert (days_again.status_code, days_again.json["starts_at"]) == (200, None)


def test_time_comes_again_by_its_rule(sara: FlaskClient, ana: str) -> None:
    fridays = {"kind": "vacation", "starts_on": "2026-11-06", "ends_on": "2026-11-06", "rule": "RRULE:freq=weekly"}
    assert sara.post(f"{ana}/time-blocks", json=fridays).json["rule"] == "FREQ=WEEKLY"
    assert available(sara, ana) == ["8", "8", "8", "8", "0"]


def test_an_offered_saturday_counts(sara: FlaskClient, ana: str) -> None:
    saturday = {"kind": "available", "starts_at": "2026-11-28T10:00:00Z", "ends_at": "2026-11-28T14:00:00Z"}
    sara.post(f"{ana}/time-blocks", json=saturday)
    assert available(sara, ana, "from=2026-11-28&to=2026-11-29") == ["4", "0"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"kind": "asleep"}, "/kind"),
        ({"ends_on": "2026-11-23"}, ""),
        ({"ends_on": "2029-11-23"}, ""),
        ({"ends_on": None}, ""),
        ({"starts_at": "2026-11-23T09:00:00Z"}, ""),
        (
            {
                "starts_on": None,
                "ends_on": None,
                "starts_at": "2026-11-23T09:00:00Z",
                "ends_at": "2026-11-23T09:00:00Z",
            },
            "",
        ),
        ({"rule": "FREQ=SECONDLY"}, "/rule"),
        ({"rule": "FREQ=DAILY;COUNT=1000000000"}, "/rule"),
        ({"zone": "Mars/Olympus"}, "/zone"),
        ({"note": "x" * 501}, "/note"),
    ],
)
def test_a_block_that_makes_no_sense_is_refused_at_its_field(
    sara: FlaskClient, ana: str, change: dict[str, Any], pointer: str
) -> None:
    refused = sara.post(f"{ana}/time-blocks", json={**LEAVE, **change})
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, pointer)


def test_why_somebody_is_away_is_told_to_schedulers_and_themselves(sara: FlaskClient, api: Api, ana: str) -> None:
    one = sara.post(f"{ana}/time-blocks", json={**LEAVE, "kind": "sick"}).headers["Location"]
    assert [api(name).get(one).json["kind"] for name in ("sara", "ana", "vera")] == ["sick", "sick", "busy"]
    assert api("vera").get(f"{ana}/time-blocks").json["data"][0]["note"] is None


def test_holidays_are_those_of_the_region(sara: FlaskClient, world: World, ana: str) -> None:
    assert sara.get(f"{ana}/holidays?year=2026").json == {"region": "", "data": []}
    with world.acting("mia"):
        db.session.execute(update(Tenant).where(Tenant.id == current.tenant.id).values(holiday_region="GB-ENG"))
        db.session.commit()
    found = sara.get(f"{ana}/holidays?year=2026").json
    assert found["region"] == "GB-ENG" and {"date": "2026-12-25", "name": "Christmas Day"} in found["data"]
    assert available(sara, ana, "from=2026-12-25&to=2026-12-25") == ["0"]
    assert sara.get(f"{ana}/holidays?year=1").status_code == 422


def test_hours_say_what_is_booked_and_what_of_it_is_overtime(sara: FlaskClient, world: World) -> None:
    kofi, show = world.artist("Kofi"), world.project("Harbour S2")
    world.booking(kofi, show, days(0, 2))
    world.booking(kofi, show, days(2), "hold")
    world.booking(kofi, show, days(5), counts="days_off_too")
    found = sara.get(f"{API}/artists/{kofi.id}/hours?from=2026-11-23&to=2026-11-28").json
    assert found["zone"] == "Europe/London"
    assert [(day["booked"], day["overtime"]) for day in found["data"]] == [
        ("8", "0"), ("8", "0"), ("0", "0"), ("0", "0"), ("0", "0"), ("8", "8"),
    ]  # fmt: skip


def test_hours_are_asked_for_a_year_at_most_and_forward(sara: FlaskClient, ana: str) -> None:
    for query in ("from=2026-11-23&to=2026-11-22", "from=2026-01-01&to=2027-06-01"):
        assert sara.get(f"{ana}/hours?{query}").status_code == 422


def test_only_schedulers_write_and_nobody_elsewhere_reads(
    sara: FlaskClient, api: Api, outsider: FlaskClient, ana: str
) -> None:
    block = sara.post(f"{ana}/time-blocks", json=LEAVE).headers["Location"]
    pattern = sara.post(f"{ana}/patterns", json=PATTERN).headers["Location"]
    for path, body in ((f"{ana}/time-blocks", LEAVE), (f"{ana}/patterns", PATTERN)):
        assert api("vera").post(path, json=body).status_code == 403
        assert outsider.post(path, json=body).status_code == outsider.get(path).status_code == 404
    for one in (block, pattern):
        assert api("vera").delete(one).status_code == 403
        assert [getattr(outsider, method)(one).status_code for method in ("get", "delete")] == [404, 404]
    for path in ("hours?from=2026-11-23&to=2026-11-24", "holidays?year=2026"):
        assert outsider.get(f"{ana}/{path}").status_code == 404


def test_a_block_of_somebody_else_is_not_found_at_this_artist(sara: FlaskClient, world: World, ana: str) -> None:
    kofi = f"{API}/artists/{world.artist('Kofi').id}"
    block = sara.post(f"{kofi}/time-blocks", json=LEAVE).json
    assert sara.get(f"{ana}/time-blocks/{block['id']}").status_code == 404
    assert sara.get(f"{ana}/time-blocks/{NOTHING}").status_code == 404


def test_the_log_and_the_stream_tell_of_it_without_its_reason(sara: FlaskClient, api: Api, ana: str) -> None:
    sara.post(f"{ana}/time-blocks", json={**LEAVE, "kind": "sick"})
    sara.post(f"{ana}/patterns", json=PATTERN)
    told = {
        name: api(name).get(f"{API}/events?subject=time_block,working_pattern").json["data"]
        for name in ("sara", "vera")
    }
    assert {event["name"] for event in told["vera"]} == {"artist:availability_changed"}
    assert [event["state"].get("kind") for event in told["sara"]] == ["sick", None]
    assert all("note" not in event["state"] and "kind" not in event["state"] for event in told["vera"])
    assert all(event["state"]["artist_id"] == ana.rpartition("/")[2] for event in told["vera"])


def test_statistics_say_how_much_is_booked_beside_the_studios_median(
    sara: FlaskClient, world: World, api: Api, ana: str
) -> None:
    show = world.project("Harbour S2")
    with world.acting():
        mine = db.session.scalars(select(Artist)).one()
    world.booking(mine, show, days(0, 3))
    world.booking(mine, show, days(3), "hold")
    world.artist("Kofi")
    path = f"{ana}/statistics?from=2026-11-23&to=2026-12-01"
    found = sara.get(path).json
    assert (found["zone"], found["weeks_over"], found["studio"]["utilisation"]) == ("Europe/London", 0, "0.2143")
    assert found["total"] == {
        "from": "2026-11-23", "to": "2026-12-01", "available": "56", "booked": "24", "utilisation": "0.4286",
        "by_status": {"confirmed": "24", "pencil": "0", "hold": "8"}, "studio_median": "0.2143",
    }  # fmt: skip
    assert [(week["from"], week["utilisation"], week["studio_median"]) for week in found["weeks"]] == [
        ("2026-11-23", "0.6", "0.3"), ("2026-11-30", "0", "0"),
    ]  # fmt: skip
    assert [(month["to"], month["booked"]) for month in found["months"]] == [("2026-11-30", "24"), ("2026-12-01", "0")]
    assert [(one["project_id"], one["booked"], one["by_status"]["hold"]) for one in found["projects"]] == [
        (str(show.id), "24", "8")
    ]
    assert found["longest_gap"] == {"from": "2026-11-26", "to": "2026-12-01", "days": 4, "hours": "32"}
    assert found["holds"].keys() == {"placed", "converted", "waiting", "conversion", "few"}
    assert [api(name).get(path).status_code for name in ("ana", "vera")] == [200, 403]
    kofi = path.replace(str(mine.id), str(world.artist("Mirela").id))
    assert (api("ana").get(kofi).status_code, api("sara").get(kofi).status_code) == (403, 200)
    assert api("sara", ["artists.read"]).get(path).status_code == 403
    for query in ("from=2026-11-23&to=2026-11-22", "from=2026-01-01&to=2027-06-01", "from=x&to=2026-11-23"):
        assert sara.get(f"{ana}/statistics?{query}").status_code == 422
