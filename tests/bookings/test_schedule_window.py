"""What an address asks of the calendar; what makes no sense is as if it were not there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from studio.bookings.window import Asked, shown_zone
from studio.lib.spans import monday_of

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday
ID = "0190f5fe-7c00-7a00-8000-000000000000"


def asked(zone: str = "Europe/London", **args: str) -> Asked:
    return Asked.of(args, zone, NOW)


def test_without_a_date_the_window_is_last_week_this_one_and_the_next() -> None:
    window = asked()
    assert (window.first, window.last, window.chosen) == (date(2026, 11, 16), date(2026, 12, 6), date(2026, 11, 25))
    assert asked(weeks="1").first == date(2026, 11, 23)


def test_a_date_is_snapped_to_its_monday_and_is_the_day_a_phone_shows() -> None:
    window = asked(date="2026-12-03")
    assert (window.first, window.chosen) == (date(2026, 11, 30), date(2026, 12, 3))


def test_today_is_the_viewers() -> None:
    late = datetime(2026, 11, 22, 20, tzinfo=UTC)  # already Monday in Tokyo
    assert Asked.of({}, "Asia/Tokyo", late).today == date(2026, 11, 23)
    assert Asked.of({}, "Europe/London", late).today == date(2026, 11, 22)


@pytest.mark.parametrize(
    "args",
    [{"date": "soon"}, {"weeks": "-1"}, {"weeks": "many"}, {"view": "clouds"}, {"project": "x"}, {"status": "lost"}],
)
def test_nonsense_counts_as_not_given(args: dict[str, str]) -> None:
    assert asked(**args) == asked()


def test_what_is_too_much_is_cut() -> None:
    assert asked(weeks="999").weeks == 13
    assert asked(weeks="0").weeks == 1
    assert len(asked(q="x" * 500).q) == 100
    for far in ("0001-01-01", "9999-12-31"):
        window = asked(date=far, weeks="13")
        assert window.reach and window.earlier() and window.later()


def test_addresses_keep_the_filters_and_leave_out_what_is_usual() -> None:
    window = asked(q="comp", status="hold", project=ID, department="3D & FX", date="2026-12-03", weeks="3")
    filters = f"department=3D+%26+FX&project={ID}&status=hold&q=comp"
    assert window.url("/s", date=window.later()) == f"/s?date=2026-12-07&{filters}"
    assert asked().url("/s") == "/s"
    assert asked().url("/s", view="list", weeks=1) == "/s?weeks=1&view=list"
    assert window.filtered and not asked().filtered


def test_earlier_and_later_keep_a_week_in_sight() -> None:
    assert asked(date="2026-11-23", weeks="3").later() == date(2026, 11, 30)
    assert asked(date="2026-11-23", weeks="5").later() == date(2026, 12, 21)
    assert asked(date="2026-11-23", weeks="1").earlier() == date(2026, 11, 16)


def test_the_reach_holds_every_local_day_of_the_window() -> None:
    reach = asked(date="2026-11-23", weeks="1").reach
    assert reach.duration == timedelta(days=7, hours=28)
    assert monday_of(reach.end.date()) == date(2026, 11, 30)


def test_only_a_known_zone_is_shown() -> None:
    assert shown_zone("Asia/Tokyo", "Europe/London") == "Asia/Tokyo"
    assert shown_zone("Moon/Base", "Europe/London") == "Europe/London"
    assert asked(tz="Asia/Tokyo").url("/s") == "/s?tz=Asia%2FTokyo"
    assert asked(tz="Moon/Base").url("/s") == asked(tz="Europe/London").url("/s") == "/s"
