"""What of somebody's own time is in the way of a booking, and what it only goes on around."""

from __future__ import annotations

from datetime import date

import pytest

from studio.availability.overrides import agreed, overriding
from studio.availability.unavailable import HOLIDAY, NOT_WORKING, time_off, unavailability
from studio.availability.working_time import (
    AVAILABLE,
    BUSY,
    DAYS_OFF_TOO,
    EVERY_HOUR,
    SICK,
    VACATION,
    WORKING_TIME,
    HolidayRules,
    WorkingTime,
)
from studio.lib.spans import Span
from tests.availability.test_working_time import ENGLAND, LONDON, blocked, days, hours, span

WEEK = span("2026-11-23T09:00", "2026-11-27T18:00")
FRIDAY_EVENING = span("2026-11-27T18:00", "2026-11-27T22:00")
SATURDAY = span("2026-11-28T09:00", "2026-11-28T18:00")
EASTER = span("2027-03-26T09:00", "2027-03-30T18:00")
GOOD_FRIDAY = span("2027-03-26T09:00", "2027-03-26T18:00")
TUESDAY_OFF = days(VACATION, "2026-11-24", "2026-11-24", id="off")
STANDING = hours(BUSY, "2026-11-23T10:00", "2026-11-23T11:00", rule="FREQ=WEEKLY")


@pytest.mark.parametrize(
    ("worker", "asked", "counts", "causes", "notes"),
    [
        pytest.param(LONDON, WEEK, WORKING_TIME, [], [], id="a working week"),
        pytest.param(LONDON, SATURDAY, WORKING_TIME, [NOT_WORKING], [], id="a Saturday"),
        pytest.param(LONDON, SATURDAY, DAYS_OFF_TOO, [], [], id="a Saturday that counts"),
        pytest.param(LONDON, FRIDAY_EVENING, WORKING_TIME, [NOT_WORKING], [], id="an evening"),
        pytest.param(LONDON, FRIDAY_EVENING, EVERY_HOUR, [], [], id="an evening that counts"),
        pytest.param(blocked(TUESDAY_OFF), WEEK, WORKING_TIME, [VACATION], [], id="a day of vacation in a week"),
        pytest.param(blocked(TUESDAY_OFF), SATURDAY, DAYS_OFF_TOO, [], [], id="a vacation elsewhere"),
        pytest.param(
            blocked(days(SICK, "2026-11-28", "2026-11-29")), WEEK, WORKING_TIME, [], [], id="sick on the weekend"
        ),
        pytest.param(
            blocked(days(SICK, "2026-11-28", "2026-11-29")), SATURDAY, EVERY_HOUR, [SICK], [], id="sick on the Saturday"
        ),
        pytest.param(
            blocked(hours(BUSY, "2026-11-24T09:00", "2026-11-24T13:00")), WEEK, WORKING_TIME, [BUSY], [], id="a meeting"
        ),
        pytest.param(
            blocked(hours(BUSY, "2026-11-24T19:00", "2026-11-24T20:00")), WEEK, WORKING_TIME, [], [], id="evening"
        ),
        pytest.param(blocked(STANDING), WEEK, WORKING_TIME, [], [BUSY], id="a standing meeting"),
        pytest.param(
            blocked(STANDING), span("2026-11-23T10:00", "2026-11-23T11:00"), WORKING_TIME, [BUSY], [],
            id="only the standing meeting",
        ),
        pytest.param(blocked(days(AVAILABLE, "2026-11-28", "2026-11-28")), SATURDAY, WORKING_TIME, [], [], id="extra"),
        pytest.param(ENGLAND, EASTER, WORKING_TIME, [], [HOLIDAY, HOLIDAY], id="over Easter"),
        pytest.param(ENGLAND, GOOD_FRIDAY, WORKING_TIME, [HOLIDAY], [], id="on Good Friday"),
        pytest.param(ENGLAND, GOOD_FRIDAY, EVERY_HOUR, [HOLIDAY], [], id="a shoot on Good Friday"),
        pytest.param(ENGLAND, EASTER, EVERY_HOUR, [], [HOLIDAY, HOLIDAY], id="a shoot over Easter"),
    ],
)  # fmt: skip
def test_what_is_in_the_way(worker: WorkingTime, asked: Span, counts: str, causes: list[str], notes: list[str]) -> None:
    found = unavailability(worker, asked, counts)
    assert ([cause.kind for cause in found.causes], [note.kind for note in found.notes]) == (causes, notes)


def test_what_a_booking_is_put_over_counts_as_its_working_time() -> None:
    worker = WorkingTime("Europe/London", holidays=HolidayRules("GB-ENG"), blocks=(TUESDAY_OFF,))
    over, left = agreed(worker, WEEK, WORKING_TIME, None, "Agreed.")
    assert (over, left) == ({"reason": "Agreed.", "blocks": ["off"], "days": []}, ())
    assert (worker.hours(WEEK), overriding(worker, over).hours(WEEK)) == (32, 40)
    over, _ = agreed(worker, GOOD_FRIDAY, WORKING_TIME, None, "Agreed.")
    assert over and over["days"] == ["2027-03-26"]
    assert (worker.hours(GOOD_FRIDAY), overriding(worker, over).hours(GOOD_FRIDAY)) == (0, 8)


def test_only_what_was_not_agreed_before_is_asked_about_and_what_is_left_behind_is_forgotten() -> None:
    worker = blocked(TUESDAY_OFF, days(SICK, "2026-12-01", "2026-12-01", id="ill"))
    before, _ = agreed(worker, WEEK, WORKING_TIME, None, "Agreed.")
    longer = span("2026-11-23T09:00", "2026-12-01T18:00")
    kept, left = agreed(worker, longer, WORKING_TIME, before, "")
    assert kept == before and [cause.block for cause in left] == ["ill"]
    over, left = agreed(worker, longer, WORKING_TIME, before, "Both.")
    assert over == {"reason": "Both.", "blocks": ["ill", "off"], "days": []} and left == ()
    assert agreed(worker, span("2026-12-02T09:00", "2026-12-02T18:00"), WORKING_TIME, before, "") == (None, ())


def test_a_free_slot_goes_round_time_off() -> None:
    assert [each.start.date() for each in time_off(blocked(TUESDAY_OFF, STANDING), WEEK)] == [date(2026, 11, 24)]
