"""A booking's JSON is written once, and is always what it would be if it were written now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from studio.api.bookings import actions, json_cache
from studio.api.bookings.serializers import FIELDS
from studio.lib.bounded_store import BoundedStore
from tests.support.api_clients import api_client
from tests.support.cast import World, days

BOOKINGS = "/api/v1/bookings"
ALL_FIELDS = f"{BOOKINGS}?fields={','.join(('id', 'actions', *FIELDS[1:]))}"


@pytest.fixture
def store(app: Flask, monkeypatch: pytest.MonkeyPatch) -> BoundedStore[bytes]:
    monkeypatch.setitem(app.extensions, json_cache.NAME, found := BoundedStore[bytes](json_cache.MOST))
    return found


@pytest.fixture
def bookings(world: World) -> list[Any]:
    """A confirmed booking and three holds of one slot."""
    kofi, show = world.artist("Kofi"), world.project("Harbour S2")
    return [
        world.booking(kofi, show, days(7, 5), "confirmed"),
        *(world.booking(kofi, show, days(0, 5), "hold") for _ in range(3)),
    ]


def listed(program: FlaskClient) -> list[dict[str, Any]]:
    return program.get(BOOKINGS).json["data"]


def fresh(program: FlaskClient) -> list[dict[str, Any]]:
    """As rows say it now: a list that names its fields is not taken from the cache."""
    return program.get(ALL_FIELDS).json["data"]


def test_each_reader_in_each_studio_sees_what_is_written_for_them(
    app: Flask, store: BoundedStore[bytes], bookings: list[Any], other: World, api: Callable[..., FlaskClient]
) -> None:
    theirs = other.booking(other.artist("Zora"), other.project("Night Shoot"), days(0, 5))
    programs = [api("sara"), api("vera"), api("sara", ["schedule.read"]), api_client(app, other, "oscar")]
    for _ in range(2):
        for program in programs:
            assert listed(program) == fresh(program)
    assert [row["id"] for row in listed(programs[-1])] == [str(theirs.id)]
    allowed = [{action["allowed"] for action in listed(program)[0]["actions"]} for program in programs[:3]]
    assert allowed == [{True, False}, {False}, {False}]
    assert store.stats.misses == 4 + 4 + 1  # Sara's, those of two who may not write, Oscar's


def test_what_is_there_is_not_read_again(
    store: BoundedStore[bytes], bookings: list[Any], api: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = listed(sara := api("sara"))
    monkeypatch.setattr(json_cache, "serialize_bookings", None)
    assert listed(sara) == before
    assert (store.stats.hits, store.stats.misses) == (4, 4)


def test_a_changed_booking_is_written_anew_and_so_are_the_ranks_behind_it(
    store: BoundedStore[bytes], bookings: list[Any], world: World, api: Callable[..., FlaskClient]
) -> None:
    sara, (_, first, second, third) = api("sara"), bookings
    assert {row["id"]: row["rank"] for row in listed(sara) if row["rank"]} == {
        str(first.id): 1, str(second.id): 2, str(third.id): 3,
    }  # fmt: skip
    sara.patch(f"{BOOKINGS}/{first.id}", json={"title": "grade"})
    sara.post(f"{BOOKINGS}/{second.id}/cancel", json={"reason": "The shoot moved."})
    rows = {row["id"]: row for row in listed(sara)}
    assert (rows[str(first.id)]["title"], rows[str(first.id)]["rank"]) == ("grade", 1)
    assert (rows[str(second.id)]["status"], rows[str(second.id)]["rank"]) == ("cancelled", None)
    assert rows[str(third.id)]["rank"] == 2
    assert listed(sara) == fresh(sara)


def test_the_reasons_are_in_the_readers_words(
    store: BoundedStore[bytes],
    bookings: list[Any],
    world: World,
    api: Callable[..., FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sara = api("sara")
    listed(sara)
    monkeypatch.setattr(actions, "get_locale", lambda: "de_DE")
    listed(sara)
    assert (store.stats.hits, store.stats.misses) == (0, 8)


def test_a_page_goes_on_after_the_last_row_of_a_cached_one(
    store: BoundedStore[bytes], bookings: list[Any], api: Callable[..., FlaskClient]
) -> None:
    sara = api("sara")
    for _ in range(2):
        path, ids = f"{BOOKINGS}?limit=1&sort=-placed_at", []
        while path:
            page = sara.get(path).json
            ids += [row["id"] for row in page["data"]]
            path = page["links"].get("next")
        assert ids == [str(booking.id) for booking in reversed(bookings)]
