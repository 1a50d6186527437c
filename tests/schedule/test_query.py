"""What an address asks of the calendar; what makes no sense is as if it were not there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from studio.lib.weeks import ISO, Week
from studio.schedule.query import ScheduleQuery, shown_zone
from studio.schedule.zooms import ZOOMS

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday
ID = "0190f5fe-7c00-7a00-8000-000000000000"


AMERICAN = Week.of("en_US")


def asked(zone: str = "Europe/London", week: Week = ISO, **args: str | list[str]) -> ScheduleQuery:
    return ScheduleQuery.of(MultiDict(args), zone, NOW, week)


def test_without_a_date_the_window_is_last_week_this_one_and_the_next() -> None:
    window = asked()
    assert (window.first, window.last, window.chosen) == (date(2026, 11, 16), date(2026, 12, 6), date(2026, 11, 25))
    assert asked(zoom="week").first == date(2026, 11, 23)


def test_a_date_is_the_day_a_phone_shows_and_its_monday_begins_the_window() -> None:
    window = asked(date="2026-12-03")
    assert (window.first, window.chosen) == (date(2026, 11, 30), date(2026, 12, 3))


def test_any_day_of_a_week_leads_to_it_as_the_studio_has_weeks() -> None:
    for day in ("2026-11-29", "2026-12-02", "2026-12-05"):
        assert asked(week=AMERICAN, date=day, zoom="week").first == date(2026, 11, 29)
    window = asked(week=AMERICAN)
    assert (window.first, window.last, window.chosen) == (date(2026, 11, 15), date(2026, 12, 5), date(2026, 11, 25))
    sunday = asked(date="2026-11-29", zoom="week")
    assert sunday.first == date(2026, 11, 23)


def test_the_chosen_weekday_keeps_its_place_in_a_week_that_begins_on_sunday() -> None:
    window = asked(week=AMERICAN)
    assert window.anchor == date(2026, 11, 18)  # the Wednesday where the window begins
    assert asked(week=AMERICAN, date=window.later().isoformat()).first == date(2026, 11, 22)
    assert asked(week=AMERICAN, steps="1").params()["date"] == window.later().isoformat()


def test_shares_of_the_year_under_way_count_from_this_week_on() -> None:
    assert asked(zoom="year").counts_from == date(2026, 11, 23)
    assert asked(zoom="year", week=AMERICAN).counts_from == date(2026, 11, 22)
    assert asked(zoom="year", date="2025-06-01").counts_from == date(2024, 12, 30)
    assert asked(zoom="year", date="2027-06-01").counts_from == date(2026, 12, 28)
    assert asked(zoom="quarter").counts_from == asked(zoom="quarter").first
    assert asked(zoom="year", view="list").counts_from == asked(zoom="year").first


def test_today_is_the_viewers() -> None:
    late = datetime(2026, 11, 22, 20, tzinfo=UTC)  # already Monday in Tokyo
    assert ScheduleQuery.of(MultiDict(), "Asia/Tokyo", late, ISO).today == date(2026, 11, 23)
    assert ScheduleQuery.of(MultiDict(), "Europe/London", late, ISO).today == date(2026, 11, 22)


@pytest.mark.parametrize(
    "args",
    [
        {"date": "soon"}, {"zoom": "galaxy"}, {"weeks": "-1"}, {"weeks": "many"}, {"view": "clouds"}, {"project": "x"},
        {"status": "lost"}, {"group": "shoe size"}, {"density": "solid"}, {"free_from": "monday"}, {"saved": "1"},
        {"q": "\x00 \n"},
    ],
)  # fmt: skip
def test_nonsense_counts_as_not_given(args: dict[str, str]) -> None:
    assert asked(**args) == asked()


def test_what_is_too_much_is_cut() -> None:
    assert len(asked(q="x" * 500).q) == 100
    assert asked(free_from="2026-01-01", free_until="2036-01-01").free == (date(2026, 1, 1), date(2027, 1, 2))
    for far in ("0001-01-01", "9999-12-31"):
        for zoom in ZOOMS:
            window = asked(date=far, zoom=zoom)
            assert window.reach and window.earlier() and window.later()


def test_addresses_keep_the_filters_and_leave_out_what_is_usual() -> None:
    window = asked(q="comp", status="hold", project=ID, department="3D & FX", date="2026-12-03", zoom="weeks")
    filters = f"department=3D+%26+FX&project={ID}&status=hold&q=comp"
    assert window.url("/s", date=window.later()) == f"/s?date=2026-12-10&{filters}"
    assert asked().url("/s") == "/s"
    assert asked().url("/s", view="list", zoom="week") == "/s?zoom=week&view=list"
    assert (
        asked(zoom="week", group="city", density="compact").url("/s", zoom="weeks") == "/s?group=city&density=compact"
    )
    assert window.filtered and not asked().filtered


def test_a_filter_takes_several_values_each_once_and_as_many_as_make_sense() -> None:
    window = asked(skill=["Nuke", "", "Houdini", "Nuke"], status=["hold", "lost", "pencil"], project=[ID, "no id"])
    assert window.url("/s") == f"/s?skill=Nuke&skill=Houdini&project={ID}&status=hold&status=pencil"
    assert window.url("/s", skill=("Nuke",), status=()) == f"/s?skill=Nuke&project={ID}"
    assert window.params() == {"skill": ["Nuke", "Houdini"], "project": ID, "status": ["hold", "pencil"]}
    assert len(asked(tag=[str(number) for number in range(1000)]).tag) == 20


def test_dates_to_be_free_between_that_nobody_could_mean_are_none() -> None:
    assert asked(free_from="2026-12-01", free_until="0002-12-01").free == (date(2026, 12, 1), date(2026, 12, 1))
    assert asked(free_from="0020-12-01").free is None
    assert asked(free_from="2026-12-04", free_until="2026-12-01").free == (date(2026, 12, 1), date(2026, 12, 4))


def test_every_filter_survives_in_the_address() -> None:
    args: dict[str, Any] = {
        "department": "FX", "skill": "Nuke", "tag": "senior", "project": ID, "client": "Harbour", "status": "pencil",
        "free_from": "2026-12-01", "free_until": "2026-12-04", "q": "ana", "saved": ID,
    }  # fmt: skip
    assert asked(**args).params() == args
    for name in set(args) - {"saved", "free_until"}:
        assert asked(**{name: args[name]}).filtered


def test_free_between_takes_dates_in_any_order_and_one_alone() -> None:
    assert asked(free_from="2026-12-04", free_until="2026-12-01").free == (date(2026, 12, 1), date(2026, 12, 4))
    assert asked(free_until="2026-12-04").free == (date(2026, 12, 4), date(2026, 12, 4))
    assert asked().free is None


def test_earlier_and_later_move_by_what_is_shown_and_keep_a_week_in_sight() -> None:
    assert asked(date="2026-11-23").later() == date(2026, 11, 30)
    assert asked(date="2026-11-23", zoom="week").earlier() == date(2026, 11, 16)
    assert asked(date="2026-11-23", zoom="day").later() == date(2026, 11, 24)
    assert asked(date="2026-11-23", zoom="month").later() == date(2026, 12, 23)
    assert asked(date="2026-11-23", zoom="quarter").earlier() == date(2026, 8, 23)
    assert asked(date="2026-11-23", zoom="year").later() == date(2027, 11, 23)


def test_without_a_date_a_step_goes_on_from_what_is_seen() -> None:
    """Last week, this one and the next; a step later begins with this one."""
    later = asked().later()
    assert asked(date=later.isoformat()).first == date(2026, 11, 23)
    assert asked(date=asked().earlier().isoformat()).first == date(2026, 11, 9)


def test_the_reach_holds_every_local_day_of_the_window() -> None:
    reach = asked(date="2026-11-23", zoom="week").reach
    assert reach.duration == timedelta(days=7, hours=28)
    assert ISO.start(reach.end.date()) == date(2026, 11, 30)


def test_only_a_known_zone_is_shown() -> None:
    assert shown_zone("Asia/Tokyo", "Europe/London") == "Asia/Tokyo"
    assert shown_zone("Moon/Base", "Europe/London") == "Europe/London"
    assert asked(tz="Asia/Tokyo").url("/s") == "/s?tz=Asia%2FTokyo"
    assert asked(tz="Moon/Base").url("/s") == asked(tz="Europe/London").url("/s") == "/s"


@pytest.mark.parametrize(
    ("args", "date"),
    [
        ({"date": "2026-11-23", "steps": "2"}, "2026-12-07"),
        ({"date": "2026-11-23", "steps": "-1"}, "2026-11-16"),
        ({"date": "2026-11-23", "zoom": "month", "steps": "2"}, "2027-01-23"),
        ({"date": "2026-11-23", "zoom": "month", "stride": "week", "steps": "2"}, "2026-12-07"),
        ({"date": "2026-11-23", "steps": "0"}, "2026-11-23"),
        ({"date": "2026-11-23", "steps": "1000"}, "2026-11-23"),
        ({"date": "2026-11-23", "steps": "nine"}, "2026-11-23"),
        ({"date": "9000-01-01", "steps": "100"}, "9000-01-01"),
    ],
)
def test_steps_lead_on_from_the_date_and_are_no_part_of_the_address(args: dict[str, str], date: str) -> None:
    found = asked(**args)
    assert found.params()["date"] == date
    assert not {"steps", "stride"} & set(found.params())


def test_steps_without_a_date_are_those_of_the_links_of_today() -> None:
    assert asked(steps="1").params()["date"] == asked().later().isoformat()
    assert asked(zoom="month", steps="-1").params()["date"] == asked(zoom="month").earlier().isoformat()


def test_other_days_to_be_free_on_are_shown_by_the_zoom_that_is_open_or_the_next_that_has_them_all() -> None:
    def shown(first: str, last: str, zoom: str, **args: str) -> tuple[str, str]:
        window = asked(free_from=first, free_until=last, zoom=zoom, date="2026-11-23", **args)
        assert window.free_shown == f"{first}/{last}"
        return window.zoom, str(window.chosen)

    assert shown("2027-01-05", "2027-01-08", "week", free_shown="") == ("week", "2027-01-05")
    assert shown("2027-01-05", "2027-01-08", "day", free_shown="") == ("week", "2027-01-05")
    assert shown("2027-01-05", "2027-01-26", "weeks", free_shown="2026-12-01/2026-12-04") == ("month", "2027-01-05")
    assert shown("2027-01-05", "2027-02-26", "weeks", free_shown="") == ("quarter", "2027-01-05")
    assert shown("2026-12-20", "2027-05-01", "weeks", free_shown="") == ("quarter", "2026-12-20")  # none has them all
    assert shown("2027-01-05", "2027-05-01", "weeks", free_shown="") == ("year", "2027-01-05")
    assert shown("2027-01-05", "2027-01-08", "week", free_shown="2027-01-05/2027-01-08") == ("week", "2026-11-23")
    assert shown("2027-01-05", "2027-01-08", "week") == ("week", "2026-11-23")  # a link leads where it says
    assert shown("2027-01-05", "2027-01-05", "week", free_shown="", steps="1") == ("week", "2027-01-12")


def test_the_address_says_which_days_are_shown_and_nothing_of_how_it_came_to_that() -> None:
    window = asked(free_from="2027-01-05", free_until="2027-01-26", free_shown="", date="2026-11-23", q="ana")
    assert window.url("/s") == "/s?date=2027-01-05&zoom=month&free_from=2027-01-05&free_until=2027-01-26&q=ana"
