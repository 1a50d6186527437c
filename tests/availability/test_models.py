"""Patterns, time blocks and holidays as they are kept, and what working time they come to."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from studio.accounts.models import Tenant
from studio.activity.models import Event
from studio.artists.models import Artist
from studio.availability.models import EffectivePattern, StudioHoliday, TimeBlock
from studio.availability.patterns import OFFICE, STANDARD, WorkingPattern, as_lists, from_lists, one_week, overlaps
from studio.availability.queries import Availability, working_time_of, working_times_of
from studio.availability.working_time import BUSY, SICK, VACATION
from studio.extensions import db
from studio.lib.current import current
from studio.lib.spans import Span
from tests.support.cast import World, days

MON_TO_WED = one_week(OFFICE, OFFICE, OFFICE)
MORNINGS = one_week(*(OFFICE[:1],) * 5)
SINCE = date(2026, 11, 23)
WEEK = days(0, 5)


def hours(artist: Artist, span: Span = WEEK) -> Decimal:
    return working_time_of(artist).hours(span)


def test_without_anything_said_the_standard_week_holds(world: World) -> None:
    ana = world.artist("Ana")
    with world.acting():
        assert hours(ana) == 40


def test_a_pattern_of_ones_own_comes_before_the_departments_and_that_before_the_studios(world: World) -> None:
    ana, kofi, mirela = (
        world.artist("Ana", department="Edit"),
        world.artist("Kofi", department="Edit"),
        world.artist("Mirela"),
    )
    with world.acting("sara"):
        EffectivePattern.add(current.member, SINCE, MORNINGS)
        EffectivePattern.add(current.member, SINCE, one_week(OFFICE), department="Edit")
        EffectivePattern.add(current.member, SINCE, MON_TO_WED, artist=ana)
        assert [hours(each) for each in (ana, kofi, mirela)] == [24, 8, 20]
        assert [hours(each, days(-7, 5)) for each in (ana, kofi, mirela)] == [40, 40, 40]


def test_a_pattern_of_ones_own_begins_on_its_day_and_the_studios_holds_before(world: World) -> None:
    ana = world.artist("Ana")
    with world.acting("sara"):
        EffectivePattern.add(current.member, date(2026, 1, 5), MORNINGS)
        EffectivePattern.add(current.member, SINCE, MON_TO_WED, artist=ana)
        assert (hours(ana, days(-7, 5)), hours(ana)) == (20, 24)


def test_two_patterns_do_not_begin_on_one_day(world: World) -> None:
    with world.acting("sara"):
        first = EffectivePattern.add(current.member, SINCE, MORNINGS)
        with pytest.raises(IntegrityError, match="uq_working_patterns_effective_from"), db.session.begin_nested():
            EffectivePattern.add(current.member, SINCE, MON_TO_WED)
        first.remove(current.member, datetime.now(UTC))
        EffectivePattern.add(current.member, SINCE, MON_TO_WED)


def test_time_blocks_take_their_time_and_give_it_back_when_removed(world: World) -> None:
    ana = world.artist("Ana")
    with world.acting("sara"):
        leave = TimeBlock.add(current.member, ana, VACATION, starts_on=SINCE, ends_on=date(2026, 11, 24))
        TimeBlock.add(current.member, ana, BUSY, starts_at=days(2).start, ends_at=days(2).end)
        assert hours(ana) == 16
        leave.edit(current.member, ends_on=SINCE)
        assert hours(ana) == 24
        leave.remove(current.member, datetime.now(UTC))
        assert hours(ana) == 32


def test_what_changes_availability_is_told_with_the_artist_it_is_about(world: World) -> None:
    ana = world.artist("Ana")
    with world.acting("sara"):
        block = TimeBlock.add(current.member, ana, SICK, starts_on=SINCE, ends_on=SINCE, note="flu")
        block.remove(current.member, datetime.now(UTC))
        db.session.commit()
        events = Event.history(block.id)
        assert [event.kind for event in events] == ["time_block.added", "time_block.removed"]
        assert events[0].state["artist_id"] == str(ana.id)


def test_holidays_are_the_artists_regions_or_the_studios(world: World) -> None:
    ana, kofi, mirela = (
        world.artist("Ana"),
        world.artist("Kofi", holiday_region="US"),
        world.artist("Mirela", holiday_region=""),
    )
    with world.acting("sara"):
        db.session.execute(update(Tenant).where(Tenant.id == world.tenant.id).values(holiday_region="GB-ENG"))
        StudioHoliday.insert(current.member, day=date(2026, 12, 24), name="Studio closed")
        StudioHoliday.insert(current.member, day=date(2026, 12, 28), worked=True)
        christmas, thanksgiving = days(28, 8), days(3)
        assert [hours(each, thanksgiving) for each in (ana, kofi, mirela)] == [8, 0, 8]
        assert hours(ana, christmas) == 3 * 8 + 8  # Monday to Wednesday; the 28th is worked
        assert hours(mirela, christmas) == 4 * 8 + 8


def test_many_are_read_in_one_round_trip_and_share_what_they_have_in_common(world: World) -> None:
    artists = [world.artist(f"Artist {n}") for n in range(3)]
    with world.acting("sara"):
        TimeBlock.add(current.member, artists[2], VACATION, starts_on=SINCE, ends_on=SINCE)
        found = working_times_of(artists)
        one, other, third = (found[str(each.id)] for each in artists)
        assert one is other and third.hours(WEEK) == 32


def test_only_blocks_that_touch_the_window_are_read_and_those_that_come_again(world: World) -> None:
    ana = world.artist("Ana")
    with world.acting("sara"):
        for first, rule in (("2026-11-02", ""), ("2026-11-02", "FREQ=WEEKLY"), ("2026-11-27", "")):
            TimeBlock.add(
                current.member,
                ana,
                BUSY,
                starts_on=date.fromisoformat(first),
                ends_on=date.fromisoformat(first),
                rule=rule,
            )
        read = Availability.read([ana], WEEK)
        assert len(read.blocks) == 2 and read.of(ana).hours(WEEK) == 24


def test_nobody_sees_another_studios_working_time(world: World, other: World) -> None:
    ana = world.artist("Ana")
    with world.acting("sara"):
        TimeBlock.add(current.member, ana, VACATION, starts_on=SINCE, ends_on=SINCE)
        EffectivePattern.add(current.member, SINCE, MORNINGS)
        db.session.commit()
    with other.acting():
        read = Availability.read()
        assert (read.patterns, read.blocks) == ([], [])


@pytest.mark.parametrize("pattern", [STANDARD, WorkingPattern((STANDARD.weeks[0], MON_TO_WED.weeks[0]), SINCE)])
def test_a_pattern_comes_back_from_json_as_it_was(pattern: WorkingPattern) -> None:
    assert from_lists(as_lists(pattern), pattern.since) == pattern


def test_intervals_that_meet_are_found_also_over_midnight_and_from_sunday_to_monday() -> None:
    def week(**days_: list[list[str]]) -> WorkingPattern:
        names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        return from_lists([[days_.get(name, []) for name in names]], SINCE)

    assert not overlaps(STANDARD)
    assert overlaps(week(mon=[["09:00", "13:00"], ["12:00", "18:00"]]))
    assert overlaps(week(mon=[["22:00", "06:00"]], tue=[["05:00", "09:00"]]))
    assert overlaps(week(sun=[["22:00", "06:00"]], mon=[["05:00", "09:00"]]))
    assert not overlaps(week(mon=[["22:00", "06:00"]], tue=[["06:00", "09:00"]]))
