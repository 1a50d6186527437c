"""An artist's page tells times on the artist's own clock, with the reader's beside it where they differ."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from studio.availability.working_time import WorkingTime
from studio.lib.spans import Span
from tests.schedule.test_schedule import on_one_line
from tests.support.cast import World

As = Callable[[str], FlaskClient]
MORNING = Span(datetime(2031, 1, 6, 0, tzinfo=UTC), datetime(2031, 1, 6, 3, tzinfo=UTC))  # a Monday, in winter


def page_of(world: World, as_: As, zone: str) -> str:
    artist = world.artist("Yuki Tanaka", zone=zone)
    world.booking(artist, world.project("Aurora"), MORNING, "pencil")
    return on_one_line(as_("sara").get(f"/harbour/artists/{artist.id}").text)


def test_the_artists_own_clock_comes_first(world: World, as_: As) -> None:
    html = page_of(world, as_, "Asia/Tokyo")
    assert "Times in Asia/Tokyo" in html
    own, beside = html.index("<div>Mon 6 Jan 09:00 – 12:00<br>"), html.index("Mon 6 Jan 00:00 – 03:00 in London")
    assert own < beside
    assert "Works next</dt>" in html and " in London</small></dd>" in html


@pytest.mark.parametrize("zone", ["Europe/London", "Europe/Lisbon"])
def test_where_the_clocks_agree_times_stand_once(world: World, as_: As, zone: str) -> None:
    html = page_of(world, as_, zone)
    assert "<div>Mon 6 Jan 00:00 – 03:00</div>" in html and " in London" not in html


def test_a_projects_page_keeps_the_readers_clock(world: World, as_: As) -> None:
    artist, aurora = world.artist("Yuki Tanaka", zone="Asia/Tokyo"), world.project("Aurora")
    world.booking(artist, aurora, MORNING, "pencil")
    html = on_one_line(as_("sara").get(f"/harbour/projects/{aurora.id}").text)
    assert "Times in Europe/London" in html and "<div>Mon 6 Jan 00:00 – 03:00</div>" in html


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-11-27T08:59", 27),  # a Friday in Tokyo, just before six in the evening
        ("2026-11-27T09:00", 30),
        ("2026-11-28T12:00", 30),
        ("2026-11-30T00:30", 30),
    ],
)
def test_the_next_working_day_is_the_one_that_is_on_or_comes(now: str, day: int) -> None:
    found = WorkingTime("Asia/Tokyo").next_working_day(datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert found == Span(datetime(2026, 11, day, 0, tzinfo=UTC), datetime(2026, 11, day, 9, tzinfo=UTC))
