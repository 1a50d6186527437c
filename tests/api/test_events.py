"""The log for programs: from any number on, filtered, waited for; and nothing in it that its reader may not see."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from studio.accounts.models import Membership
from studio.accounts.tokens import ApiToken
from studio.artists.models import Artist
from studio.bookings.models import Booking
from studio.extensions import db
from tests.live.conftest import relay
from tests.support.api_clients import bearer, token
from tests.support.cast import World, days
from tests.support.servers import PATIENCE, web

Api = Callable[..., FlaskClient]


def feed(client: FlaskClient, query: str = "") -> dict[str, Any]:
    answer = client.get(f"/api/v1/events?{query}")
    assert answer.status_code == 200, answer.text
    return answer.get_json()


@pytest.fixture
def busy(world: World) -> dict[str, Any]:
    """1 Ana, 2 Kofi, 3 Film, 4 Ana's booking, 5 confirmed, 6 Ana dearer, 7 the budget, 8 moved to Kofi."""
    ana = world.artist("Ana", member_id=world.ana.id, hourly_rate=Decimal("917.31"))
    kofi = world.artist("Kofi", hourly_rate=Decimal("823.47"))
    film = world.project("Film", budget=Decimal("741852.00"))
    booking = world.booking(ana, film, days(0, 2), "hold", title="comp")
    with world.acting("mia"):
        db.session.get_one(Booking, (world.tenant.id, booking.id)).confirm(world.mia)
        db.session.commit()
        db.session.get_one(Artist, (world.tenant.id, ana.id)).edit(world.mia, hourly_rate=Decimal("666.66"))
        db.session.commit()
        db.session.get_one(type(film), (world.tenant.id, film.id)).edit(world.mia, budget=Decimal("1.00"))
        db.session.commit()
        db.session.get_one(Booking, (world.tenant.id, booking.id)).assign(
            world.mia, db.session.get_one(Artist, (world.tenant.id, kofi.id))
        )
        db.session.commit()
        db.session.expunge_all()
    return {"ana": ana, "kofi": kofi, "film": film, "booking": booking}


def test_everything_that_happened_is_told_in_order(api: Api, busy: dict[str, Any]) -> None:
    found = feed(api("sara"))
    assert [event["seq"] for event in found["data"]] == list(range(1, 9))
    assert (found["next_after"], found["more"], found["seq"]) == (8, False, 8)
    confirmed = found["data"][4]
    assert (confirmed["kind"], confirmed["name"], confirmed["actor"]) == ("booking.confirmed", "booking:updated", "Mia")
    assert confirmed["subject"] == {"type": "booking", "id": str(busy["booking"].id)}
    assert confirmed["changes"]["status"] == ["hold", "confirmed"]
    assert confirmed["state"]["title"] == "comp"
    assert found["data"][5]["changes"]["hourly_rate"] == ["917.31", "666.66"]


def test_pages_follow_each_other_without_a_gap(api: Api, busy: dict[str, Any]) -> None:
    sara, seen, after, more = api("sara"), [], 0, True
    while more:
        found = feed(sara, f"after={after}&limit=3")
        assert found["links"]["next"].startswith(f"/api/v1/events?after={found['next_after']}")
        seen += [event["seq"] for event in found["data"]]
        after, more = found["next_after"], found["more"]
    assert seen == list(range(1, 9))
    assert feed(sara, f"after={after}")["data"] == []


@pytest.mark.parametrize(
    ("query", "seqs"),
    [
        ("subject=project", [3, 7]),
        ("subject=booking,project", [3, 4, 5, 7, 8]),
        ("kind=booking.placed,booking.confirmed", [4, 5]),
        ("subject_id={booking.id}", [4, 5, 8]),
        ("artist_id={ana.id}", [1, 4, 5, 6, 8]),
        ("artist_id={kofi.id}", [2, 8]),
        ("project_id={film.id}&subject=booking&after=4", [5, 8]),
        ("kind=no.such", []),
    ],
)
def test_it_can_be_filtered(api: Api, busy: dict[str, Any], query: str, seqs: list[int]) -> None:
    found = feed(api("sara"), query.format(**busy))
    assert [event["seq"] for event in found["data"]] == seqs
    assert found["next_after"] == 8


@pytest.mark.parametrize("query", ["after=-1", "after=x", "limit=0", "limit=501", "wait=31", "subject=x", "nonsense=1"])
def test_a_query_that_makes_no_sense_is_refused(api: Api, query: str) -> None:
    assert api("sara").get(f"/api/v1/events?{query}").status_code == 422


def test_who_sees_no_money_hears_of_none(api: Api, busy: dict[str, Any]) -> None:
    told = json.dumps(feed(api("vera")))
    assert not any(secret in told for secret in ("917.31", "823.47", "666.66", "741852", "budget", "rate", "GBP"))
    assert [event["seq"] for event in feed(api("vera"))["data"]] == [1, 2, 3, 4, 5, 8]
    told = json.dumps(feed(api("ana")))
    assert "917.31" in told and "666.66" in told
    assert not any(secret in told for secret in ("823.47", "741852", "budget"))


def test_a_token_hears_only_of_what_its_scopes_show(api: Api, busy: dict[str, Any]) -> None:
    found = feed(api("mia", ["schedule.read"]))
    assert {event["subject"]["type"] for event in found["data"]} == {"booking"}
    found = feed(api("mia", ["schedule.read", "artists.read"]))
    assert "rate" not in json.dumps(found)
    assert api("mia", ["artists.read"]).get("/api/v1/events").status_code == 403


