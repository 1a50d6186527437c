"""Every path with an id in it, tried with another studio's: 404, whatever the method, and nothing changes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from studio.api.operations.operation import OPERATIONS, Operation
from studio.artists.rates import ArtistRate
from studio.availability.calendars.models import SubscribedCalendar
from studio.availability.models import EffectivePattern, StudioHoliday, TimeBlock
from studio.availability.patterns import STANDARD
from studio.custom_fields.models import CustomField
from studio.feeds.models import Feed
from studio.lib.money import Money
from tests.support.cast import World, days, settle


def kind_of(operation: Operation) -> str:
    return operation.path.split("/")[1]


ELSEWHERE = {"webhooks"}  # see test_webhooks
WITH_ID = [each for each in OPERATIONS if "<uuid:" in each.path and kind_of(each) not in ELSEWHERE]
BODIES: dict[str, Any] = {
    "replace_artist": {"name": "Mine"}, "change_artist": {"name": "Mine"},
    "replace_project": {"name": "Mine"}, "change_project": {"name": "Mine"},
    "change_booking": {"title": "Mine"}, "cancel_booking": {"reason": "Mine"}, "decline_booking": {"reason": "Mine"},
    "delete_booking": {"reason": "Mine"},
    "replace_member": {"role": "viewer"}, "change_member": {"role": "viewer"},
    "create_pattern": {"effective_from": "2026-11-23", "weeks": [{}]}, "change_pattern": {"weeks": [{}]},
    "create_time_block": {"kind": "busy", "starts_on": "2026-11-23", "ends_on": "2026-11-23"},
    "change_time_block": {"note": "Mine"}, "decline_time_block": {"reason": "Mine"},
    "replace_allowances": {"vacation": "30"}, "change_allowances": {"sick": "5"},
    "change_zone": {"zone": "Asia/Tokyo"},
    "create_calendar": {"url": "https://calendar.example.com/a.ics"},
    "create_rate": {"effective_from": "2026-11-23", "rate": {"amount": "1.00", "currency": "GBP"}},
    "change_custom_field": {"name": "Mine"}, "change_studio_pattern": {"weeks": [{}]},
    "change_studio_holiday": {"name": "Mine"},
}  # fmt: skip
DAYS = "from=2026-11-23&to=2026-11-24"
QUERIES = {"list_hours": DAYS, "get_statistics": DAYS, "list_holidays": "year=2026"}
TABLES = (
    "artists", "projects", "bookings", "memberships", "events", "time_blocks", "working_patterns",
    "artist_rates", "custom_fields", "feeds", "subscribed_calendars", "studio_holidays", "allowances",
)  # fmt: skip


@pytest.fixture
def theirs(world: World) -> dict[str, str]:
    """One of everything of Harbour Post's, by the path's first word."""
    kofi, show = world.artist("Kofi"), world.project("Harbour S2")
    booking = world.booking(kofi, show, days(0))
    with world.acting():
        block = TimeBlock.add(None, kofi, "busy", starts_on=date(2026, 11, 23), ends_on=date(2026, 11, 23))
        pattern = EffectivePattern.add(None, date(2026, 11, 23), STANDARD, kofi)
        rate = ArtistRate.add(None, kofi, date(2026, 11, 23), Money(Decimal(50), "GBP"))
        field = CustomField.add(None, "artist", "Seat", "text")
        feed, _secret = Feed.make(world.sara)
        calendar = SubscribedCalendar.add(None, kofi, datetime.now(UTC), "Home", False, upload="BEGIN:VCALENDAR")
        studios = EffectivePattern.add(None, date(2026, 11, 23), STANDARD)
        holiday = StudioHoliday.insert(None, day=date(2026, 11, 23), name="Picnic")
        settle()
    return {
        "patterns": str(studios.id), "holidays": str(holiday.id),
        "<uuid:calendar_id>": str(calendar.id),
        "<uuid:rate_id>": str(rate.id), "custom-fields": str(field.id),
        "<uuid:block_id>": str(block.id), "<uuid:pattern_id>": str(pattern.id),
        "artists": str(kofi.id), "projects": str(show.id), "bookings": str(booking.id), "members": str(world.vera.id),
        "feeds": str(feed.id),
    }  # fmt: skip


def everything(engine: Engine, world: World) -> list[Any]:
    """All rows of Harbour Post, looked at behind the app's back."""
    with engine.connect() as connection:
        connection.execute(text("SELECT set_config('app.tenant_id', :id, true)"), {"id": str(world.tenant.id)})
        return [connection.execute(text(f"SELECT * FROM {table} ORDER BY id")).all() for table in TABLES]


