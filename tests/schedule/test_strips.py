"""An artist's own time stands above their bars: where, under which name, and who learns why."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from studio.availability.models import TimeBlock
from studio.availability.working_time import Block, WorkingTime
from studio.schedule.day_columns import frame
from studio.schedule.grid.strips import strips
from studio.schedule.labels import Labels
from studio.schedule.rows import ArtistRow
from tests.schedule.test_schedule import page
from tests.support.cast import World, settle

As = Callable[[str], FlaskClient]
STRIP = re.compile(r'<a class="off"\s+href="([^"]*)"([^>]*)style="--s:(\d+);--e:(\d+)" title="([^"]*)"')
WEEK = "/harbour/schedule?date=2026-11-23&zoom=week"


def drawn(world: World, client: FlaskClient, url: str = WEEK, kind: str = "vacation", **columns: Any) -> list[Any]:
    with world.acting("sara"):
        TimeBlock.add(world.sara, world.artist("Ada", member_id=world.ana.id), kind, **columns)
        settle()
    return STRIP.findall(" ".join(page(client, url).split()))


def test_whole_days_take_their_columns_and_lead_to_their_form(world: World, as_: As) -> None:
    [(href, marks, *lines)] = drawn(world, as_("sara"), starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 25))
    slots = int(lines[1]) - 1
    assert lines[0] == "1" and slots % 3 == 0 and 'data-clip="start"' in marks and "data-movable" in marks
    assert lines[2] == "Vacation, Ada, Fri 20 – Wed 25 Nov 2026" and href.endswith("/edit")


def test_hours_are_where_they_fall_and_what_comes_again_is_not_moved(world: World, as_: As) -> None:
    hours = {"starts_at": datetime(2026, 11, 23, 9, tzinfo=UTC), "ends_at": datetime(2026, 11, 23, 11, tzinfo=UTC)}
    found = drawn(world, as_("sara"), kind="busy", **hours, rule="FREQ=DAILY")
    assert len(found) == 7 and "data-movable" not in found[0][1] and "id=" not in found[0][1]
    assert found[1][4] == "Busy, Ada, Tue 24 Nov 2026 09:00 – 11:00, open it to change it"


def test_by_hours_a_day_off_is_all_of_the_day(world: World, as_: As) -> None:
    url = "/harbour/schedule?date=2026-11-23&zoom=day"
    [(_href, marks, *lines)] = drawn(world, as_("sara"), url, starts_on=date(2026, 11, 23), ends_on=date(2026, 11, 23))
    assert lines[:2] == ["1", "97"] and "data-movable" not in marks and "open it to change it" in lines[2]


def shaded(world: World, client: FlaskClient) -> list[tuple[str, ...]]:
    html = " ".join(page(client, "/harbour/schedule?date=2026-11-23&zoom=day").split())
    return re.findall(r'<i class="(closed[^"]*)" style="--s:(\d+);--e:(\d+)" role="img" title="([^"]*)"', html)


def test_by_hours_time_off_and_what_is_asked_for_are_named_where_they_fall(world: World, as_: As) -> None:
    nine = datetime(2026, 11, 23, 9, tzinfo=UTC)
    with world.acting("sara"):
        ada, bo = world.artist("Ada", member_id=world.ana.id), world.artist("Bo")
        asked = {"status": "requested", "requested_by": world.ana.id, "requested_at": nine}
        TimeBlock.add(world.ana, ada, "vacation", starts_at=nine, ends_at=nine + timedelta(hours=2), **asked)
        TimeBlock.add(world.sara, bo, "busy", starts_at=nine, ends_at=nine + timedelta(hours=1))
        settle()
    assert shaded(world, as_("sara")) == [
        ("closed requested", "36", "44", "Time off requested"), ("closed", "36", "40", "Time off"),
    ]  # fmt: skip
    assert [words for *_, words in shaded(world, as_("vera"))] == ["Time off"]


@pytest.mark.parametrize("name", ["vera", "ana"])
def test_why_is_told_to_those_who_plan_and_to_nobody_else(world: World, as_: As, name: str) -> None:
    days = {"starts_on": date(2026, 11, 24), "ends_on": date(2026, 11, 24)}
    [(href, marks, _s, _e, words)] = drawn(world, as_(name), kind="sick", **days)
    assert words == "Time off, Ada, Tue 24 Nov 2026" and "#timeblock-" in href and "data-movable" not in marks
    assert "Sick" not in page(as_(name), WEEK)


def test_a_day_of_a_subscribed_calendar_leads_to_its_page_and_hours_are_only_shaded(world: World) -> None:
    at = datetime(2026, 11, 24, tzinfo=UTC).replace(tzinfo=None)
    day = Block("a", "busy", at, at + timedelta(days=1), subscribed=True)
    hours = Block("b", "busy", at, at + timedelta(hours=1), False, "UTC", subscribed=True)
    worker = WorkingTime("UTC", blocks=(day, hours))
    artist = ArtistRow("id", False, "Ada", "", "", "", "UTC", None, (), (), worker)
    with world.acting():
        [strip] = strips(artist, frame(worker, date(2026, 11, 23), 7), Labels("en_GB", "UTC"), True)
    assert (strip.movable, strip.subscribed) == (False, True)
    assert strip.words == "Busy in a subscribed calendar, Ada, Tue 24 Nov 2026"


def test_a_year_and_the_calendar_by_project_have_none(world: World, as_: As) -> None:
    days = {"starts_on": date(2026, 11, 24), "ends_on": date(2026, 11, 24)}
    assert drawn(world, as_("sara"), "/harbour/schedule?date=2026-11-23&zoom=year", **days) == []
    assert 'class="off"' not in page(as_("sara"), f"{WEEK}&view=projects")
