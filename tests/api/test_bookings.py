"""Bookings through the API: the same verbs, the same constraint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from studio.activity.models import Event
from studio.api.bookings import conflicts
from studio.extensions import db
from studio.lib import sql
from tests.support.cast import World, days
from tests.support.statements import statements

BOOKINGS = "/api/v1/bookings"
SUGGESTING = f"{BOOKINGS}?include=suggestions"


@pytest.fixture
def sara(api: Callable[..., FlaskClient]) -> FlaskClient:
    return api("sara")


@pytest.fixture
def asked(world: World) -> dict[str, Any]:
    """A week of Kofi's for Harbour S2."""
    kofi, show = world.artist("Kofi"), world.project("Harbour S2")
    return {
        "artist_id": str(kofi.id), "project_id": str(show.id), "starts_at": "2026-11-23T09:00:00Z",
        "ends_at": "2026-11-27T18:00:00+00:00", "status": "confirmed", "title": "comp", "location": "Stage 2",
    }  # fmt: skip


def place(sara: FlaskClient, asked: dict[str, Any], **changes: Any) -> dict[str, Any]:
    answer = sara.post(BOOKINGS, json={**asked, **changes})
    assert answer.status_code == 201, answer.json
    return answer.json


def kinds(world: World) -> list[str]:
    """What the log says of bookings."""
    with world.acting():
        return list(db.session.scalars(select(Event.kind).where(Event.kind.like("booking.%")).order_by(Event.seq)))


def test_a_booking_is_placed_and_read(sara: FlaskClient, asked: dict[str, Any]) -> None:
    answer = sara.post(BOOKINGS, json=asked)
    assert answer.status_code == 201
    made = answer.json
    assert answer.headers["Location"] == f"{BOOKINGS}/{made['id']}"
    assert made["starts_at"] == "2026-11-23T09:00:00Z"
    assert (made["status"], made["version"], made["location"], made["rank"]) == ("confirmed", 1, "Stage 2", None)
    read = sara.get(answer.headers["Location"])
    assert read.json == made
    assert read.headers["ETag"] == answer.headers["ETag"]


def test_an_overlap_is_refused_with_the_winner_and_ways_out(
    sara: FlaskClient, world: World, asked: dict[str, Any]
) -> None:
    mirela = world.artist("Mirela", hourly_rate=60)
    first = place(sara, asked)
    later = {**asked, "starts_at": "2026-11-26T09:00:00Z", "ends_at": "2026-11-30T18:00:00Z"}
    answer = sara.post(SUGGESTING, json=later)
    assert (answer.status_code, answer.content_type) == (409, "application/problem+json")
    clash = answer.json
    assert clash["type"] == "/api/v1/problems/booking-conflict"
    assert clash["constraint"] == "bookings_no_double_booking"
    assert clash["winning_booking"]["id"] == first["id"]
    assert clash["suggestions"]["next_free"]["starts_at"] == "2026-11-30T09:00:00Z"
    (other,) = clash["suggestions"]["stand_ins"]
    assert other["artist_id"] == str(mirela.id)
    assert other["difference"] == {"amount": "80.00", "currency": "GBP"}
    assert clash["suggestions"]["hold"]["rank"] == 1
    assert kinds(world) == ["booking.placed", "booking.conflict"]


