"""Webhooks in the settings: made, watched, rotated, replayed and removed by admins, and by nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from studio.extensions import db
from studio.lib.clock import now
from studio.webhooks.models import Endpoint
from tests.conftest import browser
from tests.support.cast import World
from tests.support.receivers import Receiver
from tests.webhooks.conftest import added, stored

Browsers = Callable[[str], FlaskClient]
Deliver = Callable[..., None]
ROOT = "/harbour/settings/webhooks"
GOOD = {"url": "https://hooks.example.com/studio", "events": ["booking:created"], "description": "Invoices"}


def here(endpoint: Endpoint) -> str:
    return f"{ROOT}/{endpoint.id}"


def test_an_admin_makes_a_webhook_and_sees_its_secret_once(world: World, as_: Browsers) -> None:
    adam = as_("adam")
    assert "No webhooks yet" in adam.get(ROOT).text
    assert "Make the webhook" in adam.get(f"{ROOT}/new").text
    made = adam.post(ROOT, data=GOOD)
    assert (made.status_code, made.headers["Cache-Control"]) == (201, "no-store")
    secret = re.search(r"whsec_[\w+/=]+", made.text)
    assert secret
    listed = adam.get(ROOT).text
    assert "Invoices" in listed and "hooks.example.com" in listed
    page = re.search(rf'"({ROOT}/[0-9a-f-]{{36}})"', listed)
    assert page and secret[0] not in adam.get(page[1]).text


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("url", "", "This is needed."), ("url", "http://", "This is not an address."),
        ("url", "ftp://a.example/", "An address that begins with https://."),
        ("url", "https://a:b@c.example/", "No user name"), ("events", [], "Choose at least one."),
        ("events", ["x"], "Choose of the list."), ("description", "x" * 201, "At most 200 characters."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_the_field(world: World, as_: Browsers, field: str, value: object, told: str) -> None:
    answer = as_("adam").post(ROOT, data={**GOOD, field: value})
    assert answer.status_code == 422
    assert told in answer.text


def test_there_is_an_end_to_them(world: World, as_: Browsers) -> None:
    adam = as_("adam")
    codes = [adam.post(ROOT, data=GOOD).status_code for _ in range(21)]
    assert codes == [201] * 20 + [422]
    assert "New webhook" not in adam.get(ROOT).text


def test_it_is_edited(world: World, as_: Browsers, endpoint: Endpoint) -> None:
    adam = as_("adam")
    assert endpoint.url in adam.get(f"{here(endpoint)}/edit").text
    assert adam.post(here(endpoint), data={**GOOD, "url": "nowhere"}).status_code == 422
    assert adam.post(here(endpoint), data=GOOD).status_code == 303
    assert stored(world, endpoint).events == ["booking:created"]


def test_a_test_is_sent_and_seen(
    world: World, as_: Browsers, endpoint: Endpoint, receiver: Receiver, deliver_due: Deliver
) -> None:
    adam = as_("adam")
    assert adam.post(f"{here(endpoint)}/pings").status_code == 303
    page = adam.get(here(endpoint)).text
    assert "ping" in page and "every 2s" in page and "Not tried yet" in page
    deliver_due()
    assert receiver.heard[0].said["type"] == "ping" and receiver.heard[0].said["data"] == {}
    part = adam.get(here(endpoint), headers={"HX-Request": "true"}).text
    assert "Delivered" in part and "HTTP 200" in part and "every 2s" not in part and "<html" not in part


def test_what_went_wrong_is_seen_and_sent_again(
    world: World, as_: Browsers, endpoint: Endpoint, receiver: Receiver, deliver_due: Deliver
) -> None:
    adam = as_("adam")
    receiver.answer = lambda said: 500
    world.artist("Ana")
    for _ in range(12):
        deliver_due(hours=11)
    page = adam.get(f"{here(endpoint)}?state=dead").text
    link = re.search(rf"{here(endpoint)}/deliveries/[0-9a-f-]{{36}}", page)
    assert link and "Given up" in page
    one = adam.get(link[0]).text
    assert "No, thank you. &lt;b&gt;" in one and "HTTP 500" in one and "&#34;name&#34;: &#34;Ana&#34;" in one
    receiver.answer = lambda said: 200
    assert adam.post(f"{link[0]}/redelivery").status_code == 303
    deliver_due()
    assert "Delivered" in adam.get(link[0]).text
    assert "Nothing here." in adam.get(f"{here(endpoint)}?state=dead").text


def test_long_lists_have_pages(world: World, as_: Browsers, endpoint: Endpoint) -> None:
    with world.acting():
        found = stored(world, endpoint)
        for _ in range(30):
            found.ping(now())
        db.session.commit()
    adam = as_("adam")
    assert "Page 1 of 2" in adam.get(here(endpoint)).text
    assert "Page 2 of 2" in adam.get(f"{here(endpoint)}?page=9999999999").text
    assert "Page 1 of 2" in adam.get(f"{here(endpoint)}?page=-3&state=nonsense").text


def test_it_is_paused_resumed_rotated_replayed_and_removed(
    world: World, as_: Browsers, endpoint: Endpoint, receiver: Receiver, deliver_due: Deliver
) -> None:
    adam = as_("adam")
    adam.post(f"{here(endpoint)}/pause")
    assert "It is paused." in adam.get(here(endpoint)).text
    world.artist("Ana")
    deliver_due()
    assert receiver.heard == []
    adam.post(f"{here(endpoint)}/resumption")
    deliver_due()
    adam.post(f"{here(endpoint)}/replays", data={"seq": "1"})
    deliver_due()
    assert len(receiver.seqs) == 2
    for nonsense in ("0", "", "x", "1e9", "99999999999999999999"):
        assert adam.post(f"{here(endpoint)}/replays", data={"seq": nonsense}).status_code == 422
    rotated = adam.post(f"{here(endpoint)}/secrets")
    assert "whsec_" in rotated.text and rotated.headers["Cache-Control"] == "no-store"
    assert "signs too until" in adam.get(here(endpoint)).text
    adam.post(f"{here(endpoint)}/removal")
    assert adam.get(here(endpoint)).status_code == 404
    assert adam.post(f"{here(endpoint)}/pings").status_code == 404


def test_an_endpoint_in_trouble_says_so(
    world: World, as_: Browsers, endpoint: Endpoint, receiver: Receiver, deliver_due: Deliver
) -> None:
    adam = as_("adam")
    receiver.answer = lambda said: 503
    world.artist("Ana")
    deliver_due()
    assert "It does not answer." in adam.get(here(endpoint)).text and "Does not answer" in adam.get(ROOT).text
    receiver.answer = lambda said: 410
    deliver_due(minutes=1)
    assert "It answered 410" in adam.get(here(endpoint)).text


PATHS = ("", "/new", "/{id}", "/{id}/edit", "/{id}/deliveries/{ping}")
VERBS = ("", "/{id}", "/{id}/pings", "/{id}/pause", "/{id}/resumption", "/{id}/secrets", "/{id}/removal",
         "/{id}/replays", "/{id}/deliveries/{ping}/redelivery")  # fmt: skip


@pytest.fixture
def ping(world: World, endpoint: Endpoint) -> UUID:
    with world.acting():
        id = stored(world, endpoint).ping(now()).id
        db.session.commit()
    return id


@pytest.mark.parametrize("name", ["sara", "ana", "vera"])
def test_nobody_but_admins_sees_or_changes_webhooks(
    world: World, as_: Browsers, endpoint: Endpoint, ping: UUID, name: str
) -> None:
    client = as_(name)
    for path in PATHS:
        assert client.get(ROOT + path.format(id=endpoint.id, ping=ping)).status_code == 403
    for path in VERBS:
        assert client.post(ROOT + path.format(id=endpoint.id, ping=ping)).status_code == 403


def test_another_studios_webhooks_are_not_there(
    app: Flask, world: World, other: World, endpoint: Endpoint, ping: UUID, receiver: Receiver
) -> None:
    oscar, theirs = browser(app, other.tokens["oscar"]), "/other/settings/webhooks"
    for id in (endpoint.id, uuid4()):
        for path in PATHS[2:]:
            assert oscar.get(theirs + path.format(id=id, ping=ping)).status_code == 404
        for path in VERBS[1:]:
            assert oscar.post(theirs + path.format(id=id, ping=ping), data={"seq": 1}).status_code == 404
    assert oscar.get(ROOT).status_code == 404
    with other.acting("oscar"):
        own, _ = Endpoint.add(other.oscar, receiver.url, ["booking:created"])
        db.session.commit()
        db.session.expunge_all()
    assert oscar.get(f"{theirs}/{own.id}/deliveries/{ping}").status_code == 404
    assert oscar.post(f"{theirs}/{own.id}/deliveries/{ping}/redelivery").status_code == 404
    assert stored(world, endpoint).status == "active"


def test_the_list_asks_the_database_no_more_for_more(world: World, as_: Browsers, receiver: Receiver) -> None:
    def questions() -> int:
        seen: list[str] = []
        event.listen(db.engine, "before_cursor_execute", note := lambda *args: seen.append(args[2]))
        try:
            as_("adam").get(ROOT)
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    added(world, receiver.url)
    few = questions()
    for _ in range(8):
        added(world, receiver.url)
    assert questions() == few
