"""Local time made safe: skipped and repeated times are asked about, not guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.lib.clock import ZONES, AmbiguousTime, NoSuchTime, instant, now

LONDON = "Europe/London"


def local(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - wall-clock time


def test_summer_and_winter_have_their_offsets() -> None:
    assert instant(local(11, 23, 9), LONDON) == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert instant(local(7, 1, 9), LONDON) == datetime(2026, 7, 1, 8, tzinfo=UTC)
    assert instant(local(11, 23, 9), "Asia/Kathmandu") == datetime(2026, 11, 23, 3, 15, tzinfo=UTC)


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_a_skipped_time_does_not_exist(minute: int) -> None:
    with pytest.raises(NoSuchTime, match="does not exist"):
        instant(local(3, 28, 1, minute, 2027), LONDON)


def test_the_edges_of_a_skip_exist() -> None:
    assert instant(local(3, 28, 2, 0, 2027), LONDON) == datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert instant(local(3, 28, 0, 59, 2027), LONDON) == datetime(2027, 3, 28, 0, 59, tzinfo=UTC)


def test_a_repeated_time_offers_both_instants() -> None:
    with pytest.raises(AmbiguousTime) as raised:
        instant(local(10, 25, 1, 30), LONDON)
    earlier, later = raised.value.choices
    assert (earlier, later) == (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC))


def test_a_repeated_time_can_be_settled() -> None:
    assert instant(local(10, 25, 1, 30), LONDON, "earlier") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert instant(local(10, 25, 1, 30), LONDON, "later") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_settling_does_not_conjure_a_skipped_time() -> None:
    with pytest.raises(NoSuchTime):
        instant(local(3, 28, 1, 30, 2027), LONDON, "later")


def test_lord_howe_moves_by_half_an_hour() -> None:
    zone = "Australia/Lord_Howe"  # 4 October 2026: 02:00 becomes 02:30
    with pytest.raises(NoSuchTime):
        instant(local(10, 4, 2, 15), zone)
    assert instant(local(10, 4, 2, 30), zone) == datetime(2026, 10, 3, 15, 30, tzinfo=UTC)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)), st.sampled_from(ZONES))  # noqa: DTZ001
def test_an_instant_reads_as_the_local_time_it_came_from(wall: datetime, zone: str) -> None:
    try:
        found = [instant(wall, zone)]
    except NoSuchTime:
        return
    except AmbiguousTime as error:
        found = list(error.choices)
        assert found[0] < found[1] <= found[0] + timedelta(hours=3)
    assert all(when.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall for when in found)


def test_zones_are_places_that_exist() -> None:
    assert {"Europe/London", "America/New_York", "Asia/Tokyo", "UTC"} <= set(ZONES)
    assert all(ZoneInfo(zone) for zone in ZONES)
    assert not [zone for zone in ZONES if zone.startswith("Etc/")]


def test_now_is_an_instant() -> None:
    assert now().utcoffset() == timedelta()