def test_ways_out_are_only_looked_for_when_asked_for(
    sara: FlaskClient, world: World, asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    world.artist("Mirela")
    first = place(sara, asked)
    other = place(sara, asked, starts_at="2026-12-07T09:00:00Z", ends_at="2026-12-11T18:00:00Z")
    one, bulk = f"{BOOKINGS}/{other['id']}", {"mode": "what-fits", "items": [{"do": "create", "booking": asked}]}

    def refusals(query: str) -> list[dict[str, Any]]:
        alone = sara.post(BOOKINGS + query, json=asked), sara.put(one + query, json=asked)
        moved = sara.patch(one + query, json={name: asked[name] for name in ("starts_at", "ends_at")})
        many = sara.post(f"{BOOKINGS}/bulk{query}", json=bulk).json["results"]
        return [*(answer.json for answer in (*alone, moved)), *(one["problem"] for one in many)]

    for problem in refusals("?include=suggestions"):
        assert (problem["status"], set(problem["suggestions"])) == (409, {"next_free", "stand_ins", "hold"})
    monkeypatch.setattr(conflicts, "suggestions", None)
    for problem in refusals(""):
        assert (problem["status"], problem["winning_booking"]["id"]) == (409, first["id"])
        assert problem["constraint"] == "bookings_no_double_booking"
        assert "suggestions" not in problem
    assert sara.post(f"{BOOKINGS}?include=artist", json=asked).json["errors"][0]["parameter"] == "include"


@pytest.mark.parametrize("way", ["next_free", "stand_in", "hold"])
def test_a_way_out_can_be_sent_as_it_is(sara: FlaskClient, world: World, asked: dict[str, Any], way: str) -> None:
    world.artist("Mirela")
    place(sara, asked)
    found = sara.post(SUGGESTING, json=asked).json["suggestions"]
    wanted = {"next_free": found["next_free"], "stand_in": found["stand_ins"][0], "hold": found["hold"]}[way]["request"]
    assert sara.open(wanted["href"], method=wanted["method"], json=wanted["body"]).status_code == 201


def test_every_booking_says_what_may_be_done_next(
    sara: FlaskClient, api: Callable[..., FlaskClient], asked: dict[str, Any]
) -> None:
    made = place(sara, asked, status="pencil")
    actions = {action["name"]: action for action in made["actions"]}
    assert actions["confirm"] == {
        "name": "confirm", "method": "POST", "href": f"{BOOKINGS}/{made['id']}/confirm", "allowed": True,
    }  # fmt: skip
    assert not actions["pencil"]["allowed"]
    assert actions["pencil"]["why"] == "It is there already."
    seen = api("vera").get(f"{BOOKINGS}/{made['id']}").json
    assert {action["why"] for action in seen["actions"]} == {"Your role, or your token, does not allow this."}


def test_statuses_go_forward_and_back_and_twice(sara: FlaskClient, asked: dict[str, Any]) -> None:
    made = place(sara, asked, status="hold")
    assert made["rank"] == 1
    one = f"{BOOKINGS}/{made['id']}"
    for verb, status in (("pencil", "pencil"), ("confirm", "confirmed"), ("confirm", "confirmed"), ("hold", "hold")):
        answer = sara.post(f"{one}/{verb}")
        assert (answer.status_code, answer.json["status"]) == (200, status)
    assert answer.json["version"] == 4
    ended = sara.post(f"{one}/cancel", json={"reason": "The shoot moved."})
    assert ended.json["status"] == "cancelled"
    assert sara.post(f"{one}/cancel", json={"reason": "Again."}).status_code == 200
    late = sara.post(f"{one}/confirm")
    assert (late.status_code, late.json["type"]) == (409, "/api/v1/problems/booking-closed")


def test_confirming_a_hold_can_clash(sara: FlaskClient, asked: dict[str, Any]) -> None:
    held = place(sara, asked, status="hold")
    place(sara, asked)
    answer = sara.post(f"{BOOKINGS}/{held['id']}/confirm?include=suggestions")
    assert answer.status_code == 409
    assert answer.json["suggestions"]["next_free"]["request"]["method"] == "PATCH"
    assert answer.json["suggestions"]["hold"] is None


def test_a_patch_changes_what_it_names_and_a_put_everything(
    sara: FlaskClient, world: World, asked: dict[str, Any]
) -> None:
    made = place(sara, asked)
    mirela = world.artist("Mirela")
    one = f"{BOOKINGS}/{made['id']}"
    changed = sara.patch(one, json={"artist_id": str(mirela.id), "ends_at": "2026-11-25T18:00:00+01:00"}).json
    assert (changed["artist_id"], changed["ends_at"]) == (str(mirela.id), "2026-11-25T17:00:00Z")
    assert (changed["title"], changed["status"], changed["version"]) == ("comp", "confirmed", 2)
    del asked["title"], asked["location"], asked["status"]
    replaced = sara.put(one, json=asked).json
    assert (replaced["title"], replaced["location"], replaced["status"]) == ("", "", "confirmed")


def test_a_lost_update_is_412(sara: FlaskClient, asked: dict[str, Any]) -> None:
    answer = sara.post(BOOKINGS, json=asked)
    one, seen = answer.headers["Location"], answer.headers["ETag"]
    assert sara.patch(one, json={"title": "edit"}, headers={"If-Match": seen}).status_code == 200
    for method, path, body in (
        ("PATCH", one, {"title": "x"}), ("PUT", one, asked), ("POST", f"{one}/confirm", None),
        ("POST", f"{one}/cancel", {"reason": "x"}),
    ):  # fmt: skip
        late = sara.open(path, method=method, json=body, headers={"If-Match": seen})
        assert (late.status_code, late.json["type"], late.json["version"]) == (412, "/api/v1/problems/stale", 2)
    assert sara.get(one).json["title"] == "edit"
    assert sara.patch(one, json={"title": "y"}, headers={"If-Match": "*"}).status_code == 200


def test_a_dry_run_answers_and_leaves_nothing(sara: FlaskClient, world: World, asked: dict[str, Any]) -> None:
    answer = sara.post(f"{BOOKINGS}?dry_run=true", json=asked)
    assert (answer.status_code, answer.headers["Dry-Run"]) == (201, "true")
    assert sara.get(answer.headers["Location"]).status_code == 404
    made = place(sara, asked)
    before = kinds(world)
    assert sara.post(f"{BOOKINGS}?dry_run=true", json=asked).status_code == 409
    assert sara.patch(f"{BOOKINGS}/{made['id']}?dry_run=true", json={"title": "x"}).json["title"] == "x"
    assert sara.get(f"{BOOKINGS}/{made['id']}").json["title"] == "comp"
    assert kinds(world) == before


def test_the_list_is_paged_filtered_and_sorted(sara: FlaskClient, world: World, asked: dict[str, Any]) -> None:
    kofi, show = world.artist("Zora"), world.project("Night Shoot")
    made = [world.booking(kofi, show, days(n), "confirmed" if n % 2 else "pencil").id for n in range(7)]
    ids, path, pages = [], f"{BOOKINGS}?limit=3&sort=-starts_at", 0
    while path:
        answer = sara.get(path)
        ids += [row["id"] for row in answer.json["data"]]
        path, pages = answer.json["links"].get("next"), pages + 1
        assert ("Link" in answer.headers) == bool(path)
    assert (ids, pages) == ([str(id) for id in reversed(made)], 3)
    one = place(sara, asked, starts_at="2026-12-20T09:00:00Z", ends_at="2026-12-21T09:00:00Z")["id"]

    def found(query: str) -> set[str]:
        return {row["id"] for row in sara.get(f"{BOOKINGS}?{query}").json["data"]}

    assert found("from=2026-11-29T00:00:00Z") == {str(made[6]), one}
    assert found("to=2026-11-23T10:00:00Z") == {str(made[0])}
    assert found(f"artist_id={asked['artist_id']}") == {one} == found(f"project_id={asked['project_id']}")
    assert found(f"artist_id={asked['artist_id']},{kofi.id}&status=confirmed") == {one, *map(str, made[1::2])}
    assert found("updated_since=2190-01-01T00:00:00Z") == set()
    assert one in found("updated_since=2026-01-01T00:00:00Z")


def test_a_cursor_of_another_sort_or_none_at_all_is_refused(sara: FlaskClient) -> None:
    for query in ("cursor=x", "cursor=WyItc3RhcnRzX2F0IiwiMSIsIjIiXQ", "limit=0", "limit=501", "sort=title", "form=1"):
        answer = sara.get(f"{BOOKINGS}?{query}")
        assert (answer.status_code, answer.json["errors"][0]["parameter"]) == (422, query.partition("=")[0])


def test_only_the_fields_asked_for_and_what_is_to_be_included(
    sara: FlaskClient, api: Callable[..., FlaskClient], asked: dict[str, Any]
) -> None:
    made = place(sara, asked)
    (row,) = sara.get(f"{BOOKINGS}?fields=id,title,artist,cost,hours,overtime&include=artist,cost").json["data"]
    assert set(row) == {"id", "title", "artist", "cost", "hours", "overtime"}
    assert (row["artist"]["name"], row["hours"], row["overtime"]) == ("Kofi", "40", "0")
    assert row["cost"] == {"amount": "2000.00", "currency": "GBP"}
    one = api("vera").get(f"{BOOKINGS}/{made['id']}?include=artist,project,cost").json
    assert (one["project"]["name"], one["hours"]) == ("Harbour S2", "40")
    assert "cost" not in one
    assert "rate" not in one["artist"]
    assert "budget" not in one["project"]


def test_one_booking_says_its_hours_and_a_list_only_when_asked(
    sara: FlaskClient, api: Callable[..., FlaskClient], asked: dict[str, Any]
) -> None:
    made = place(sara, asked, ends_at="2026-11-23T22:00:00Z", counts="every_hour")
    address = f"{BOOKINGS}/{made['id']}"
    assert (made["counts"], made["hours"], made["overtime"], made["cost"]["amount"]) == (
        "every_hour", "13", "5", "650.00",
    )  # fmt: skip
    changed = sara.patch(address, json={"counts": "days_off_too"}).json
    assert (changed["hours"], changed["overtime"], changed["cost"]["amount"]) == ("8", "0", "400.00")
    assert sara.post(f"{address}/pencil").json["hours"] == "8"
    assert sara.get(f"{address}?fields=hours,overtime,cost").json.keys() == {"hours", "overtime", "cost"}
    (row,) = sara.get(BOOKINGS).json["data"]
    assert row["counts"] == "days_off_too" and not {"hours", "overtime", "cost"} & set(row)
    for reader in (api("vera"), api("sara", ["schedule.read"])):
        seen = reader.get(address).json
        assert seen["hours"] == "8" and "cost" not in seen


def test_what_is_asked_for_hours_does_not_grow_with_the_rows(sara: FlaskClient, world: World) -> None:
    film = world.project("Film")

    def sent() -> int:
        with statements() as asked:
            assert sara.get(f"{BOOKINGS}?include=cost&limit=100").status_code == 200
        return len(asked)

    def fill(numbers: range) -> None:
        for n in numbers:
            world.booking(world.artist(f"Artist {n}"), film, days(n, 2), counts="every_hour")

    fill(range(2))
    sent()  # the token's first
    fill(range(2, 4))
    few = sent()
    fill(range(4, 12))
    assert sent() == few


def test_an_unchanged_list_is_304_until_something_happens(
    sara: FlaskClient, api: Callable[..., FlaskClient], asked: dict[str, Any]
) -> None:
    made = place(sara, asked)
    seen = sara.get(BOOKINGS).headers["ETag"]
    assert sara.get(BOOKINGS, headers={"If-None-Match": seen}).status_code == 304
    assert sara.get(f"{BOOKINGS}?limit=1", headers={"If-None-Match": seen}).status_code == 200
    assert api("vera").get(BOOKINGS, headers={"If-None-Match": seen}).status_code == 200
    sara.patch(f"{BOOKINGS}/{made['id']}", json={"title": "edit"})
    assert sara.get(BOOKINGS, headers={"If-None-Match": seen}).status_code == 200
    one = sara.get(f"{BOOKINGS}/{made['id']}")
    again = sara.get(f"{BOOKINGS}/{made['id']}", headers={"If-None-Match": one.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "changes, pointer",
    [
        ({"artist_id": "01931f6e-7c00-7000-8000-000000000000"}, "/artist_id"),
        ({"project_id": "nobody"}, "/project_id"),
        ({"starts_at": "2026-11-23T09:00:00"}, "/starts_at"),
        ({"starts_at": 1795424400}, "/starts_at"),
        ({"ends_at": "2026-11-23T09:00:00Z"}, "/ends_at"),
        ({"ends_at": "2029-11-23T09:00:00Z"}, "/ends_at"),
        ({"ends_at": "9999-12-31T23:59:59-23:00"}, "/ends_at"),
        ({"status": "cancelled"}, "/status"),
        ({"title": "x" * 201}, "/title"),
        ({"title": "a\u0000b"}, "/title"),
        ({"counts": "yes"}, "/counts"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_what_is_wrong_is_named_at_its_field(
    sara: FlaskClient, asked: dict[str, Any], changes: dict[str, Any], pointer: str
) -> None:
    answer = sara.post(BOOKINGS, json={**asked, **changes})
    assert (answer.status_code, [e["pointer"] for e in answer.json["errors"]]) == (422, [pointer])


def test_an_archived_artist_is_not_booked(sara: FlaskClient, asked: dict[str, Any]) -> None:
    sara.post(f"/api/v1/artists/{asked['artist_id']}/archive")
    answer = sara.post(BOOKINGS, json=asked)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/artist_id")


def test_a_viewer_reads_and_does_not_book(api: Callable[..., FlaskClient], asked: dict[str, Any]) -> None:
    answer = api("vera").post(BOOKINGS, json=asked)
    assert (answer.status_code, answer.json["type"]) == (403, "/api/v1/problems/forbidden")


def test_the_list_costs_the_same_however_long_it_is(
    sara: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    kofi, show = world.artist("Kofi"), world.project("Harbour S2")
    asked: list[str] = []
    monkeypatch.setattr(sql, "fetch", lambda *given, run=sql.fetch: asked.append(given[1]) or run(*given))
    counts = []
    for n in (1, 30):
        for _ in range(n):
            world.booking(kofi, show, days(len(asked) + n + _), "hold")
        found = sara.get(f"{BOOKINGS}?limit=500&include=artist,project,cost").json["data"]
        counts.append((len(found), len(asked)))
        asked.clear()
    assert counts == [(1, 4), (31, 4)]  # who asks, the bookings, their artists, their projects
    assert [row["rank"] for row in found] == [1] * 31


def test_the_specification_says_where_suggestions_may_be_asked_for(sara: FlaskClient) -> None:
    paths = sara.get("/api/v1/openapi.json").json["paths"]
    asking = {
        (method, path)
        for path, methods in paths.items()
        for method, operation in methods.items()
        for parameter in operation["parameters"]
        if parameter["name"] == "include" and parameter["schema"]["items"].get("const") == "suggestions"
    }
    one = "/bookings/{id}"
    assert asking == {
        ("post", "/bookings"), ("put", one), ("patch", one), ("post", "/bookings/bulk"),
        ("post", f"{one}/hold"), ("post", f"{one}/pencil"), ("post", f"{one}/confirm"),
    }  # fmt: skip


@pytest.mark.parametrize("status, end", [("confirmed", "booking.cancelled"), ("hold", "booking.released")])
@pytest.mark.parametrize("query, body", [("?reason=It+moved.", None), ("", {"reason": "It moved."})])
def test_deleting_cancels_with_a_reason_and_twice_is_once(
    sara: FlaskClient, world: World, asked: dict[str, Any], status: str, end: str, query: str, body: Any
) -> None:
    one = f"{BOOKINGS}/{place(sara, asked, status=status)['id']}"
    for _ in range(2):
        answer = sara.delete(f"{one}{query}", json=body)
        assert (answer.status_code, answer.data) == (204, b"")
    assert sara.get(one).json["status"] == "cancelled"
    assert [kind for kind in kinds(world) if kind.startswith("booking.")][1:] == [end]
    with world.acting():
        assert db.session.scalars(select(Event.changes).where(Event.kind == end)).one()


@pytest.mark.parametrize(
    "query, body", [("", None), ("?reason=", None), ("?reason=+", None), ("?reason=x", {}), ("", {"reason": ""})]
)
def test_deleting_without_the_reason_is_refused(
    sara: FlaskClient, asked: dict[str, Any], query: str, body: Any
) -> None:
    one = f"{BOOKINGS}/{place(sara, asked)['id']}"
    answer = sara.delete(f"{one}{query}", json=body)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert answer.json["errors"][0].get("parameter", answer.json["errors"][0].get("pointer")) in ("reason", "/reason")
    assert sara.get(one).json["status"] == "confirmed"


def test_deleting_minds_the_version_the_role_and_a_dry_run(
    sara: FlaskClient, api: Callable[..., FlaskClient], asked: dict[str, Any]
) -> None:
    one = f"{BOOKINGS}/{place(sara, asked)['id']}?reason=x"
    assert sara.delete(one, headers={"If-Match": '"7"'}).status_code == 412
    assert api("vera").delete(one).status_code == 403
    assert sara.delete(f"{one}&dry_run=true").status_code == 204
    assert sara.get(one.partition("?")[0]).json["status"] == "confirmed"
    first = sara.delete(one, headers={"Idempotency-Key": "gone-1"})
    again = sara.delete(one, headers={"Idempotency-Key": "gone-1"})
    assert (first.status_code, again.status_code) == (204, 204)
