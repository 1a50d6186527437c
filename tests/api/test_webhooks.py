"""Webhooks through the API: made, changed, rotated, replayed, deleted; deliveries read and sent again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from studio.extensions import db
from studio.lib.current import current
from studio.webhooks import jobs
from tests.support.cast import World
from tests.support.receivers import Receiver

Api = Callable[..., FlaskClient]
ROOT = "/api/v1/webhooks"
URL = "https://hooks.example.com/studio"


@pytest.fixture
def adam(api: Api) -> FlaskClient:
    return api("adam")


@pytest.fixture
def made(adam: FlaskClient) -> dict[str, Any]:
    answer = adam.post(ROOT, json={"url": URL, "events": ["booking:updated", "booking:created"]})
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"{ROOT}/{answer.get_json()['id']}"
    return answer.get_json()


@pytest.fixture
def receiver(app: Flask) -> Iterator[Receiver]:
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, webhook_private=True, webhook_timeout=5)
    found = Receiver().start()
    yield found
    found.stop()
    app.config["SETTINGS"] = settings


def deliver_due(world: World) -> None:
    db.session.rollback()
    with current.acting(None):
        jobs.deliver_due(str(world.tenant.id))


def test_a_webhook_is_made_and_its_secret_shown_once(adam: FlaskClient, made: dict[str, Any]) -> None:
    assert made["secret"].startswith("whsec_")
    assert (made["active"], made["status"], made["events"]) == (True, "active", ["booking:created", "booking:updated"])
    for answer in (adam.get(ROOT), adam.get(f"{ROOT}/{made['id']}"), adam.get("/api/v1/events?subject=webhook")):
        assert answer.status_code == 200
        assert "whsec" not in answer.text and made["id"] in answer.text


def test_without_a_choice_it_is_told_everything(adam: FlaskClient) -> None:
    assert len(adam.post(ROOT, json={"url": URL}).get_json()["events"]) == 5


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "http://hooks.example.com/"), ("url", "https://127.0.0.1/"), ("url", "https://db.internal/"),
        ("url", ""), ("url", "x"), ("events", []), ("events", ["nothing"]), ("events", "booking:created"),
        ("description", "x" * 201), ("secret", "whsec_mine"), ("active", "yes"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field(adam: FlaskClient, field: str, value: Any) -> None:
    answer = adam.post(ROOT, json={"url": URL, field: value})
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["pointer"].startswith(f"/{field}")


def test_it_is_changed_paused_and_deleted(adam: FlaskClient, made: dict[str, Any]) -> None:
    here = f"{ROOT}/{made['id']}"
    etag = adam.get(here).headers["ETag"]
    changed = adam.patch(here, json={"description": "Invoices", "active": False}, headers={"If-Match": etag})
    assert (changed.get_json()["description"], changed.get_json()["status"]) == ("Invoices", "paused")
    assert adam.patch(here, json={"active": True}, headers={"If-Match": etag}).status_code == 412
    assert adam.put(here, json={"url": f"{URL}/2"}).get_json()["status"] == "active"
    assert adam.get(here).get_json()["url"] == f"{URL}/2"
    assert adam.patch(here, json={"url": "https://10.0.0.1/"}).status_code == 422
    assert adam.delete(here).status_code == 204
    for answer in (adam.get(here), adam.delete(here), adam.post(f"{here}/rotate"), adam.get(f"{here}/deliveries")):
        assert answer.status_code == 404
    assert adam.get(ROOT).get_json()["data"] == []


def test_a_dry_run_makes_none(adam: FlaskClient) -> None:
    assert adam.post(f"{ROOT}?dry_run=true", json={"url": URL}).status_code == 201
    assert adam.get(ROOT).get_json()["data"] == []


def test_a_secret_is_rotated(adam: FlaskClient, made: dict[str, Any]) -> None:
    answer = adam.post(f"{ROOT}/{made['id']}/rotate")
    assert answer.headers["Cache-Control"] == "no-store"
    rotated = answer.get_json()
    assert rotated["secret"].startswith("whsec_") and rotated["secret"] != made["secret"]
    assert rotated["old_secret_until"]


def test_there_is_an_end_to_them(adam: FlaskClient) -> None:
    codes = [adam.post(ROOT, json={"url": URL}).status_code for _ in range(21)]
    assert codes == [201] * 20 + [409]


def test_deliveries_are_read_sent_again_and_replayed(adam: FlaskClient, world: World, receiver: Receiver) -> None:
    made = adam.post(ROOT, json={"url": receiver.url}).get_json()
    here = f"{ROOT}/{made['id']}"
    receiver.answer = lambda said: 500
    world.artist("Ana"), world.artist("Kofi")
    deliver_due(world)
    found = adam.get(f"{here}/deliveries?state=waiting").get_json()["data"]
    assert [one["seq"] for one in found] == [3, 2]
    assert found[0]["attempts"][0]["status"] == 500 and found[0]["next_at"]
    one = f"{here}/deliveries/{found[0]['id']}"
    assert adam.get(one).get_json()["name"] == "artist:availability_changed"
    receiver.answer = lambda said: 200
    assert adam.post(f"{one}/redeliver").status_code == 202
    deliver_due(world)
    assert adam.get(one).get_json()["state"] == "delivered"
    assert adam.post(f"{here}/replay", json={"from_seq": 1}).status_code == 202
    deliver_due(world)
    assert sorted(receiver.seqs) == [2, 3, 3]
    assert adam.post(f"{here}/ping").get_json()["name"] == "ping"
    deliver_due(world)
    assert receiver.taken[-1].said["type"] == "ping"
    assert len(adam.get(f"{here}/deliveries?state=replaced,delivered&limit=2").get_json()["data"]) == 2
    assert adam.post(f"{here}/replay", json={"from_seq": 0}).status_code == 422


def test_only_admins_see_webhooks(api: Api, made: dict[str, Any]) -> None:
    for name in ("sara", "ana", "vera"):
        for path in (ROOT, f"{ROOT}/{made['id']}", f"{ROOT}/{made['id']}/deliveries"):
            assert api(name).get(path).status_code == 403
        assert made["id"] not in api(name).get("/api/v1/events").text
    assert api("mia", ["schedule.read"]).get(ROOT).status_code == 403


def test_another_studios_webhooks_are_not_there(
    outsider: FlaskClient, adam: FlaskClient, made: dict[str, Any], world: World
) -> None:
    delivery = adam.post(f"{ROOT}/{made['id']}/ping").get_json()
    theirs = outsider.post(ROOT, json={"url": URL}).get_json()
    for here in (f"{ROOT}/{made['id']}", f"{ROOT}/{UUID(int=0)}"):
        one = f"/deliveries/{delivery['id']}"
        for method, path, body in (
            ("GET", "", None), ("PUT", "", {"url": URL}), ("PATCH", "", {}), ("DELETE", "", None),
            ("POST", "/rotate", None), ("POST", "/ping", None), ("POST", "/replay", {"from_seq": 1}),
            ("GET", "/deliveries", None), ("GET", one, None), ("POST", f"{one}/redeliver", None),
        ):  # fmt: skip
            assert outsider.open(here + path, method=method, json=body).status_code == 404, (method, path)
    mixed = f"{ROOT}/{theirs['id']}/deliveries/{delivery['id']}"
    assert outsider.get(mixed).status_code == outsider.post(f"{mixed}/redeliver").status_code == 404
    assert [one["id"] for one in outsider.get(ROOT).get_json()["data"]] == [theirs["id"]]
