"""Working days only: weekends without a width, what lies on them counted, and every slot still where it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from studio.lib.spans import Span
from studio.lib.weeks import ISO
from studio.schedule.axis import Axis
from studio.schedule.query import ScheduleQuery
from tests.schedule.test_schedule import on_one_line
from tests.support.cast import World, days

As = Callable[[str], FlaskClient]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
WEEKS = "/harbour/schedule?date=2026-11-23"


def axis(**args: str) -> Axis:
    return Axis(ScheduleQuery.of(MultiDict({"date": "2026-11-23", "weekends": "0", **args}), "Europe/London", NOW, ISO))


def bars(html: str) -> dict[str, tuple[str, ...]]:
    found = re.finditer(r'<a class="bar" id="bar-([\w-]+)".*?style="--s:(\d+);--e:(\d+)"', html)
    return {bar[1]: bar.groups()[1:] for bar in found}


def test_weekends_have_slots_but_no_width(world: World, as_: As) -> None:
    world.artist("Kofi")
    html = on_one_line(as_("sara").get(f"{WEEKS}&weekends=0").text)
    assert "--days:15;--slots:60;" in html and 'data-columns="21"' in html and 'data-weekends="hidden"' in html
    week = "repeat(20, minmax(0, 1fr)) repeat(8, 0px)"
    assert f"--tracks:{week} {week} {week}" in html
    heads = re.findall(r'<div class="schedule-day" data-date="([\d-]+)"', html)
    assert len(heads) == 15 and all(date.fromisoformat(day).weekday() < 5 for day in heads)


def test_bars_keep_their_slots_and_what_is_only_on_a_weekend_is_counted(world: World, as_: As) -> None:
    kofi, aurora = world.artist("Kofi"), world.project("Aurora")
    over = world.booking(kofi, aurora, days(3, 6), "pencil")  # Thursday to Tuesday
    saturday = Span(datetime(2026, 11, 28, 10, tzinfo=UTC), datetime(2026, 11, 28, 15, tzinfo=UTC))
    hidden = [world.booking(kofi, aurora, saturday, "hold"), world.booking(kofi, aurora, saturday, "hold")]
    sara = as_("sara")
    shown, without = (on_one_line(sara.get(address).text) for address in (WEEKS, f"{WEEKS}&weekends=0"))
    assert bars(shown).keys() == {str(over.id), *(str(booking.id) for booking in hidden)}
    assert bars(without) == {str(over.id): bars(shown)[str(over.id)]}
    assert re.findall(r'class="weekend-mark".*?--at:(\d+)".*?aria-label="([^"]+)">([^<]+)<', without) == [
        ("5", "2 bookings on the weekend. Show weekends", "+2")
    ]
    assert "weekend-mark" not in shown
    form = re.search(r'<form id="show-weekends".*?</form>', without)
    assert form and 'name="date" value="2026-11-23"' in form[0] and "weekends" not in form[0].split("hidden>", 1)[1]


def test_a_row_that_comes_late_has_its_marks_too(world: World, as_: As) -> None:
    kofi = world.artist("Kofi")
    world.booking(kofi, world.project("Aurora"), days(5), "pencil", counts="days_off_too")
    html = as_("sara").get(f"/harbour/schedule/rows?date=2026-11-23&weekends=0&ids={kofi.id}").text
    assert "weekend-mark" in html


@pytest.mark.parametrize("query", ["zoom=day", "zoom=year", "view=list"])
def test_hours_weeks_of_heat_and_the_list_leave_nothing_out(world: World, as_: As, query: str) -> None:
    world.artist("Kofi")
    html = as_("sara").get(f"{WEEKS}&weekends=0&{query}").text
    assert "data-weekends" not in html and "--tracks" not in html
    assert "weekends=0" in html  # and it is not forgotten


def test_it_is_kept_in_links_views_and_on_paper(world: World, as_: As) -> None:
    world.artist("Kofi")
    sara = as_("sara")
    html = sara.get(f"{WEEKS}&weekends=0").text
    assert 'href="/harbour/schedule?date=2026-11-23&amp;zoom=week&amp;weekends=0"' in html
    assert 'form="schedule-filters" name="weekends" value="0"' in html
    sara.post("/harbour/schedule/views", data={"name": "Weekdays", "query": "date=2026-11-23&weekends=0"})
    found = re.search(r'href="(/harbour/schedule/views/[\w-]{36})"', sara.get("/harbour/schedule/views").text)
    assert found and "weekends=0" in sara.get(found[1]).location
    paper = sara.get("/harbour/schedule/print?date=2026-11-23&weekends=0").text
    assert "--days:15;" in paper and paper.count('class="schedule-day"') == 15


@given(
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.sampled_from(["week", "weeks", "month", "quarter"]),
    st.integers(0, 91),
)
def test_what_is_seen_to_the_left_are_the_working_days_before(day: date, zoom: str, column: int) -> None:
    of = axis(date=day.isoformat(), zoom=zoom)
    column = min(column, of.columns)
    working = [n for n in range(column) if date.fromordinal(of.query.first.toordinal() + n).weekday() < 5]
    assert of.seen_before(column) == len(working)
    slots = sum(int(count) for count in re.findall(r"repeat\((\d+)", of.tracks))
    assert slots == of.columns * of.cells


@pytest.mark.parametrize(
    ("now", "at"),
    [("2026-11-23T09:00", 0.0), ("2026-11-27T18:00", 5.0), ("2026-11-28T12:00", 5.0), ("2026-11-30T13:30", 5.5)],
)
def test_the_line_of_now_stands_at_the_border_on_a_weekend(now: str, at: float) -> None:
    assert axis().now(datetime.fromisoformat(now).replace(tzinfo=UTC)) == at
