"""Hundreds of blocks that come again and lie over each other: a year of them is worked out in well under a second."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from time import process_time

from studio.availability.models import MOST_BLOCKS
from studio.availability.queries import block
from studio.availability.unavailable import unavailability
from studio.availability.working_time import AVAILABLE, BUSY, DAYS_OFF_TOO, VACATION, WORKING_TIME, Block, WorkingTime
from studio.lib.spans import Span, days_of

RULES = ("FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "FREQ=MONTHLY", "FREQ=WEEKLY;INTERVAL=2")
EIGHT = datetime(2024, 1, 1, 8, tzinfo=UTC)
YEAR = Span(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def hours(kind: str) -> tuple[Block, ...]:
    """An hour each from 8 o'clock on, a minute after one another; those of Mondays end at 11:57."""
    begins = [int((EIGHT + timedelta(days=n % 80, minutes=n % 180)).timestamp()) for n in range(MOST_BLOCKS)]
    return tuple(
        block(str(n), kind, None, None, start, start + 3600, "Europe/London", RULES[n % 4])
        for n, start in enumerate(begins)
    )


def whole_days(kind: str) -> tuple[Block, ...]:
    fifths = [date(2024, 1 + n % 12, 5) for n in range(MOST_BLOCKS)]
    return tuple(block(str(n), kind, day, day, 0, 0, "", "FREQ=MONTHLY") for n, day in enumerate(fifths))


def test_a_year_with_as_many_blocks_as_there_may_be_is_soon_worked_out() -> None:
    begun = process_time()
    for blocks in hours(BUSY), hours(AVAILABLE), whole_days(VACATION):
        worker = WorkingTime("Europe/London", blocks=blocks)
        assert sum(map(worker.available_on, days_of(date(2026, 1, 1), 365)))
        assert worker.hours(YEAR, DAYS_OFF_TOO)
        assert unavailability(worker, Span(YEAR.start, YEAR.start + timedelta(days=7)), WORKING_TIME) is not None
    assert process_time() - begun < 6  # half a second each on an idle machine; day by day it was fifteen


def test_what_lies_over_each_other_counts_once() -> None:
    monday = date(2026, 11, 23)
    assert WorkingTime("Europe/London", blocks=hours(BUSY)).available_on(monday) == Decimal("5.05")
    assert WorkingTime("Europe/London", blocks=whole_days(VACATION)).available_on(date(2026, 11, 5)) == 0