@pytest.mark.parametrize("operation", WITH_ID, ids=lambda operation: operation.name)
def test_another_studios_id_is_404(
    operation: Operation, outsider: FlaskClient, world: World, theirs: dict[str, str], owner_engine: Engine
) -> None:
    kind = kind_of(operation)
    before = everything(owner_engine, world)
    body = BODIES.get(operation.name)
    if operation.name == "replace_booking":
        mine = {"artist_id": theirs["artists"], "project_id": theirs["projects"]}
        body = {**mine, "starts_at": "2026-12-01T09:00:00Z", "ends_at": "2026-12-01T18:00:00Z"}
    path = re.sub("<uuid:[a-z]+_id>", lambda found: theirs[found[0]], operation.path.replace("<uuid:id>", theirs[kind]))
    query = QUERIES.get(operation.name, "")
    answer = outsider.open(f"/api/v1{path}", method=operation.method, json=body, query_string=query)
    assert (answer.status_code, answer.json["type"]) == (404, "/api/v1/problems/not-found")
    assert everything(owner_engine, world) == before


def test_lists_hold_nothing_of_another_studio(outsider: FlaskClient, theirs: dict[str, str]) -> None:
    for kind in ("artists", "projects", "bookings"):
        assert outsider.get(f"/api/v1/{kind}").json["data"] == []
    assert [one["name"] for one in outsider.get("/api/v1/members").json["data"]] == ["Oscar"]
    window = "from=2026-11-23T00:00:00Z&to=2026-11-24T00:00:00Z"
    assert outsider.get(f"/api/v1/availability?{window}").json["data"] == []


@pytest.mark.parametrize("field", ["artist_id", "project_id"])
def test_ids_of_another_studio_in_a_body_or_a_query_do_not_exist(
    outsider: FlaskClient, other: World, theirs: dict[str, str], field: str
) -> None:
    mine = {"artist_id": str(other.artist("Ulla").id), "project_id": str(other.project("Ours").id)}
    asked = {**mine, "starts_at": "2026-12-01T09:00:00Z", "ends_at": "2026-12-01T18:00:00Z"}
    made = outsider.post("/api/v1/bookings", json=asked).json
    foreign = {field: theirs[f"{field.removesuffix('_id')}s"]}
    for method, path, body in (
        ("POST", "/api/v1/bookings", {**asked, **foreign}), ("PATCH", f"/api/v1/bookings/{made['id']}", foreign),
    ):  # fmt: skip
        answer = outsider.open(path, method=method, json=body)
        assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, f"/{field}")
    assert outsider.get("/api/v1/bookings", query_string=foreign).json["data"] == []


def test_availability_and_suggestions_know_no_other_studio(outsider: FlaskClient, theirs: dict[str, str]) -> None:
    window = "from=2026-11-23T00:00:00Z&to=2026-11-24T00:00:00Z"
    span = "starts_at=2026-11-23T09:00:00Z&ends_at=2026-11-23T18:00:00Z"
    for path in (f"availability?{window}", f"suggestions?{span}"):
        answer = outsider.get(f"/api/v1/{path}&artist_id={theirs['artists']}")
        assert (answer.status_code, answer.json["errors"][0]["parameter"]) == (422, "artist_id")


def test_bulk_finds_nothing_of_another_studio(outsider: FlaskClient, theirs: dict[str, str]) -> None:
    items = [{"do": "confirm", "id": theirs["bookings"]}, {"do": "cancel", "id": theirs["bookings"], "reason": "x"}]
    answer = outsider.post("/api/v1/bookings/bulk", json={"mode": "what-fits", "items": items})
    assert [one["status"] for one in answer.json["results"]] == [404, 404]