def test_one_event_is_found_by_its_number(api: Api, busy: dict[str, Any]) -> None:
    assert api("sara").get("/api/v1/events/5").get_json()["kind"] == "booking.confirmed"
    assert api("vera").get("/api/v1/events/7").status_code == 404
    for missing in (0, 99, 2**63, 10**30):
        assert api("sara").get(f"/api/v1/events/{missing}").status_code == 404


def test_a_refused_booking_is_told_with_who_has_the_time(api: Api, busy: dict[str, Any]) -> None:
    sara, taken = api("sara"), days(0, 2)
    wish = {"artist_id": str(busy["kofi"].id), "project_id": str(busy["film"].id), "status": "confirmed"}
    times = {"starts_at": taken.start.isoformat(), "ends_at": taken.end.isoformat()}
    assert sara.post("/api/v1/bookings", json={**wish, **times}).status_code == 409
    (event,) = feed(api("vera"), "after=8")["data"]
    assert (event["kind"], event["name"]) == ("booking.conflict", "booking:conflict")
    assert str(busy["booking"].id) in json.dumps(event["state"]["winners"])
    assert event["changes"] == {} and "823.47" not in json.dumps(event)


def test_another_studio_hears_nothing_of_it(outsider: FlaskClient, busy: dict[str, Any]) -> None:
    assert feed(outsider)["data"] == []
    assert feed(outsider, f"subject_id={busy['booking'].id}")["data"] == []
    assert outsider.get("/api/v1/events/4").status_code == 404


def test_nothing_new_is_304(api: Api, world: World, busy: dict[str, Any]) -> None:
    sara = api("sara")
    mark = sara.get("/api/v1/events?after=8").headers["ETag"]
    assert sara.get("/api/v1/events?after=8", headers={"If-None-Match": mark}).status_code == 304
    world.artist("Yuki")
    assert sara.get("/api/v1/events?after=8", headers={"If-None-Match": mark}).status_code == 200


@pytest.fixture(scope="module")
def running(app: Flask, environment: dict[str, str]) -> Iterator[str]:
    """A web process with 2 threads, and a relay; gives the address."""
    with web(environment, workers=1) as address, relay(environment):
        yield address


def ask(address: str, secret: str, path: str, **headers: str) -> Any:
    request = urllib.request.Request(f"{address}/api/v1{path}", headers={**bearer(secret), **headers})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.load(answer)


def test_those_who_wait_hold_no_thread_and_hear_it_when_it_happens(world: World, running: str) -> None:
    world.artist("Ana")
    secret = token(world, "sara")
    after = ask(running, secret, "/events")["next_after"]
    with ThreadPoolExecutor(6) as pool:
        waiting = [pool.submit(ask, running, secret, f"/events?after={after}&wait=15") for _ in range(6)]
        time.sleep(0.7)
        assert ask(running, secret, "/events")["next_after"] == after  # the process has 2 threads
        began = time.monotonic()
        world.artist("Kofi")
        heard = [one.result() for one in waiting]
        assert time.monotonic() - began < 10  # the relay may just be starting
    assert [[event["state"]["name"] for event in one["data"]] for one in heard] == [["Kofi"]] * 6
    assert {one["next_after"] for one in heard} == {after + 1}


def test_a_wait_goes_on_past_what_is_not_asked_for_and_ends_in_time(world: World, running: str) -> None:
    secret = token(world, "sara")
    with ThreadPoolExecutor(1) as pool:
        began = time.monotonic()
        waiting = pool.submit(ask, running, secret, "/events?subject=booking&wait=2")
        time.sleep(0.4)
        world.artist("Ana")
        found = waiting.result()
        assert time.monotonic() - began > 1.5  # and `ask` has an end to its own patience
    assert (found["data"], found["next_after"]) == ([], 1)


def test_a_token_that_is_revoked_meanwhile_hears_nothing_more(world: World, running: str) -> None:
    secret = token(world, "vera")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(ask, running, secret, "/events?wait=10")
        time.sleep(0.7)
        with world.acting():
            db.session.execute(update(ApiToken).values(revoked_at=datetime.now(UTC)))
            db.session.commit()
        world.artist("Ana")
        assert waiting.result()["data"] == []


def test_the_stream_takes_a_token(world: World, other: World, running: str) -> None:
    request = urllib.request.Request(f"{running}/api/v1/stream", headers=bearer(token(world, "sara")))
    with urllib.request.urlopen(request, timeout=PATIENCE) as stream:
        stream.readline(), stream.readline()
        world.artist("Ana")
        assert stream.readline().startswith(b"id: ")
        assert stream.readline() == b"event: artist:availability_changed\n"
    for secret, path, code in (
        ("studio_pat_nonsense", "/stream", 401), (token(other, "oscar"), "/stream?tenant=harbour", 404),
        (token(world, "sara", ["artists.read"]), "/stream", 403),
    ):  # fmt: skip
        with pytest.raises(urllib.error.HTTPError) as refused:
            ask(running, secret, path)
        assert refused.value.code == code


def test_a_stream_ends_with_its_membership(world: World, running: str) -> None:
    request = urllib.request.Request(f"{running}/api/v1/stream", headers=bearer(token(world, "vera")))
    with urllib.request.urlopen(request, timeout=PATIENCE) as stream:
        stream.readline(), stream.readline()
        with world.acting():
            mine = update(Membership).where(Membership.id == world.vera.id)
            db.session.execute(mine.values(removed_at=datetime.now(UTC)))
            db.session.commit()
        time.sleep(1.2)
        world.artist("Ana")
        assert b"Ana" not in stream.read()
