"""An artist's answers and calendar feeds, asked by programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from studio.bookings.models import Booking
from studio.extensions import db
from studio.feeds.models import Feed
from studio.saved_views.models import SavedView
from tests.support.api_clients import client_with, service_token
from tests.support.cast import NOTHING, World, days

Api = Callable[..., FlaskClient]
API, WHY = "/api/v1", "I am away that week."


@pytest.fixture
def asked(world: World) -> Booking:
    ana = world.artist("Ana Duarte", member_id=world.ana.id)
    return world.booking(ana, world.project("Film"), days(0, 3), "pencil")


def test_an_artist_accepts_and_declines(world: World, api: Api, asked: Booking) -> None:
    ana, path = api("ana"), f"{API}/bookings/{asked.id}"
    assert ana.get(path).json["answer"] is None
    accepted = ana.post(f"{path}/accept").json
    assert (accepted["status"], accepted["answer"], accepted["answer_reason"]) == ("pencil", "accepted", "")
    refused = ana.post(f"{path}/decline", json={"reason": ""})
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/reason")
    declined = ana.post(f"{path}/decline", json={"reason": WHY}).json
    assert (declined["answer"], declined["answer_reason"], declined["version"]) == ("declined", WHY, 3)
    assert ana.post(f"{path}/decline", json={"reason": WHY}).json["version"] == 3
    assert ana.get(f"{API}/bookings").json["data"][0]["answer"] == "declined"
    moved = {"starts_at": "2026-11-30T09:00:00Z", "ends_at": "2026-12-02T18:00:00Z"}
    assert api("sara").patch(path, json=moved).json["answer"] is None
    names = [one["name"] for one in api("sara").get(f"{API}/events").json["data"] if one["name"]]
    assert names[-3:] == ["booking:updated"] * 3


def test_others_do_not_answer_for_them_but_for_whoever_books(world: World, api: Api, asked: Booking) -> None:
    path = f"{API}/bookings/{asked.id}"
    assert api("vera").post(f"{path}/accept").status_code == 403
    assert api("ana", ["schedule.read"]).post(f"{path}/accept").status_code == 403
    assert api("sara", ["answers.write"]).post(f"{path}/accept").status_code == 403
    assert api("sara").post(f"{path}/accept", json={"reason": "By phone."}).json["answer_reason"] == "By phone."
    assert api("ana").post(f"{API}/bookings/{NOTHING}/accept").status_code == 404
    held = world.booking(world.artist("Kofi"), world.project("Spot"), days(0), "hold")
    refused = api("sara").post(f"{API}/bookings/{held.id}/accept")
    assert (refused.status_code, refused.json["type"]) == (409, f"{API}/problems/not-asked")
    stale = api("sara").post(f"{path}/decline", json={"reason": WHY}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412


def test_a_feed_is_made_read_listed_and_deleted(app: Flask, world: World, api: Api, asked: Booking) -> None:
    ana = api("ana")
    made = ana.post(f"{API}/feeds", json={"kind": "mine"})
    assert (made.status_code, made.headers["Cache-Control"]) == (201, "no-store")
    feed = made.json
    calendar = app.test_client(use_cookies=False)
    read = Calendar.from_ical(calendar.get(feed["url"]).data).walk("VEVENT")
    assert [event["uid"] for event in read] == [f"{asked.id}@studio"]
    shown = {name: value for name, value in feed.items() if name not in ("url", "last_read_at")}
    for found in (ana.get(f"{API}/feeds").json["data"][0], ana.get(made.headers["Location"]).json):
        assert found.pop("last_read_at") is not None and found == shown
    assert api("sara").get(f"{API}/feeds").json["data"] == []
    for method in ("GET", "DELETE"):
        assert api("mia").open(f"{API}/feeds/{feed['id']}", method=method).status_code == 404
    assert ana.delete(f"{API}/feeds/{feed['id']}").status_code == 204
    assert calendar.get(feed["url"]).status_code == 404
    assert ana.delete(f"{API}/feeds/{feed['id']}").status_code == 404


def test_a_feed_is_of_what_its_maker_may_see(world: World, other: World, api: Api, asked: Booking) -> None:
    with world.acting("mia"):
        secret_view = SavedView.save(world.mia, "Mine alone", False, {})
        db.session.commit()
    film, foreign = str(asked.project_id), str(other.project("Ours").id)

    def refusal(client: FlaskClient, **body: Any) -> Any:
        answer = client.post(f"{API}/feeds", json=body)
        return answer.status_code, answer.json.get("errors", [{}])[0].get("pointer")

    sara = api("sara")
    assert refusal(sara, kind="project", project_id=film)[0] == 201
    assert refusal(sara, kind="project", project_id=foreign) == (422, "/project_id")
    assert refusal(sara, kind="view", view_id=str(secret_view.id)) == (422, "/view_id")
    assert refusal(sara, kind="project")[0] == refusal(sara, kind="mine", project_id=film)[0] == 422
    assert refusal(sara, kind="mine")[0] == 409  # no artist signs in as her
    assert refusal(api("ana"), kind="project", project_id=film)[0] == 403
    assert refusal(api("ana", ["feeds.write"]), kind="mine")[0] == 403  # it may not read bookings itself
    with world.acting():
        assert [feed.kind for feed in Feed.of(world.sara)] == ["project"]


def test_a_service_has_no_feeds(app: Flask, world: World) -> None:
    robot = client_with(app, service_token(world, "mia", scopes=None))
    assert robot.post(f"{API}/feeds", json={"kind": "mine"}).status_code == 403


def test_actions_name_the_answers_to_who_may_give_them(world: World, api: Api, asked: Booking) -> None:
    other = world.booking(world.artist("Kofi"), world.project("Series"), days(0, 3), "hold")

    def answers(name: str, id: Any, scopes: list[str] | None = None) -> dict[str, bool]:
        rows = {row["id"]: row for row in api(name, scopes).get(f"{API}/bookings").json["data"]}
        one = api(name, scopes).get(f"{API}/bookings/{id}").json
        assert one["actions"] == rows[str(id)]["actions"]
        return {each["name"]: each["allowed"] for each in one["actions"] if each["name"] in ("accept", "decline")}

    both = {"accept": True, "decline": True}
    assert answers("ana", asked.id) == answers("sara", asked.id) == both
    assert answers("sara", other.id) == {"accept": False, "decline": False}  # a hold
    assert answers("ana", other.id) == answers("vera", asked.id) == answers("ana", asked.id, ["schedule.read"]) == {}
