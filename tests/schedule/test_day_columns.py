"""Where a span falls on the grid: a row shows the artist's own days, and a column is their working day."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.availability.patterns import WorkingPattern, one_week
from studio.availability.working_time import Dated, WorkingTime
from studio.lib.spans import Span
from studio.lib.text.date_words import DAY
from studio.schedule.day_columns import Frame, frame
from studio.schedule.drag.slots import Columns, slots_at
from studio.schedule.labels import both_words, day_words
from studio.schedule.zooms import WEEK, WEEKS

MONDAY = date(2026, 11, 23)
LONDON, TOKYO, LOS_ANGELES, NEW_YORK = "Europe/London", "Asia/Tokyo", "America/Los_Angeles", "America/New_York"
NIGHTS = one_week(*(((time(22), time(6)),),) * 5)


def working(pattern: WorkingPattern, zone: str) -> WorkingTime:
    return WorkingTime(zone, (Dated(date.min, pattern),))


def at(local: str, zone: str = LONDON) -> int:
    return int(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).timestamp())


def drawn(here: Frame, start: int, end: int) -> tuple[int, int]:
    placed = here.place(start, end)
    return placed.first, placed.last


def lines(start: str, end: str, zone: str = LONDON, first: date = MONDAY, days: int = 7) -> tuple[int, int]:
    return drawn(frame(WorkingTime(zone), first, days), at(start, zone), at(end, zone))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-11-23T09:00", "2026-11-23T18:00", (1, 5)),  # a working day is a column
        ("2026-11-23T09:00", "2026-11-26T18:00", (1, 17)),
        ("2026-11-24T09:00", "2026-11-24T13:30", (5, 7)),  # half of it, half the column
        ("2026-11-24T10:00", "2026-11-24T13:31", (5, 8)),  # starts round down, ends up
        ("2026-11-24T06:00", "2026-11-24T22:00", (5, 9)),  # what is outside working time lies on its edges
        ("2026-11-24T00:00", "2026-11-25T00:00", (5, 9)),
        ("2026-11-24T05:00", "2026-11-24T07:00", (5, 7)),  # a morning before work is the day's left edge
        ("2026-11-24T20:00", "2026-11-24T22:00", (7, 9)),  # an evening after it the right one
        ("2026-11-24T20:00", "2026-11-25T07:00", (7, 11)),  # a night is at the edges of both days
        ("2026-11-25T00:30", "2026-11-25T01:30", (9, 11)),
        ("2026-11-24T09:00", "2026-11-25T02:00", (5, 10)),  # a day that goes on into the night, at that of the next
        ("2026-11-24T20:00", "2026-11-25T18:00", (8, 13)),
        ("2026-11-20T09:00", "2026-11-23T03:00", (1, 2)),
        ("2026-11-29T20:00", "2026-12-01T18:00", (28, 29)),
        ("2026-11-29T20:00", "2026-11-29T23:00", (27, 29)),  # the window's last evening stays inside it
        ("2026-11-28T09:00", "2026-11-28T18:00", (21, 25)),  # a weekend has the usual hours
        ("2026-11-20T09:00", "2026-11-23T13:00", (1, 3)),  # what begins before the window begins at its edge
        ("2026-11-29T09:00", "2026-12-24T18:00", (25, 29)),
    ],
)
def test_a_working_day_stretches_over_its_column(start: str, end: str, expected: tuple[int, int]) -> None:
    assert lines(start, end) == expected


def test_an_evening_a_night_and_an_early_morning_do_not_look_alike() -> None:
    here = frame(WorkingTime(LONDON), MONDAY, 7, 36)
    nights = [
        here.place(at("2026-11-23T20:00"), at("2026-11-23T22:00")),
        here.place(at("2026-11-23T22:00"), at("2026-11-24T06:00")),
        here.place(at("2026-11-24T00:00"), at("2026-11-24T04:00")),
    ]
    assert [(each.first, each.last) for each in nights] == [(25, 37), (25, 49), (37, 49)]
    assert [each.night for each in nights] == ["evening", "night", "morning"]
    assert all(each.hours is None for each in nights)


def test_what_goes_on_into_a_night_is_told_from_its_working_days() -> None:
    here = frame(WorkingTime(LONDON), MONDAY, 7)
    late = here.place(at("2026-11-24T09:00"), at("2026-11-25T02:00"))
    assert (late.night, late.hours) == ("", ((5, 9),))
    before = here.place(at("2026-11-20T09:00"), at("2026-11-23T03:00"))
    assert (before.night, before.hours) == ("", ())
    assert here.place(at("2026-11-24T09:00"), at("2026-11-26T18:00")).hours is None


ZONES = st.sampled_from((LONDON, TOKYO, LOS_ANGELES, NEW_YORK, "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe"))
HOURS = st.integers(0, 47).map(lambda half: time(half // 2, half % 2 * 30))


@st.composite
def patterns(draw: st.DrawFn) -> WorkingPattern:
    """Weeks with long and short days, with a break or none, and days off."""
    days = []
    for _ in range(7):
        edges = sorted(draw(st.sets(HOURS, max_size=4)))
        days.append(tuple(zip(edges[::2], edges[1::2], strict=False)))
    return one_week(*days)


@st.composite
def spans(draw: st.DrawFn) -> tuple[int, int]:
    minutes = draw(st.integers(-3 * 96, 17 * 96)) * 15
    start = at("2026-10-19T00:00", "UTC") + minutes * 60
    return start, start + 900 * draw(st.one_of(st.integers(1, 96), st.integers(1, 96 * 12)))


def days_named(start: int, end: int, zone: str, shown: str) -> tuple[str, str]:
    """The first and the last day of a tooltip's words of the row's zone; midnight at the very end is not a day."""
    words = both_words(start, end, zone, shown, "en_GB", "%(own)s|%(place)s%(shown)s%(here)s").partition("|")[0]
    first, _, last = words.partition(" – ")
    found = re.findall(r"\w+ \d+ \w+", f"{first} {last}")
    if last.endswith(" 00:00") or re.search(r" 00:00 \S+$", last):
        day = datetime.fromtimestamp(end - 1, ZoneInfo(zone)).date()
        return found[0], day_words(day, DAY, "en_GB")
    return found[0], found[-1]


@given(patterns(), ZONES, ZONES, spans(), st.sampled_from((4, 36)))
def test_a_bar_is_in_the_columns_of_just_the_days_its_tooltip_names(
    pattern: WorkingPattern, zone: str, shown: str, span: tuple[int, int], slots: int
) -> None:
    first, count = date(2026, 10, 19), 14
    here = frame(working(pattern, zone), first, count, slots)
    start, end = span
    if start >= here.ends or end <= here.begins:
        return
    placed = here.place(start, end)
    columns = (placed.first - 1) // slots, (placed.last - 2) // slots
    assert 1 <= placed.first < placed.last <= slots * count + 1
    named = days_named(start, end, zone, shown)
    drawn = [day_words(first + timedelta(column), DAY, "en_GB") for column in columns]
    if placed.clip in ("", "end"):
        assert drawn[0] == named[0]
    if placed.clip in ("", "start"):
        assert drawn[1] == named[1]
    if placed.night:
        assert placed.worked == () and placed.last - placed.first >= slots // 3


@given(ZONES, spans(), st.sampled_from((WEEK, WEEKS)))
def test_a_drag_takes_a_night_from_where_it_is_drawn(zone: str, span: tuple[int, int], zoom: str) -> None:
    slots, first = 36 if zoom == WEEK else 4, date(2026, 10, 19)
    here = frame(WorkingTime(zone), first, 14, slots)
    start, end = span
    placed = here.place(start, end)
    if placed.night and not placed.clip:
        times = Span(*(datetime.fromtimestamp(each, UTC) for each in span))
        artist = WorkingTime(zone)
        assert Columns(artist, slots).is_night(times)
        assert slots_at(times, zoom, zone, first, artist) == (placed.first - 1, placed.last - 1)


@pytest.mark.parametrize("zone", [LONDON, TOKYO, LOS_ANGELES, NEW_YORK])
def test_a_local_working_week_falls_on_the_same_columns_wherever_the_artist_lives(zone: str) -> None:
    assert lines("2026-11-23T09:00", "2026-11-27T18:00", zone) == (1, 21)


def test_one_instant_falls_on_each_artists_own_day() -> None:
    start, end = at("2026-11-23T23:00", "UTC"), at("2026-11-24T09:00", "UTC")
    assert drawn(frame(WorkingTime(TOKYO), MONDAY, 7), start, end) == (5, 9)  # Tue 08:00 to 18:00
    assert drawn(frame(WorkingTime(LOS_ANGELES), MONDAY, 7), start, end) == (3, 6)  # Mon 15:00 to Tue 01:00
    assert drawn(frame(WorkingTime(LONDON), MONDAY, 7), start, end) == (3, 7)  # Mon 23:00 to Tue 09:00, a night


@pytest.mark.parametrize(
    ("zone", "first", "changed"),
    [
        (LONDON, date(2026, 3, 23), date(2026, 3, 29)),
        (LONDON, date(2026, 10, 19), date(2026, 10, 25)),
        (NEW_YORK, date(2026, 3, 2), date(2026, 3, 8)),
        (NEW_YORK, date(2026, 10, 26), date(2026, 11, 1)),
    ],
)
def test_a_week_in_which_the_clocks_change_keeps_its_columns(zone: str, first: date, changed: date) -> None:
    here = frame(WorkingTime(zone), first, 14)
    day = (changed - first).days
    assert lines(f"{changed}T09:00", f"{changed}T18:00", zone, first, 14) == (4 * day + 1, 4 * day + 5)
    after = date.fromordinal(changed.toordinal() + 1)
    assert lines(f"{after}T09:00", f"{after}T18:00", zone, first, 14) == (4 * day + 5, 4 * day + 9)
    assert here.ends - here.begins != 14 * 86400  # the window really is an hour shorter or longer
    assert sum(here.capacity) == 10 * 8 * 3600


def test_a_span_is_cut_off_where_the_artists_own_window_ends() -> None:
    here = frame(WorkingTime(TOKYO), MONDAY, 7)
    inside = at("2026-11-23T00:00", TOKYO), at("2026-11-30T00:00", TOKYO)
    assert here.clip(*inside) == ""
    assert here.clip(inside[0] - 1, inside[1]) == "start"
    assert here.clip(inside[0], inside[1] + 1) == "end"
    assert here.clip(inside[0] - 1, inside[1] + 1) == "both"


def test_work_is_counted_by_day_without_lunch_nights_and_weekends() -> None:
    here = frame(WorkingTime(LONDON), MONDAY, 14)
    parts = list(here.worked(at("2026-11-27T12:00"), at("2026-11-30T11:00")))
    assert parts == [(4, 3600), (4, 4 * 3600), (7, 2 * 3600)]
    assert list(here.worked(at("2026-11-28T09:00"), at("2026-11-29T18:00"))) == []


def test_a_night_shift_is_the_column_of_the_evening_it_begins_on() -> None:
    here = frame(working(NIGHTS, LONDON), MONDAY, 7)
    assert drawn(here, at("2026-11-23T22:00"), at("2026-11-24T06:00")) == (1, 5)
    assert list(here.worked(at("2026-11-24T02:00"), at("2026-11-24T06:00"))) == [(0, 4 * 3600)]


def test_the_now_line_stands_still_at_night() -> None:
    here: Frame = frame(WorkingTime(LONDON), MONDAY, 7)
    assert here.position(at("2026-11-20T12:00")) == 0
    assert here.position(at("2026-11-23T13:30")) == 0.5
    assert here.position(at("2026-11-23T18:00")) == here.position(at("2026-11-24T09:00")) == 1
